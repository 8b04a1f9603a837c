"""Series of slots: made, changed and taken off, one or all that follow (§2.1, BR-3)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.dates import local_date
from network.models import Site
from network.workdays import calendar_of

from .. import errors, errors_booking
from ..models import SiteSlot, SlotBooking, SlotSeries, TrialMentor, TrialSite
from ..words import When
from .booking import open_one, require_check, require_mentor, withdraw_slot
from .locks import locked, reason_of, refused_as
from .quotas import is_popular

SLOTS_AT_MOST = 120
CLASH = "slots_of_a_site_do_not_overlap"
LIVE_SLOTS = (SiteSlot.Status.OPEN, SiteSlot.Status.FULL)


@dataclass
class Made:
    """What came of a series: the slots, those that stand in the way, the days left out because nobody works, days past the site's check."""

    series: SlotSeries
    slots: list[SiteSlot] = field(default_factory=list)
    clashes: list[SiteSlot] = field(default_factory=list)
    days_off: list[dt.date] = field(default_factory=list)
    unchecked: list[dt.date] = field(default_factory=list)


def days_of(*, first: dt.date, last: dt.date, weekdays: Iterable[int], every_weeks: int = 1) -> list[dt.date]:
    """Days on the weekdays (1 Monday … 7 Sunday) of every n-th week, counted from the week of the first day."""
    wanted, monday = set(weekdays), first - dt.timedelta(days=first.weekday())
    days = [first + dt.timedelta(days=shift) for shift in range((last - first).days + 1)]
    return [day for day in days if day.isoweekday() in wanted and (day - monday).days // 7 % every_weeks == 0]


@transaction.atomic
def open_series(
    *,
    site: Site,
    weekdays: Iterable[int],
    first_day: dt.date,
    last_day: dt.date,
    starts: dt.time,
    ends: dt.time,
    seats: int,
    by: Any,
    every_weeks: int = 1,
    min_group: int | None = None,
    shared: bool = False,
    mentor: TrialMentor | None = None,
    leave_holidays: bool = True,
) -> Made:
    """Slots on every day of the series. Days off are left out, clashes are skipped and listed (BR-3), so are days that the site's check does not cover.

    A popular site keeps them unpublished until its month is published (BR-5). Raises WrongTimes, NoTrialSide, SiteNotVerified, GroupTooLarge,
    MentorNotReady, SeriesEmpty, SeriesTooLong, SlotOverlaps (when none could be opened).
    """
    if ends <= starts or last_day < first_day:
        raise errors.WrongTimes
    if not TrialSite.objects.filter(site=site).exists():
        raise errors_booking.NoTrialSide
    if seats > site.max_people:
        raise errors.GroupTooLarge(seats=seats, most=site.max_people)
    days = days_of(first=first_day, last=last_day, weekdays=weekdays, every_weeks=every_weeks)
    if len(days) > SLOTS_AT_MOST:
        raise errors_booking.SeriesTooLong(days=len(days), most=SLOTS_AT_MOST)
    made = Made(
        SlotSeries.objects.create(
            site=site,
            weekdays=sorted(set(weekdays)),
            every_weeks=every_weeks,
            first_day=first_day,
            last_day=last_day,
            starts=starts,
            ends=ends,
            seats_total=seats,
            min_group=min(min_group or site.min_people, seats),
            shared=shared,
            mentor=mentor,
            leave_holidays=leave_holidays,
            created_by=by,
        )
    )
    left = _working(made, days)
    if not left:
        raise errors_booking.SeriesEmpty
    require_check(site, _moment(left[0], starts))
    if mentor:
        require_mentor(mentor, site.organisation_id, left[0])
    _open(made, left)
    if not made.slots:
        raise errors.SlotOverlaps(other=When(made.clashes[0].period)) if made.clashes else errors_booking.SeriesEmpty
    return made


def _working(made: Made, days: list[dt.date]) -> list[dt.date]:
    """Days ahead of the series on which people work; the others are remembered."""
    series = made.series
    works: Callable[[dt.date], bool] = calendar_of(series.first_day, series.last_day) if series.leave_holidays else lambda day: True
    ahead = [day for day in days if _moment(day, series.starts) > timezone.now()]
    made.days_off = [day for day in ahead if not works(day)]
    return [day for day in ahead if works(day)]


def _open(made: Made, days: list[dt.date]) -> None:
    series, published = made.series, not is_popular(made.series.site)
    covered = series.site.check_valid_until
    for day in days:
        if covered is None or day > covered:
            made.unchecked.append(day)
            continue
        mentor = series.mentor if series.mentor and series.mentor.valid_until >= day else None
        values = {
            "site": series.site,
            "series": series,
            "period": _period(day, series.starts, series.ends),
            "seats_total": series.seats_total,
        }
        slot, other = open_one(values | {"min_group": series.min_group, "shared": series.shared, "mentor": mentor, "published": published})
        made.slots += [slot] if slot else []
        made.clashes += [other] if other else []


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, timezone.get_current_timezone())


