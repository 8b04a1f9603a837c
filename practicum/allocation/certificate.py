"""«Why not?» (R28): for each wish that a student ranked higher, the rule that excluded it or its price for all."""

from dataclasses import dataclass

from .data import Problem
from .highs import Cancelled
from .result import FEASIBLE, Result
from .rules import excluding
from .solve import Progress, solve

__all__ = ["Cancelled", "WhyNot", "price", "why_not"]


@dataclass(frozen=True)
class WhyNot:
    """``rule`` excluded the wish; or a seat there would change the goals: placed (fewer), hardship, cost (N points). Names nobody."""

    rank: int
    offer: str
    rule: str = ""
    placed: int = 0
    hardship: int = 0
    cost: int = 0


def why_not(problem: Problem, result: Result, student: str, *, progress: Progress | None = None) -> tuple[WhyNot, ...]:
    """One forced re-solve for each better wish that no rule excludes."""
    problem = problem.canonical()
    row = next(item for item in problem.students if item.key == student)
    line = result.by_student()[student]
    offers = {offer.key: offer for offer in problem.offers}
    better = row.wishes[: line.rank - 1] if line.rank else row.wishes
    found = []
    for rank, wish in enumerate(better, 1):
        rule = "CLOSED" if wish not in offers else next(excluding(problem, row, offers[wish]), "")
        if not rule and student in problem.fixed_by_student:
            rule = "H14"
        found.append(WhyNot(rank, wish, rule) if rule else price(problem, result, student, wish, rank, progress=progress))
    return tuple(found)


def price(problem: Problem, result: Result, student: str, offer: str, rank: int = 0, *, progress: Progress | None = None) -> WhyNot:
    """What a seat of this student there changes in T1–T3; rule H12 or H14 where no list has it."""
    try:
        forced = solve(problem, result.seed, forced=(student, offer), goals=3, checked=False, progress=progress)
    except KeyError:
        return WhyNot(rank, offer, "H12")
    if forced.outcome not in FEASIBLE or not forced.tiers:
        return WhyNot(rank, offer, "H2")
    changes = [forced.tier(name).value - result.tier(name).value for name in ("T1", "T2", "T3")]
    return WhyNot(rank, offer, "", *changes)
