"""What stands on the day of an event: public holidays and exam periods (NR49, §9.18)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core.dates import local_date

from .models import BreakPeriod, EventKind, Holiday

BLOCKED_KINDS = frozenset({EventKind.INTERSCHOOL, EventKind.CONFERENCE})


@dataclass(frozen=True)
class Obstacle:
    """A holiday or an exam period on the days of an event."""

    source: Any

    @property
    def name(self) -> str:
        """Its name in the person's language."""
        return self.source.name


def obstacles(starts: dt.datetime, ends: dt.datetime) -> list[Obstacle]:
    """Public holidays and exam periods on the days from ``starts`` to ``ends``."""
    first, last = local_date(starts), local_date(ends)
    holidays = Holiday.objects.filter(day__range=(first, last)).exclude(kind=Holiday.Kind.WORKING)
    exams = BreakPeriod.objects.touching(first, last).filter(kind=BreakPeriod.Kind.EXAM)
    return [Obstacle(row) for row in [*holidays, *exams]]


def is_blocked(kind: str, found: list[Obstacle]) -> bool:
    """Interschool sessions and conferences are not held on such days unless somebody says why."""
    return bool(found) and kind in BLOCKED_KINDS
