"""Read models of the calendar: a month in weeks, a term by months, a table (S19)."""

import calendar
import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import dates

from .models import AcademicYear, CalendarEvent, Holiday, Term

TONES = {"planned": "sky", "confirmed": "sky", "moved": "sun", "held": "leaf", "closed": "leaf", "not_held": "clay", "cancelled": "neutral"}


def events_for(
    user: Any, *, kind: str | None = None, network: Any = None, organisation: Any = None, mine: Any = None
) -> QuerySet[CalendarEvent]:
    """Events that the person sees, filtered; ``organisation`` is the host, the owner or an invited one."""
    rows = CalendarEvent.objects.visible_to(user)
    if mine:
        rows = rows.for_person(user)
    if kind:
        rows = rows.filter(kind=kind)
    if network:
        rows = rows.filter(network=network)
    if organisation:
        invited = CalendarEvent.invited_organisations.through.objects.filter(organisation=organisation).values("calendarevent")
        rows = rows.filter(Q(host=organisation) | Q(organisation=organisation) | Q(pk__in=invited))
    return rows.select_related("host", "network", "organisation").order_by("starts", "pk")


def between(rows: QuerySet[CalendarEvent], first: dt.date, last: dt.date) -> QuerySet[CalendarEvent]:
    """Events that begin on the days from first to last."""
    start = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    end = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min))
    return rows.filter(starts__gte=start, starts__lt=end)


def month_weeks(rows: QuerySet[CalendarEvent], month: dt.date) -> list[list[dict[str, Any]]]:
    """Weeks of the month for the component ``month``: holidays first, then events with their state in the tone and in words."""
    days = [day for week in calendar.Calendar(firstweekday=0).monthdatescalendar(month.year, month.month) for day in week]
    found: dict[dt.date, list[dict[str, Any]]] = {day: [] for day in days}
    for holiday in Holiday.objects.filter(day__range=(days[0], days[-1])).exclude(kind=Holiday.Kind.WORKING):
        found[holiday.day].append({"label": holiday.name, "href": "", "tone": "neutral"})
    for event in between(rows, days[0], days[-1]):
        found[dates.local_date(event.starts)].append(
            {
                "label": _label(event),
                "href": reverse("network:event", args=[event.pk]),
                "tone": TONES[event.status],
            }
        )
    today = timezone.localdate()
    cells = [{"date": day, "other": day.month != month.month, "today": day == today, "items": found[day]} for day in days]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _label(event: CalendarEvent) -> str:
    """Time and title; the state in words wherever it is more than planned: a tone never speaks alone."""
    words = f"{dates.clock(event.starts)} {event.title}"
    return words if event.is_ahead else f"{words} · {event.get_status_display()}"


def term_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the school term that holds the day, else of three months from it."""
    term = Term.objects.filter(starts_on__lte=day, ends_on__gte=day).first() or Term.objects.filter(starts_on__gt=day).first()
    if term is not None:
        return term.starts_on, term.ends_on
    return day.replace(day=1), (day.replace(day=1) + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)


def by_month(events: Any) -> list[tuple[str, list[CalendarEvent]]]:
    """Events under the headings of their months."""
    groups: dict[str, list[CalendarEvent]] = {}
    for event in events:
        groups.setdefault(dates.month(event.starts), []).append(event)
    return list(groups.items())


def year_of(month: dt.date) -> AcademicYear | None:
    """The academic year that holds the month."""
    return AcademicYear.objects.on(month)
