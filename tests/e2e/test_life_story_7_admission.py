"""Story 7: without a medical certificate the practicum has not begun; the school enters number and date, and it begins the same day."""

import datetime as dt

import pytest
from django.utils import timezone

from practicum.services import admission
from tests.browser import DESK, PHONE
from tests.factories.practicum import PracticumWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_the_certificate_admits_on_the_same_day(page_factory, accessible):
    world = PracticumWorld()
    placement = world.placement(status="ordered")
    admission.open_checks(placement)
    today = timezone.localdate()
    for check in placement.checks.exclude(item__in=["insurance", "medical"]):
        admission.record_check(
            placement=placement, item=check.item, done_on=today, by=world.owner if check.item == "initial" else world.coordinator
        )
    phone = page_factory(PHONE, user=placement.student)
    phone.goto("/practicum/my/")
    phone.get_by_text("Жұмысқа жіберу рәсімделмеген").first.wait_for()
    accessible(phone)
    phone.get_by_role("button", name="Нұсқамалықтан өттім").click()
    phone.get_by_text("Сіз нұсқамалықтарды растадыңыз.").wait_for()
    desk = page_factory(DESK, user=world.coordinator)
    desk.goto(f"/practicum/placements/{placement.pk}/")
    accessible(desk)
    desk.goto(f"/practicum/placements/{placement.pk}/admission/medical/")
    desk.locator("[name=number]").fill("М-77")
    desk.locator("[name=valid_until]").fill((today + dt.timedelta(days=200)).isoformat())
    desk.get_by_role("button", name="Сақтау").click()
    desk.get_by_text("Практикада").first.wait_for()
    phone.goto("/practicum/my/")
    phone.get_by_text("Практикада").first.wait_for()
    placement.refresh_from_db()
    assert (placement.status, placement.admitted_on) == ("active", today)
