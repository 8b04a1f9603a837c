"""Story 3: without an agreement a trial is not planned, the way leads to a draft; once it is signed the same slot is booked and planned."""

import pytest
from django.utils import timezone

from profprobes.models import SlotBooking, Trial, TrialSession
from tests.browser import DESK
from tests.factories.agreements import AgreementFactory
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_without_an_agreement_the_slot_leads_to_a_draft_and_after_signing_it_is_booked(page_factory):
    world = TrialWorld(pupils=5, days=20)
    other = TrialWorld(pupils=0, days=30)
    SlotBooking.objects.filter(pk=other.booking.pk).update(status="cancelled_school")
    for model, row in ((Trial, other.trial), (TrialSession, other.session)):  # nobody goes there yet
        model.objects.filter(pk=row.pk).update(status="cancelled")
    world.school.region = other.host.region
    world.school.save()
    desk = page_factory(DESK, user=world.coordinator)
    row = f"#slot-{other.slot.pk} .slot-row-action a"

    desk.goto("/slots/")
    assert "slot=" not in desk.locator(row).get_attribute("href")
    desk.locator(row).click()
    desk.wait_for_url("**/agreements/new/**")
    assert desk.locator("main form").count() >= 1

    AgreementFactory(school=world.school, host=other.host)
    desk.goto("/slots/")
    desk.locator(row).click()
    desk.locator("button[name=programme]").first.click()
    desk.wait_for_selector("[data-picker-group]")
    for box in desk.locator("input[name=pupils]").all():
        if not box.is_checked():
            box.check()
    desk.locator("main form button.button-primary").first.click()
    desk.locator("[name=informing_date]").fill(timezone.localdate().isoformat())
    desk.locator("[name=diagnostics_date]").fill(timezone.localdate().isoformat())
    desk.locator("main form button.button-primary").first.click()
    desk.wait_for_url("**/trials/*/")
    assert Trial.objects.filter(host=other.host, group__school=world.school).exists()
