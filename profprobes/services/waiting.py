"""The waiting list of a slot: the order, the priority with its summands, offers and their end (BR-7, BR-8; S7, S12, S13)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import local_date
from core.errors import DomainError
from network.models import AcademicYear, Organisation

from .. import errors_booking as errors
from ..models import SiteSlot, SlotBooking, Trial
from ..words import Day, When
from . import fate, notices
from .locks import locked
from .quotas import check_quota

Status = SlotBooking.Status
PARTS = {
    "rural": _("rural school"),
    "sen": _("pupil with special needs"),
    "low_resource": _("limited resources"),
    "no_trial": _("parallel without a trial this year"),
    "earlier": _("earlier bookings here"),
}


def priority_parts(*, slot: SiteSlot, school: Organisation, sen_seats: int, grades: Iterable[int] = ()) -> dict[str, int]:
    """The summands of P: 30·rural + 30·sen + 20·low_resource + 20·no_trial_yet − min(30, 10·earlier) (BR-7, S12)."""
    points = settings.TRIALS["PRIORITY"]
    year = AcademicYear.objects.filter(starts_on__lte=local_date(slot.starts), ends_on__gte=local_date(slot.starts)).first()
    since = year.starts_on if year else local_date(slot.starts) - dt.timedelta(days=365)
    held = SlotBooking.objects.filter(school=school, slot__period__startswith__date__gte=since, slot__period__startswith__lt=slot.starts)
    earlier = held.filter(slot__site=slot.site_id, status__in=[Status.CONFIRMED, Status.COMPLETED]).count()
    return {
        "rural": points["rural"] if school.is_rural else 0,
        "sen": points["sen"] if sen_seats else 0,
        "low_resource": points["low_resource"] if school.low_resource else 0,
        "no_trial": 0 if _had_trial(school, set(grades), since) else points["no_trial"],
        "earlier": -min(points["earlier_most"], points["earlier"] * earlier),
    }


def _had_trial(school: Organisation, grades: set[int], since: dt.date) -> bool:
    """A trial of the parallel that is planned or was held this year; of any parallel where the group is not known."""
    live = [Trial.Status.PLANNED, Trial.Status.RUNNING, Trial.Status.HELD, Trial.Status.CLOSED]
    rows = Trial.objects.filter(school=school, status__in=live, sessions__period__startswith__date__gte=since)
    return (rows.filter(group__classes__grade__in=grades) if grades else rows).exists()


def window_of(slot: SiteSlot) -> tuple[dt.datetime, dt.datetime]:
    """When schools ask for a slot of a site in window mode: days 1–10 of the month before (S13), as (first moment, first moment after)."""
    first, last = settings.TRIALS["WINDOW_DAYS"]
    month = (local_date(slot.starts).replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    zone = timezone.get_current_timezone()
    return tuple(dt.datetime.combine(month.replace(day=day), dt.time.min, zone) for day in (first, last + 1))  # type: ignore[return-value]


def require_window_begun(slot: SiteSlot) -> None:
    """Raises WindowNotOpen with the days of the window."""
    opens, closes = window_of(slot)
    if timezone.now() < opens:
        raise errors.WindowNotOpen(first=Day(opens), last=Day(closes - dt.timedelta(days=1)))


def ranked(slot: SiteSlot, statuses: Iterable[str] = (Status.REQUESTED,)) -> list[SlotBooking]:
    """Bookings of the slot in the order in which they are served.

    Window mode: those asked for within the window by P, then later ones; otherwise groups with a special pupil first; then by time of request (BR-7, BR-8).
    """
    rows = slot.bookings.filter(status__in=list(statuses)).select_related("school", "slot")
    return sorted(rows, key=rank)


def rank(row: SlotBooking) -> tuple:
    """The place of a booking in the order; ``priority`` is set in window mode only."""
    if row.priority is None:
        return (False, 0, not row.sen_seats, row.requested_at, row.pk)
    return (row.requested_at >= window_of(row.slot)[1], -row.priority, False, row.requested_at, row.pk)


def queue_numbers(slot: SiteSlot) -> dict[int, int]:
    """The visible number of everybody who waits: booking → 1, 2, 3 …"""
    return {row.pk: number for number, row in enumerate(ranked(slot, [Status.WAITLISTED]), 1)}


def put_on_list(booking: SlotBooking, *, by: Any) -> int:
    """Requested → waitlisted; answers the number. The caller holds the locks of slot and booking."""
    booking.move("waitlist", by=by)
    number = queue_numbers(booking.slot)[booking.pk]
    _tell(booking, _("No places: your school is № %(number)s on the waiting list, %(when)s."), number=number)
    return number


def offer_next(slot: SiteSlot, *, passed_over: Iterable[int] = ()) -> list[SlotBooking]:
    """Offer the free seats to the first on the list whom they fit and who may have them; the seats are held for S7. The caller holds the slot's lock."""
    slot.refresh_from_db(fields=["seats_taken", "status", "released_at"])
    now = timezone.now()
    if slot.status != SiteSlot.Status.OPEN or slot.starts <= now:
        return []
    offered = []
    for row in ranked(slot, [Status.WAITLISTED]):
        if row.pk in set(passed_over) or row.seats > slot.seats_free or not _may_have(slot, row):
            continue
        row = locked(row, "school")
        row.offered_until = min(now + dt.timedelta(hours=settings.TRIALS["OFFER_HOURS"]), slot.starts)
        row.move("offer", by=None, save_also=("offered_until",))
        slot.refresh_from_db(fields=["seats_taken", "status"])
        _tell(
            row,
            _("A place is offered: %(when)s. Accept it by %(until)s, else it goes to the next school."),
            until=_moment(row.offered_until),
        )
        offered.append(row)
    return offered


