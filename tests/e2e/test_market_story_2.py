"""Story 2: a village school finds a slot, asks with priority 80, and is confirmed before the city school with −20, which waits as № 1."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import SupportNeed
from network.models import AcademicYear, Organisation, Role
from profprobes.models import SiteSlot, SlotBooking
from profprobes.services import booking as bookings
from tests.browser import DESK, PHONE
from tests.factories.agreements import AgreementFactory
from tests.factories.people import ClassGroupFactory, MembershipFactory, OrganisationFactory, PupilFactory
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]
PUPILS = 5


def village_of(world: TrialWorld) -> Organisation:
    """A rural school of the region with a class of five, one of them with special needs, and an agreement with the host."""
    village = OrganisationFactory(rural=True, region=world.host.region)
    group = ClassGroupFactory(organisation=village, academic_year=world.class_group.academic_year)
    pupils = [PupilFactory(group=group) for _n in range(PUPILS)]
    SupportNeed.objects.create(user=pupils[0], kind="sen", groups=["hearing"], valid_from=timezone.localdate())
    AgreementFactory(school=village, host=world.host)
    return village


def test_the_village_is_confirmed_and_the_city_waits_as_number_one(page_factory, accessible):
    world, today = TrialWorld(pupils=0), timezone.localdate()
    AcademicYear.objects.update(starts_on=today - dt.timedelta(days=100), ends_on=today + dt.timedelta(days=200))
    village, city = village_of(world), world.school
    coordinator = MembershipFactory(organisation=village, role=Role.CAREER_COORDINATOR).user
    SlotBooking.objects.filter(pk=world.booking.pk).update(status="cancelled_school")
    start = timezone.now() + dt.timedelta(days=2)  # days 1–10 of the month before are over, so the host may answer
    slot = SiteSlot.objects.create(site=world.site, period=(start, start + dt.timedelta(minutes=95)), seats_total=PUPILS, min_group=3)
    for days in (10, 12):  # the city school has been here twice this year
        earlier = timezone.now() - dt.timedelta(days=days)
        past = SiteSlot.objects.create(
            site=world.site, period=(earlier, earlier + dt.timedelta(minutes=95)), seats_total=9, min_group=1, status="past"
        )
        SlotBooking.objects.create(slot=past, school=city, seats=5, requested_by=world.coordinator, status="completed")
    world.trial_site.booking = "window"
    world.trial_site.save()
    asked = bookings.book_slot(slot=slot, school=city, seats=PUPILS, by=world.coordinator, grades={9})
    SlotBooking.objects.filter(pk=asked.pk).update(priority=-20, priority_parts={"no_trial": 0, "earlier": -20})

    phone = page_factory(PHONE, user=coordinator)
    phone.goto("/slots/")
    accessible(phone)
    phone.locator(f"#slot-{slot.pk} .slot-row-action a").click()
    phone.locator("button[name=programme]").first.click()
    phone.wait_for_selector("[data-picker-group]")
    for box in phone.locator("input[name=pupils]").all():
        if not box.is_checked():
            box.check()
    phone.locator("main form button.button-primary").first.click()
    phone.locator("[name=informing_date]").fill(today.isoformat())
    phone.locator("[name=diagnostics_date]").fill(today.isoformat())
    phone.locator("main form button.button-primary").first.click()
    phone.wait_for_url("**/trials/*/")

    host = page_factory(DESK, user=world.host_coordinator)
    host.goto("/my-sites/")
    accessible(host)
    first = host.locator("article.todo").first
    assert "P = 80" in first.inner_text() and village.short_name_kk in first.inner_text()
    first.locator("form button.button-primary").click()
    host.wait_for_load_state("networkidle")
    states = {row.school_id: row.status for row in slot.bookings.all()}
    assert states == {village.pk: "confirmed", city.pk: "waitlisted"}

    desk = page_factory(DESK, user=world.coordinator)
    desk.goto("/bookings/")
    accessible(desk)
    assert "№ 1" in desk.inner_text("main") and "P = -20" in desk.inner_text("main")
