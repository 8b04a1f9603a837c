"""The regional operator's desk: figures of a region in a year, what lies behind them, and whom to write to (§4 RO, §6). Nothing is ranked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Q, QuerySet, When

from core.text import fold
from network.access import has_role, regions_as
from network.models import AcademicYear, Organisation, Role

from ..models import DeskLetter, Incident, Sphere
from ..querysets_desk import WATCHERS
from . import indicators
from .desk_quality import Emptiness, Joining, joining, parallels_apart, quality_and_words
from .indicator_rows import Place, Quality, Scope, parallel_rows, place_rows, score_rows
from .indicators import GRADES, MEASURES, Deviation, Figure, Parallel, figure

SHOWN_INCIDENTS = 5
KEEP_SECONDS = 120  # spheres change seldom, and every look asks for them


def regions_of(user: Any) -> set[int] | None:
    """Regions whose desk the person may open; None for the whole country."""
    return None if has_role(user, Role.PLATFORM_ADMIN) else regions_as(user, *WATCHERS)


@dataclass
class SchoolRow:
    """A school with its parallels of grades 7–11."""

    pk: int
    name: str
    district: str
    district_id: int
    is_rural: bool
    low_resource: bool
    parallels: tuple[Parallel, ...] = ()

    @property
    def missing(self) -> list[int]:
        """Grades that have pupils and no trial that counts."""
        return [row.grade for row in self.parallels if not row.covered]

    @property
    def k3(self) -> Figure:
        return indicators.k3(self.parallels)

    @property
    def k4(self) -> Figure:
        return indicators.k4(self.parallels)

    @cached_property
    def apart(self) -> list[Deviation]:
        """Its parallels against the school (TK-15)."""
        return parallels_apart(self.parallels)

    def lacks(self, what: str) -> bool:
        """Is the school below the norm of what the filter names?"""
        tests = {
            "trial": bool(self.missing),
            "contacts": self.k3.reached is False,
            "artefact": self.k4.reached is False,
            "deviation": any(row.is_marked for row in self.apart),
            "all": True,
        }
        return tests.get(what, tests["trial"])


@dataclass(frozen=True)
class SphereRow:
    """A sphere in the region: sites, and what is asked against what is offered."""

    sphere: Sphere
    sites: int
    seats: int
    asked: int
    free: int
    by_district: dict[int, tuple[int, int]]

    @property
    def demand(self) -> float | None:
        """Requests ÷ seats (TK-16)."""
        return round(self.asked / self.seats, 2) if self.seats else None


class RegionDesk:
    """Everything about the schools of some regions in one academic year, each part read at its first use, one query a part."""

    def __init__(self, regions: Iterable[int] | None, year: AcademicYear, district: int | None = None) -> None:
        self.regions, self.year, self.district = regions if regions is None else set(regions), year, district

    @cached_property
    def schools(self) -> list[SchoolRow]:
        """Active schools by district and name, with their parallels. Two queries."""
        rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, status=Organisation.Status.ACTIVE)
        if self.regions is not None:
            rows = rows.filter(region__in=self.regions)
        if self.district:
            rows = rows.filter(district=self.district)
        found = [
            SchoolRow(row.pk, row.short_name, row.district.name, row.district_id, row.is_rural, row.low_resource)
            for row in rows.select_related("district").only(
                "short_name_kk", "short_name_ru", "locality_type", "low_resource", "district__name_kk", "district__name_ru"
            )
        ]
        by_school: dict[int, list[Parallel]] = {}
        for row in parallel_rows(Scope.of_year([school.pk for school in found], self.year)):
            by_school.setdefault(row.school, []).append(row)
        filled = [SchoolRow(**(vars(school) | {"parallels": tuple(by_school.get(school.pk, ()))})) for school in found]
        return sorted(filled, key=lambda row: (fold(row.district), fold(row.name)))

    @cached_property
    def scope(self) -> Scope:
        return Scope.of_year([school.pk for school in self.schools], self.year)

    @cached_property
    def parallels(self) -> list[Parallel]:
        return [row for school in self.schools for row in school.parallels]

    @cached_property
    def _trials(self) -> tuple[Quality, Emptiness]:
        return quality_and_words(self.scope)

    @property
    def quality(self) -> Quality:
        return self._trials[0]

    @cached_property
    def scores(self) -> Any:
        return score_rows(self.scope)

    @cached_property
    def places(self) -> list[Place]:
        """Trial sites of the regions; with a district, those in it."""
        rows = place_rows(self.scope, self.regions)
        return [row for row in rows if not self.district or row.district == self.district]

    @cached_property
    def spheres(self) -> list[SphereRow]:
        """Every sphere, also those without a site. One query beside the sites."""
        rows = cache.get_or_set("desk:spheres", lambda: list(Sphere.objects.all()), KEEP_SECONDS)
        return [self._sphere(sphere) for sphere in rows]  # type: ignore[union-attr]

    def _sphere(self, sphere: Sphere) -> SphereRow:
        mine = [place for place in self.places if sphere.pk in place.spheres]
        by_district: dict[int, tuple[int, int]] = {}
        for place in mine:
            asked, seats = by_district.get(place.district, (0, 0))
            by_district[place.district] = (asked + place.asked, seats + place.seats)
        return SphereRow(
            sphere,
            sum(place.status == "verified" for place in mine),
            sum(place.seats for place in mine),
            sum(place.asked for place in mine),
            sum(place.free for place in mine),
            by_district,
        )

    @cached_property
    def access(self) -> list[indicators.Access]:
        """TK-17."""
        rural = {school.pk for school in self.schools if school.is_rural}
        low = {school.pk for school in self.schools if school.low_resource}
        return indicators.equality(self.parallels, rural=rural, low_resource=low)

    @cached_property
    def by_grade(self) -> list[tuple[int, int, int]]:
        """(grade, schools whose parallel has a trial, schools with the parallel)."""
        return [
            (grade, sum(row.covered for row in mine), len(mine))
            for grade in GRADES
            if (mine := [row for row in self.parallels if row.grade == grade])
        ]

    def below(self, what: str = "trial") -> list[SchoolRow]:
        """Schools with pupils of grades 7–11 that are below the norm, by district and name: no order of merit."""
        return [school for school in self.schools if school.parallels and school.lacks(what)]

    @cached_property
    def incidents(self) -> list[Incident]:
        """Incidents of the year at these schools, the open and serious ones first."""
        values = self.scope.values
        rows = Incident.objects.filter(at__gte=values["from"], at__lt=values["to"])
        where = Q(trial__school__in=self.scope.schools)
        if self.regions is not None and not self.district:
            where |= Q(trial__host__region__in=self.regions)
        ranked = rows.filter(where).annotate(rank=Case(When(status="closed", then=2), When(severity="serious", then=0), default=1))
        return list(ranked.select_related("site", "trial__school").order_by("rank", "-at", "-pk")[:500])

    @property
    def empty(self) -> Emptiness:
        """TK-13."""
        return self._trials[1]

    @cached_property
    def joining(self) -> Joining:
        """K9."""
        return joining(self.scope)

    @cached_property
    def apart(self) -> list[tuple[int, int, int]]:
        """TK-15: (grade, schools whose parallel is more than 15 points from its school, schools with the parallel)."""
        rows = [row for school in self.schools for row in school.apart]
        return [
            (grade, sum(row.is_marked for row in mine), len(mine))
            for grade in GRADES
            if (mine := [row for row in rows if row.grade == grade])
        ]

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Indicators of §6 that can be computed from what the portal holds."""
        quality, seats = self.quality, self.places
        with_site = sum(row.sites > 0 for row in self.spheres)
        return {
            "K2": indicators.k2(self.parallels),
            "K3": indicators.k3(self.parallels),
            "K4": indicators.k4(self.parallels),
            "K5": Figure(MEASURES["K5"], quality.serious),
            "K6": indicators.satisfaction("K6", self.scores.by_source.get("pupil", {})),
            "K7": indicators.satisfaction("K7", self.scores.by_source.get("mentor", {})),
            "K9": figure("K9", len(self.joining.reached), len(self.joining.rows), people=False),
            "K11": indicators.k11(self.parallels),
            "TK-13": figure("TK-13", self.empty.whole.empty, self.empty.whole.attended),
            **trial_figures(quality),
            "TK-16": figure("TK-16", with_site, len(self.spheres), people=False),
            "TK-20": figure("TK-20", sum(row.used for row in seats), sum(row.offered for row in seats), people=False),
        }


