"""What an allocation is computed from: frozen rows without names, in one canonical order, with one fingerprint (R26)."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self


@dataclass(frozen=True)
class Policy:
    """Costs, limits and switches (R20–R30). The defaults are the specification's; the council may change each."""

    rank_step: int = 10
    hardship_factor: int = 2
    travel_free: int = 20
    travel_cap: int = 70
    related: int = 15
    band: int = 5
    balance: int = 4
    stability: int = 25
    employer: int = 30
    far_minutes: int = 60  # over it one way is hardship
    ceiling: int = 90  # nobody travels longer without consent
    max_preferences: int = 5
    joint_siblings: bool = True  # R29, first reading: relatives who ask for it share a school
    relatives_excluded: bool = True  # R29, second reading: not where a child, brother or sister studies
    not_previous: bool = False  # H15
    time_limit: int = 300
    fairness_gap: int = 10


@dataclass(frozen=True)
class Relative:
    """A declared relative in a school (H8)."""

    school: str
    relation: str
    studies: bool = True


@dataclass(frozen=True)
class Student:
    """One eligible application. ``wishes`` are offers in order of rank."""

    key: str
    subject: str
    languages: tuple[str, ...]
    bands_allowed: tuple[str, ...] = ()  # by the qualification; empty: every band
    bands_wanted: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    origin: str = ""
    max_minutes: int | None = None
    relocate: bool = False
    far_consent: tuple[str, ...] = ()  # schools to which the student agreed to travel longer (H9)
    needs: tuple[str, ...] = ()
    free_days: tuple[int, ...] = ()  # empty: any day
    free_shifts: tuple[int, ...] = ()
    relatives: tuple[Relative, ...] = ()
    barred: tuple[str, ...] = ()  # schools that removed or declined the student (H11)
    previous: tuple[str, ...] = ()  # schools of earlier practicums (H15)
    employer: str = ""
    prior_hardship: bool = False
    together: str = ""  # key of the other student
    together_kind: str = ""  # sibling, spouse, pair
    current: str = ""  # offer of a published placement that is not confirmed yet
    institution: str = ""
    village: bool = False


@dataclass(frozen=True)
class Offer:
    """Seats of a school for one subject, language and band."""

    key: str
    school: str
    subject: str
    language: str
    band: str
    capacity: int
    mentors: tuple[str, ...] = ()
    min_group: int = 1
    weekdays: tuple[int, ...] = ()
    shift: int = 0  # 0: either
    hostel: bool = False
    access: tuple[str, ...] = ()
    related_ok: bool = False
    closed: str = ""  # why nobody may be placed: agreement, closed


@dataclass(frozen=True)
class Mentor:
    """``free`` counts the load that this round's students may take, those already confirmed with them included (H3)."""

    key: str
    free: int


