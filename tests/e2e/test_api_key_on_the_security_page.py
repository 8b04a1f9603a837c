"""A person makes a key for a program, the program reads with it, the person ends it."""

import pytest
from django.test import Client

from network.models import Role
from tests.browser import DESK, PHONE
from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def fits(page) -> bool:
    """Nothing runs out of the screen sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def reads(text: str) -> int:
    """What a program gets with the key."""
    return Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/organisations/").status_code


def test_a_key_is_made_on_a_phone_used_and_ended(page_factory, accessible):
    person = user_with_role(Role.ORG_COORDINATOR)
    phone = page_factory(PHONE, user=person)
    phone.goto("/account/security/")
    assert fits(phone)
    phone.get_by_role("link", name="Кілт жасау").click()
    phone.locator("input[type=password]").fill(PASSWORD)
    phone.keyboard.press("Enter")
    phone.get_by_label("Кілттің атауы").fill("Есеп")
    phone.get_by_label("Ұйымдар, мәртебелер, алаңдар: оқу").check()
    assert fits(phone)
    accessible(phone)
    phone.get_by_role("button", name="Кілтті жасау").click()
    text = phone.locator("code").inner_text()
    assert fits(phone)
    accessible(phone)
    assert reads(text) == 200

    person.language = "ru"
    person.save(update_fields=["language"])
    desk = page_factory(DESK, language="ru", user=person)
    desk.goto("/account/security/")
    accessible(desk)
    desk.get_by_role("button", name="Прекратить ключ").click()
    desk.get_by_text("Ключ больше ничего не открывает.").first.wait_for()
    assert reads(text) == 401
