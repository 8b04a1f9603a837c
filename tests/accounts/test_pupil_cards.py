"""NR8: printed cards, PINs, the consents that open an account, what stops guessing, how long a session lasts."""

import datetime as dt
import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import consents, pins, pupil_cards
from accounts.errors import AccountConsentMissing, CardNotNeeded, CardOver, OwnConsentMissing, PinTooSimple, SignInStopped
from accounts.middleware import PIN_UNTIL
from accounts.models import Consent, PupilCard, PupilPin, SecurityEvent, User
from accounts.tasks import expire_links
from tests.factories.people import ConsentTextFactory, GuardianLinkFactory, PupilFactory, UserFactory

pytestmark = pytest.mark.django_db
PIN = "482915"


def born(years: int) -> dt.date:
    """A birth date of somebody who is so old today, and a month more."""
    today = timezone.localdate() - dt.timedelta(days=31)
    return today.replace(year=today.year - years, day=1)


def pupil(years: int = 13, *, agreed: bool = True) -> User:
    ConsentTextFactory(purpose="account")
    guardian = GuardianLinkFactory(child=PupilFactory(birth_date=born(years)))
    if agreed:
        consents.grant_consent(subject=guardian.child, purpose="account", guardian=guardian, channel=Consent.Channel.PAPER)
    return guardian.child


def came_in(person: User, pin: str = PIN) -> User:
    """The pupil has used a card."""
    return pupil_cards.use_card(card=pupil_cards.issue_card(user=person, by=None), pin=pin, agrees=True)


def enter(client, person: User, pin: str = PIN):
    return client.post("/account/pupil/", {"code": person.public_id, "pin": pin})


def test_a_card_opens_the_account_once_and_then_the_pin_does(client):
    person = pupil()
    card = pupil_cards.issue_card(user=person, by=UserFactory())
    address = f"/c/{pupil_cards.code_of(card)}/"
    assert person.public_id in client.get(address).content.decode()
    assert client.post(address, {"pin": PIN, "again": PIN}).status_code == 302
    assert client.get("/account/profile/").status_code == 200
    client.post("/account/logout/")
    assert client.get(address).status_code == 410
    assert enter(client, person).status_code == 302 and client.get("/account/profile/").status_code == 200


def test_the_code_may_be_typed_in_any_spelling_and_is_not_in_the_database(client):
    card = pupil_cards.issue_card(user=pupil(), by=None)
    code = pupil_cards.code_of(card)
    answer = client.post("/c/", {"code": f" {code[:4].lower()} {code[4:].lower()} "})
    assert answer.status_code == 302 and answer["Location"].endswith(f"/c/{code}/")
    assert len(code) == 8 and code not in str(PupilCard.objects.values())
    assert client.post("/c/", {"code": "ZZZZZZZZ"}).status_code == 422


def test_a_new_card_takes_the_old_one_the_pin_and_the_session_away_at_once(client):
    person = pupil()
    came_in(person)
    enter(client, person)
    first = pupil_cards.issue_card(user=person, by=None)
    second = pupil_cards.issue_card(user=person, by=None)
    assert client.get("/account/profile/").status_code == 302
    assert enter(client, person).status_code == 422
    with pytest.raises(CardOver):
        pupil_cards.use_card(card=first, pin=PIN)
    assert pupil_cards.use_card(card=second, pin=PIN).is_active


