"""The five goals in strict order, each proven before the next (R22, R23)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .check import check
from .conflicts import find_conflict
from .data import Problem
from .highs import Cancelled, Highs, NoSolution, OutOfTime, Relaxed
from .model import Model, Numbers
from .reasons import reasons
from .result import Line, Outcome, Result, Tier
from .rules import PARTS, lottery

__all__ = ["Cancelled", "solve"]

STAGES = ("build", "T1", "T2", "T3", "T4", "T5", "check")
Progress = Callable[[str, float], None]


@dataclass
class _Search:
    """The state between goals: the solver, the best seats so far, and what is proven."""

    model: Model
    solver: Highs
    seats: Numbers | None = None
    tiers: list[Tier] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Seats to begin with: all goals in one weighted sum. Proves nothing; a good start and a warm basis."""
        model = self.model
        worst = 2 * int(model.cost.max(initial=0)) + 1
        blend = model.cost + worst * model.hardship + 10 * worst * model.placed
        relaxed = self.solver.relax(blend)
        if relaxed.whole:
            self.seats = model.seats(relaxed.values)
            return
        # Only seats that a solution near the relaxation may use.
        for share in (worst, 20 * worst):
            lower, upper = self.solver.narrow(relaxed, relaxed.bound + share)
            try:
                values, _bound = self.solver.search(blend, lower=lower, upper=upper, gap=float(worst))
            except NoSolution:
                continue
            self.seats = model.seats(values)
            return

    def better(self, goal: Numbers, values: Numbers) -> None:
        """Take over seats that are better in this goal; they satisfy every earlier one."""
        seats = self.model.seats(values)
        if self.seats is None or int(goal @ seats) < int(goal @ self.seats):
            self.seats = seats

    def minimise(self, name: str, goal: Numbers) -> None:
        """One goal: relaxation first, branch and bound where it leaves a gap; then only its optima remain."""
        relaxed = self.solver.relax(goal)
        if relaxed.whole:
            self.better(goal, relaxed.values)
        bound, how = relaxed.bound, "duals"
        if self.seats is None or int(goal @ self.seats) > bound:
            bound, how = self._branch(goal, relaxed), "search"
        assert self.seats is not None
        value = int(goal @ self.seats)
        self.note(name, value, bound, how)
        if value != bound:
            raise OutOfTime(bound)
        if relaxed.room(value) == 0:
            self.solver.keep_optimal(relaxed)
        else:
            self.solver.lower, self.solver.upper = self.solver.narrow(relaxed, value)
            self.solver.limit(goal, value)

    def _branch(self, goal: Numbers, relaxed: Relaxed) -> int:
        """The proven bound; ``seats`` become the best found."""
        lower = upper = None
        if self.seats is not None:
            lower, upper = self.solver.narrow(relaxed, int(goal @ self.seats))
        try:
            values, bound = self.solver.search(goal, lower=lower, upper=upper)
        except OutOfTime as over:
            if over.values is not None:
                self.better(goal, over.values)
            if self.seats is None:
                raise OutOfTime(relaxed.bound) from None
            return min(int(goal @ self.seats), max(relaxed.bound, over.bound if over.bound is not None else relaxed.bound))
        self.better(goal, values)
        return bound

    def largest(self) -> None:
        """T4: the smallest limit of single costs that still has a solution, found by halving."""
        assert self.seats is not None
        model, solver = self.model, self.solver
        single = model.single
        ahead = model.cost  # any goal will do: all solutions left cost the same
        worst = int(single[self.seats > 0].max(initial=0))
        floor = int(single[(solver.lower > 0) & (single > 0)].max(initial=0))
        open_costs = single[: len(model.arcs)][solver.upper[: len(model.arcs)] > 0]
        levels = [int(level) for level in np.unique(open_costs) if floor <= level < worst]
        how = "duals"
        low, high = 0, len(levels)  # levels[high:] are possible; below low nothing is
        while low < high:
            middle = (low + high) // 2
            upper = np.where(single > levels[middle], 0, solver.upper)
            try:
                relaxed = solver.relax(ahead, upper)
                if relaxed.whole:
                    values = relaxed.values
                else:
                    how = "search"
                    values, _bound = solver.search(ahead, upper=upper)
            except NoSolution:
                low = middle + 1
                continue
            except OutOfTime:
                bound = levels[low] if low < len(levels) else worst
                self.note("T4", worst, bound, "search")
                raise OutOfTime(bound) from None
            self.seats = model.seats(values)
            worst = int(single[self.seats > 0].max(initial=0))
            high = min(middle, int(np.searchsorted(levels, worst)))
        self.note("T4", worst, worst, how)
        solver.upper = np.where(single > worst, 0, solver.upper)

    def note(self, name: str, value: int, bound: int | None, how: str) -> None:
        if name == "T1":  # made small inside, told as students placed
            value, bound = -value, None if bound is None else -bound
        self.tiers.append(Tier(name, value, bound, how))
        self.log.append(f"{name}: value {value}, bound {bound}, {how}, {self.solver.seconds:.2f} s of solver")