def _period(day: dt.date, starts: dt.time, ends: dt.time) -> DateTimeTZRange:
    return DateTimeTZRange(_moment(day, starts), _moment(day, ends))


def following(slot: SiteSlot) -> list[SiteSlot]:
    """The slot and all of its series that come after it and have not begun; the slot alone where it belongs to none."""
    if slot.series_id is None:
        return [slot]
    rows = SiteSlot.objects.filter(series=slot.series_id, status__in=LIVE_SLOTS, period__startswith__gte=slot.starts)
    return list(rows.filter(period__startswith__gt=timezone.now()).order_by("period"))


@dataclass
class Changed:
    """What came of a change: slots changed, those with bookings that keep their hours and seats, those whose new hours clash."""

    slots: list[SiteSlot] = field(default_factory=list)
    booked: list[SiteSlot] = field(default_factory=list)
    clashes: list[SiteSlot] = field(default_factory=list)


@transaction.atomic
def change_slots(
    *,
    slot: SiteSlot,
    all_following: bool,
    starts: dt.time,
    ends: dt.time,
    seats: int,
    min_group: int,
    by: Any,
    shared: bool = False,
    mentor: TrialMentor | None = None,
) -> Changed:
    """Other hours, seats or another mentor for one slot or for all of the series that follow; each keeps its day.

    A slot that a school has booked or asked for keeps its hours, seats and mentor: the host takes it off with a reason, or leaves it; it is listed. A slot
    whose new hours clash stays as it is and is listed too. Raises WrongTimes, GroupTooLarge, MentorNotReady, SlotPast, SlotNotOpen.
    """
    slot = locked(slot, "site")
    _require_changeable(slot, starts, ends, seats)
    if mentor:
        require_mentor(mentor, slot.site.organisation_id, local_date(slot.starts))
    done = Changed()
    for row in following(slot) if all_following else [slot]:
        row = locked(row, "site")
        if row.bookings.filter(status__in=SlotBooking.LIVE).exists():
            done.booked.append(row)
            continue
        row.period = _period(local_date(row.starts), starts, ends)
        row.seats_total, row.min_group, row.shared = seats, min(min_group, seats), shared
        row.mentor = mentor if mentor and mentor.valid_until >= local_date(row.starts) else None
        try:
            with refused_as({CLASH: lambda: errors.SlotOverlaps(other="")}):
                row.save(update_fields=["period", "seats_total", "min_group", "shared", "mentor"])
        except errors.SlotOverlaps:
            done.clashes.append(row)
        else:
            done.slots.append(row)
    return done


def _require_changeable(slot: SiteSlot, starts: dt.time, ends: dt.time, seats: int) -> None:
    if slot.status not in LIVE_SLOTS:
        raise errors.SlotNotOpen
    if slot.starts <= timezone.now() or _moment(local_date(slot.starts), starts) <= timezone.now():
        raise errors.SlotPast
    if ends <= starts:
        raise errors.WrongTimes
    if seats > slot.site.max_people:
        raise errors.GroupTooLarge(seats=seats, most=slot.site.max_people)


@transaction.atomic
def withdraw_slots(*, slot: SiteSlot, all_following: bool, reason: str, by: Any) -> list[SiteSlot]:
    """Take off one slot or all of the series that follow; booked schools are told (BR-3). Raises ReasonMissing, WrongState."""
    reason = reason_of(reason)
    rows = following(slot) if all_following else [slot]
    return [withdraw_slot(slot=row, reason=reason, by=by) for row in rows]
