"""The journal of career trials, PP-JRN: eight columns that fill themselves (§5.8)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Collate

from core.text import KK_COLLATION, search
from network.access import COORDINATORS, classes_as, organisations_as, regions_as
from network.models import Role
from portfolio.models import Artefact

from ..family import FAMILY, family_answer
from ..models import Briefing, Participation, Trial, TrialGroup, TrialJournal, TrialSession
from .trials import SEARCHED, with_visit_start


@dataclass(frozen=True)
class JournalRow:
    """One visit. Numbers of the columns of PP-JRN in brackets."""

    trial: Trial
    session: Any
    starts: dt.datetime  # 1
    ends: dt.datetime
    host: str  # 2
    site: str
    format: str  # 3: kind of the trial
    minutes: int
    goal: str  # 4
    group: str  # 5
    pupils: int
    artefacts: int  # 6: pupils with an artefact
    briefings: int  # 7: of 2
    consents: int
    consents_of: int
    teacher_view: str  # 8
    pupil_view: str
    is_excursion: bool
    few: bool = False  # too few to be counted outside the school (S28)


def journal_trials(
    user: Any,
    *,
    class_group: int | None = None,
    grade: int | None = None,
    kind: str = "",
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    q: str = "",
) -> QuerySet:
    """Trials held or closed of the schools and classes of the person, newest first; page it and give the page to journal_rows()."""
    of_class = Participation.objects.filter(class_group__in=classes_as(user, Role.CLASS_TEACHER, Role.TEACHER)).values("trial")
    mine = Q(school__in=organisations_as(user, *COORDINATORS)) | Q(pk__in=of_class)
    rows = with_visit_start(Trial.objects.visible_to(user).filter(mine, status__in=[Trial.Status.HELD, Trial.Status.CLOSED]))
    if class_group:
        rows = rows.filter(group__in=_groups_with(pk=class_group))
    if grade:
        rows = rows.filter(group__in=_groups_with(grade=grade))
    if kind:
        rows = rows.filter(programme__kind=kind)
    rows = _within(rows, starts, ends)
    return (search(rows, q, *SEARCHED) if q else rows).order_by("-visit_starts", "-pk")


def journal_of_region(user: Any, **filters: Any) -> QuerySet:
    """The same for operator and department: trials of the schools of their region, shown without names (§8 «journal: D», S28)."""
    regions = regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
    rows = with_visit_start(Trial.objects.filter(school__region__in=regions, status__in=[Trial.Status.HELD, Trial.Status.CLOSED]))
    if kind := filters.get("kind"):
        rows = rows.filter(programme__kind=kind)
    if grade := filters.get("grade"):
        rows = rows.filter(group__in=_groups_with(grade=grade))
    return _within(rows, filters.get("starts"), filters.get("ends")).order_by("-visit_starts", "-pk")


def _within(rows: QuerySet, starts: dt.date | None, ends: dt.date | None) -> QuerySet:
    if starts:
        rows = rows.filter(visit_starts__date__gte=starts)
    return rows.filter(visit_starts__date__lte=ends) if ends else rows


def trials_of_journal(journal: TrialJournal) -> QuerySet:
    """What a printed journal holds, the oldest visit first."""
    rows = with_visit_start(Trial.objects.filter(school=journal.school_id, status__in=[Trial.Status.HELD, Trial.Status.CLOSED]))
    if journal.class_group_id:
        rows = rows.filter(group__in=_groups_with(pk=journal.class_group_id))
    if journal.kind:
        rows = rows.filter(programme__kind=journal.kind)
    return _within(rows, journal.starts_on, journal.ends_on).order_by("visit_starts", "pk")


def people_of(trials: Iterable[Trial]) -> dict[int, list[Any]]:
    """Pupils who took part, by trial, in the Kazakh order; one query."""
    rows = Participation.objects.filter(trial__in=[trial.pk for trial in trials], status="attended").select_related("pupil")
    found: dict[int, list[Any]] = {}
    for row in rows.order_by(Collate("pupil__last_name", KK_COLLATION), Collate("pupil__first_name", KK_COLLATION), "pk"):
        found.setdefault(row.trial_id, []).append(row.pupil)
    return found


def _groups_with(**of_class: Any) -> QuerySet:
    return TrialGroup.objects.filter(**{f"classes__{name}": value for name, value in of_class.items()}).values("pk")


def journal_rows(trials: Iterable[Trial], language: str) -> list[JournalRow]:
    """Rows for one page in a fixed number of queries; texts in the given language."""
    page = [trial.pk for trial in trials]
    visits = (
        TrialSession.objects.filter(status=TrialSession.Status.HELD)
        .select_related("booking__slot__site", "card")
        .prefetch_related("briefings")
    )
    ready = Artefact.objects.filter(participations=OuterRef("pk"), status=Artefact.Status.READY)
    members = Participation.objects.filter(status__in=["attended"]).annotate(has_artefact=Exists(ready)).prefetch_related(*FAMILY)
    rows = Trial.objects.filter(pk__in=page).select_related("programme", "host", "group", "school", "closing_note")
    rows = rows.prefetch_related(
        Prefetch("sessions", visits, to_attr="held_visits"), Prefetch("participations", members, to_attr="attended_rows")
    )
    by_pk: dict[int, Any] = {trial.pk: trial for trial in rows}
    return [_row(by_pk[pk], visit, language) for pk in page for visit in by_pk[pk].held_visits]


def _row(trial: Any, visit: TrialSession, language: str) -> JournalRow:
    note, site = getattr(trial, "closing_note", None), visit.booking.slot.site if visit.booking else None
    members = trial.attended_rows
    return JournalRow(
        trial=trial,
        session=visit,
        starts=visit.starts,
        ends=visit.ends,
        host=trial.host.short_name_in(language),
        site=site.text("name", language) if site else "",
        format=str(trial.programme.get_kind_display()),
        minutes=visit.minutes,
        goal=_goal(visit, language),
        group=trial.group.name,
        pupils=len(members),
        artefacts=sum(p.has_artefact for p in members),
        briefings=len({briefing.place for briefing in visit.briefings.all()} & set(Briefing.Place.values)),
        consents=sum(family_answer(p).is_given for p in members),
        consents_of=len(members),
        teacher_view=note.teacher_view if note else "",
        pupil_view=note.pupil_view if note else "",
        is_excursion=trial.counts_as_trial is False,
    )


def _goal(visit: TrialSession, language: str) -> str:
    """Row 8 of form А in words: what pupils come to understand, which skill they practise."""
    card = getattr(visit, "card", None)
    return "; ".join(text for text in (card.text("understanding", language), card.text("skill", language)) if text) if card else ""


def journal_totals(user: Any) -> dict[str, int]:
    """Held and closed trials, excursions among them, pupils who took part."""
    rows = journal_trials(user)
    totals = rows.aggregate(trials=Count("pk"), excursions=Count("pk", filter=Q(counts_as_trial=False)))
    return totals | {
        "pupils": Participation.objects.filter(trial__in=rows.values("pk"), status="attended").values("pupil").distinct().count()
    }
