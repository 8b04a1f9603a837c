"""Story 1: a popular month is published with its quotas, on a phone."""

import datetime as dt

import pytest
from django.utils import timezone

from profprobes.models import SiteSlot, TrialSite
from profprobes.services import booking, month
from tests.browser import DESK, PHONE
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def hosted(world: TrialWorld, start: dt.datetime, seats: int = 12) -> SiteSlot:
    (slot,), _none = booking.open_slots(
        site=world.site, starts=start, ends=start + dt.timedelta(hours=1), seats=seats, by=world.host_coordinator
    )
    return slot


def test_a_popular_month_is_published_with_its_quotas(page_factory, accessible):
    world = TrialWorld(pupils=0)
    world.site.adapted_for = ["hearing"]
    world.site.save()
    TrialSite.objects.update(is_popular=True)
    world.site.refresh_from_db()
    first = month.month_after(month.month_after(timezone.localdate()))
    for number in range(10):
        hosted(world, timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=2 * number), dt.time(10))))
    phone = page_factory(PHONE, user=world.host_coordinator)
    phone.goto(f"/my-sites/{world.site.pk}/month/?month={first:%Y-%m}")
    accessible(phone)
    phone.get_by_role("button", name="Жариялау").click()
    phone.get_by_text("10 слот жарияланды").first.wait_for()
    counts = [month.slots_of_month(world.site, first).filter(quota_class=quota).count() for quota in ("rural", "sen", "reserve", "open")]
    assert counts == [2, 1, 1, 6]
    desk = page_factory(DESK, user=world.host_coordinator)
    desk.goto(f"/sites/{world.site.pk}/trial-side/")
    accessible(desk)
