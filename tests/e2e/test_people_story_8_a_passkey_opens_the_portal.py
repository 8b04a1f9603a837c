"""Story 8: an operator whose days of grace are over finds only the security page, adds a passkey, and everything opens; next time the passkey is the second step.

The authenticator is Chromium's virtual one (WebAuthn over the DevTools protocol): the browser, the script and the server go through the whole ceremony.
"""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import SecurityEvent
from network.models import Role
from tests.browser import DESK, PHONE
from tests.factories.people import PASSWORD, MembershipFactory, OrganisationFactory, OtherRegionFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]

WORDS = {
    "kk": {"add": "Кіру кілтін қосу", "save": "Қосу", "use": "Кіру кілтін қолдану", "out": "Шығу", "codes": "Қалпына келтіру кодтары"},
    "ru": {
        "add": "Добавить ключ доступа",
        "save": "Добавить",
        "use": "Использовать ключ доступа",
        "out": "Выйти",
        "codes": "Коды восстановления",
    },
}


@pytest.fixture(autouse=True)
def _duty(settings):
    settings.MFA_REQUIRED_ROLES = [Role.REGION_OPERATOR]


def operator(language: str):
    """An operator of Павлодар облысы in day 8 of the role."""
    centre = OrganisationFactory(career_centre=True, region=OtherRegionFactory())
    since = timezone.localdate() - dt.timedelta(days=7)
    return MembershipFactory(role=Role.REGION_OPERATOR, organisation=centre, valid_from=since, user=UserFactory(language=language)).user


def virtual_authenticator(page) -> str:
    """A security key inside the browser that always confirms its owner; answers its id."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page, person) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form[action*=login] button").last.click()


@pytest.mark.parametrize(("language", "viewport"), [("kk", PHONE), ("ru", DESK)], ids=["kk phone", "ru desk"])
def test_an_operator_in_day_8_adds_a_passkey_and_signs_in_by_it(page_factory, accessible, language, viewport):
    person, words = operator(language), WORDS[language]
    page = page_factory(viewport, language=language)
    virtual_authenticator(page)

    sign_in(page, person)
    page.wait_for_url("**/account/security/")
    page.goto("/organisations/")
    page.wait_for_url("**/account/security/")  # nothing else opens
    accessible(page)

    page.get_by_role("link", name=words["add"]).click()
    page.locator("[name=password]").fill(PASSWORD)  # once more, because protection changes
    page.locator("main form button").last.click()
    page.get_by_role("heading", level=1, name=words["add"]).wait_for()
    accessible(page)
    page.get_by_role("button", name=words["save"], exact=True).click()
    page.get_by_role("heading", level=1, name=words["codes"]).wait_for()
    assert page.locator(".codes li").count() == 10
    accessible(page)
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() == 1
    assert SecurityEvent.objects.filter(user=person, kind=SecurityEvent.Kind.MFA_ADDED).exists()

    page.goto("/organisations/")
    assert page.url.endswith("/organisations/")  # everything opens

    page.context.clear_cookies(name="sessionid")
    sign_in(page, person)
    page.wait_for_url("**/account/mfa/authenticate/")
    accessible(page)
    page.get_by_role("button", name=words["use"]).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/organisations/")
    assert page.url.endswith("/organisations/")


def test_a_passkey_that_does_not_confirm_its_owner_changes_nothing_and_says_so(page_factory):
    person = operator("ru")
    page = page_factory(DESK, language="ru", user=person)
    virtual_authenticator(page)
    page.goto("/account/mfa/passkeys/add/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").last.click()
    page.get_by_role("heading", level=1, name="Добавить ключ доступа").wait_for()
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new DOMException('closed', 'NotAllowedError')); }")
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.get_by_text("Ключ доступа не добавлен").wait_for()
    assert not Authenticator.objects.filter(user=person).exists()
