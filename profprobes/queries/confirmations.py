"""Who of a trial can be given which confirming document, and what is issued already (BR-41, §9 case 16)."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Collate

from accounts.models import User
from core.text import KK_COLLATION
from documents.models import IssuedDocument
from network.models import ClassGroup, NetworkMembership

from ..models import (
    ConfirmationForm,
    ConfirmationRule,
    IssuedConfirmation,
    Participation,
    SessionAttendance,
    Trial,
    TrialBook,
    TrialSession,
)

HELD = (Trial.Status.HELD, Trial.Status.CLOSED)
LEAST_SHARE = 0.5  # §9 case 16: of the practical time


def rules_for(trial: Trial) -> QuerySet:
    """Decisions that bind a trial: of the networks that hold both school and host, else of those that hold the school."""
    members = NetworkMembership.objects.filter(status=NetworkMembership.Status.ACTIVE)
    of_school = members.filter(organisation=trial.school_id).values("network")
    of_host = members.filter(organisation=trial.host_id).values("network")
    rules = ConfirmationRule.objects.filter(network__in=of_school).select_related("network").order_by("pk")
    both = rules.filter(network__in=of_host)
    return both if both.exists() else rules


def allowed_forms(trial: Trial) -> set[str]:
    """Forms that every decision allows; all of them where nobody has decided."""
    allowed = set(ConfirmationForm.values)
    for rule in rules_for(trial):
        allowed &= set(rule.forms)
    return allowed


def attended_minutes(participation: Any, sessions: list[Any] | None = None) -> tuple[int, int]:
    """Minutes that the pupil was there, and of how many: whole visits, but from the start to the mark for whoever left early."""
    visits = participation.trial.sessions.all() if sessions is None else sessions
    held = [visit for visit in visits if visit.status == TrialSession.Status.HELD]
    marks = {row.session_id: row for row in participation.attendance.all()}
    return sum(_there(visit, marks.get(visit.pk)) for visit in held), sum(visit.minutes for visit in held)


def _there(visit: TrialSession, row: SessionAttendance | None) -> int:
    if row is None:
        return int(visit.minutes)
    if row.mark == SessionAttendance.Mark.ABSENT:
        return 0
    if row.mark == SessionAttendance.Mark.LEFT:
        stayed = int((row.marked_at - visit.starts).total_seconds() // 60)
        return max(0, min(stayed, int(visit.minutes)))
    return int(visit.minutes)


def is_long_enough(there: int, whole: int) -> bool:
    """At least half of the practical time."""
    return whole > 0 and there >= whole * LEAST_SHARE


@dataclass(frozen=True)
class ConfirmationRow:
    """One pupil who took part: how long, and what is issued (form → confirmation with its papers)."""

    participation: Any
    minutes: int
    fits: bool
    issued: dict[str, IssuedConfirmation] = field(default_factory=dict)


def confirmation_rows(trial: Trial, user: Any) -> list[ConfirmationRow]:
    """Pupils of the trial who took part, in the Kazakh order, in a fixed number of queries."""
    rows = (
        Participation.objects.visible_to(user)
        .filter(trial=trial, status=Participation.Status.ATTENDED)
        .select_related("pupil", "class_group")
        .prefetch_related("attendance", "confirmations")
        .order_by(Collate("pupil__last_name", KK_COLLATION), Collate("pupil__first_name", KK_COLLATION), "pk")
    )
    papers = _papers([one for row in rows for one in row.confirmations.all()])
    sessions = list(trial.sessions.all())
    found = []
    for row in rows:
        there, whole = attended_minutes(row, sessions)
        issued = {one.form: one for one in row.confirmations.all()}
        for one in issued.values():
            one.papers = papers.get(one.pk, [])
        found.append(ConfirmationRow(row, there, is_long_enough(there, whole), issued))
    return found


def _papers(confirmations: list[IssuedConfirmation]) -> dict[int, list[IssuedDocument]]:
    """Newest paper of each language by the id of its confirmation."""
    rows = IssuedDocument.objects.filter(
        content_type=ContentType.objects.get_for_model(IssuedConfirmation),
        object_id__in=[one.pk for one in confirmations],
        replaced_by__isnull=True,
    )
    found: dict[int, list[IssuedDocument]] = {}
    for paper in rows.defer("content").order_by("language"):
        found.setdefault(paper.object_id, []).append(paper)
    return found


def ready_papers(participation: Participation) -> list[IssuedDocument]:
    """Papers in force that confirm this trial, for the pupil and the family."""
    issued = participation.confirmations.filter(status=IssuedConfirmation.Status.ISSUED)
    return [paper for papers in _papers(list(issued)).values() for paper in papers if paper.is_ready and paper.status == "in_force"]


def trials_of_book(book: TrialBook) -> list[Any]:
    """What the book prints: trials that the pupil attended, at any school, the first one first; excursions are no trials (BR-33)."""
    cards = Prefetch("observations", to_attr="cards")
    rows = (
        Participation.objects.filter(pupil=book.pupil_id, status=Participation.Status.ATTENDED, trial__status__in=HELD)
        .exclude(trial__counts_as_trial=False)
        .select_related("trial__programme__profession", "trial__host", "trial__school", "trial__mentor__membership__user")
        .prefetch_related("trial__sessions__card", "attendance", "confirmations", cards)
    )
    return sorted(rows, key=lambda row: row.trial.visit.starts if row.trial.visit else row.trial.created_at)


def books_of_class(class_group: ClassGroup) -> QuerySet:
    """Pupils of the class with the number of their trials and their book, in the Kazakh order."""
    tried = Q(participations__status="attended", participations__trial__status__in=HELD) & ~Q(participations__trial__counts_as_trial=False)
    return (
        User.objects.filter(enrolments__group=class_group, enrolments__valid_until__isnull=True)
        .annotate(tried=Count("participations", filter=tried, distinct=True))
        .select_related("trial_book")
        .by_name()
    )
