"""The integer programme of one problem: columns, rows and the goals T1–T3 and T5 over them (R20–R22).

Seats, offers, mentors and schools form a network, so its linear relaxation has whole corners; only joint requests (H12) and smallest groups (H13)
add anything else. Rows with both ends finite keep the bound of a dual computable in whole numbers.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .data import Problem
from .rules import Arc, arcs, lottery

Numbers = np.ndarray


@dataclass
class _Rows:
    """Rows under construction."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[int] = field(default_factory=list)

    def add(self, lower: int, upper: int, entries: list[tuple[int, int]]) -> None:
        number = len(self.lower)
        self.lower.append(lower)
        self.upper.append(upper)
        for column, value in entries:
            self.row.append(number)
            self.column.append(column)
            self.value.append(value)


class Model:
    """Arrays for the solver, and the way back from its columns to seats."""

    def __init__(self, problem: Problem, forced: tuple[str, str] | None = None) -> None:
        """``forced``: a student and an offer that the solution must hold («why not?», R28)."""
        self.problem = problem
        self.arcs: list[Arc] = self._joint_only(arcs(problem))
        students, offers = len(problem.students), len(problem.offers)
        self.of_student: list[list[int]] = [[] for _ in range(students)]
        self.of_offer: list[list[int]] = [[] for _ in range(offers)]
        for column, arc in enumerate(self.arcs):
            self.of_student[arc.student].append(column)
            self.of_offer[arc.offer].append(column)
        self.upper: list[int] = [1] * len(self.arcs)
        self.lower: list[int] = [0] * len(self.arcs)
        self.whole: list[bool] = [True] * len(self.arcs)
        self.excess: dict[int, str] = {}
        self.rows = _Rows()
        self._students(forced)
        self._seats()
        self._balance()
        self._smallest_groups()
        self._joint_requests()
        if not self.upper:
            self._column(0, whole=True)  # nobody may go anywhere: the solver still wants a column

    def _joint_only(self, found: list[Arc]) -> list[Arc]:
        """Seats that a joint request leaves: in a school (for a pair: an offer) that both may have (H12)."""
        problem = self.problem
        numbers = {student.key: number for number, student in enumerate(problem.students)}
        self.groups: list[tuple[str, int, int]] = []
        shared: dict[int, tuple[str, int]] = {}
        for kind, one, other in problem.groups:
            rows = [problem.fixed_by_student.get(student.key) for student in (one, other)]
            if any(row and "H12" in row.waived for row in rows):
                continue
            pair = (numbers[one.key], numbers[other.key])
            shared[pair[0]], shared[pair[1]] = (kind, pair[1]), (kind, pair[0])
            if not any(rows):
                self.groups.append((kind, *pair))

        def place(arc: Arc, kind: str) -> int | str:
            return arc.offer if kind == "pair" else problem.offers[arc.offer].school

        places: dict[int, set[int | str]] = {number: set() for number in shared}
        for arc in found:
            if arc.student in shared:
                places[arc.student].add(place(arc, shared[arc.student][0]))
        stays = {numbers[key] for key in problem.fixed_by_student}
        return [
            arc
            for arc in found
            if arc.student not in shared or arc.student in stays or place(arc, shared[arc.student][0]) in places[shared[arc.student][1]]
        ]

    def _column(self, upper: int, *, whole: bool) -> int:
        self.lower.append(0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def _students(self, forced: tuple[str, str] | None) -> None:
        """H1 and H14."""
        for number, student in enumerate(self.problem.students):
            columns = self.of_student[number]
            self.rows.add(0, 1, [(column, 1) for column in columns])
            if student.key in self.problem.fixed_by_student:
                for column in columns:
                    self.lower[column] = 1
        if forced:
            column = self.column_of(*forced)
            self.lower[column] = 1

    def column_of(self, student: str, offer: str) -> int:
        """The column of a seat; KeyError where a rule excludes it."""
        for column, arc in enumerate(self.arcs):
            if self.problem.students[arc.student].key == student and self.problem.offers[arc.offer].key == offer:
                return column
        raise KeyError((student, offer))

    def _waives(self, column: int, rule: str) -> bool:
        row = self.problem.fixed_by_student.get(self.problem.students[self.arcs[column].student].key)
        return row is not None and rule in row.waived

    def _seats(self) -> None:
        """H2 and H3: where no mentor serves a second offer, a number; else seats flow to mentors."""
        problem = self.problem
        free = {mentor.key: max(0, mentor.free) for mentor in problem.mentors}
        serves: dict[str, int] = {}
        for offer in problem.offers:
            for mentor in offer.mentors:
                serves[mentor] = serves.get(mentor, 0) + 1
        flows: dict[str, list[tuple[int, int]]] = {}
        for number, offer in enumerate(problem.offers):
            columns = self.of_offer[number]
            beyond = sum(self._waives(column, "H3") for column in columns)
            load = sum(free.get(mentor, 0) for mentor in offer.mentors)
            self.rows.add(0, min(offer.capacity, load + beyond), [(column, 1) for column in columns])
            if columns and any(serves[mentor] > 1 for mentor in offer.mentors):
                entries = [(column, 1) for column in columns if not self._waives(column, "H3")]
                for mentor in offer.mentors:
                    flow = self._column(min(free.get(mentor, 0), offer.capacity), whole=False)
                    entries.append((flow, -1))
                    flows.setdefault(mentor, []).append((flow, 1))
                self.rows.add(0, 0, entries)
        for mentor, entries in flows.items():
            if len(entries) > 1:
                self.rows.add(0, free.get(mentor, 0), entries)

    def _balance(self) -> None:
        """R21: students of a school above its share."""
        columns: dict[str, list[int]] = {}
        seats: dict[str, int] = {}
        for number, offer in enumerate(self.problem.offers):
            columns.setdefault(offer.school, []).extend(self.of_offer[number])
            seats[offer.school] = seats.get(offer.school, 0) + offer.capacity
        for school, mine in columns.items():
            share = self.problem.shares.get(school, 0)
            most = min(seats[school], len(mine))
            if self.problem.policy.balance and most > share:
                above = self._column(most - share, whole=False)
                self.excess[above] = school
                self.rows.add(share - most, share, [*((column, 1) for column in mine), (above, -1)])

    def _smallest_groups(self) -> None:
        """H13."""
        for number, offer in enumerate(self.problem.offers):
            columns = self.of_offer[number]
            if offer.min_group < 2 or not columns or any(self._waives(column, "H13") for column in columns):
                continue
            opened = self._column(1, whole=True)
            most = min(offer.capacity, len(columns))
            self.rows.add(0, most, [*((column, 1) for column in columns), (opened, -offer.min_group)])
            self.rows.add(-most, 0, [*((column, 1) for column in columns), (opened, -most)])

    def _joint_requests(self) -> None:
        """H12: both or neither, in one place."""
        for kind, one, other in self.groups:
            if kind == "pair":
                theirs = {self.arcs[column].offer: column for column in self.of_student[other]}
                for column in self.of_student[one]:
                    self.rows.add(0, 0, [(column, 1), (theirs[self.arcs[column].offer], -1)])
                continue
            schools: dict[str, tuple[list[int], list[int]]] = {}
            for side, number in enumerate((one, other)):
                for column in self.of_student[number]:
                    schools.setdefault(self.problem.offers[self.arcs[column].offer].school, ([], []))[side].append(column)
            for sides in schools.values():
                chosen = self._column(1, whole=True)
                for columns in sides:
                    self.rows.add(0, 0, [*((column, 1) for column in columns), (chosen, -1)])

    @property
    def width(self) -> int:
        return len(self.upper)

    def _vector(self, of_arcs: list[int]) -> Numbers:
        values = np.zeros(self.width, dtype=np.int64)
        values[: len(of_arcs)] = of_arcs
        return values

    @cached_property
    def placed(self) -> Numbers:
        """T1, as a sum to make small."""
        return self._vector([-1] * len(self.arcs))

    @cached_property
    def hardship(self) -> Numbers:
        """T2."""
        return self._vector([int(arc.hardship) for arc in self.arcs])

    @cached_property
    def cost(self) -> Numbers:
        """T3: own costs and the balance of schools."""
        values = self._vector([arc.cost for arc in self.arcs])
        values[list(self.excess)] = self.problem.policy.balance
        return values

    @cached_property
    def single(self) -> Numbers:
        """T4: own costs alone."""
        return self._vector([arc.cost for arc in self.arcs])

    def drawn(self, seed: int) -> Numbers:
        """T5."""
        students, offers = self.problem.students, self.problem.offers
        return self._vector([lottery(seed, students[arc.student].key, offers[arc.offer].key) for arc in self.arcs])

    def seats(self, values: Numbers) -> Numbers:
        """Whole seats of a solution, and the smallest excess that goes with them."""
        seats = np.zeros(self.width, dtype=np.int64)
        count = len(self.arcs)
        seats[:count] = np.rint(values[:count])
        schools: dict[str, int] = {}
        for column in map(int, np.flatnonzero(seats[:count])):
            school = self.problem.offers[self.arcs[column].offer].school
            schools[school] = schools.get(school, 0) + 1
        for column, school in self.excess.items():
            seats[column] = max(0, schools.get(school, 0) - self.problem.shares.get(school, 0))
        return seats
