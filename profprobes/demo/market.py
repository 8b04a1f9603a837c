"""A popular workshop in the demo: its month is published with quotas, and one slot of the reserve is given to a village school (story 1)."""

import datetime as dt

from django.utils import timezone

from network.models import Organisation, Site

from ..models import SiteSlot
from ..services import month as months
from ..services.booking import open_slots
from ..services.trial_sites import set_popular
from .clock import local, working_day
from .people import DemoRegion

SLOTS = 10


def build_market(region: DemoRegion, sites: dict[str, Site]) -> None:
    """Ten afternoon slots of the joinery in the month after the next, published by its host."""
    site = sites["carpenter"]
    site.adapted_for = ["hearing", "mobility"]
    site.save(update_fields=["adapted_for"])
    set_popular(site=site, popular=True, by=region.people["operator"])
    site = Site.objects.select_related("organisation", "trial_site").get(pk=site.pk)
    first = months.month_after(months.month_after(timezone.localdate()))
    days: list[dt.date] = []
    for number in range(28):
        day = working_day(first + dt.timedelta(days=number))
        if day.month == first.month and day not in days and day.weekday() in {0, 2, 4}:
            days.append(day)
    for day in days[:SLOTS]:
        start = local(day, 16)
        open_slots(site=site, starts=start, ends=start + dt.timedelta(minutes=95), seats=site.max_people, by=region.people["partner"])
    months.publish_month(site=site, month=first, by=region.people["partner"])
    village = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, region=site.organisation.region, locality_type="rural").first()
    slot = months.slots_of_month(site, first).filter(quota_class=SiteSlot.Quota.RESERVE).first()
    if village and slot:
        months.grant_reserve(slot=slot, school=village, by=region.people["operator"])
