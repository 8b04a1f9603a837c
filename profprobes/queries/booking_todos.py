"""What the booking market asks of people on the home page."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import todos
from core.todos import Todo
from network.access import COORDINATORS, organisations_as
from network.models import Organisation, Site

from ..models import MentorReplacement, SlotBooking
from ..words import Lazy, Named, When
from .slots import midnight

PER_KIND = 5


def _sites_without_trial_side(user: Any) -> QuerySet | None:
    """Sites of the person's colleges, universities and enterprises that schools cannot find yet; the own workshop of a school may stay apart."""
    mine = organisations_as(user, *COORDINATORS)
    if not mine:
        return None
    kinds = [Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY]
    return Site.objects.filter(organisation__in=mine, organisation__kind__in=kinds, trial_site__isnull=True).exclude(
        status=Site.Status.CLOSED
    )


def _to_describe(user: Any) -> list[Todo]:
    rows: Any = _sites_without_trial_side(user)
    title, action = _("Describe the site for trials"), _("Describe")
    return [
        Todo("describe_site", title, site.name, "profprobes:site_trial_side", (site.pk,), action, "sky")
        for site in rows.order_by("pk")[:PER_KIND]
    ]


def _offers(user: Any) -> QuerySet | None:
    mine = organisations_as(user, *COORDINATORS)
    return SlotBooking.objects.filter(school__in=mine, status=SlotBooking.Status.OFFERED) if mine else None


def _to_accept(user: Any) -> list[Todo]:
    """S7: a place is held for the school for a day."""
    rows: Any = _offers(user)
    title, action = _("A place is offered"), _("Accept the place")
    rows = rows.select_related("slot__site").order_by("offered_until")[:PER_KIND]
    return [
        Todo(
            "offer",
            title,
            Lazy("%(site)s · %(when)s", site=row.slot.site, when=When(row.slot.period)),
            "profprobes:bookings",
            (),
            action,
            "sun",
            row.offered_until,
        )
        for row in rows
    ]


def _gaps(user: Any) -> QuerySet | None:
    mine = organisations_as(user, *COORDINATORS)
    return MentorReplacement.objects.open().filter(session__trial__host__in=mine) if mine else None


def _to_name(user: Any) -> list[Todo]:
    """BR-53: visits of the host that have lost their mentor."""
    rows: Any = _gaps(user)
    title, action = _("Name another mentor"), _("Name a mentor")
    rows = rows.select_related("session__trial__programme").order_by("due")[:PER_KIND]
    return [
        Todo(
            "mentor_gap",
            title,
            Lazy("%(trial)s · %(when)s", trial=Named(row.session.trial), when=When(row.session.period)),
            "profprobes:replacement",
            (row.pk,),
            action,
            "clay",
            midnight(row.due + dt.timedelta(days=1)),
        )
        for row in rows
    ]


def register() -> None:
    """Make them known to the home page."""
    todos.register(_to_accept, _offers)
    todos.register(_to_name, _gaps)
    todos.register(_to_describe, _sites_without_trial_side)
