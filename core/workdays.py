"""Counting working days. Which days are off is the business of whoever keeps the calendar of holidays: it is handed in as a test of one day."""

import datetime as dt
from collections.abc import Callable

IsWorking = Callable[[dt.date], bool]
_DAY = dt.timedelta(days=1)
_FAR = 3660  # ten years: a calendar without a single working day is a mistake of the caller


def weekdays_only(day: dt.date) -> bool:
    """Monday to Friday: the calendar of somebody who keeps no holidays."""
    return day.weekday() < 5


def add_working_days(start: dt.date, count: int, is_working: IsWorking = weekdays_only) -> dt.date:
    """The day of the ``count``-th working day after ``start``; a negative count goes back, 0 is the day itself.

    The day of the start does not count: a term begins on the day after the event. Raises ValueError for a calendar without working days.
    """
    step, left, day = (_DAY if count > 0 else -_DAY), abs(count), start
    for _ in range(_FAR):
        if not left:
            return day
        day += step
        if is_working(day):
            left -= 1
    raise ValueError("The calendar has no working days.")


def working_days_between(start: dt.date, end: dt.date, is_working: IsWorking = weekdays_only) -> int:
    """How many working days lie after ``start`` up to ``end`` inclusive; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, is_working)
    return sum(1 for n in range(1, (end - start).days + 1) if is_working(start + n * _DAY))


def next_working_day(day: dt.date, is_working: IsWorking = weekdays_only) -> dt.date:
    """The day itself when it is a working one, else the first working day after it."""
    return day if is_working(day) else add_working_days(day, 1, is_working)
