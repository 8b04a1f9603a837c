"""To-dos of plans and the calendar: events to mark, minutes to write, acts to review, items of the coming month (home page)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import todos
from core.dates import near
from core.todos import Todo

from .access import COORDINATORS, holdings, organisations_as
from .models import CalendarEvent, LocalAct
from .querysets_plans import NOT_STAFF

PER_KIND = 5
REVIEW_AHEAD = dt.timedelta(days=30)


def events_waiting(user: Any) -> Any:
    """Events of the person, or of the organisations they coordinate, that are over and unmarked or lack their minutes; None for pupils."""
    if not any(holding.role not in NOT_STAFF for holding in holdings(user)):
        return None
    mine = Q(organiser=user) | Q(host__in=organisations_as(user, *COORDINATORS))
    over = Q(status__in=CalendarEvent.AHEAD, ends__lte=timezone.now())
    unsigned = Q(status=CalendarEvent.Status.HELD, organiser=user)
    return CalendarEvent.objects.filter(mine, over | unsigned)


def event_todos(user: Any) -> Iterator[Todo]:
    """Events to mark and minutes to write."""
    for event in events_waiting(user).order_by("ends")[:PER_KIND]:
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


def acts_waiting(user: Any) -> Any:
    """Local acts of the coordinator's organisations whose yearly review is near or over."""
    coordinated = organisations_as(user, *COORDINATORS)
    if not coordinated:
        return None
    limit = timezone.localdate() + REVIEW_AHEAD
    return LocalAct.objects.in_force().filter(organisation__in=coordinated, review_on__lte=limit)


def act_todos(user: Any) -> list[Todo]:
    """One line for all acts to review."""
    limit = timezone.localdate() + REVIEW_AHEAD
    rows = list(acts_waiting(user).select_related("organisation")[: PER_KIND + 1])
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


def register_todos() -> None:
    """Tell the home page where these come from."""
    todos.register(event_todos, events_waiting)
    todos.register(act_todos, acts_waiting)
