"""How far the school's parallels are reached by trials this year."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from network.models import ClassGroup, Organisation

from ..models import Participation

GRADES = range(7, 12)


@dataclass(frozen=True)
class Parallel:
    """All classes of one grade: ``pupils`` in them, ``reached`` by at least one trial they took part in this academic year."""

    grade: int
    pupils: int
    reached: int

    @property
    def percent(self) -> int:
        """Share in whole per cent; 0 for a grade without pupils."""
        return round(100 * self.reached / self.pupils) if self.pupils else 0

    @property
    def step(self) -> int:
        """1–5: which of the five shades of the scale the tile has."""
        return min(5, 1 + self.percent // 20)


def parallels(school: Organisation, day: dt.date | None = None) -> list[Parallel]:
    """Grades 7–11 of the school in the academic year of the day, today by default; a grade without classes stays out. Two queries, numbers only."""
    day = day or timezone.localdate()
    year = {"academic_year__starts_on__lte": day, "academic_year__ends_on__gte": day}
    classes = ClassGroup.objects.filter(organisation=school, grade__in=GRADES, **year)
    sizes = classes.values("grade").annotate(pupils=Count("enrolments", filter=Q(enrolments__valid_until__isnull=True)))
    went = Participation.objects.filter(class_group__in=classes, status=Participation.Status.ATTENDED)
    reached = dict(went.values("class_group__grade").annotate(n=Count("pupil", distinct=True)).values_list("class_group__grade", "n"))
    return [Parallel(row["grade"] or 0, row["pupils"], min(reached.get(row["grade"], 0), row["pupils"])) for row in sizes.order_by("grade")]
