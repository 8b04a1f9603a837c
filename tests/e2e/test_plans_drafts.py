"""Drafts of long forms: a closed tab loses nothing, a saved form leaves no draft, nobody sees another's (network page §9)."""

import pytest

from network.models import PlanItem
from tests.browser import DESK
from tests.e2e.waiting import until
from tests.factories.plans import PlanWorld, first_item

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


@pytest.fixture
def world():
    return PlanWorld()


def item_address(plan):
    return f"/plans/{plan.pk}/items/{first_item(plan).pk}/"


def test_a_closed_tab_loses_nothing_and_a_saved_form_leaves_no_draft(page_factory, world, accessible):
    address = item_address(world.plan())
    page = page_factory(DESK, user=world.coordinator)
    page.clock.install()
    page.goto(address)
    page.locator("#id_result_ru").fill("Набрано и не сохранено")
    page.locator("#id_direction").select_option("research")
    page.clock.fast_forward(11_000)
    page.get_by_text("Жоба осы құрылғыда сақтаулы").wait_for()
    context = page.context
    page.close()

    page = context.new_page()
    page.goto(address)
    page.get_by_text("Тергеніңіз қайтарылды").wait_for()
    assert page.locator("#id_result_ru").input_value() == "Набрано и не сохранено"
    assert page.locator("#id_direction").input_value() == "research"
    accessible(page)
    page.locator("main").get_by_role("button", name="Сақтау", exact=True).click()
    page.wait_for_url("**/plans/*/")
    assert PlanItem.objects.get().result_ru == "Набрано и не сохранено"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert not page.get_by_text("Тергеніңіз қайтарылды").is_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kopir:form:')).length") == 0


def test_leaving_keeps_a_refused_form_is_not_overwritten_and_a_draft_can_be_thrown_away(page_factory, world):
    address = item_address(world.plan())
    page = page_factory(DESK, user=world.coordinator)
    page.goto(address)
    page.locator("#id_planned_count").fill("0")
    page.goto("/plans/")  # no question is asked, nothing is lost
    page.goto(address)
    assert page.locator("#id_planned_count").input_value() == "0"
    page.locator("main").get_by_role("button", name="Сақтау", exact=True).click()
    page.locator(".error-summary").wait_for()
    assert page.locator("#id_planned_count").input_value() == "0"
    page.goto(address)
    page.get_by_role("button", name="Алып тастау").click()
    until(page, "document.querySelector('#id_planned_count')?.value === '5'")


def test_another_person_on_the_same_device_sees_no_draft_and_signing_out_takes_it_away(page_factory, world):
    address = item_address(world.plan())
    page = page_factory(DESK, user=world.coordinator)
    page.goto(address)
    page.locator("#id_resources").fill("Проектор")
    page.goto("/plans/")
    kept = "JSON.stringify(localStorage)"
    assert "Проектор" in page.evaluate(kept)
    page.evaluate("document.querySelector('form[action$=\"/logout/\"] button').click()")
    page.wait_for_load_state("networkidle")
    assert "Проектор" not in page.evaluate(kept)