def _may_have(slot: SiteSlot, row: SlotBooking) -> bool:
    try:
        check_quota(slot, row.school, sen_seats=row.sen_seats)
    except DomainError:
        return False
    return True


def _moment(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m %H:%M}"


def _tell(booking: SlotBooking, message: Any, **values: Any) -> None:
    people = [*notices.coordinators_of(booking.school_id), booking.requested_by]
    notices.tell(people, message, url_name="profprobes:bookings", when=str(When(booking.slot.period)), **values)


@transaction.atomic
def accept_offer(*, booking: SlotBooking, by: Any) -> SlotBooking:
    """Offered → confirmed: the school takes the seats that are held for it; its trial is planned. Raises OfferOver, WrongState."""
    slot = locked(booking.slot, "site__organisation", "site__trial_site")
    booking = locked(booking, "slot")
    if booking.status == Status.OFFERED and (booking.offered_until is None or booking.offered_until <= timezone.now()):
        raise errors.OfferOver
    booking.answered_by, booking.offered_until = by, None
    booking.move("accept", by=by, save_also=("answered_by", "offered_until"))
    fate.booking_confirmed(booking, by=by)
    people = notices.coordinators_of(slot.site.organisation)
    said: dict[str, Any] = {"school": str(booking.school), "when": str(When(slot.period))}
    notices.tell(people, _("%(school)s has accepted the place: %(when)s."), url_name="profprobes:my_sites", but=by, **said)
    return booking


@transaction.atomic
def let_offer_go(*, booking: SlotBooking, by: Any) -> SlotBooking:
    """Offered → waitlisted, when the school says no or S7 is over: the seats go to the next one. Raises WrongState."""
    slot = locked(booking.slot, "site__trial_site")
    booking = locked(booking, "slot")
    booking.offered_until = None
    booking.move("let_go", by=by, save_also=("offered_until",))
    passed = set(booking.slot.bookings.filter(status=Status.WAITLISTED, transitions__action="let_go").values_list("pk", flat=True))
    offer_next(slot, passed_over=passed)
    return booking


def lapse(booking: SlotBooking) -> None:
    """The clock: an offer that nobody answered in time goes to the next school."""
    fresh = SlotBooking.objects.select_related("slot").get(pk=booking.pk)
    if fresh.status == Status.OFFERED and fresh.offered_until and fresh.offered_until <= timezone.now():
        let_offer_go(booking=fresh, by=None)
