"""A school's bookings with their place on the waiting list and their priority."""

from typing import Any

from django.db.models import QuerySet

from network.access import COORDINATORS, organisations_as

from ..models import SlotBooking, Trial
from ..services.waiting import PARTS, queue_numbers, rank


def bookings_of(user: Any) -> QuerySet:
    """Bookings of the person's schools, those whose slot comes soonest last asked first."""
    rows = SlotBooking.objects.filter(school__in=organisations_as(user, *COORDINATORS))
    return rows.select_related("school", "slot__site__organisation", "slot__site__trial_site", "session__trial").order_by(
        "-slot__period", "pk"
    )


def number_on_list(trial: Trial) -> int | None:
    """The visible number of the trial's group; None when it does not wait."""
    session = trial.sessions.select_related("booking__slot__site__trial_site").first()
    if session is None or session.booking is None or session.booking.status != SlotBooking.Status.WAITLISTED:
        return None
    return queue_numbers(session.booking.slot).get(session.booking.pk)


def parts_of(booking: SlotBooking) -> list[tuple[Any, str]]:
    """Every summand of P in words, zeros too: «rural school: +30» (BR-7)."""
    return (
        [(label, f"{booking.priority_parts.get(code, 0):+d}".replace("+0", "0")) for code, label in PARTS.items()]
        if booking.priority_parts
        else []
    )


def add_numbers(bookings: list[Any]) -> None:
    """Put ``number`` on those that wait; one query per slot with a list, few on a page."""
    slots = {row.slot_id: row.slot for row in bookings if row.status == SlotBooking.Status.WAITLISTED}
    numbers: dict[int, int] = {}
    for slot in slots.values():
        numbers |= queue_numbers(slot)
    for row in bookings:
        row.number, row.parts = numbers.get(row.pk), parts_of(row)


def top_requests(rows: list[Any]) -> dict[int, int]:
    """Of each slot in window mode: the request that is to be answered first. The rows are all that wait for the host."""
    windowed = [row for row in rows if row.priority is not None]
    tops: dict[int, int] = {}
    for row in sorted(windowed, key=rank):
        tops.setdefault(row.slot_id, row.pk)
    return tops
