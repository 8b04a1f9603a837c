"""Story 6: a mentor in a workshop without signal: the whole visit on the phone, nothing lost, nothing doubled."""

import json

import pytest

from profprobes.models import Briefing, CardConflict, ObservationCard, TrialSession
from tests.browser import PHONE
from tests.e2e.waiting import until
from tests.factories.stages import make_ready
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LEVELS = ("understanding", "procedure", "accuracy", "communication", "safety")


@pytest.fixture
def world(live_server):
    """A visit of five pupils that is ready today."""
    return make_ready(TrialWorld(pupils=5, days=0))


@pytest.fixture
def phone(page_factory, world):
    return page_factory(PHONE, user=world.mentor)


def open_and_keep(page, world):
    """Open the visit while there is a connection and wait until the phone has kept its pages."""
    page.goto(f"/visits/{world.session.pk}/")
    until(page, "document.documentElement.dataset.kept >= 5")


def lose_connection(page):
    page.context.set_offline(True)


def find_connection(page):
    page.context.set_offline(False)


def brief_everybody(page, world):
    page.goto(f"/visits/{world.session.pk}/briefing/")
    page.wait_for_selector("html[data-ready=briefing]")
    page.get_by_role("button", name="Барлығын белгілеу").click()
    page.get_by_role("button", name="Нұсқама өткізілді").click()
    page.wait_for_url(f"**/visits/{world.session.pk}/")


def open_cards(page, world):
    page.goto(f"/visits/{world.session.pk}/cards/")
    page.wait_for_selector("html[data-ready=card]")


def fill_card(page, *, shift: int = 0, comment: str = ""):
    """Five taps for the criteria, one for the result; the level differs from pupil to pupil."""
    for index, code in enumerate(LEVELS):
        page.locator(f"label.segment:has(input[name=c_{code}][value='{(index + shift) % 3 + 1}'])").click()
    page.locator("label.segment:has(input[name=result][value=yes])").click()
    if comment:
        page.locator("[name=comment]").fill(comment)


def save(page):
    place = page.locator("[data-position]").inner_text()
    page.get_by_role("button", name="Сақтау және келесі оқушы").click()
    until(page, "place => document.querySelector('[data-position]')?.textContent !== place", place)


def waiting(page) -> int:
    """Papers that lie in the phone's queue."""
    return page.evaluate(
        "async () => (await kopirStore.all('outbox')).filter((one) => one.state === 'waiting' || one.state === 'refused').length"
    )


def test_twelve_cards_of_a_visit_without_signal_arrive_exactly_once(page_factory, live_server):
    world = make_ready(TrialWorld(pupils=12, days=0))
    phone = page_factory(PHONE, user=world.mentor)
    open_and_keep(phone, world)
    lose_connection(phone)
    brief_everybody(phone, world)
    open_cards(phone, world)
    for number in range(8):
        fill_card(phone, shift=number % 3, comment=f"Сызықты дәл белгіледі, {number + 1}-оқушы.")
        save(phone)
    assert waiting(phone) == 9 and not ObservationCard.objects.exists()

    context = phone.context
    phone.close()  # the tab is killed in the middle of the work
    again = context.new_page()
    again.set_default_timeout(15_000)
    open_cards(again, world)
    assert again.locator("[data-position]").inner_text() == "9 / 12"
    for number in range(8, 12):
        fill_card(again, shift=number % 3)
        if number < 11:
            save(again)
    again.get_by_role("button", name="Сақтау және келесі оқушы").click()
    again.wait_for_url(f"**/visits/{world.session.pk}/")
    assert "13" in again.locator("[data-strip]").inner_text()
    assert ObservationCard.objects.count() == 0 and Briefing.objects.filter(place="site").count() == 0

    find_connection(again)
    again.get_by_text("12 / 12").last.wait_for(timeout=60_000)  # the page has come anew from the portal
    assert ObservationCard.objects.filter(session=world.session, status="submitted").count() == 12
    assert Briefing.objects.filter(place="site").count() == 1
    world.session.refresh_from_db()
    assert world.session.status == TrialSession.Status.IN_PROGRESS
    first = ObservationCard.objects.order_by("device_time").first()
    assert first.device_time < first.synced_at

    again.wait_for_load_state("networkidle")
    again.evaluate("() => kopirSend.sendAll({ tokenUrl: document.querySelector('[data-outbox]').dataset.token })")
    assert ObservationCard.objects.count() == 12 and not CardConflict.objects.exists()


def test_a_card_that_lost_its_answer_is_sent_again_and_changes_nothing(phone, world):
    open_and_keep(phone, world)
    brief_everybody(phone, world)
    open_cards(phone, world)
    fill_card(phone)
    save(phone)
    until(phone, "async () => (await kopirStore.all('outbox')).filter((one) => one.kind === 'card').every((one) => one.state === 'sent')")
    assert ObservationCard.objects.count() == 1
    phone.evaluate(
        """async () => { for (const one of await kopirStore.all('outbox')) await kopirStore.put('outbox', { ...one, state: 'waiting' }) }"""
    )
    result = phone.evaluate("() => kopirSend.sendAll({ tokenUrl: document.querySelector('[data-outbox]').dataset.token })")
    assert result["stopped"] == "" and result["refused"] == 0
    assert ObservationCard.objects.count() == 1 and not CardConflict.objects.exists()


