"""Lists and headers of trials."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.fields import DateTimeField
from django.db.models.functions import Collate

from core.text import KK_COLLATION, search
from portfolio.models import Artefact

from ..family import FAMILY, family_answer
from ..models import Briefing, BriefingAck, ObservationCard, Participation, SessionAttendance, Trial, TrialSession
from ..services.gate import Gate, evaluate, load_needs, red, with_gate_facts
from ..services.group import admission
from .history import history
from .steps import header_steps, next_step

__all__ = ["ConsentCounts", "TrialRow", "consent_counts", "header_steps", "history", "next_step", "participation_rows", "trial_for_page", "trial_rows",
           "trials_for_list", "with_steps", "with_visit_start"]  # fmt: skip

SEARCHED = ("number", "programme__name_kk", "programme__name_ru", "host__short_name_kk", "host__short_name_ru", "group__name")
SORTS = {"date": "visit_starts", "number": "number", "title": "programme__name_kk", "host": "host__short_name_kk", "status": "status"}
BY_NAME = (Collate("pupil__last_name", KK_COLLATION), Collate("pupil__first_name", KK_COLLATION), "pk")
PREPARING = (TrialSession.Status.PLANNED, TrialSession.Status.READY)


@dataclass(frozen=True)
class ConsentCounts:
    """Answers of families for the pupils still in the group: ``asked`` pupils in all, ``given``, ``declined``, ``waiting`` for an answer, ``unasked``."""

    asked: int = 0
    given: int = 0
    declined: int = 0
    waiting: int = 0
    unasked: int = 0


@dataclass(frozen=True)
class TrialRow:
    """One line of the list. ``readiness``: ready, warn (only warnings), red (a gate blocks), none (nothing to prepare any more)."""

    trial: Trial
    session: Any
    readiness: str
    missing: list[Gate] = field(default_factory=list)
    consents: ConsentCounts = field(default_factory=ConsentCounts)
    admitted: int = 0


def with_visit_start(trials: QuerySet) -> QuerySet:
    """Add ``visit_starts``: the start of the first live visit, else of the first one, or None."""
    sessions = TrialSession.objects.filter(trial=OuterRef("pk")).order_by("period")
    start = sessions.annotate(start=Func(F("period"), function="lower", output_field=DateTimeField())).values("start")[:1]
    return trials.annotate(visit_starts=Subquery(start))


def trials_for_list(
    user: Any,
    *,
    q: str = "",
    status: str = "",
    kind: str = "",
    host: int | None = None,
    class_group: int | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    sort: str = "-date",
) -> QuerySet:
    """Trials that the person sees, filtered and sorted (date, number, title, host, status; a minus turns it); page it and give the page to trial_rows().

    Each row has ``visit_starts`` (start of the visit or None). Rubbish in a filter is ignored, never an error.
    """
    rows = with_visit_start(Trial.objects.visible_to(user)).select_related(
        "programme", "host", "school", "group", "mentor__membership__user"
    )
    if q:
        rows = search(rows, q, *SEARCHED)
    if status in Trial.Status.values:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(programme__kind=kind)
    if host:
        rows = rows.filter(host=host)
    if class_group:
        rows = rows.filter(pk__in=Participation.objects.filter(class_group=class_group).values("trial"))
    if starts:
        rows = rows.filter(visit_starts__date__gte=starts)
    if ends:
        rows = rows.filter(visit_starts__date__lte=ends)
    return rows.order_by(*_order(sort))


def _order(sort: str) -> list[Any]:
    name = SORTS.get(sort.lstrip("-"), "visit_starts")
    column = F(name).desc(nulls_last=True) if sort.startswith("-") else F(name).asc(nulls_last=True)
    return [column, "-pk"]


def trial_rows(trials: Iterable[Trial]) -> list[TrialRow]:
    """Rows for one page of trials with readiness and consent counts, in a fixed number of queries."""
    page = list(trials)
    sessions = load_needs(list(with_gate_facts(TrialSession.objects.filter(trial__in=page)).order_by("period")))
    by_trial: dict[int, TrialSession] = {}
    for session in sessions:
        by_trial.setdefault(session.trial_id, session)
    return [_row(trial, by_trial.get(trial.pk)) for trial in page]


def _row(trial: Trial, session: TrialSession | None) -> TrialRow:
    if session is None:
        return TrialRow(trial, None, "none")
    members = [p for p in session.trial.participations.all() if p.removed_at is None]
    admitted = sum(p.status in {"admitted", "attended"} for p in members)
    counts = consent_counts(members)
    if session.status not in PREPARING or trial.status not in {Trial.Status.DRAFT, Trial.Status.PLANNED}:
        return TrialRow(trial, session, "none", [], counts, admitted)
    gates = evaluate(session)
    missing = red(gates)
    readiness = "red" if missing else ("ready" if all(gate.ok for gate in gates) else "warn")
    return TrialRow(trial, session, readiness, missing, counts, admitted)


def consent_counts(members: Iterable[Participation]) -> ConsentCounts:
    """Count families by their answer; reads prefetched FAMILY."""
    answers = [family_answer(participation) for participation in members]
    return ConsentCounts(
        asked=len(answers),
        given=sum(answer.is_given for answer in answers),
        declined=sum(answer.is_refused for answer in answers),
        waiting=sum(answer.is_waiting and answer.state != "none" for answer in answers),
        unasked=sum(answer.state == "none" for answer in answers),
    )


def trial_for_page(user: Any, pk: int) -> Trial:
    """One trial with all that the header and tabs read. Raises Trial.DoesNotExist."""
    visits = TrialSession.objects.select_related(
        "booking__slot__site__trial_site", "mentor__membership__user", "card", "route"
    ).prefetch_related("briefings")
    members = Participation.objects.select_related("pupil", "class_group", "medical").prefetch_related(*FAMILY)
    rows = Trial.objects.visible_to(user).select_related(
        "programme__profession__sphere", "school", "host", "group", "mentor__membership__user", "responsible__user", "closing_note"
    )
    return rows.prefetch_related(
        Prefetch("sessions", visits), Prefetch("participations", members), "accompanying__user", "group__classes"
    ).get(pk=pk)


def with_steps(trial: Trial) -> Trial:
    """Put on a trial what header_steps() and consent_counts() read and no more."""
    briefed = Briefing.objects.filter(session=OuterRef("pk"), place=Briefing.Place.SCHOOL)
    visits = TrialSession.objects.select_related("booking", "card").annotate(briefed_at_school=Exists(briefed))
    members = Participation.objects.prefetch_related(*FAMILY)
    prefetch_related_objects([trial], Prefetch("sessions", visits), Prefetch("participations", members))
    return trial


def participation_rows(trial: Trial) -> list[Any]:
    """The group in the Kazakh order: participations with ``consent_word``, ``reasons`` (admission), ``medical_result``, ``briefed_school``, ``briefed_site``,
    ``attendance_mark``, ``has_card``, ``has_before``, ``has_after``, ``artefact_count``, ``summary_status``; a fixed number of queries.
    """
    rows = Participation.objects.filter(trial=trial, removed_at__isnull=True).select_related(
        "pupil", "class_group", "medical", "summary", "form", "trial"
    )
    found = list(_with_marks(rows).prefetch_related(*FAMILY).order_by(*BY_NAME))
    for row in found:
        row.consent_word = family_answer(row).state
        row.reasons = admission(row)
        row.medical_result = row.medical.result if getattr(row, "medical", None) else ""
        form = getattr(row, "form", None)
        row.has_before, row.has_after = bool(form and form.before_at), bool(form and form.after_at)
        row.summary_status = row.summary.status if getattr(row, "summary", None) else ""
    return found


def _with_marks(rows: QuerySet) -> QuerySet:
    """Annotate briefings, attendance, the card and the number of artefacts."""
    acks = BriefingAck.objects.filter(participation=OuterRef("pk"))
    mark = SessionAttendance.objects.filter(participation=OuterRef("pk")).order_by("-marked_at").values("mark")[:1]
    sent = ObservationCard.objects.filter(participation=OuterRef("pk"), status=ObservationCard.Status.SUBMITTED)
    return rows.annotate(
        briefed_school=Exists(acks.filter(briefing__place=Briefing.Place.SCHOOL)),
        briefed_site=Exists(acks.filter(briefing__place=Briefing.Place.SITE)),
        attendance_mark=Subquery(mark),
        has_card=Exists(sent),
        artefact_count=Count("artefacts", filter=Q(artefacts__status=Artefact.Status.READY), distinct=True),
    )
