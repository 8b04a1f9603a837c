"""How far the school's parallels are reached by trials this year."""

from dataclasses import dataclass

from django.db.models import Count, Q

from network.models import AcademicYear, ClassGroup, Organisation

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


def parallels(school: Organisation, year: AcademicYear | None = None) -> list[Parallel]:
    """Grades 7–11 of the school in the year (the present one by default); a grade without classes stays out. Two queries, numbers only."""
    year = year or AcademicYear.objects.on()
    if year is None:
        return []
    classes = ClassGroup.objects.filter(organisation=school, academic_year=year, grade__in=GRADES)
    sizes = classes.values("grade").annotate(pupils=Count("enrolments", filter=Q(enrolments__valid_until__isnull=True)))
    went = Participation.objects.filter(class_group__in=classes, status=Participation.Status.ATTENDED)
    reached = dict(went.values("class_group__grade").annotate(n=Count("pupil", distinct=True)).values_list("class_group__grade", "n"))
    return [Parallel(row["grade"], row["pupils"], min(reached.get(row["grade"], 0), row["pupils"])) for row in sizes.order_by("grade")]
