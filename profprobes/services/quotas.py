"""Places set aside at popular sites: how many, which slots, for whom, until when (BR-5, BR-6; S3–S6)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from network.models import Organisation, Site, Term

from .. import errors_booking as errors
from ..models import SiteSlot, SlotBooking
from ..words import Day

Quota = SiteSlot.Quota
SMALL_MONTH = 4  # with fewer slots only one rural slot is set aside
DEMAND, TIMES = 3, 2  # requests ≥ 1.5 × seats, in whole numbers


def _ceil(share: int, count: int) -> int:
    return -(-share * count // 100)


def quota_numbers(count: int, *, adapted: bool, rural_percent: int | None = None) -> dict[str, int]:
    """How many slots of a month are set aside: 10 slots of an adapted site → rural 2, SEN 1, reserve 1 (BR-5). A host may raise the rural share (S3)."""
    if count < 1:
        return {Quota.RURAL: 0, Quota.SEN: 0, Quota.RESERVE: 0}
    if count < SMALL_MONTH:
        return {Quota.RURAL: 1, Quota.SEN: 0, Quota.RESERVE: 0}
    numbers = settings.TRIALS
    rural = _ceil(max(rural_percent or 0, numbers["RURAL_QUOTA"]), count)
    sen = max(1, _ceil(numbers["SEN_QUOTA"], count)) if adapted else 0
    reserve = max(1, _ceil(numbers["RESERVE_QUOTA"], count))
    return {Quota.RURAL: min(rural, count - sen - reserve), Quota.SEN: sen, Quota.RESERVE: reserve}


def spread(count: int, over: int) -> list[int]:
    """``count`` places among ``over``, as even as can be: spread(2, 10) → [2, 7]."""
    count = min(count, over)
    return [(2 * number + 1) * over // (2 * count) for number in range(count)]


def set_aside(slots: Sequence[SiteSlot], numbers: dict[str, int], *, now: dt.datetime | None = None) -> None:
    """Give the quota classes to slots in order of time, each class spread evenly over those left; a slot whose release date is over stays open."""
    now = now or timezone.now()
    days = settings.TRIALS["QUOTA_RELEASE_DAYS"]
    for quota, number in numbers.items():
        back = dt.timedelta(days=days[quota])
        left = [slot for slot in slots if slot.quota_class == Quota.OPEN and slot.starts - back > now]
        for place in spread(number, len(left)):
            left[place].quota_class, left[place].release_at = quota, left[place].starts - back


def is_popular(site: Site) -> bool:
    """Marked by the operator, or in the last term schools asked for at least 1.5 × the seats that were offered (BR-5)."""
    side = getattr(site, "trial_site", None)
    if side is None:
        return False
    return side.is_popular or _in_demand(site)


def _in_demand(site: Site) -> bool:
    term = Term.objects.filter(ends_on__lt=timezone.localdate()).order_by("-ends_on").first()
    if term is None:
        return False
    slots = SiteSlot.objects.filter(site=site, published=True, period__startswith__date__range=(term.starts_on, term.ends_on))
    seats = slots.exclude(status=SiteSlot.Status.WITHDRAWN).aggregate(all=Sum("seats_total"))["all"] or 0
    asked = SlotBooking.objects.filter(slot__in=slots).aggregate(all=Sum("seats"))["all"] or 0
    return seats > 0 and asked * TIMES >= seats * DEMAND


def check_quota(slot: SiteSlot, school: Organisation, *, sen_seats: int | None) -> None:
    """BR-6: a rural slot takes rural schools, a SEN slot groups with a pupil with special needs, the reserve whom the operator gave it to.

    ``sen_seats`` None: the group is not known yet, so a SEN slot is not refused. Raises NotPublished, QuotaHolds.
    """
    if not slot.published:
        raise errors.NotPublished
    allowed = {
        Quota.OPEN: lambda: True,
        Quota.RURAL: lambda: school.is_rural,
        Quota.SEN: lambda: sen_seats is None or sen_seats > 0,
        Quota.RESERVE: lambda: slot.granted_to_id == school.pk,
    }
    if not allowed[Quota(slot.quota_now)]():
        raise errors.QuotaHolds(quota=slot.get_quota_class_display(), day=Day(slot.release_at or slot.starts))


def counts_of(slots: Sequence[Any]) -> dict[str, int]:
    """How many of the slots stand in each class."""
    return {str(quota): sum(slot.quota_class == quota for slot in slots) for quota in Quota}
