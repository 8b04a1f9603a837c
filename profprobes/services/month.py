"""A month of a site: publishing it with its quotas, copying it to the next one, releasing what nobody took (BR-3, BR-5, BR-6)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateTimeTZRange

from network.models import Organisation, Site

from .. import errors_booking as errors
from ..models import SiteSlot
from ..words import When
from . import notices
from .booking import open_one, require_check
from .locks import locked
from .quotas import Quota, is_popular, quota_numbers, set_aside
from .waiting import offer_next


def month_after(first: dt.date) -> dt.date:
    """The first day of the next month."""
    return (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def slots_of_month(site: Site, first: dt.date) -> Any:
    """Slots of the site that begin in the month, those taken off aside, in order of time."""
    zone = timezone.get_current_timezone()
    begin, end = (dt.datetime.combine(day, dt.time.min, zone) for day in (first.replace(day=1), month_after(first)))
    rows = SiteSlot.objects.filter(site=site, period__startswith__gte=begin, period__startswith__lt=end)
    return rows.exclude(status=SiteSlot.Status.WITHDRAWN).order_by("period")


def quotas_for(site: Site, slots: list[SiteSlot], rural_percent: int | None = None) -> dict[str, int]:
    """What is still to be set aside among the slots of a month; nothing at a site that is not popular."""
    if not is_popular(site):
        return {Quota.RURAL: 0, Quota.SEN: 0, Quota.RESERVE: 0}
    wanted = quota_numbers(len(slots), adapted=bool(site.adapted_for), rural_percent=rural_percent)
    return {quota: max(number - sum(slot.quota_class == quota for slot in slots), 0) for quota, number in wanted.items()}


@transaction.atomic
def publish_month(*, site: Site, month: dt.date, by: Any, rural_percent: int | None = None) -> list[SiteSlot]:
    """Show the slots of a month to schools; at a popular site some are set aside first (BR-5). Answers the published slots.

    Slots added later are published in the same way: what already stands in a quota counts. Raises SiteNotVerified, NothingToPublish.
    """
    site = locked(site, "organisation", "trial_site")  # two presses at once publish one month once
    slots = list(slots_of_month(site, month).select_for_update(of=("self",)))
    now = timezone.now()
    new = [slot for slot in slots if not slot.published and slot.starts > now]
    if not new:
        raise errors.NothingToPublish
    require_check(site, new[-1].starts)
    set_aside(new, quotas_for(site, slots, rural_percent), now=now)
    for slot in new:
        slot.published = True
        slot.save(update_fields=["published", "quota_class", "release_at"])
    return new


@transaction.atomic
def copy_month(*, site: Site, month: dt.date, by: Any) -> tuple[list[SiteSlot], list[SiteSlot], list[SiteSlot]]:
    """The same weekdays and hours in the next month, unpublished: the second Tuesday becomes the second Tuesday.

    Answers (new slots, slots that were in the way, slots without such a day in the next month). Raises SiteNotVerified, NothingToCopy.
    """
    site = locked(site, "organisation")
    sources = list(slots_of_month(site, month).select_related("mentor"))
    if not sources:
        raise errors.NothingToCopy
    made: list[SiteSlot] = []
    clashes: list[SiteSlot] = []
    without: list[SiteSlot] = []
    for source in sources:
        period = _in_next_month(source)
        if period is None or period.lower <= timezone.now():
            without.append(source)
            continue
        require_check(site, period.lower)
        mentor = source.mentor if source.mentor and source.mentor.status == "active" else None
        values = {"site": site, "period": period, "seats_total": source.seats_total, "min_group": source.min_group}
        slot, other = open_one(values | {"shared": source.shared, "mentor": mentor, "published": False})
        made += [slot] if slot else []
        clashes += [other] if other else []
    return made, clashes, without


def _in_next_month(slot: SiteSlot) -> DateTimeTZRange | None:
    """The same hours on the n-th such weekday of the next month; None where it has no fifth one."""
    starts, ends = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    first = month_after(starts.date())
    day = first + dt.timedelta(days=(starts.weekday() - first.weekday()) % 7 + 7 * ((starts.day - 1) // 7))
    if day.month != first.month:
        return None
    zone, longer = timezone.get_current_timezone(), ends.date() - starts.date()
    return DateTimeTZRange(
        dt.datetime.combine(day, starts.time().replace(tzinfo=None), zone),
        dt.datetime.combine(day + longer, ends.time().replace(tzinfo=None), zone),
    )


@transaction.atomic
def release(slot: SiteSlot) -> bool:
    """S6: a quota slot that nobody took opens to everybody, its waiting list first. System; answers whether it did."""
    slot = locked(slot, "site__organisation")
    due = slot.quota_class != Quota.OPEN and slot.released_at is None and slot.release_at and slot.release_at <= timezone.now()
    if not due or not slot.published or slot.status not in {SiteSlot.Status.OPEN, SiteSlot.Status.FULL}:
        return False
    slot.released_at = timezone.now()
    slot.save(update_fields=["released_at"])
    offer_next(locked(slot, "site__trial_site"))
    return True


@transaction.atomic
def grant_reserve(*, slot: SiteSlot, school: Organisation, by: Any) -> SiteSlot:
    """The operator gives a slot of the reserve to a school, which then books it (BR-6). Raises NotReserve."""
    slot = locked(slot, "site__organisation")
    if slot.quota_now != Quota.RESERVE or not slot.published or slot.seats_taken or slot.starts <= timezone.now():
        raise errors.NotReserve
    slot.granted_to = school
    slot.save(update_fields=["granted_to"])
    message = _("The operator has given your school a slot of the reserve: %(site)s, %(when)s. Book it.")
    people = notices.coordinators_of(school)
    notices.tell(
        people, message, url_name="profprobes:site", args=(slot.site_id,), but=by, site=slot.site.name_kk, when=str(When(slot.period))
    )
    return slot
