"""An independent check of a list of seats (R23): every rule and every point again, from the raw rows, by other code than the model's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from .data import Offer, Problem, Student
from .result import Line, Tier
from .rules import lottery


def check(problem: Problem, lines: Iterable[Line], tiers: tuple[Tier, ...] = (), seed: int = 0) -> list[str]:
    """What is wrong, in words for the log; empty: nothing."""
    lines = tuple(lines)
    students = {row.key: row for row in problem.students}
    offers = {row.key: row for row in problem.offers}
    if Counter(line.student for line in lines) != Counter(list(students)):
        return ["H1: a student is missing or appears twice"]
    placed = [(students[line.student], offers[line.offer], line) for line in lines if line.offer is not None]
    found = list(_each(problem, placed)) + list(_seats(problem, placed)) + list(_together(problem, students, lines, offers))
    for line in lines:
        fixed = problem.fixed_by_student.get(line.student)
        if fixed and fixed.offer != line.offer:
            found.append(f"H14: {line.student} left {fixed.offer}")
        if line.offer is None and not line.reason:
            found.append(f"R25: {line.student} has no seat and no reason")
    return found + list(_goals(problem, placed, tiers, seed))


Placed = list[tuple[Student, Offer, Line]]


def _each(problem: Problem, placed: Placed) -> Iterator[str]:
    """H4–H11, H15 and the points of each line."""
    ways = {}
    for origin, school, minutes in problem.travel:
        ways[origin, school] = minutes
    for student, offer, line in placed:
        fixed = problem.fixed_by_student.get(student.key)
        waived = set(fixed.waived) if fixed else set()
        for rule, kept in _kept(problem, student, offer, ways.get((student.origin, offer.school))):
            if not kept and rule not in waived:
                yield f"{rule}: {student.key} in {offer.key}"
        if line.parts | {"balance": 0} != _points(problem, student, offer, ways.get((student.origin, offer.school))):
            yield f"R21: points of {student.key} in {offer.key}"
        if line.rank != ({wish: rank for rank, wish in enumerate(student.wishes, 1)}.get(offer.key, 0)):
            yield f"rank of {student.key}"
        unlisted = offer.key not in student.wishes and len(student.wishes) >= problem.policy.max_preferences
        if line.hardship != ((ways.get((student.origin, offer.school)) or 0) > problem.policy.far_minutes or unlisted):
            yield f"T2: hardship of {student.key}"


def _kept(problem: Problem, student: Student, offer: Offer, minutes: int | None) -> Iterator[tuple[str, bool]]:
    policy = problem.policy
    yield "CLOSED", not offer.closed
    related = offer.related_ok and any(pair == (student.subject, offer.subject) for pair in problem.related)
    yield "H4", student.subject == offer.subject or related
    yield "H5", any(language == offer.language for language in student.languages)
    yield "H6", not student.bands_allowed or offer.band in student.bands_allowed
    yield "H7", all(need in offer.access for need in student.needs)
    close = [row for row in student.relatives if row.school == offer.school]
    if not policy.relatives_excluded:
        close = [row for row in close if not row.studies or row.relation not in {"child", "sibling"}]
    yield "H8", not close
    limit = policy.ceiling if student.max_minutes is None or student.max_minutes > policy.ceiling else student.max_minutes
    near = minutes is not None and minutes <= limit
    yield "H9", near or (student.relocate and offer.hostel) or offer.school in student.far_consent
    days = not student.free_days or all(day in student.free_days for day in offer.weekdays)
    shift = not student.free_shifts or not offer.shift or offer.shift in student.free_shifts
    yield "H10", days and shift
    yield "H11", offer.school not in student.barred
    yield "H15", not policy.not_previous or offer.school not in student.previous


def _points(problem: Problem, student: Student, offer: Offer, minutes: int | None) -> dict[str, int]:
    policy = problem.policy
    before = student.wishes.index(offer.key) if offer.key in student.wishes else len(student.wishes)
    way = (minutes or 0) - policy.travel_free
    return {
        "preference": before * policy.rank_step * (policy.hardship_factor if student.prior_hardship else 1),
        "travel": 0 if way < 0 else min(way, policy.travel_cap),
        "subject": policy.related if student.subject != offer.subject else 0,
        "grade": policy.band if student.bands_wanted and offer.band not in student.bands_wanted else 0,
        "stability": policy.stability if student.current not in ("", offer.key) else 0,
        "employer": policy.employer if student.employer not in ("", offer.school) else 0,
        "balance": 0,
    }


def _seats(problem: Problem, placed: Placed) -> Iterator[str]:
    """H2, H3, H13."""
    counts: Counter[str] = Counter(offer.key for _student, offer, _line in placed)
    backed: Counter[str] = Counter()
    loose: set[str] = set()
    for student, offer, _line in placed:
        fixed = problem.fixed_by_student.get(student.key)
        waived = fixed.waived if fixed else ()
        backed[offer.key] += "H3" not in waived
        if "H13" in waived:
            loose.add(offer.key)
    for offer in problem.offers:
        if counts[offer.key] > offer.capacity:
            yield f"H2: {counts[offer.key]} in {offer.key} of {offer.capacity}"
        if 0 < counts[offer.key] < offer.min_group and offer.key not in loose:
            yield f"H13: {counts[offer.key]} in {offer.key}, at least {offer.min_group}"
    if short := unbacked(problem, backed):
        yield f"H3: no mentor for {short} students"


def unbacked(problem: Problem, seats: dict[str, int]) -> int:
    """How many of these seats no mentor can take: each seat looks for a mentor, moving others where it must."""
    free = {mentor.key: max(0, mentor.free) for mentor in problem.mentors}
    named = {offer.key: offer.mentors for offer in problem.offers}
    holds: dict[str, Counter[str]] = defaultdict(Counter)  # mentor → offers

    def seat(offer: str, seen: set[str]) -> bool:
        for mentor in named[offer]:
            if mentor in seen or mentor not in free:
                continue
            seen.add(mentor)
            if sum(holds[mentor].values()) < free[mentor]:
                holds[mentor][offer] += 1
                return True
            for other in [key for key, count in holds[mentor].items() if count]:
                if other != offer and seat(other, seen):
                    holds[mentor][other] -= 1
                    holds[mentor][offer] += 1
                    return True
        return False

    return sum(not seat(offer, set()) for offer, count in sorted(seats.items()) for _number in range(count))


def _together(problem: Problem, students: dict[str, Student], lines: tuple[Line, ...], offers: dict[str, Offer]) -> Iterator[str]:
    """H12."""
    got = {line.student: line.offer for line in lines}
    for student in students.values():
        other = students.get(student.together)
        if other is None or other.together != student.key or student.key > other.key:
            continue
        pair = "pair" in (student.together_kind, other.together_kind)
        rows = [problem.fixed_by_student.get(key) for key in (student.key, other.key)]
        if (not pair and not problem.policy.joint_siblings) or any(row and "H12" in row.waived for row in rows):
            continue
        mine, theirs = got[student.key], got[other.key]
        if mine is None or theirs is None:
            if mine != theirs and not any(rows):
                yield f"H12: only one of {student.key}, {other.key}"
        elif (mine != theirs) if pair else (offers[mine].school != offers[theirs].school):
            yield f"H12: {student.key} and {other.key} are apart"


def _goals(problem: Problem, placed: Placed, tiers: tuple[Tier, ...], seed: int) -> Iterator[str]:
    """The value of each goal and the balance points of each school."""
    at: Counter[str] = Counter(offer.school for _student, offer, _line in placed)
    seats: Counter[str] = Counter()
    for offer in problem.offers:
        if not offer.closed:
            seats[offer.school] += offer.capacity
    total, count = sum(seats.values()), len(problem.students)
    above = {school: max(0, number - ((count * seats[school] + total - 1) // total if total else 0)) for school, number in at.items()}
    told: Counter[str] = Counter()
    for _student, offer, line in placed:
        told[offer.school] += line.parts["balance"]
    for school, number in above.items():
        if told[school] != number * problem.policy.balance:
            yield f"R21: balance of {school}"
    own = [
        sum(_points(problem, student, offer, problem.minutes.get((student.origin, offer.school))).values()) for student, offer, _l in placed
    ]
    values = {
        "T1": len(placed),
        "T2": sum(line.hardship for _student, _offer, line in placed),
        "T3": sum(own) + problem.policy.balance * sum(above.values()),
        "T4": max(own, default=0),
        "T5": sum(lottery(seed, student.key, offer.key) for student, offer, _line in placed),
    }
    for tier in tiers:
        if tier.value != values[tier.name]:
            yield f"{tier.name}: {tier.value} was told, {values[tier.name]} counted"
