"""A school that did not come: recorded by the host within three days, listed to the operator, costs the pupils no points (§2.1, BR-8)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import errors_booking as errors
from ..models import SlotBooking
from ..words import When
from . import fate, notices
from .locks import locked, reason_of


@transaction.atomic
def record_no_show(*, booking: SlotBooking, reason: str, by: Any) -> SlotBooking:
    """Confirmed → no-show after the visit's time; its trial is postponed, the school is told. Raises NoShowTooEarly, NoShowTooLate, ReasonMissing, WrongState."""
    reason, days = reason_of(reason), settings.TRIALS["NO_SHOW_DAYS"]
    slot = locked(booking.slot, "site__organisation")
    booking = locked(booking, "slot")
    if slot.ends > timezone.now():
        raise errors.NoShowTooEarly
    if slot.ends + dt.timedelta(days=days) < timezone.now():
        raise errors.NoShowTooLate(days=days)
    booking.reason, booking.answered_by = reason, by
    booking.move("miss", by=by, reason=reason, save_also=("reason", "answered_by"))
    fate.booking_lost(booking, by=by, reason=reason)
    values: dict[str, Any] = {"host": str(slot.site.organisation), "when": str(When(slot.period)), "reason": reason}
    message = _("%(host)s has recorded that your group did not come: %(when)s. %(reason)s")
    notices.tell(notices.coordinators_of(booking.school_id), message, url_name="profprobes:bookings", but=by, **values)
    return booking
