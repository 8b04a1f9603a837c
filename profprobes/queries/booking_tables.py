"""Bookings and the use of quotas as tables to download (§7)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from network.models import Organisation

from ..models import SlotBooking
from .slot_use import Use

MOST_EXPORTED = 10_000
Table = tuple[list[str], list[list[Any]]]


def bookings_at(hosts: Iterable[Organisation]) -> QuerySet:
    """Bookings at the hosts, the latest slot first."""
    rows = SlotBooking.objects.filter(slot__site__organisation__in=list(hosts))
    return rows.select_related("school", "slot__site__organisation").order_by("-slot__period", "pk")


def booking_table(rows: QuerySet) -> Table:
    """One line per booking; names no pupil. Two queries however many rows."""
    header = [_("Day"), _("Beginning"), _("End"), _("Partner"), _("Site"), _("School"), _("Seats"), _("of them with special needs")]
    header += [pgettext("slot", "Quota"), _("Priority"), _("State"), _("Reason")]
    return header, [_line(row) for row in rows[:MOST_EXPORTED]]


def _line(row: SlotBooking) -> list[Any]:
    slot = row.slot
    starts, ends = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    return [
        starts.date(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        slot.site.organisation.short_name,
        slot.site.name,
        row.school.short_name,
        row.seats,
        row.sen_seats,
        slot.get_quota_class_display(),
        row.priority,
        row.get_status_display(),
        row.reason,
    ]


def use_table(rows: Iterable[Use]) -> Table:
    """TK-20 by quota class, as the screen shows it."""
    header = [pgettext("slot", "Quota"), _("Published places"), _("Used places"), "%"]
    return header, [[str(row.label) or _("All together"), row.published, row.used, row.percent] for row in rows]
