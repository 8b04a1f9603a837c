"""Dates of agreements as arithmetic: periods, deadlines, ways out, days of reminders (NR33, NR34, NR36).

Nothing here reads the database or the clock: a period follows from dates, never from the night in which a job ran. A day given as an end is the
last day in force. The deadline of a day is its 24:00 in Almaty, so a delivery is compared by its calendar day there.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

CALENDAR, FIXED, ACADEMIC, OPEN = "calendar", "fixed", "academic", "open"
SCHOOL_YEAR, NOTICE, MUTUAL_ONLY = "school_year", "notice", "mutual_only"

FIXED_REMINDERS = (90, 60, 30, 7)
CALENDAR_REMINDERS = (30, 7)
RENEWALS_BEFORE_REVIEW = 3

Period = tuple[dt.date, dt.date | None]
YearStart = Callable[[int], dt.date]


def first_of_september(year: int) -> dt.date:
    """The school year starts on 1 September unless the Academy set another day (AcademicYear.starts_on)."""
    return dt.date(year, 9, 1)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of another month; its last day where there is no such day: 31.12 − 1 month = 30.11 (NR33)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_end(day: dt.date) -> dt.date:
    """31 December of the year of the day."""
    return dt.date(day.year, 12, 31)


def school_year_end(day: dt.date, starts: YearStart = first_of_september) -> dt.date:
    """The last day of the school year in which the day lies."""
    start = starts(day.year)
    return (start if day < start else starts(day.year + 1)) - dt.timedelta(days=1)


def first_period(term_kind: str, start: dt.date, ends_on: dt.date | None = None, starts: YearStart = first_of_september) -> Period:
    """The period that begins with the agreement: to 31 December (NR33), to the named day, to the end of the school year, or without an end."""
    if term_kind == CALENDAR:
        return start, year_end(start)
    if term_kind == OPEN:
        return start, None
    if term_kind == ACADEMIC:
        return start, ends_on or school_year_end(start, starts)
    if ends_on is None:
        raise ValueError("A fixed term names its last day.")
    return start, ends_on


def non_renewal_deadline(end: dt.date, notice_months: int = 1) -> dt.date:
    """The last day on which a notice of non-renewal may be delivered for this end: 31.12 → 30.11 (NR33)."""
    return add_months(end, -notice_months)


def renewals(end: dt.date, today: dt.date, last_day: dt.date | None = None, notice_months: int = 1) -> list[Period]:
    """Calendar years to add after ``end`` as of today: one for each deadline that has passed without a notice (NR33).

    ``last_day`` is the day on which the agreement is known to end, by a notice or an act: no period is added from there on.
    """
    added: list[Period] = []
    while today > non_renewal_deadline(end, notice_months) and (last_day is None or end < last_day):
        following = dt.date(end.year + 1, 12, 31)
        added.append((end + dt.timedelta(days=1), following))
        end = following
    return added


@dataclass(frozen=True)
class WayOut:
    """What a notice leads to: the last day in force, whether it came late, and then the day it would have given in time with the missed deadline."""

    effective_on: dt.date
    late: bool = False
    missed: dt.date | None = None
    deadline: dt.date | None = None


def non_renewal(delivered: dt.date, notice_months: int = 1) -> WayOut:
    """NR33: by the deadline → the end of this year; later → the end of the next one, LATE."""
    end = year_end(delivered)
    deadline = non_renewal_deadline(end, notice_months)
    if delivered <= deadline:
        return WayOut(end, deadline=deadline)
    return WayOut(dt.date(end.year + 1, 12, 31), late=True, missed=end, deadline=deadline)


def exit_before_school_year(delivered: dt.date, notice_months: int = 1, starts: YearStart = first_of_september) -> WayOut:
    """NR34: delivered ≥ 1 month before the next school year → the day before it starts; later → the same day of the following year, LATE."""
    end = school_year_end(delivered, starts)
    deadline = add_months(end + dt.timedelta(days=1), -notice_months)
    if delivered <= deadline:
        return WayOut(end, deadline=deadline)
    return WayOut(school_year_end(end + dt.timedelta(days=1), starts), late=True, missed=end, deadline=deadline)


def exit_by_notice(delivered: dt.date, notice_months: int = 1) -> WayOut:
    """NR34, other fixed kinds: the notice runs for its months from delivery; it is never late."""
    return WayOut(add_months(delivered, notice_months))


def unilateral_exit(
    delivered: dt.date,
    *,
    term_kind: str,
    exit_rule: str,
    ends_on: dt.date | None = None,
    notice_months: int = 1,
    starts: YearStart = first_of_september,
) -> WayOut | None:
    """When one party is out (NR34). For a calendar term the earlier of the two ways: notice 02.08.2026 → 31.12.2026, not 31.08.2027.

    ``ends_on`` is the day on which the agreement ends anyway: nobody leaves later than that. None: only by mutual consent.
    """
    if exit_rule == MUTUAL_ONLY:
        return None
    way = exit_by_notice(delivered, notice_months) if exit_rule == NOTICE else exit_before_school_year(delivered, notice_months, starts)
    if term_kind == CALENDAR:
        other = non_renewal(delivered, notice_months)
        if other.effective_on < way.effective_on:
            way = WayOut(other.effective_on, way.late, way.missed, way.deadline) if way.late else other
    if ends_on is not None and ends_on < way.effective_on:
        way = WayOut(ends_on, way.late, way.missed if way.missed != ends_on else None, way.deadline)
    return way


def reminder_days(term_kind: str, end: dt.date | None, *, renews: bool, notice_months: int = 1) -> dict[int, dt.date]:
    """Days before → the day of the reminder (NR36): of the end of a fixed term, of the deadline of a notice for a term that renews itself."""
    if end is None:
        return {}
    if term_kind == CALENDAR and renews:
        deadline = non_renewal_deadline(end, notice_months)
        return {days: deadline - dt.timedelta(days=days) for days in CALENDAR_REMINDERS}
    return {days: end - dt.timedelta(days=days) for days in FIXED_REMINDERS}


def reminders_due(days: dict[int, dt.date], today: dt.date, started: dt.date) -> list[int]:
    """Reminders whose day has come, the nearest to the end last. Those whose day lay before the agreement began were never owed."""
    return sorted((before for before, day in days.items() if started <= day <= today), reverse=True)
