"""Requests that a host has not answered in time go to the operator of the region (BR-8, S8)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import local_date
from network.access import regions_as
from network.models import Role
from network.workdays import add_working_days

from ..models import SlotBooking, TrialSite
from ..words import When
from . import moving, notices, waiting
from .locks import locked


def due_of(booking: SlotBooking) -> dt.date:
    """The last day on which the host's answer is in time: three working days from the request, in window mode from the end of the window."""
    asked = local_date(booking.requested_at)
    if booking.slot.site.trial_site.booking == TrialSite.Booking.WINDOW:
        asked = max(asked, local_date(waiting.window_of(booking.slot)[1]) - dt.timedelta(days=1))
    return add_working_days(asked, settings.TRIALS["ANSWER_WORKING_DAYS"])


def waiting_long() -> QuerySet[SlotBooking]:
    """Requests that may be late: asked long enough ago, the operator not told yet, the slot still ahead."""
    since = timezone.now() - dt.timedelta(days=settings.TRIALS["ANSWER_WORKING_DAYS"])
    rows = SlotBooking.objects.filter(status=SlotBooking.Status.REQUESTED, escalated_at__isnull=True, requested_at__lt=since)
    return rows.filter(slot__period__startswith__gt=timezone.now())


@transaction.atomic
def escalate(booking: SlotBooking) -> bool:
    """The operator is told once, when the time is over. System; answers whether it was."""
    booking = locked(booking, "school", "slot__site__organisation", "slot__site__trial_site")
    if booking.status != SlotBooking.Status.REQUESTED or booking.escalated_at or due_of(booking) >= timezone.localdate():
        return False
    booking.escalated_at = timezone.now()
    booking.save(update_fields=["escalated_at"])
    host = booking.slot.site.organisation
    values: dict[str, Any] = {"host": str(host), "school": str(booking.school), "when": str(When(booking.slot.period))}
    message = _("%(host)s has not answered the request of %(school)s in three working days: %(when)s.")
    notices.tell(moving.operators_of(booking.slot.site), message, url_name="profprobes:unanswered", **values)
    return True


def unanswered(user: Any) -> QuerySet[SlotBooking]:
    """What has come to the operator of the region and still waits."""
    regions = regions_as(user, Role.REGION_OPERATOR)
    rows = SlotBooking.objects.filter(status=SlotBooking.Status.REQUESTED, escalated_at__isnull=False)
    rows = rows.filter(slot__site__organisation__region__in=regions, slot__period__startswith__gt=timezone.now())
    return rows.select_related("school", "slot__site__organisation").order_by("slot__period", "pk")
