"""A pupil on a phone says how a trial was and looks at the own path: tried, felt, next."""

import pytest

from profprobes.services.feedback import open_feedback
from surveys.models import Invitation, Response
from tests.browser import PHONE
from tests.factories.after import over
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_feedback_in_three_fields_and_the_path(page_factory, accessible):
    world = over(TrialWorld(pupils=1, held=True), hours=3)
    pupil = world.pupils[0]
    type(pupil).objects.update(sign_in="active")
    open_feedback(world.trial)
    page = page_factory(PHONE, user=pupil)
    page.goto(f"/surveys/{Invitation.objects.get(person=pupil).pk}/")
    page.locator("label.segment:has(input[name=score][value='4'])").click()
    page.locator("[name=useful]").fill("Нағыз құралмен жұмыс істедік")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Жіберу").click()
    page.get_by_text("Жауап үшін рақмет.").first.wait_for()
    assert Response.objects.count() == 1

    page.goto("/my-trials/")
    page.get_by_role("link", name="Менің жолым").click()
    page.get_by_text("Сезіндім", exact=True).first.wait_for()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
