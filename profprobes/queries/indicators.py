"""Indicators of §6: what they are called, what they must reach, and the arithmetic. Nothing here asks the database; nothing is ranked.

Example of K2: parallels 7, 8, 9, 10, 11; closed trials in 7, 8, 9, 11, in grade 10 only an excursion → 4 of 5 = 80 %.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

GRADES = range(7, 12)


@dataclass(frozen=True)
class Measure:
    """An indicator as the requirements print it. ``sense``: the value must be at ``least`` or at ``most`` the target, or ``within`` ± of it."""

    code: str
    kk: str
    ru: str
    unit: str = "%"
    target: float | None = None
    sense: str = "least"

    def name(self, language: str | None = None) -> str:
        """The official name."""
        return self.ru if (language or get_language()) == "ru" else self.kk


MEASURES: dict[str, Measure] = {
    row.code: row
    for row in (
        Measure("K1", "Мазмұнды кездесу", "Содержательная встреча", target=100),
        Measure("K2", "Кәсіби сынақ", "Профессиональная проба", target=100),
        Measure("K3", "Еңбек әлемімен контакт", "Контакты с миром труда", target=100),
        Measure("K4", "Портфолиодағы артефакт", "Артефакт в портфолио", target=100),
        Measure("K5", "Елеулі оқиғалар", "Серьёзные инциденты", "number", 0, "most"),
        Measure("K6", "Қанағаттану (оқушы)", "Удовлетворённость учеников", "1–5", 4.0),
        Measure("K7", "Қанағаттану (тәлімгер)", "Удовлетворённость наставников", "1–5", 4.0),
        Measure("K9", "Серіктестің қосылу нәтижесі", "Результат присоединения партнёра", target=100),
        Measure("K11", "8-сыныптан портфолиосы барлар", "Портфолио с 8 класса", target=100),
        Measure("TK-12", "Мазмұнды сынақтар үлесі", "Доля содержательных проб", target=90),
        Measure("TK-13", "Бос рефлексия", "Пустая рефлексия", target=20, sense="under"),
        Measure("TK-14", "Артефакты бар сынақтар", "Пробы с артефактом", target=90),
        Measure("TK-15", "Параллель бойынша ауытқу", "Отклонение по параллели", "points", 15, "within"),
        Measure("TK-16", "Салалық қамту", "Охват сфер", target=None),
        Measure("TK-17", "Қолжетімділік теңдігі", "Равенство доступа", "ratio", 0.9),
        Measure("TK-18", "Жол уақыты", "Время в пути", "min", 90, "most"),
        Measure("TK-19", "Келісім уақытылы", "Согласия вовремя", target=95),
        Measure("TK-20", "Слоттарды пайдалану", "Использование слотов", target=75),
    )
}


def share(part: float, whole: float) -> float | None:
    """Per cent with one decimal; None where there is nothing to share."""
    return round(100 * part / whole, 1) if whole else None


def decimal(value: float) -> str:
    """«65,3», «80»: a comma, no needless zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@dataclass(frozen=True)
class Figure:
    """A value of a measure. ``part`` of ``whole`` is what it is made of; ``hidden``: fewer than the smallest group, so no value is told (S28)."""

    measure: Measure
    value: float | None
    part: int | None = None
    whole: int | None = None
    hidden: bool = False
    note: Any = ""

    @property
    def reached(self) -> bool | None:
        """Has the target been reached? None without a value or a target."""
        target = self.measure.target
        if self.value is None or target is None:
            return None
        tests = {
            "least": self.value >= target,
            "most": self.value <= target,
            "under": self.value < target,
            "within": abs(self.value) <= target,
        }
        return tests[self.measure.sense]

    @property
    def shown(self) -> str:
        """The value with its unit, a dash where there is none."""
        if self.hidden or self.value is None:
            return "—"
        units = {"%": "%(value)s %%", "min": _("%(value)s min"), "points": _("%(value)s points")}
        return str(units.get(self.measure.unit, "%(value)s")) % {"value": decimal(self.value)}

    @property
    def target(self) -> str:
        """«≥ 90 %»."""
        target = self.measure.target
        if target is None:
            return ""
        sign = {"least": "≥", "most": "≤", "under": "<", "within": "±"}[self.measure.sense]
        return f"{sign} {Figure(self.measure, target).shown}".replace("± ", "±")

    @property
    def name(self) -> str:
        """The official name in the person's language."""
        return self.measure.name()


def figure(code: str, part: int, whole: int, *, people: bool = True) -> Figure:
    """A share. Of ``people``, a group under five is hidden (S28)."""
    hidden = people and 0 < whole < settings.TRIALS["SMALLEST_GROUP"]
    return Figure(MEASURES[code], share(part, whole), part, whole, hidden)


@dataclass(frozen=True)
class Parallel:
    """A grade of a school (or one of its classes): how many pupils, how many of them were reached and what they have.

    ``largest``: most pupils of the parallel in one closed trial that counts; ``tried``: pupils with such a trial; ``contacts``: all of them together;
    ``enough``: pupils with the four contacts of S26; ``artefact``, ``shelf``: with an artefact of the year, with a portfolio that is not empty.
    """

    school: int
    grade: int
    pupils: int
    reached: int = 0
    tried: int = 0
    contacts: int = 0
    enough: int = 0
    artefact: int = 0
    shelf: int = 0
    largest: int = 0
    sen: int = 0
    sen_tried: int = 0
    group: int | None = None
    name: str = ""

    @property
    def covered(self) -> bool:
        """S25: from min(5, its size) pupils of the parallel in one trial that counts."""
        return self.largest >= min(settings.TRIALS["COVERED_FROM"], self.pupils)

    @property
    def is_small(self) -> bool:
        """Fewer pupils than may be told outside the school (S28)."""
        return self.pupils < settings.TRIALS["SMALLEST_GROUP"]