def trial_figures(quality: Any) -> dict[str, Figure]:
    """TK-12, TK-14, TK-18, TK-19 of a scope: the same on the desk and in the school's quarterly review."""
    return {
        "TK-12": figure("TK-12", quality.meaningful, quality.counted, people=False),
        "TK-14": figure("TK-14", quality.with_artefact, quality.closed, people=False),
        "TK-18": Figure(MEASURES["TK-18"], quality.travel, quality.far, quality.trips),
        "TK-19": figure("TK-19", quality.in_time, quality.asked),
    }


def low_sites(desk: RegionDesk, code: str = "K6") -> list[tuple[Place, Figure]]:
    """Sites whose pupils (K6) or mentors (K7) gave less than the target on the mean, from five answers; by site."""
    scores = desk.scores.by_site if code == "K6" else desk.scores.mentors_by_site
    found = [(place, indicators.satisfaction(code, scores.get(place.site, {}))) for place in desk.places]
    return [(place, value) for place, value in found if value.reached is False]


def severities(rows: Iterable[Incident]) -> Counter:
    """How many of each severity."""
    return Counter(row.severity for row in rows)


def depersonalised(desk: RegionDesk) -> list[list[Any]]:
    """School × parallel for a file that leaves the portal: parallels under five are merged by district and grade, what is still too small by region;
    a count of one to four people is told as «<5» (§7, S28, §9.22).
    """
    lines: list[tuple[str, str, list[Parallel]]] = []
    small: dict[tuple[str, int], list[Parallel]] = {}
    for school in desk.schools:
        for row in school.parallels:
            if row.is_small:
                small.setdefault((school.district, row.grade), []).append(row)
            else:
                lines.append((school.district, school.name, [row]))
    rest: list[Parallel] = []
    for (district, _grade), rows in sorted(small.items()):
        if sum(row.pupils for row in rows) < settings.TRIALS["SMALLEST_GROUP"]:
            rest += rows
        else:
            lines.append((district, "", rows))
    if sum(row.pupils for row in rest) >= settings.TRIALS["SMALLEST_GROUP"]:
        lines.append(("", "", rest))
    return [[district, school, *_cells(rows)] for district, school, rows in lines]


def _cells(rows: list[Parallel]) -> list[Any]:
    grades = sorted({row.grade for row in rows})
    pupils = sum(row.pupils for row in rows)
    counts = [sum(getattr(row, name) for row in rows) for name in ("tried", "enough", "artefact")]
    covered = sum(row.covered for row in rows)
    return [", ".join(map(str, grades)), pupils, f"{covered}/{len(rows)}", *(told(count) for count in counts)]


def told(count: int) -> Any:
    """A count of people as it may be told outside: one to four are «<5»."""
    return count if count == 0 or count >= settings.TRIALS["SMALLEST_GROUP"] else f"<{settings.TRIALS['SMALLEST_GROUP']}"


def letters_to(organisation: Organisation) -> QuerySet:
    """What was written to an organisation, the newest first."""
    return DeskLetter.objects.filter(to=organisation).select_related("sent_by", "read_by", "sphere").order_by("-sent_at")


__all__ = ["RegionDesk", "SchoolRow", "SphereRow", "depersonalised", "letters_to", "low_sites", "regions_of", "severities", "told"]
