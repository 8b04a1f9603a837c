"""Days of a practicum and the share that was served (R31, R51)."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def weekdays_of(placement: Any) -> set[int]:
    """Weekdays of the practicum: those of the offer, else the first ones of the week by the round's norm."""
    return set(placement.offer.weekdays) or set(range(placement.round.days_per_week))


def count_days(first: dt.date, last: dt.date, weekdays: set[int]) -> int:
    """Practicum days from ``first`` to ``last`` inclusive."""
    return sum((first + dt.timedelta(days=n)).weekday() in weekdays for n in range((last - first).days + 1))


def share_served(placement: Any, last_day: dt.date) -> Decimal:
    """Days served up to ``last_day`` ÷ planned days, 4 digits: 24 of 60 → 0.4 (R51)."""
    weekdays = weekdays_of(placement)
    planned = count_days(placement.starts_on, placement.ends_on, weekdays)
    served = count_days(placement.starts_on, min(last_day, placement.ends_on), weekdays) if last_day >= placement.starts_on else 0
    return (Decimal(served) / Decimal(planned or 1)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
