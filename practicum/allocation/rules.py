"""One student and one offer: which hard rule excludes it (H4–H11, H15) and what it costs (R21)."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from .data import Offer, Problem, Student

LOTTERY_BITS = 20

# In this order the first rule that stands in the way is named; CLOSED is R5: no agreement in force.
EXCLUDING = ("CLOSED", "H4", "H6", "H5", "H7", "H8", "H11", "H15", "H9", "H10")


class Arc(NamedTuple):
    """A possible seat of one student. ``parts`` are the costs that are the student's own; balance belongs to the school."""

    student: int
    offer: int
    rank: int  # 0: not among the wishes
    minutes: int | None
    parts: tuple[int, int, int, int, int, int]  # in the order of PARTS
    cost: int
    hardship: bool


PARTS = ("preference", "travel", "subject", "grade", "stability", "employer")


def excluded_by(problem: Problem, student: Student, offer: Offer) -> str:
    """The first rule that keeps the student from the offer; empty: none does."""
    return next(excluding(problem, student, offer), "")


def excluding(problem: Problem, student: Student, offer: Offer) -> Iterator[str]:
    """Every rule that keeps the student from the offer, in the order of EXCLUDING."""
    policy = problem.policy
    if offer.closed:
        yield "CLOSED"
    if offer.subject != student.subject and not (offer.related_ok and (student.subject, offer.subject) in problem.related_pairs):
        yield "H4"
    if student.bands_allowed and offer.band not in student.bands_allowed:
        yield "H6"
    if offer.language not in student.languages:
        yield "H5"
    if student.needs and not set(student.needs) <= set(offer.access):
        yield "H7"
    if student.relatives and any(
        row.school == offer.school and (policy.relatives_excluded or not (row.studies and row.relation in ("child", "sibling")))
        for row in student.relatives
    ):
        yield "H8"
    if offer.school in student.barred:
        yield "H11"
    if policy.not_previous and offer.school in student.previous:
        yield "H15"
    if too_far(problem, student, offer):
        yield "H9"
    if (student.free_days and not set(offer.weekdays) <= set(student.free_days)) or (
        student.free_shifts and offer.shift and offer.shift not in student.free_shifts
    ):
        yield "H10"


def too_far(problem: Problem, student: Student, offer: Offer) -> bool:
    """H9. A way nobody has measured is refused like one that is too long."""
    if (student.relocate and offer.hostel) or offer.school in student.far_consent:
        return False
    minutes = problem.minutes.get((student.origin, offer.school))
    ceiling = problem.policy.ceiling
    return minutes is None or minutes > (ceiling if student.max_minutes is None else min(student.max_minutes, ceiling))


def arc(problem: Problem, number: int, student: Student, place: int, offer: Offer) -> Arc:
    """Costs of R21 and hardship of R22."""
    policy = problem.policy
    minutes = problem.minutes.get((student.origin, offer.school))
    rank = student.wishes.index(offer.key) + 1 if offer.key in student.wishes else 0
    preference = policy.rank_step * (rank - 1 if rank else len(student.wishes))
    if student.prior_hardship:
        preference *= policy.hardship_factor
    parts = (
        preference,
        min(policy.travel_cap, max(0, (minutes or 0) - policy.travel_free)),
        0 if offer.subject == student.subject else policy.related,
        policy.band if student.bands_wanted and offer.band not in student.bands_wanted else 0,
        policy.stability if student.current and student.current != offer.key else 0,
        policy.employer if student.employer and student.employer != offer.school else 0,
    )
    full = len(student.wishes) >= policy.max_preferences
    hardship = (minutes or 0) > policy.far_minutes or (not rank and full)
    return Arc(number, place, rank, minutes, parts, sum(parts), hardship)


def arcs(problem: Problem) -> list[Arc]:
    """Every seat that the rules of one student and one offer leave open; a confirmed placement leaves only itself."""
    found = []
    places = {offer.key: place for place, offer in enumerate(problem.offers)}
    fitting: dict[tuple, list[tuple[int, Offer]]] = {}
    policy = problem.policy
    near: dict[str, dict[str, int]] = {}
    for origin, school, minutes in problem.travel:
        near.setdefault(origin, {})[school] = minutes
    far = 10**9
    for number, student in enumerate(problem.students):
        if row := problem.fixed_by_student.get(student.key):
            place = places[row.offer]
            found.append(arc(problem, number, student, place, problem.offers[place]))
            continue
        kind = (student.subject, student.languages, student.bands_allowed)
        if kind not in fitting:
            fitting[kind] = [
                (place, offer)
                for place, offer in enumerate(problem.offers)
                if not any(rule in ("CLOSED", "H4", "H5", "H6") for rule in excluding(problem, student, offer))
            ]
        ways = near.get(student.origin, {})
        most = policy.ceiling if student.max_minutes is None else min(student.max_minutes, policy.ceiling)
        plain = not (student.needs or student.relatives or student.barred or student.previous or student.free_days or student.free_shifts)
        stays = not (student.relocate or student.far_consent)
        for place, offer in fitting[kind]:
            if stays and ways.get(offer.school, far) > most:
                continue  # the quick half of too_far: most pairs end here
            if (plain and stays) or not excluded_by(problem, student, offer):
                found.append(arc(problem, number, student, place, offer))
    return found


def lottery(seed: int, student: str, offer: str) -> int:
    """T5: the number that this seed draws for a student at an offer."""
    drawn = hashlib.sha256(f"{seed}|{student}|{offer}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") >> (32 - LOTTERY_BITS)
