"""What a run brings: goals with value and bound, one line per student, or the rows that contradict each other."""

import dataclasses
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .conflicts import Conflict
from .rules import PARTS


class Outcome(StrEnum):
    OPTIMAL = "optimal"
    NOT_PROVEN = "not_proven"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


FEASIBLE = (Outcome.OPTIMAL, Outcome.NOT_PROVEN)


@dataclass(frozen=True)
class Tier:
    """One of the goals T1–T5 (R22). ``how``: duals – bound recomputed in whole numbers; search – branch and bound; none – not reached."""

    name: str
    value: int
    bound: int | None
    how: str

    @property
    def proven(self) -> bool:
        return self.value == self.bound

    @property
    def gap(self) -> int | None:
        return None if self.bound is None else abs(self.value - self.bound)


@dataclass(frozen=True)
class Line:
    """One student: the offer or the reason why there is none (R25), and what it cost."""

    student: str
    offer: str | None
    rank: int = 0
    minutes: int | None = None
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*PARTS, "balance"), 0))
    hardship: bool = False
    reason: str = ""
    fixed: bool = False

    @property
    def cost(self) -> int:
        return sum(self.parts.values())

    @property
    def single(self) -> int:
        """What T4 looks at: the student's own points; balance is the school's."""
        return self.cost - self.parts["balance"]


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    input_hash: str
    seed: int
    tiers: tuple[Tier, ...] = ()
    lines: tuple[Line, ...] = ()
    conflict: Conflict | None = None
    remarks: tuple[str, ...] = ()  # what the independent check found
    seconds: float = 0.0
    solver_seconds: float = 0.0
    log: tuple[str, ...] = ()

    def tier(self, name: str) -> Tier:
        return next(tier for tier in self.tiers if tier.name == name)

    @property
    def placed(self) -> int:
        return sum(line.offer is not None for line in self.lines)

    @property
    def fixed_count(self) -> int:
        return sum(line.fixed for line in self.lines)

    def by_student(self) -> dict[str, Line]:
        return {line.student: line for line in self.lines}

    def to_dict(self) -> dict[str, Any]:
        """For the export of a run: everything but the clock is the same in every repetition."""
        data = dataclasses.asdict(self)
        data["outcome"] = str(self.outcome)
        return data