def test_a_card_is_good_for_seven_days():
    card = pupil_cards.issue_card(user=pupil(), by=None)
    PupilCard.objects.filter(pk=card.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(CardOver):
        pupil_cards.use_card(card=card, pin=PIN)
    assert expire_links() == 1 and PupilCard.objects.get().status == "expired"


def test_two_live_cards_of_one_pupil_are_refused_by_the_database():
    card = pupil_cards.issue_card(user=pupil(), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PupilCard.objects.create(user=card.user, nonce="x", code_hash="x", expires_at=card.expires_at)


def test_under_18_nothing_opens_without_the_familys_consent(client):
    person = pupil(agreed=False)
    with pytest.raises(AccountConsentMissing):
        pupil_cards.issue_card(user=person, by=None)
    guardian = person.guardians.get()
    consents.grant_consent(subject=person, purpose="account", guardian=guardian, channel=Consent.Channel.PAPER)
    card = pupil_cards.issue_card(user=person, by=None)
    consents.withdraw_consent(consent=Consent.objects.get(guardian=guardian))
    assert client.get(f"/c/{pupil_cards.code_of(card)}/").status_code == 403


def test_the_pupils_own_yes_does_not_replace_the_familys():
    person = pupil(16, agreed=False)
    consents.grant_consent(subject=person, purpose="account", channel=Consent.Channel.PORTAL)
    with pytest.raises(AccountConsentMissing):
        pupil_cards.issue_card(user=person, by=None)


@pytest.mark.parametrize(("years", "asked"), [(15, False), (16, True), (17, True), (18, False)])
def test_from_16_to_17_the_pupil_is_asked_too(client, years, asked):
    person = pupil(years, agreed=years < 18)
    card = pupil_cards.issue_card(user=person, by=None)
    page = client.get(f"/c/{pupil_cards.code_of(card)}/").content.decode()
    assert ('name="agrees"' in page) is asked and "checked" not in page
    if asked:
        with pytest.raises(OwnConsentMissing):
            pupil_cards.use_card(card=card, pin=PIN)
        pupil_cards.use_card(card=card, pin=PIN, agrees=True)
        assert Consent.objects.get(subject=person, guardian=None).status == "granted"


def test_a_withdrawal_of_the_family_closes_the_sign_in_and_a_new_yes_opens_it(client, django_capture_on_commit_callbacks):
    person = pupil()
    came_in(person)
    enter(client, person)
    guardian = person.guardians.get()
    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(consent=Consent.objects.get(guardian=guardian))
    person.refresh_from_db()
    assert person.sign_in == "blocked" and client.get("/account/profile/").status_code == 302
    with pytest.raises(SignInStopped):
        pupil_cards.issue_card(user=person, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        consents.grant_consent(subject=person, purpose="account", guardian=guardian, channel=Consent.Channel.LINK)
    person.refresh_from_db()
    assert person.sign_in == "active" and enter(client, person).status_code == 302


def test_a_new_consent_does_not_open_what_the_coordinator_has_blocked(django_capture_on_commit_callbacks):
    from accounts.services import block_sign_in

    person = pupil()
    came_in(person)
    block_sign_in(user=person, by=UserFactory(), reason="тәртіп")
    with django_capture_on_commit_callbacks(execute=True):
        consents.grant_consent(subject=person, purpose="account", guardian=GuardianLinkFactory(child=person), channel=Consent.Channel.LINK)
    person.refresh_from_db()
    assert person.sign_in == "blocked"


def test_whoever_has_an_address_needs_no_card():
    for person in (UserFactory(birth_date=born(20)), UserFactory(birth_date=born(20), email=None)):
        with pytest.raises(CardNotNeeded):
            pupil_cards.issue_card(user=person, by=None)


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "654321", "890123", "121212", "123123", "170512", "120517", "051712", "12345", "12345a", ""]
)
def test_a_pin_that_anybody_guesses_is_refused(pin):
    with pytest.raises(PinTooSimple):
        pins.check_pin_rules(pin, UserFactory.build(birth_date=dt.date(2012, 5, 17)))


def test_two_different_pins_are_told_beside_the_second_field(client):
    card = pupil_cards.issue_card(user=pupil(), by=None)
    answer = client.post(f"/c/{pupil_cards.code_of(card)}/", {"pin": PIN, "again": "482916"})
    assert answer.status_code == 422 and "again" in answer.context["form"].errors and PupilCard.objects.get().is_live


def test_five_wrong_pins_lock_for_15_minutes_and_the_right_one_waits_too(client):
    person = came_in(pupil())
    assert [enter(client, person, "000000").status_code for _n in range(5)] == [422] * 5
    assert enter(client, person).status_code == 422
    PupilPin.objects.update(locked_until=timezone.now() - dt.timedelta(seconds=1))
    assert enter(client, person).status_code == 302
    assert PupilPin.objects.get().wrong == 0
    assert SecurityEvent.objects.filter(user=person, kind="locked").count() == 1


def test_the_twentieth_wrong_pin_in_a_row_closes_it_and_tells(django_capture_on_commit_callbacks):
    person, told = came_in(pupil()), []
    pins.on_pin_closed(told.append)
    PupilPin.objects.update(wrong=19)
    with django_capture_on_commit_callbacks(execute=True):
        assert pins.answer_pin(code=person.public_id, pin="000000").locked
    pins._closed_hooks.remove(told.append)
    assert told == [person] and not PupilPin.objects.exists()


def test_the_refusal_is_the_same_whether_the_code_exists_or_not(client):
    person = came_in(pupil())
    for known in (person.public_id, "KP-ZZZZZZ"):
        texts = [str(client.post("/account/pupil/", {"code": known, "pin": "000000"}).context["form"].errors["pin"]) for _n in range(5)]
        assert len(set(texts[:4])) == 1 and texts[4] != texts[0], known
    assert texts[0] == str(client.post("/account/pupil/", {"code": "KP-YYYYYY", "pin": "000000"}).context["form"].errors["pin"])


def test_a_session_by_pin_ends_with_the_browser_and_after_four_hours(client):
    person = came_in(pupil())
    enter(client, person)
    assert client.session.get_expire_at_browser_close()
    assert 0 < client.session[PIN_UNTIL] - time.time() <= 4 * 3600
    session = client.session
    session[PIN_UNTIL] = time.time() - 1
    session.save()
    assert client.get("/account/profile/").status_code == 302


def test_a_pupil_changes_the_pin_with_the_present_one(client):
    person = came_in(pupil())
    enter(client, person)
    assert "/account/pupil/pin/" in client.get("/account/security/").content.decode()
    wrong = client.post("/account/pupil/pin/", {"present": "000000", "pin": "739164", "again": "739164"})
    assert wrong.status_code == 422 and "present" in wrong.context["form"].errors
    assert client.post("/account/pupil/pin/", {"present": PIN, "pin": "739164", "again": "739164"}).status_code == 302
    client.post("/account/logout/")
    assert enter(client, person).status_code == 422 and enter(client, person, "739164").status_code == 302


def test_somebody_else_who_is_signed_in_does_not_use_the_card(client):
    card = pupil_cards.issue_card(user=pupil(), by=None)
    client.force_login(UserFactory())
    answer = client.post(f"/c/{pupil_cards.code_of(card)}/", {"pin": PIN, "again": PIN})
    assert answer.status_code == 403 and PupilCard.objects.get().is_live
