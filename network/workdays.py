"""Terms in working days by the country's calendar, and what stands in the way of an event on a day (NR49)."""

import datetime as dt

from core import workdays
from core.workdays import IsWorking

from .models import Holiday

_MARGIN = dt.timedelta(days=60)


def calendar_of(first: dt.date, last: dt.date) -> IsWorking:
    """A test of one day that knows the holidays from ``first`` to ``last`` (two months further on each side); one query."""
    rows = Holiday.objects.filter(day__range=(min(first, last) - _MARGIN, max(first, last) + _MARGIN))
    special = dict(rows.values_list("day", "kind"))

    def is_working(day: dt.date) -> bool:
        kind = special.get(day)
        return kind == Holiday.Kind.WORKING if kind else day.weekday() < 5

    return is_working


def is_working_day(day: dt.date) -> bool:
    """Is it a working day in Kazakhstan (five-day week, public holidays, moved days)?"""
    return calendar_of(day, day)(day)


def add_working_days(start: dt.date, count: int) -> dt.date:
    """The day of the ``count``-th working day after ``start`` (before it for a negative count); the base of every term in working days."""
    return workdays.add_working_days(start, count, calendar_of(start, start + dt.timedelta(days=count * 2)))


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after ``start`` up to ``end`` inclusive; negative when ``end`` is earlier."""
    return workdays.working_days_between(start, end, calendar_of(start, end))


def holiday_on(day: dt.date) -> Holiday | None:
    """The public holiday or moved day off of that day, by name; None on any other day."""
    return Holiday.objects.filter(day=day).exclude(kind=Holiday.Kind.WORKING).first()
