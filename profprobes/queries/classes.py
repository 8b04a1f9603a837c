"""The class teacher's matrix: pupil × trial."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.models import User
from network.access import COORDINATORS, organisations_as
from network.models import ClassGroup, Enrolment, Organisation

from ..family import FAMILY, family_answer
from ..models import ObservationCard, Participation, Trial
from .people import taught_classes

LIVE = (Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.RUNNING, Trial.Status.HELD, Trial.Status.MOVED)


@dataclass(frozen=True)
class Cell:
    """One pupil in one trial; None in the row where the pupil does not take part."""

    participation: Participation
    consent: str  # state of family_answer
    photo: str
    medical: str  # fit | conditions | unfit | ""
    before: bool
    after: bool
    card: bool
    summary: str  # status of form Г or ""


@dataclass(frozen=True)
class PupilRow:
    """One pupil with a cell per trial, in the order of ClassMatrix.trials."""

    pupil: User
    cells: list[Cell | None]


@dataclass(frozen=True)
class ClassMatrix:
    """A class with its trials (newest visit first) and its pupils in the Kazakh order."""

    class_group: ClassGroup
    trials: list[Trial]
    rows: list[PupilRow]


def my_classes(user: Any) -> list[ClassGroup]:
    """Classes that the person leads, and for a coordinator all of the own schools in the present year."""
    led = taught_classes(user)
    schools = organisations_as(user, *COORDINATORS)
    if not schools:
        return led
    today = timezone.localdate()
    rows = ClassGroup.objects.visible_to(user).filter(
        organisation__in=schools,
        organisation__kind=Organisation.Kind.SCHOOL,
        academic_year__starts_on__lte=today,
        academic_year__ends_on__gte=today,
    )
    known = {group.pk for group in led}
    return [*led, *(group for group in rows.select_related("organisation").order_by("grade", "name") if group.pk not in known)]


def class_matrix(user: Any, class_group: ClassGroup, *, live_only: bool = False) -> ClassMatrix:
    """All pupils of the class by all trials of the class; a fixed number of queries."""
    cells = _cells(user, class_group, live_only)
    trials = list({cell.participation.trial_id: cell.participation.trial for cell in cells}.values())
    by_place = {(cell.participation.pupil_id, cell.participation.trial_id): cell for cell in cells}
    there = {cell.participation.pupil_id for cell in cells}
    enrolled = Enrolment.objects.filter(group=class_group, valid_until__isnull=True).values("user")
    pupils = User.objects.filter(Q(pk__in=enrolled) | Q(pk__in=there)).by_name()
    rows = [PupilRow(pupil, [by_place.get((pupil.pk, trial.pk)) for trial in trials]) for pupil in pupils]
    return ClassMatrix(class_group, trials, rows)


def _cells(user: Any, class_group: ClassGroup, live_only: bool) -> list[Cell]:
    sent = ObservationCard.objects.filter(participation=OuterRef("pk"), status=ObservationCard.Status.SUBMITTED)
    trials = Trial.objects.select_related("programme", "host", "group").prefetch_related("sessions")
    rows = (
        Participation.objects.visible_to(user)
        .filter(class_group=class_group, removed_at__isnull=True)
        .exclude(trial__status=Trial.Status.CANCELLED)
    )
    if live_only:
        rows = rows.filter(trial__status__in=LIVE)
    rows = (
        rows.select_related("pupil", "medical", "form", "summary")
        .prefetch_related(*FAMILY, Prefetch("trial", trials))
        .annotate(sent=Exists(sent))
    )
    return [_cell(participation) for participation in rows.order_by("-trial")]


def _cell(participation: Any) -> Cell:
    medical, form, summary = (getattr(participation, name, None) for name in ("medical", "form", "summary"))
    return Cell(
        participation=participation,
        consent=family_answer(participation).state,
        photo=participation.photo_effective,
        medical=medical.result if medical else "",
        before=bool(form and form.before_at),
        after=bool(form and form.after_at),
        card=participation.sent,
        summary=summary.status if summary else "",
    )
