"""How often a network meets, against what its council has set (NR42): joint planning a month, interschool sessions a term, forums a year, the conference in
spring. The norm is the minimum; for joint planning the checklist's and the effective number stand beside it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import dates

from .models import AcademicYear, CalendarEvent, EventKind, Network
from .queries_calendar import between, term_of

CHECKLIST, EFFECTIVE = 2, 3
PLANNING = (EventKind.PLC, EventKind.TEAM)


@dataclass(frozen=True)
class Line:
    """One norm with what was held and what is still planned in its period."""

    label: Any
    period: str
    norm: int
    held: int
    ahead: int
    note: Any = ""

    @property
    def look(self) -> tuple[str, str, Any]:
        """Tone, icon, word: met, in the calendar, below the norm."""
        if self.held >= self.norm:
            return "leaf", "check", pgettext_lazy("rhythm", "Kept")
        if self.held + self.ahead >= self.norm:
            return "sky", "calendar", pgettext_lazy("rhythm", "In the calendar")
        return "clay", "octagon-alert", pgettext_lazy("rhythm", "Below the norm")


def rhythm_of(network: Network, day: dt.date | None = None) -> list[Line]:
    """The four norms of a network on a day, with counts of its calendar; three queries."""
    day = day or timezone.localdate()
    year = AcademicYear.objects.on(day)
    first, last = (year.starts_on, year.ends_on) if year else (day.replace(month=1, day=1), day.replace(month=12, day=31))
    month = day.replace(day=1)
    month_end = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    term = term_of(day)
    spring = dt.date(last.year, 4, 1), dt.date(last.year, 5, 31)
    kinds = [*PLANNING, EventKind.INTERSCHOOL, EventKind.FORUM, EventKind.CONFERENCE]
    events = CalendarEvent.objects.filter(network=network, kind__in=kinds).order_by("starts")
    rows = [
        (kind, status, dates.local_date(starts))
        for kind, status, starts in between(events, min(first, month, term[0]), max(last, month_end, term[1])).values_list(
            "kind", "status", "starts"
        )
    ]

    def line(label: Any, period: str, norm: int, kinds: tuple[str, ...], span: tuple[dt.date, dt.date], note: Any = "") -> Line:
        own = [status for kind, status, on in rows if kind in kinds and span[0] <= on <= span[1]]
        held = sum(status in CalendarEvent.TOOK_PLACE for status in own)
        return Line(label, period, norm, held, sum(status in CalendarEvent.AHEAD for status in own), note)

    policy = network.policy
    beside = _("checklist: %(checklist)s, effective: %(effective)s") % {"checklist": CHECKLIST, "effective": EFFECTIVE}
    words = f"{first:%Y}/{last:%Y}"
    return [
        line(_("Joint planning"), dates.month(month), policy.planning_a_month, PLANNING, (month, month_end), beside),
        line(
            EventKind.INTERSCHOOL.label,
            f"{term[0]:%d.%m} – {term[1]:%d.%m.%Y}",
            policy.interschool_a_term,
            (EventKind.INTERSCHOOL,),
            term,
        ),
        line(EventKind.FORUM.label, words, policy.forums_a_year, (EventKind.FORUM,), (first, last)),
        line(
            EventKind.CONFERENCE.label,
            f"{spring[0]:%d.%m} – {spring[1]:%d.%m.%Y}",
            policy.conferences_in_spring,
            (EventKind.CONFERENCE,),
            spring,
        ),
    ]
