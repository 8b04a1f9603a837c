"""Is the list fair? Shares by institution, language, city or village, needs (R28); a gap over the policy's points is flagged."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from .data import Problem, Student
from .result import Line, Result


@dataclass(frozen=True)
class Share:
    """Of one group of students; per cents are of all its students."""

    label: str
    students: int
    placed: int
    first: float
    top3: float
    minutes_mean: float | None
    minutes_max: int | None
    hardship: int
    hardship_share: float


@dataclass(frozen=True)
class Cut:
    """One way to divide the students, with the largest differences in per cent points."""

    name: str
    shares: tuple[Share, ...]
    gaps: dict[str, float]
    flagged: tuple[str, ...]


@dataclass(frozen=True)
class Fairness:
    total: Share
    cuts: tuple[Cut, ...]

    @property
    def flagged(self) -> bool:
        return any(cut.flagged for cut in self.cuts)


_CUTS: dict[str, Callable[[Student], str]] = {
    "institution": lambda student: student.institution,
    "language": lambda student: "+".join(student.languages),
    "place": lambda student: "village" if student.village else "city",
    "needs": lambda student: "yes" if student.needs else "no",
}


def fairness(problem: Problem, result: Result) -> Fairness:
    """From the lines of a result."""
    lines = result.by_student()
    pairs = [(student, lines[student.key]) for student in problem.students if student.key in lines]
    cuts = []
    for name, label in _CUTS.items():
        groups: dict[str, list[tuple[Student, Line]]] = defaultdict(list)
        for student, line in pairs:
            groups[label(student)].append((student, line))
        shares = tuple(_share(key, groups[key]) for key in sorted(groups))
        gaps = {
            measure: round(max(getattr(share, measure) for share in shares) - min(getattr(share, measure) for share in shares), 1)
            for measure in ("first", "top3", "hardship_share")
            if shares
        }
        flagged = tuple(measure for measure, gap in gaps.items() if gap > problem.policy.fairness_gap)
        cuts.append(Cut(name, shares, gaps, flagged))
    return Fairness(_share("", pairs), tuple(cuts))


def _share(label: str, pairs: list[tuple[Student, Line]]) -> Share:
    count = len(pairs)
    ways = [line.minutes for _student, line in pairs if line.offer is not None and line.minutes is not None]
    hardship = sum(line.hardship for _student, line in pairs)

    def per_cent(number: int) -> float:
        return round(100 * number / count, 1) if count else 0.0

    return Share(
        label,
        count,
        sum(line.offer is not None for _student, line in pairs),
        per_cent(sum(line.rank == 1 for _student, line in pairs)),
        per_cent(sum(1 <= line.rank <= 3 for _student, line in pairs)),
        round(sum(ways) / len(ways), 1) if ways else None,
        max(ways, default=None),
        hardship,
        per_cent(hardship),
    )
