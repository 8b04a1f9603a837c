"""Slots of a site and their bookings (BR-2, BR-3, BR-4)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateTimeTZRange

from core.dates import local_date
from network.access import COORDINATORS, organisations_as
from network.models import Organisation, Site
from network.services.employers import is_open_for_booking

from .. import errors
from ..errors_booking import NoTrialSide, SkipNeedsReason, WindowStillOpen
from ..models import SiteSlot, SlotBooking, TrialMentor, TrialSite
from ..words import Day, When
from . import fate, notices, waiting
from .locks import locked, reason_of, refused_as
from .quotas import check_quota, is_popular

_CLASH = "slots_of_a_site_do_not_overlap"
WEEKS_AT_MOST = 20


@transaction.atomic
def open_slots(
    *,
    site: Site,
    starts: dt.datetime,
    ends: dt.datetime,
    seats: int,
    by: Any,
    weeks: int = 1,
    min_group: int | None = None,
    shared: bool = False,
    mentor: TrialMentor | None = None,
) -> tuple[list[SiteSlot], list[SiteSlot]]:
    """Open one slot, or the same hours of ``weeks`` weeks; a week that clashes is skipped. Answers (opened, existing slots that were in the way).

    Raises WrongTimes, NoTrialSide, SiteNotVerified, GroupTooLarge, MentorNotReady, SlotOverlaps (when none could be opened). BR-3.
    """
    if ends <= starts or starts <= timezone.now():
        raise errors.WrongTimes
    if not TrialSite.objects.filter(site=site).exists():
        raise NoTrialSide
    require_check(site, starts)
    if seats > site.max_people:
        raise errors.GroupTooLarge(seats=seats, most=site.max_people)
    if mentor:
        require_mentor(mentor, site.organisation_id, local_date(starts))
    published = not is_popular(site)  # a popular site publishes a month at once, with its quotas (BR-5)
    least = min(min_group or site.min_people, seats)
    opened: list[SiteSlot] = []
    clashes: list[SiteSlot] = []
    for week in range(min(max(weeks, 1), WEEKS_AT_MOST)):
        period = DateTimeTZRange(starts + dt.timedelta(weeks=week), ends + dt.timedelta(weeks=week))
        values = {
            "site": site,
            "period": period,
            "seats_total": seats,
            "min_group": least,
            "shared": shared,
            "mentor": mentor,
            "published": published,
        }
        slot, other = open_one(values)
        opened += [slot] if slot else []
        clashes += [other] if other else []
    if not opened:
        raise errors.SlotOverlaps(other=When(clashes[0].period))
    return opened, clashes


def open_one(values: dict[str, Any]) -> tuple[SiteSlot | None, SiteSlot | None]:
    """The new slot, or the one that is in the way."""
    try:
        with refused_as({_CLASH: lambda: errors.SlotOverlaps(other=When(values["period"]))}):
            return SiteSlot.objects.create(**values), None
    except errors.SlotOverlaps:
        there = SiteSlot.objects.filter(site=values["site"], period__overlap=values["period"])
        return None, there.exclude(status=SiteSlot.Status.WITHDRAWN).first()


@transaction.atomic
def withdraw_slot(*, slot: SiteSlot, reason: str, by: Any) -> SiteSlot:
    """The host takes a slot off: confirmed bookings become cancelled_host, requests declined, planned trials postponed. Raises ReasonMissing, WrongState."""
    reason = reason_of(reason)
    slot = locked(slot)
    slot.move("withdraw", by=by, reason=reason)
    for booking in slot.bookings.select_for_update(of=("self",)).filter(status__in=SlotBooking.LIVE):
        _end(booking, "cancel_host" if booking.may("cancel_host") else "decline", by=by, reason=reason)
    return slot


@transaction.atomic
def book_slot(
    *, slot: SiteSlot, school: Organisation, seats: int, by: Any, sen_seats: int = 0, grades: Iterable[int] = (), wait: bool = False
) -> SlotBooking:
    """Claim seats for a school; confirmed at once in instant mode and in the own workshop, else a request to the host (BR-2, BR-4).

    ``wait``: a school that does not fit any more goes on the waiting list instead of being refused (BR-8). ``grades`` of the group count for P (BR-7).

    Raises SlotPast, SlotNotOpen, SlotFull, GroupTooSmall, GroupTooLarge, SiteNotVerified, EmployerNotChecked, AlreadyBooked, NotPublished, QuotaHolds.
    """
    slot = locked(slot, "site__organisation", "site__trial_site")
    check_fits(slot, seats)
    check_quota(slot, school, sen_seats=sen_seats)
    if slot.site.organisation_id != school.pk and not is_open_for_booking(slot.site.organisation):
        raise errors.EmployerNotChecked(host=slot.site.organisation)
    mode = TrialSite.Booking.INSTANT if slot.site.organisation_id == school.pk else slot.site.trial_site.booking
    instant, full = mode == TrialSite.Booking.INSTANT, seats > slot.seats_free
    if instant and not wait:
        require_free(slot, seats)
    points: dict[str, Any] = {}
    if mode == TrialSite.Booking.WINDOW:
        waiting.require_window_begun(slot)
        parts = waiting.priority_parts(slot=slot, school=school, sen_seats=sen_seats, grades=grades)
        points = {"priority": sum(parts.values()), "priority_parts": parts}
    with refused_as({"one_live_booking_per_school": errors.AlreadyBooked, **_full(slot, seats)}):
        booking = SlotBooking.objects.create(
            slot=slot, school=school, seats=seats, sen_seats=min(sen_seats, seats), requested_by=by, **points
        )
        if instant and full:
            waiting.put_on_list(locked(booking, "slot__site__trial_site"), by=by)
            booking.refresh_from_db()
        elif instant:
            booking.answered_by = by
            booking.move("confirm", by=by, save_also=("answered_by",))
    if not instant:
        hosts = notices.coordinators_of(slot.site.organisation)
        notices.tell(
            hosts, _("%(school)s asks for %(seats)s places."), url_name="profprobes:my_sites", but=by, school=str(school), seats=seats
        )
    return booking


def check_fits(slot: SiteSlot, seats: int) -> None:
    """Whether a group of this size may ask for the slot, free places aside. Raises SlotPast, SlotNotOpen, GroupTooSmall, GroupTooLarge, SiteNotVerified."""
    if slot.starts <= timezone.now() or slot.status == SiteSlot.Status.PAST:
        raise errors.SlotPast
    if slot.status == SiteSlot.Status.WITHDRAWN:
        raise errors.SlotNotOpen
    if seats > slot.seats_total:
        raise errors.GroupTooLarge(seats=seats, most=slot.seats_total)
    if seats < slot.min_group and not slot.shared:
        raise errors.GroupTooSmall(seats=seats, least=slot.min_group)
    require_check(slot.site, slot.starts)


def require_free(slot: SiteSlot, seats: int) -> None:
    """The caller holds the lock of the slot, so this reads the truth. Raises SlotFull with both numbers."""
    if seats > slot.seats_free:
        raise errors.SlotFull(seats=seats, free=slot.seats_free)


def require_check(site: Site, moment: dt.datetime) -> None:
    """BR-2: verified, and the check covers the day. Raises SiteNotVerified."""
    day = local_date(moment)
    if site.status != Site.Status.VERIFIED or not site.check_valid_until or site.check_valid_until < day:
        raise errors.SiteNotVerified(site=site, day=Day(moment))


def require_mentor(mentor: TrialMentor, host_id: int, day: dt.date) -> None:
    """An active mentor of the host whose training covers the day. Raises MentorNotReady."""
    of_host = mentor.membership.organisation_id == host_id
    if not of_host or mentor.status != TrialMentor.Status.ACTIVE or mentor.valid_until < day:
        raise errors.MentorNotReady(mentor=mentor)


def _full(slot: SiteSlot, seats: int) -> dict[str, Any]:
    return {"slot_taken_within_capacity": lambda: errors.SlotFull(seats=seats, free=slot.seats_free)}


@transaction.atomic
def answer_booking(*, booking: SlotBooking, accept: bool, by: Any, reason: str = "") -> SlotBooking:
    """The host says yes or no to a request; after a yes the waiting trial is planned. Raises SlotFull, SlotPast, ReasonMissing (a no), WrongState."""
    slot = locked(booking.slot, "site__organisation", "site__trial_site")
    booking = locked(booking)
    if not accept:
        return _end(booking, "decline", by=by, reason=reason_of(reason))
    windowed = slot.site.trial_site.booking == TrialSite.Booking.WINDOW
    if booking.may("confirm"):
        if windowed:
            reason = _require_turn(slot, booking, reason)
        check_fits(slot, booking.seats)
        require_free(slot, booking.seats)
    booking.answered_by = by
    with refused_as(_full(slot, booking.seats)):
        booking.move("confirm", by=by, reason=str(reason).strip()[:300], save_also=("answered_by",))
    fate.booking_confirmed(booking, by=by)
    if windowed:
        _rest_waits(slot, by=by)
    return booking


def _require_turn(slot: SiteSlot, booking: SlotBooking, reason: str) -> str:
    """BR-7: after the window, from the top; whom the host passes over it says why. Raises WindowStillOpen, SkipNeedsReason."""
    closes = waiting.window_of(slot)[1]
    if timezone.now() < closes:
        raise WindowStillOpen(day=Day(closes - dt.timedelta(days=1)))
    first = waiting.ranked(slot)[0]
    if first.pk != booking.pk and not str(reason or "").strip():
        raise SkipNeedsReason(school=first.school.short_name)
    return "" if first.pk == booking.pk else reason


def _rest_waits(slot: SiteSlot, *, by: Any) -> None:
    """Requests that no longer fit go on the waiting list, in order."""
    slot.refresh_from_db(fields=["seats_taken", "status"])
    for row in waiting.ranked(slot):
        if row.seats > slot.seats_free:
            waiting.put_on_list(locked(row, "slot__site__trial_site"), by=by)


@transaction.atomic
def cancel_booking(*, booking: SlotBooking, by: Any, reason: str) -> SlotBooking:
    """Either side cancels: seats are freed, the planned trial is postponed. The side is the host's when ``by`` coordinates the host and not the school.

    Raises ReasonMissing, WrongState.
    """
    reason = reason_of(reason)
    slot = locked(booking.slot, "site")
    booking = locked(booking)
    mine = organisations_as(by, *COORDINATORS)
    by_host = slot.site.organisation_id in mine and booking.school_id not in mine
    return _end(booking, "cancel_host" if by_host else "cancel_school", by=by, reason=reason)


@transaction.atomic
def decline_by_time(booking: SlotBooking) -> SlotBooking:
    """Nobody has answered and the slot begins. System; a request that was answered meanwhile is left alone."""
    locked(booking.slot)
    booking = locked(booking)
    if not booking.may("decline"):
        return booking
    return _end(booking, "decline", by=None, reason=str(_("Nobody answered in time.")))


def _end(booking: SlotBooking, action: str, *, by: Any, reason: str) -> SlotBooking:
    booking.reason, booking.answered_by, booking.offered_until = reason, by, None
    booking.move(action, by=by, reason=reason, save_also=("reason", "answered_by", "offered_until"))
    fate.booking_lost(booking, by=by, reason=reason)
    waiting.offer_next(locked(booking.slot, "site__trial_site"))
    return booking


def resize_booking(*, booking: SlotBooking, seats: int) -> SlotBooking:
    """The group has grown or shrunk; part of a larger action that has checked who may. Raises SlotFull, GroupTooLarge."""
    slot, booking = locked(booking.slot), locked(booking)
    if booking.status not in SlotBooking.LIVE or seats == booking.seats:
        return booking
    if seats > slot.seats_total:
        raise errors.GroupTooLarge(seats=seats, most=slot.seats_total)
    grows = seats - booking.seats
    if booking.status in {SlotBooking.Status.CONFIRMED, SlotBooking.Status.OFFERED} and grows > slot.seats_free:
        raise errors.SlotFull(seats=grows, free=slot.seats_free)
    booking.seats, booking.sen_seats = seats, min(booking.sen_seats, seats)
    with refused_as(_full(slot, seats)):
        booking.save(update_fields=["seats", "sen_seats"])
    if grows < 0:
        waiting.offer_next(locked(slot, "site__trial_site"))
    return booking


def default_group_limits() -> tuple[int, int]:
    """S15, where neither programme nor site says."""
    return settings.TRIALS["GROUP_MIN"], settings.TRIALS["GROUP_MAX"]
