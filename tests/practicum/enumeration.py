"""Every list there is, for small problems: what the solver is compared with (R23). Uses none of the model's code."""

from collections import Counter
from collections.abc import Iterator

from practicum.allocation import Mentor, Offer, Policy, Problem, Relative, Student
from practicum.allocation.check import _kept, _points, unbacked
from practicum.allocation.rules import lottery

Goals = tuple[int, int, int, int, int]


def best(problem: Problem, seed: int) -> Goals | None:
    """The lexicographic optimum (unplaced, hardship, cost, largest, lottery) of all lists; None: there is no list."""
    problem = problem.canonical()
    offers = {offer.key: offer for offer in problem.offers}
    options = []
    for student in problem.students:
        fixed = problem.fixed_by_student.get(student.key)
        ways = {offer.key: problem.minutes.get((student.origin, offer.school)) for offer in problem.offers}
        allowed = [
            key
            for key, offer in offers.items()
            if all(kept or (fixed and rule in fixed.waived) for rule, kept in _kept(problem, student, offer, ways[key]))
        ]
        if fixed:
            allowed = [key for key in allowed if key == fixed.offer]
        row = []
        for key in allowed:
            cost = sum(_points(problem, student, offers[key], ways[key]).values())
            unlisted = key not in student.wishes and len(student.wishes) >= problem.policy.max_preferences
            hard = (ways[key] or 0) > problem.policy.far_minutes or unlisted
            row.append((key, cost, hard, lottery(seed, student.key, key)))
        options.append(row if fixed else [*row, None])
    return min((goals for goals in _lists(problem, offers, options)), default=None)


def _lists(problem: Problem, offers: dict[str, Offer], options: list) -> Iterator[Goals]:
    taken: Counter[str] = Counter()

    def walk(number: int, chosen: list) -> Iterator[Goals]:
        if number == len(options):
            if (goals := _goals(problem, offers, chosen)) is not None:
                yield goals
            return
        for option in options[number]:
            if option is not None and taken[option[0]] >= offers[option[0]].capacity:
                continue
            if option is not None:
                taken[option[0]] += 1
            yield from walk(number + 1, [*chosen, option])
            if option is not None:
                taken[option[0]] -= 1

    yield from walk(0, [])


def _goals(problem: Problem, offers: dict[str, Offer], chosen: list) -> Goals | None:
    got = {student.key: option[0] if option else None for student, option in zip(problem.students, chosen, strict=True)}
    counts = Counter(key for key in got.values() if key)
    if any(0 < count < offers[key].min_group for key, count in counts.items()):
        return None
    for kind, one, other in problem.groups:
        mine, theirs = got[one.key], got[other.key]
        if mine and theirs:
            if (mine != theirs) if kind == "pair" else (offers[mine].school != offers[theirs].school):
                return None
        elif mine != theirs and not {one.key, other.key} & set(problem.fixed_by_student):
            return None
    if unbacked(problem, counts):
        return None
    schools = Counter(offers[key].school for key in got.values() if key)
    seats: Counter[str] = Counter()
    for offer in problem.offers:
        seats[offer.school] += 0 if offer.closed else offer.capacity
    total = sum(seats.values())
    above = sum(max(0, n - (-(-len(problem.students) * seats[school] // total) if total else 0)) for school, n in schools.items())
    placed = [option for option in chosen if option]
    return (
        len(chosen) - len(placed),
        sum(option[2] for option in placed),
        sum(option[1] for option in placed) + problem.policy.balance * above,
        max((option[1] for option in placed), default=0),
        sum(option[3] for option in placed),
    )


def offer(key: str, capacity: int = 2, school: str = "", **more: object) -> Offer:
    """Seats of the school of the same name, with a mentor for all of them."""
    row = {"subject": "math", "language": "kk", "band": "primary", "mentors": (f"m-{key}",)} | more
    return Offer(key, school or key, capacity=capacity, **row)  # type: ignore[arg-type]


def student(key: str, *wishes: str, **more: object) -> Student:
    row = {"subject": "math", "languages": ("kk",), "origin": key} | more
    return Student(key, wishes=wishes, **row)  # type: ignore[arg-type]


def problem(students: list[Student], offers: list[Offer], minutes: dict | None = None, **more: object) -> Problem:
    """Ten minutes to every school unless told otherwise; mentors with as much load as the offers that name them have seats."""
    minutes = minutes or {}
    ways = {(row.origin, place.school): 10 for row in students for place in offers} | minutes
    load: Counter[str] = Counter()
    for place in offers:
        for mentor in place.mentors:
            load[mentor] += place.capacity
    more.setdefault("mentors", tuple(Mentor(key, free) for key, free in load.items()))
    return Problem(tuple(students), tuple(offers), travel=tuple((*key, value) for key, value in ways.items()), **more)  # type: ignore[arg-type]


NAMES = ("Айдана", "Бекзат", "Самал", "Дамир")


def worked_example(**more: object) -> Problem:
    """R24."""
    wishes = {"Самал": ("S2", "S1")}
    minutes = {"Айдана": (25, 35), "Бекзат": (20, 60), "Самал": (40, 30), "Дамир": (22, 50)}
    ways = {(name, school): way for name, pair in minutes.items() for school, way in zip(("S1", "S2"), pair, strict=True)}
    return problem([student(name, *wishes.get(name, ("S1", "S2"))) for name in NAMES], [offer("S1"), offer("S2")], ways, **more)


__all__ = ["NAMES", "Policy", "Relative", "best", "offer", "problem", "student", "worked_example"]