def test_two_phones_with_different_cards_lose_nothing_and_the_second_sees_the_first(page_factory, world):
    phones = [page_factory(PHONE, user=world.mentor) for _ in range(2)]
    open_and_keep(phones[0], world)
    brief_everybody(phones[0], world)
    open_and_keep(phones[1], world)
    for number, page in enumerate(phones):
        open_cards(page, world)
        lose_connection(page)
        fill_card(page, shift=number, comment=("Бірінші телефон", "Екінші телефон")[number])
        save(page)
    for page in phones:
        find_connection(page)
        until(
            page,
            "async () => (await kopirStore.all('outbox')).filter((one) => one.kind === 'card').every((one) => one.state !== 'waiting')",
        )
    card = ObservationCard.objects.get()
    assert card.comment == "Бірінші телефон"
    assert CardConflict.objects.get().content["comment"] == "Екінші телефон"

    second = phones[1]
    second.goto(f"/visits/{world.session.pk}/conflicts/{CardConflict.objects.get().pk}/")
    assert second.get_by_text("Бірінші телефон").is_visible() and second.get_by_text("Екінші телефон").is_visible()
    second.locator("input[name=comment][value=second]").check()
    second.get_by_role("button", name="Таңдауымды сақтау").click()
    second.wait_for_url(f"**/visits/{world.session.pk}/")
    card.refresh_from_db()
    assert card.comment == "Екінші телефон" and card.c_understanding == 1


def test_a_session_that_ended_keeps_the_cards_and_asks_to_sign_in(phone, world):
    open_and_keep(phone, world)
    brief_everybody(phone, world)
    open_cards(phone, world)
    cookies = phone.context.cookies()
    phone.context.clear_cookies(name="sessionid")
    fill_card(phone)
    save(phone)
    phone.locator("[data-strip-state=signed-out]").wait_for()
    assert not ObservationCard.objects.exists() and waiting(phone) == 1
    phone.context.add_cookies(cookies)
    phone.get_by_role("button", name="Қазір жіберу").click()
    until(phone, "async () => (await kopirStore.all('outbox')).every((one) => one.state === 'sent')")
    assert ObservationCard.objects.count() == 1


def test_another_person_on_the_same_phone_neither_sends_nor_sees_the_cards(phone, world):
    from tests.browser import sign_in
    from tests.factories.people import user_with_role

    open_and_keep(phone, world)
    brief_everybody(phone, world)
    open_cards(phone, world)
    lose_connection(phone)
    fill_card(phone)
    save(phone)
    phone.context.clear_cookies(name="sessionid")
    other = user_with_role("mentor")
    find_connection(phone)
    sign_in(phone.context, other)
    phone.goto("/visits/")
    phone.wait_for_load_state("networkidle")
    assert not ObservationCard.objects.exists()
    assert phone.locator("[data-strip]").is_hidden()
    assert phone.goto(f"/visits/{world.session.pk}/").status == 404
    lose_connection(phone)
    phone.goto(f"/visits/{world.session.pk}/cards/")
    assert world.pupils[0].last_name not in phone.content()


def test_signing_out_takes_the_kept_pages_from_the_phone(phone, world):
    open_and_keep(phone, world)
    kept = "async () => (await (await caches.open('kopir-pages')).keys()).length"
    assert phone.evaluate(kept) >= 5
    phone.goto("/account/logout/")
    phone.locator("form[action$='logout/'] button, main button[type=submit]").last.click()
    phone.wait_for_load_state()
    until(phone, "async () => (await (await caches.open('kopir-pages')).keys()).length === 0")


def test_the_queue_can_be_saved_to_a_file(phone, world):
    open_and_keep(phone, world)
    lose_connection(phone)
    brief_everybody(phone, world)
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Көшірмесін файлға сақтау").click()
    copy = json.loads(download.value.path().read_text())
    assert [paper["kind"] for paper in copy["papers"]] == ["briefing"] and len(copy["papers"][0]["body"]["pupils"]) == 5


def test_every_tap_is_kept_when_the_tab_dies(phone, world):
    open_and_keep(phone, world)
    brief_everybody(phone, world)
    open_cards(phone, world)
    phone.locator("label.segment:has(input[name=c_safety][value='3'])").click()
    phone.locator("[name=comment]").fill("Жартылай жазылған")
    until(phone, "async () => (await kopirStore.all('drafts')).some((one) => one.content.comment)")
    context = phone.context
    phone.close()
    again = context.new_page()
    open_cards(again, world)
    assert again.locator("input[name=c_safety][value='3']").is_checked()
    assert again.locator("[name=comment]").input_value() == "Жартылай жазылған"


def test_a_visit_that_is_not_ready_keeps_the_briefing_and_says_why(phone, world):
    TrialSession.objects.filter(pk=world.session.pk).update(status="planned")
    phone.goto(f"/visits/{world.session.pk}/briefing/")
    phone.wait_for_selector("html[data-ready=briefing]")
    phone.get_by_role("button", name="Барлығын белгілеу").click()
    phone.get_by_role("button", name="Нұсқама өткізілді").click()
    phone.locator("[data-problem]").wait_for()
    assert "Жоспарланған" in phone.locator("[data-problem]").inner_text()
    assert phone.locator("input[name=pupils]").first.is_checked()


def test_the_screens_of_a_visit_are_accessible(phone, world, accessible):
    open_and_keep(phone, world)
    accessible(phone)
    phone.goto(f"/visits/{world.session.pk}/briefing/")
    accessible(phone)
    brief_everybody(phone, world)
    open_cards(phone, world)
    fill_card(phone)
    accessible(phone)
    phone.goto("/visits/")
    accessible(phone)
