"""B9: 5 000 students, 600 schools, eight wishes each, two languages, distance: the objective against the bound of the relaxation, the time against
the bare solver given the same programme.
"""

import math
import random
import time

from practicum.allocation import Mentor, Offer, Outcome, Policy, Problem, Student, solve
from practicum.allocation.highs import Highs
from practicum.allocation.model import Model

from .results import Result

NAME = "allocation"
TOWNS, KM, SPREAD, WISHES = 12, 300, 8, 8


def run(quick: bool) -> list[Result]:
    """Ours with all five goals and the check; the bare solver with T1–T3, each as an integer programme under rows for the ones before."""
    problem = region(500 if quick else 5000, 60 if quick else 600)
    began = time.monotonic()
    result = solve(problem, 1)
    ours = time.monotonic() - began
    if result.outcome is not Outcome.OPTIMAL:
        raise RuntimeError(f"{result.outcome}: {result.log} {result.remarks[:3]}")
    model = Model(problem.canonical())
    began = time.monotonic()
    bare = bare_goals(model)
    theirs = time.monotonic() - began
    told = [result.tier(name).value for name in ("T1", "T2", "T3")]
    if [-bare[0], *bare[1:]] != told:
        raise RuntimeError(f"the bare solver found {bare}, the allocation {told}")
    size = f"{len(problem.students)} × {len(problem.offers)}"
    return [
        Result(
            "B9",
            f"allocation {size}: largest distance of a goal from its bound",
            max(tier.gap or 0 for tier in result.tiers),
            "",
            at_most=0,
        ),
        Result(
            "B9", f"allocation {size}: distance of the cost from the relaxation's bound", told[2] - relaxation(model, told), "", at_most=0
        ),
        Result("B9", f"allocation {size}: five goals and check against three goals of the bare solver", ours / theirs, at_most=1.3),
        Result("B9", f"allocation {size}: whole time", ours, "s"),
        Result("B9", f"allocation {size}: of it in the solver", result.solver_seconds, "s"),
    ]


def region(students: int, schools: int) -> Problem:
    """Towns in a square, schools and students around them, wishes among the near schools."""
    dice = random.Random(5)  # noqa: S311
    towns = [(dice.uniform(0, KM), dice.uniform(0, KM)) for _ in range(TOWNS)]

    def place() -> tuple[float, float]:
        x, y = dice.choice(towns)
        return x + dice.gauss(0, SPREAD), y + dice.gauss(0, SPREAD)

    spots = {f"s{n:04}": place() for n in range(schools)}
    offers = tuple(
        Offer(key, key, "primary", dice.choice(("kk", "kk", "ru")), "primary", dice.randint(4, 14), (f"m{key}",)) for key in spots
    )
    travel, people = [], []
    for number in range(students):
        x, y = place()
        languages = dice.choice((("kk",), ("kk",), ("ru",), ("kk", "ru")))
        near = []
        for offer in offers:
            minutes = round(math.dist((x, y), spots[offer.school]) * 1.3 / 18 * 60 / 3) + 1
            if minutes <= 120:
                travel.append((f"p{number:05}", offer.school, minutes))
            if minutes <= 90 and offer.language in languages:
                near.append((minutes + dice.randint(0, 30), offer.key))
        wishes = tuple(key for _minutes, key in sorted(near)[:WISHES])
        people.append(Student(f"p{number:05}", "primary", languages, wishes=wishes, origin=f"p{number:05}"))
    mentors = tuple(Mentor(f"m{offer.key}", offer.capacity) for offer in offers)
    return Problem(tuple(people), offers, mentors, tuple(travel), policy=Policy(max_preferences=WISHES))


def bare_goals(model: Model) -> list[int]:
    """What somebody would write first: the same rows and columns as integers, one goal after another."""
    solver = Highs(model, deadline=float("inf"), tick=lambda: None)
    found = []
    for goal in (model.placed, model.hardship, model.cost):
        values, _bound = solver.search(goal)
        found.append(int(goal @ model.seats(values)))
        solver.limit(goal, found[-1])
    return found


def relaxation(model: Model, told: list[int]) -> int:
    """The bound of the cost without whole numbers, under T1 and T2, by a plain run of the solver."""
    solver = Highs(model, deadline=float("inf"), tick=lambda: None)
    solver.relax(model.cost + 1000 * model.placed)
    solver.limit(model.placed, -told[0])
    solver.limit(model.hardship, told[1])
    return solver.relax(model.cost).bound