def k2(rows: Iterable[Parallel]) -> Figure:
    """Parallels 7–11 with a trial ÷ parallels that have pupils."""
    rows = list(rows)
    return figure("K2", sum(row.covered for row in rows), len(rows), people=False)


def k3(rows: Iterable[Parallel]) -> Figure:
    """Pupils with at least four contacts ÷ pupils of grades 7–11."""
    rows = list(rows)
    return figure("K3", sum(row.enough for row in rows), sum(row.pupils for row in rows))


def k4(rows: Iterable[Parallel]) -> Figure:
    """Pupils with an artefact of the year ÷ pupils of grades 7–11."""
    rows = list(rows)
    return figure("K4", sum(row.artefact for row in rows), sum(row.pupils for row in rows))


def k11(rows: Iterable[Parallel]) -> Figure:
    """Pupils from grade 8 with a portfolio that is not empty ÷ pupils from grade 8."""
    older = [row for row in rows if row.grade >= 8]
    return figure("K11", sum(row.shelf for row in older), sum(row.pupils for row in older))


def satisfaction(code: str, scores: Mapping[int, int]) -> Figure:
    """K6, K7: Σ scores ÷ number of scores; nothing under five answers (BR-44). Example: 5, 5, 4, 4, 3 → 21 ÷ 5 = 4.2."""
    counts = Counter(scores)
    number = sum(counts.values())
    if number < settings.TRIALS["SMALLEST_GROUP"]:
        return Figure(MEASURES[code], None, whole=number, hidden=True)
    return Figure(MEASURES[code], round(sum(score * n for score, n in counts.items()) / number, 1), whole=number)


@dataclass(frozen=True)
class Access:
    """TK-17 for one group: its coverage ÷ the coverage of all. Example: 1 800 of 3 000 = 60 %, all 75 % → 0.80."""

    code: str
    label: Any
    tried: int
    pupils: int
    all_tried: int
    all_pupils: int

    @property
    def coverage(self) -> float | None:
        """Share of the group's pupils with a trial."""
        return None if self.is_hidden else share(self.tried, self.pupils)

    @property
    def is_hidden(self) -> bool:
        """Nobody, or a group under five (S28)."""
        return self.pupils < settings.TRIALS["SMALLEST_GROUP"]

    @property
    def figure(self) -> Figure:
        """The ratio."""
        if self.is_hidden or not self.all_tried:
            return Figure(MEASURES["TK-17"], None, self.tried, self.pupils, hidden=self.is_hidden)
        ratio = (self.tried / self.pupils) / (self.all_tried / self.all_pupils)
        return Figure(MEASURES["TK-17"], round(ratio, 2), self.tried, self.pupils)


def equality(rows: Iterable[Parallel], *, rural: set[int], low_resource: set[int]) -> list[Access]:
    """TK-17 of rural schools, pupils with special needs, schools with limited resources."""
    rows = list(rows)
    everybody = (sum(row.tried for row in rows), sum(row.pupils for row in rows))

    def of_schools(code: str, label: Any, schools: set[int]) -> Access:
        mine = [row for row in rows if row.school in schools]
        return Access(code, label, sum(row.tried for row in mine), sum(row.pupils for row in mine), *everybody)

    return [
        of_schools("rural", _("Rural schools"), rural),
        Access("sen", _("Pupils with special needs"), sum(row.sen_tried for row in rows), sum(row.sen for row in rows), *everybody),
        of_schools("low_resource", _("Schools with limited resources"), low_resource),
    ]


@dataclass(frozen=True)
class Deviation:
    """BR-38: share of pupils with an artefact, and by how many points it differs from the whole that it belongs to."""

    grade: int
    name: str
    have: int
    pupils: int
    points: float
    is_class: bool = False
    classes: list["Deviation"] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """More than 15 points away: to be talked about, neither good nor bad in itself."""
        return abs(self.points) > settings.TRIALS["DEVIATION_POINTS"]

    @property
    def shown(self) -> str:
        """«+14,7», «−9,7»."""
        return f"{'+' if self.points > 0 else '−' if self.points < 0 else ''}{decimal(abs(self.points))}"


def deviations(classes: Iterable[Parallel]) -> list[Deviation]:
    """Each parallel minus the school, and under it each class minus its parallel (BR-38, TK-15).

    Example: parallel 7 has 32 of 49 = 65.3 %, the school 180 of 240 = 75 % → −9.7; 7А 20 of 25 = 80 % → +14.7, 7Ә 12 of 24 = 50 % → −15.3.
    """
    classes = [row for row in classes if row.pupils]
    school = _portion(classes)
    found = []
    for grade in sorted({row.grade for row in classes}):
        mine = [row for row in classes if row.grade == grade]
        whole = _portion(mine)
        inner = [
            Deviation(grade, row.name, row.artefact, row.pupils, round(100 * (row.artefact / row.pupils - whole), 1), is_class=True)
            for row in mine
        ]
        have, pupils = sum(row.artefact for row in mine), sum(row.pupils for row in mine)
        found.append(Deviation(grade, str(grade), have, pupils, round(100 * (whole - school), 1), classes=inner))
    return found


def _portion(rows: Iterable[Parallel]) -> float:
    rows = list(rows)
    pupils = sum(row.pupils for row in rows)
    return sum(row.artefact for row in rows) / pupils if pupils else 0.0
