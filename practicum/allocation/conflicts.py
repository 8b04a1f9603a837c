"""Confirmed placements that contradict the rules: the smallest set that explains it (E-07)."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from .data import Fixed, Offer, Problem
from .rules import excluding

_MANY = 12  # offers of one school up to which every combination is looked at


@dataclass(frozen=True)
class Conflict:
    """These confirmed students can't all stay where they are under this rule."""

    rule: str
    students: tuple[str, ...]
    offers: tuple[str, ...]


def find_conflict(problem: Problem, *, thorough: bool = False) -> Conflict | None:
    """The smallest conflict among confirmed placements; None: none. ``thorough`` also drops rows one by one when nothing simpler explains it."""
    problem = problem.canonical()
    if not problem.fixed:
        return None
    found = [*_alone(problem), *_groups(problem), *_apart(problem), *_crowded(problem), *_without_mentor(problem)]
    if found:
        return min(found, key=lambda conflict: (len(conflict.students), conflict.rule, conflict.students))
    return _deletion(problem) if thorough else None


def _alone(problem: Problem) -> list[Conflict]:
    """One row against a rule that nobody set aside."""
    students = {row.key: row for row in problem.students}
    offers = {row.key: row for row in problem.offers}
    found = []
    for row in problem.fixed:
        broken = [rule for rule in excluding(problem, students[row.student], offers[row.offer]) if rule not in row.waived]
        if broken:
            found.append(Conflict(broken[0], (row.student,), (row.offer,)))
    return found


def _at(problem: Problem) -> dict[str, list[Fixed]]:
    rows: dict[str, list[Fixed]] = defaultdict(list)
    for row in problem.fixed:
        rows[row.offer].append(row)
    return rows


def _groups(problem: Problem) -> list[Conflict]:
    """An offer whose smallest group can't be reached whoever comes (H13)."""
    at, found = _at(problem), []
    for offer in problem.offers:
        rows = at.get(offer.key, [])
        if offer.min_group < 2 or not rows or len(rows) >= offer.min_group or any("H13" in row.waived for row in rows):
            continue
        others = sum(
            student.key not in problem.fixed_by_student and not any(excluding(problem, student, offer)) for student in problem.students
        )
        if min(len(rows) + others, offer.capacity) < offer.min_group:
            found.append(Conflict("H13", (rows[0].student,), (offer.key,)))
    return found


def _apart(problem: Problem) -> list[Conflict]:
    """Two who asked to be together and are confirmed apart (H12)."""
    offers = {row.key: row for row in problem.offers}
    found = []
    for kind, one, other in problem.groups:
        rows = [problem.fixed_by_student.get(student.key) for student in (one, other)]
        if rows[0] is None or rows[1] is None or any(row and "H12" in row.waived for row in rows):
            continue
        mine, theirs = offers[rows[0].offer], offers[rows[1].offer]
        if (mine.key != theirs.key) if kind == "pair" else (mine.school != theirs.school):
            found.append(Conflict("H12", (one.key, other.key), tuple(sorted({mine.key, theirs.key}))))
    return found


def _crowded(problem: Problem) -> list[Conflict]:
    """More confirmed than seats (H2): any seats + 1 of them."""
    at = _at(problem)
    return [
        Conflict("H2", tuple(row.student for row in at[offer.key][: offer.capacity + 1]), (offer.key,))
        for offer in problem.offers
        if len(at.get(offer.key, [])) > offer.capacity
    ]


def _without_mentor(problem: Problem) -> list[Conflict]:
    """Offers that together hold more confirmed students than their mentors may take (H3)."""
    free = {mentor.key: max(0, mentor.free) for mentor in problem.mentors}
    at = {key: [row for row in rows if "H3" not in row.waived] for key, rows in _at(problem).items()}
    schools: dict[str, list[Offer]] = defaultdict(list)
    for offer in problem.offers:
        if at.get(offer.key):
            schools[offer.school].append(offer)
    found = []
    for offers in schools.values():
        sizes = range(1, len(offers) + 1) if len(offers) <= _MANY else (1, 2, len(offers))
        for size in sizes:
            for some in combinations(offers, size):
                load = sum(free.get(mentor, 0) for mentor in {mentor for offer in some for mentor in offer.mentors})
                rows = [row for offer in some for row in at[offer.key]]
                if len(rows) > load:
                    found.append(Conflict("H3", tuple(row.student for row in rows[: load + 1]), tuple(offer.key for offer in some)))
    return found


def _deletion(problem: Problem) -> Conflict | None:
    """Leave rows out one by one while there is still no solution: what remains contradicts itself, and nothing in it can go."""
    from dataclasses import replace

    from .highs import Highs, NoSolution
    from .model import Model

    def impossible(rows: list[Fixed]) -> bool:
        model = Model(replace(problem, fixed=tuple(rows)))
        try:
            Highs(model, deadline=float("inf"), tick=lambda: None).search(model.placed * 0)
        except NoSolution:
            return True
        return False

    rows = list(problem.fixed)
    if not impossible(rows):
        return None
    for row in problem.fixed:
        fewer = [other for other in rows if other is not row]
        if impossible(fewer):
            rows = fewer
    return Conflict("H14", tuple(row.student for row in rows), tuple(sorted({row.offer for row in rows})))