@dataclass(frozen=True)
class Fixed:
    """A confirmed placement (H14) with the rules that an override broke with reason (R27)."""

    student: str
    offer: str
    waived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything one run looks at."""

    students: tuple[Student, ...]
    offers: tuple[Offer, ...]
    mentors: tuple[Mentor, ...]
    travel: tuple[tuple[str, str, int], ...] = ()  # origin, school, minutes
    fixed: tuple[Fixed, ...] = ()
    related: tuple[tuple[str, str], ...] = ()  # subject of the student, related subject of the offer
    policy: Policy = field(default_factory=Policy)

    def canonical(self) -> Self:
        """The same problem with every row where its key puts it; refuses what names an unknown row."""
        problem = dataclasses.replace(
            self,
            students=tuple(sorted((_sorted(row) for row in self.students), key=lambda row: row.key)),
            offers=tuple(sorted((_sorted(row) for row in self.offers), key=lambda row: row.key)),
            mentors=tuple(sorted(self.mentors, key=lambda row: row.key)),
            travel=tuple(sorted(self.travel)),
            fixed=tuple(sorted((_sorted(row) for row in self.fixed), key=lambda row: row.student)),
            related=tuple(sorted(self.related)),
        )
        problem._refuse_contradictions()
        return problem

    def _refuse_contradictions(self) -> None:
        for name in ("students", "offers", "mentors"):
            keys = [row.key for row in getattr(self, name)]
            if len(keys) != len(set(keys)):
                raise ValueError(f"a key repeats among {name}")
        if len({row.student for row in self.fixed}) != len(self.fixed):
            raise ValueError("a student is fixed twice")
        offers = {row.key for row in self.offers}
        students = {row.key for row in self.students}
        for row in self.fixed:
            if row.offer not in offers or row.student not in students:
                raise ValueError(f"fixed row of an unknown student or offer: {row.student}, {row.offer}")

    def to_dict(self) -> dict[str, Any]:
        """Fields by name, rows as their own dicts; nothing is copied deeper than that."""
        rows = {
            item.name: [_fields(row) for row in getattr(self, item.name)]
            for item in dataclasses.fields(self)
            if item.name in ("students", "offers", "mentors", "fixed")
        }
        for student in rows["students"]:
            student["relatives"] = [_fields(row) for row in student["relatives"]]
        return {**rows, "travel": self.travel, "related": self.related, "policy": _fields(self.policy)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read what ``to_dict`` (or its JSON) holds."""

        def row(kind: type, value: dict[str, Any]) -> Any:
            return kind(**{name: _tuple(item) for name, item in value.items()})

        students = tuple(
            row(Student, {**value, "relatives": tuple(Relative(**relative) for relative in value.get("relatives", ()))})
            for value in data["students"]
        )
        return cls(
            students=students,
            offers=tuple(row(Offer, value) for value in data["offers"]),
            mentors=tuple(row(Mentor, value) for value in data["mentors"]),
            travel=_tuple(data.get("travel", ())),
            fixed=tuple(row(Fixed, value) for value in data.get("fixed", ())),
            related=_tuple(data.get("related", ())),
            policy=Policy(**data.get("policy", {})),
        )

    def to_json(self) -> str:
        """Canonical: sorted rows, sorted names, no spaces."""
        return json.dumps(self.canonical().to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def input_hash(self) -> str:
        """SHA-256 of input and policy (R26): the order in which rows were read doesn't matter."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @cached_property
    def minutes(self) -> dict[tuple[str, str], int]:
        """By origin and school."""
        return {(origin, school): minutes for origin, school, minutes in self.travel}

    @cached_property
    def related_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.related)

    @cached_property
    def fixed_by_student(self) -> dict[str, Fixed]:
        return {row.student: row for row in self.fixed}

    @cached_property
    def groups(self) -> tuple[tuple[str, Student, Student], ...]:
        """Joint requests that both students made (R29), with kind: pair shares an offer, the others a school."""
        by_key = {row.key: row for row in self.students}
        found = []
        for student in self.students:
            other = by_key.get(student.together)
            if other is None or other.together != student.key or student.key >= other.key:
                continue
            kind = "pair" if "pair" in (student.together_kind, other.together_kind) else "relatives"
            if kind == "pair" or self.policy.joint_siblings:
                found.append((kind, student, other))
        return tuple(found)

    @cached_property
    def shares(self) -> dict[str, int]:
        """A school's share of the students: n × its seats ÷ all seats, rounded up (R21, balance)."""
        seats: dict[str, int] = {}
        for offer in self.offers:
            if not offer.closed:
                seats[offer.school] = seats.get(offer.school, 0) + offer.capacity
        total = sum(seats.values())
        return {school: -(-len(self.students) * mine // total) if total else 0 for school, mine in seats.items()}


def _sorted(row: Any) -> Any:
    """A row whose sets are in order; wishes keep theirs."""
    changed = {}
    for item in dataclasses.fields(row):
        value = getattr(row, item.name)
        if isinstance(value, tuple) and item.name != "wishes":
            changed[item.name] = tuple(sorted(value, key=lambda part: part if isinstance(part, (str, int)) else dataclasses.astuple(part)))
    return dataclasses.replace(row, **changed)


def _fields(row: Any) -> dict[str, Any]:
    return {item.name: getattr(row, item.name) for item in dataclasses.fields(row)}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, (list, tuple)) else value
