"""Why a student has no seat: the first reason that explains it (R25)."""

from .data import Offer, Problem, Student
from .rules import excluding

NO_SUBJECT, NO_LANGUAGE, NO_ACCESS, RELATIVE, TOO_FAR, GROUP, MIN_GROUP, NO_SEAT = (
    "no_subject no_language no_access relative too_far group min_group no_seat".split()
)

# Offers fall away in this order; the step that leaves none names the reason.
_STEPS = (
    (("CLOSED", "H4", "H6"), NO_SUBJECT),
    (("H5",), NO_LANGUAGE),
    (("H7",), NO_ACCESS),
    (("H8",), RELATIVE),
    (("H9",), TOO_FAR),
    (("H10", "H11", "H15"), NO_SEAT),
)


def reasons(problem: Problem, seats: dict[str, str]) -> dict[str, str]:
    """By student without a seat. ``seats``: offer of every placed student."""
    taken: dict[str, int] = {}
    for offer in seats.values():
        taken[offer] = taken.get(offer, 0) + 1
    partners = {one.key: other for _kind, one, other in problem.groups} | {other.key: one for _kind, one, other in problem.groups}
    return {
        student.key: _reason(problem, student, taken, partners.get(student.key)) for student in problem.students if student.key not in seats
    }


def _reason(problem: Problem, student: Student, taken: dict[str, int], partner: Student | None) -> str:
    left: list[tuple[Offer, set[str]]] = [(offer, set(excluding(problem, student, offer))) for offer in problem.offers]
    for rules, reason in _STEPS:
        left = [(offer, broken) for offer, broken in left if not broken & set(rules)]
        if not left:
            return reason
    if partner is not None:
        return GROUP
    free = [offer for offer, _broken in left if taken.get(offer.key, 0) < offer.capacity]
    closed = [offer for offer in free if offer.min_group > 1 and not taken.get(offer.key)]
    return MIN_GROUP if closed and len(closed) == len([offer for offer in free if _has_mentor(problem, offer, taken)]) else NO_SEAT


def _has_mentor(problem: Problem, offer: Offer, taken: dict[str, int]) -> bool:
    """Whether its mentors could take one more at all, other offers of theirs left aside."""
    free = {mentor.key: mentor.free for mentor in problem.mentors}
    return sum(max(0, free.get(mentor, 0)) for mentor in offer.mentors) > taken.get(offer.key, 0)
