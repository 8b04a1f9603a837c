"""A class gets its certificates in one press; story 15: the regulation is worded, its blanks filled, approved by the head."""

import pytest
from django.utils import timezone

from network.models import LegalAct, Role
from profprobes.models import IssuedConfirmation, TrialRegulation
from tests.browser import DESK, PHONE
from tests.factories.people import user_with_role
from tests.factories.records import confirmed

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_class_gets_its_certificates_in_three_clicks_from_the_trial(page_factory, accessible):
    world = confirmed(pupils=25)
    page = page_factory(DESK, user=world.coordinator)
    page.goto(f"/trials/{world.trial.pk}/documents/")
    page.get_by_role("link", name="Растайтын құжаттар").click()
    accessible(page)
    page.get_by_role("button", name="Беру", exact=True).click()
    page.wait_for_url("**/documents/batches/**")
    assert IssuedConfirmation.objects.filter(form="certificate", participation__trial=world.trial).count() == 25


def test_the_regulation_is_worded_and_approved(page_factory, accessible):
    world = confirmed(pupils=1)
    LegalAct.objects.update(checked_on=timezone.localdate())
    head = user_with_role(Role.ORG_HEAD, world.school)
    page = page_factory(PHONE, user=world.coordinator)
    page.goto("/regulation/")
    page.get_by_role("button", name="Үлгілік мәтіннен бастау").click()
    accessible(page)
    page.get_by_role("link", name="Тармақ қосу").first.click()
    page.locator("[name=text_kk]").fill("Өз тармағымыз.")
    page.locator("[name=text_ru]").fill("Наш пункт.")
    page.get_by_role("button", name="Сақтау").click()
    page.get_by_text("Өз тармағымыз").wait_for()
    desk = page_factory(DESK, user=head)
    desk.goto(f"/regulation/{TrialRegulation.objects.get().pk}/")
    desk.locator("[name=order_number]").fill("41-н/қ")
    desk.locator("form[action$='/approve/'] button").click()
    desk.get_by_text("№ 41-н/қ").first.wait_for()
    accessible(desk)
    assert TrialRegulation.objects.get().status == "approved"
