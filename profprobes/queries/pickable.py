"""Classes of a school with their pupils, as the group of a trial is ticked together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate
from django.utils import timezone

from accounts.models import GuardianLink
from core.text import KK_COLLATION
from network.models import ClassGroup, Enrolment, Organisation

from ..models import Participation, TrialSession


@dataclass(frozen=True)
class Candidate:
    """A pupil who may be ticked. ``clash`` is the visit that overlaps (BR-13), ``reachable`` tells whether a guardian can be asked."""

    pupil: Any
    reachable: bool
    clash: TrialSession | None = None


@dataclass(frozen=True)
class ClassRow:
    """A class with its pupils in the order of the Kazakh alphabet. ``fits``: its grade lies inside the limits."""

    group: ClassGroup
    fits: bool
    candidates: list[Candidate] = field(default_factory=list)


def visible_classes(user: Any) -> QuerySet[ClassGroup]:
    """Classes of the present academic year that the person sees."""
    today = timezone.localdate()
    rows = ClassGroup.objects.visible_to(user).filter(academic_year__starts_on__lte=today, academic_year__ends_on__gte=today)
    return rows.order_by("grade", Collate("name", KK_COLLATION))


def classes_of(user: Any, school: Organisation) -> list[ClassGroup]:
    """Those of one school."""
    return list(visible_classes(user).filter(organisation=school))


def visits_of_pupils(pupils: Iterable[int], period: Any, but: Any = None) -> dict[int, TrialSession]:
    """Live visits that overlap the period, by the pupil's id (BR-13); ``but`` is a trial to leave out."""
    rows = Participation.objects.filter(
        pupil__in=pupils,
        status__in=Participation.IN_GROUP,
        trial__sessions__period__overlap=period,
        trial__sessions__status__in=TrialSession.LIVE,
    )
    if but is not None:
        rows = rows.exclude(trial=but)
    rows = rows.select_related("trial__programme").prefetch_related("trial__sessions__trial__programme").distinct()
    return {row.pupil_id: session for row in rows for session in row.trial.sessions.all() if _overlap(session.period, period)}


def _overlap(one: Any, other: Any) -> bool:
    return one.lower < other.upper and other.lower < one.upper


def classes_with_pupils(
    user: Any, school: Organisation, *, grades: range | None = None, period: Any = None, but: Any = None
) -> list[ClassRow]:
    """Classes with their pupils in a fixed number of queries."""
    classes = classes_of(user, school)
    reachable = GuardianLink.objects.active().filter(child=OuterRef("user")).exclude(Q(phone="") & Q(email=""))
    rows = (
        Enrolment.objects.filter(group__in=classes, valid_until__isnull=True)
        .select_related("user")
        .annotate(reachable=Exists(reachable))
        .order_by(Collate("user__last_name", KK_COLLATION), Collate("user__first_name", KK_COLLATION), "pk")
    )
    by_class: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_class.setdefault(row.group_id, []).append(row)
    clashes = visits_of_pupils([row.user_id for row in rows], period, but) if period is not None else {}
    return [
        ClassRow(
            group=group,
            fits=grades is None or group.grade in grades,
            candidates=[
                Candidate(
                    row.user,
                    row.reachable,  # type: ignore[attr-defined]
                    clashes.get(row.user_id),
                )
                for row in by_class.get(group.pk, [])
            ],
        )
        for group in classes
    ]