def solve(
    problem: Problem,
    seed: int = 0,
    *,
    progress: Progress | None = None,
    forced: tuple[str, str] | None = None,
    goals: int = 5,
    checked: bool = True,
) -> Result:
    """Allocate. ``progress(stage, seconds)`` is called between goals and while the solver works; it may raise Cancelled.

    ``forced`` holds one student at one offer and ``goals`` ends after that many («why not?»).
    """
    began = time.monotonic()
    problem = problem.canonical()
    fingerprint = problem.input_hash
    stage = "build"

    def tick() -> None:
        if progress:
            progress(stage, time.monotonic() - began)

    tick()
    if forced is None and (conflict := find_conflict(problem)):
        return Result(Outcome.INFEASIBLE, fingerprint, seed, conflict=conflict, seconds=time.monotonic() - began)
    model = Model(problem, forced)
    solver = Highs(model, deadline=began + problem.policy.time_limit, tick=tick)
    search = _Search(model, solver)
    outcome = Outcome.OPTIMAL
    try:
        search.start()
        for stage, goal in list(zip(STAGES[1:4], (model.placed, model.hardship, model.cost), strict=True))[:goals]:
            tick()
            search.minimise(stage, goal)
        if goals > 3:
            stage = "T4"
            tick()
            search.largest()
        if goals > 4:
            stage = "T5"
            tick()
            search.minimise("T5", model.drawn(seed))
    except OutOfTime as over:
        outcome = Outcome.NOT_PROVEN
        _unreached(search, seed, over.bound, goals)
    except NoSolution:
        conflict = find_conflict(problem, thorough=True) if forced is None else None
        return Result(Outcome.INFEASIBLE, fingerprint, seed, conflict=conflict, seconds=time.monotonic() - began)
    stage = "check"
    tick()
    lines = tuple(_lines(model, search.seats, seed)) if search.seats is not None else ()
    remarks = tuple(check(problem, lines, tuple(search.tiers), seed)) if lines and checked else ()
    return Result(
        Outcome.FAILED if remarks else outcome,
        fingerprint,
        seed,
        tuple(search.tiers),
        lines,
        remarks=remarks,
        seconds=time.monotonic() - began,
        solver_seconds=solver.seconds,
        log=tuple(search.log),
    )


def _unreached(search: _Search, seed: int, bound: int | None, goals: int) -> None:
    """Values of the goals that time didn't reach; the one it stopped at keeps its bound."""
    if search.seats is None:
        return
    model, seats = search.model, search.seats
    reached = {tier.name for tier in search.tiers}
    values = {
        "T1": lambda: int(model.placed @ seats),
        "T2": lambda: int(model.hardship @ seats),
        "T3": lambda: int(model.cost @ seats),
        "T4": lambda: int(model.single[seats > 0].max(initial=0)),
        "T5": lambda: int(model.drawn(seed) @ seats),
    }
    for name in list(values)[:goals]:
        if name not in reached:
            search.note(name, values[name](), bound, "none")
            bound = None


def _lines(model: Model, seats: Numbers, seed: int) -> list[Line]:
    """One line per student. Balance of a school goes to those of its students whose lottery numbers are the highest."""
    problem = model.problem
    chosen: dict[int, int] = {}
    at_school: dict[str, list[int]] = {}
    for found_column in map(int, np.flatnonzero(seats[: len(model.arcs)])):
        arc = model.arcs[found_column]
        chosen[arc.student] = found_column
        at_school.setdefault(problem.offers[arc.offer].school, []).append(found_column)
    above: set[int] = set()
    for school, columns in at_school.items():
        count = len(columns) - problem.shares.get(school, 0)
        if count > 0 and problem.policy.balance:
            drawn = sorted(columns, key=lambda column: _drawn(model, column, seed), reverse=True)
            above.update(drawn[:count])
    why = reasons(
        problem, {problem.students[number].key: problem.offers[model.arcs[column].offer].key for number, column in chosen.items()}
    )
    found = []
    for number, student in enumerate(problem.students):
        column = chosen.get(number)
        if column is None:
            found.append(Line(student.key, None, reason=why[student.key]))
            continue
        arc = model.arcs[column]
        parts = dict(zip(PARTS, arc.parts, strict=True)) | {"balance": problem.policy.balance if column in above else 0}
        fixed = student.key in problem.fixed_by_student
        found.append(Line(student.key, problem.offers[arc.offer].key, arc.rank, arc.minutes, parts, arc.hardship, fixed=fixed))
    return found


def _drawn(model: Model, column: int, seed: int) -> tuple[int, int]:
    arc = model.arcs[column]
    return lottery(seed, model.problem.students[arc.student].key, model.problem.offers[arc.offer].key), arc.student
