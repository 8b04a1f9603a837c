"""To-dos of plans and the calendar: events to mark, minutes to write, acts to review, items of the coming month (home page)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.dates import near
from core.todos import Todo

from .access import COORDINATORS, holdings, organisations_as
from .models import CalendarEvent, LocalAct
from .querysets_plans import NOT_STAFF

PER_KIND = 5
REVIEW_AHEAD = dt.timedelta(days=30)


def plan_todos(user: Any) -> list[Todo]:
    """What the calendar and the acts ask of the person; two queries at most."""
    if not any(holding.role not in NOT_STAFF for holding in holdings(user)):
        return []
    coordinated = organisations_as(user, *COORDINATORS)
    lines = list(_events(user, coordinated))
    if coordinated:
        lines += _acts(coordinated)
    return lines


def _events(user: Any, coordinated: set[int]) -> Iterator[Todo]:
    mine = Q(organiser=user) | Q(host__in=coordinated)
    over = Q(status__in=CalendarEvent.AHEAD, ends__lte=timezone.now())
    unsigned = Q(status=CalendarEvent.Status.HELD, organiser=user)
    for event in CalendarEvent.objects.filter(mine, over | unsigned).order_by("ends")[:PER_KIND]:
        day = near(event.starts)
        if event.status == CalendarEvent.Status.HELD:
            yield Todo(
                "event_minutes",
                event.title,
                _("Minutes of the event: %(day)s") % {"day": day},
                "network:event_minutes",
                (event.pk,),
                _("Write the minutes"),
                "sky",
            )
        else:
            yield Todo(
                "event_mark",
                event.title,
                _("Say whether it was held: %(day)s") % {"day": day},
                "network:event_held",
                (event.pk,),
                _("It was held"),
                "clay" if timezone.now() - event.ends > dt.timedelta(days=3) else "sun",
                event.ends,
            )


def _acts(coordinated: set[int]) -> list[Todo]:
    limit = timezone.localdate() + REVIEW_AHEAD
    rows = list(
        LocalAct.objects.in_force()
        .filter(organisation__in=coordinated, review_on__lte=limit)
        .select_related("organisation")[: PER_KIND + 1]
    )
    if not rows:
        return []
    first = rows[0]
    text = ngettext_lazy("%(count)s act waits for its yearly review", "%(count)s acts wait for their yearly review", "count")
    due = timezone.make_aware(dt.datetime.combine(first.review_on or limit, dt.time.min))
    late = due < timezone.now()
    return [
        Todo(
            "acts_review",
            first.organisation.short_name,
            text % {"count": len(rows)},
            "network:acts",
            (first.organisation_id,),
            _("Review the acts"),
            "clay" if late else "sun",
            due,
        )
    ]
