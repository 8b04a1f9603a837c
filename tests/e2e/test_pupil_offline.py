"""A pupil on the way to the workshop and back: questionnaires and a photo wait on the phone and arrive once."""

import pytest

from portfolio.models import PortfolioEntry
from profprobes.models import ParticipantForm, Participation
from tests.browser import PHONE
from tests.e2e.waiting import until
from tests.factories.files import picture
from tests.factories.phone import held, ready, send_card
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ALL_SENT = "async () => (await kopirStore.all('outbox')).every((one) => one.state === 'sent')"


def pupil_of(world: TrialWorld):
    pupil = world.pupils[0]
    type(pupil).objects.filter(pk=pupil.pk).update(sign_in="active")
    pupil.refresh_from_db()
    return pupil


def open_trial(page, world: TrialWorld) -> str:
    path = f"/my-trials/{world.participations[0].pk}/"
    page.goto(path)
    until(page, "document.documentElement.dataset.kept >= 5")
    return path


def fill_after(page) -> None:
    """Answers, five own levels, outcome, both consents."""
    page.locator("[name=did]").fill("Тақтайшаны белгілеп, араладым")
    for code in ("understanding", "procedure", "accuracy", "communication", "safety"):
        page.locator(f"label.segment:has(input[name=s_{code}][value='2'])").click()
    page.locator("label.choice-card:has(input[name=outcome][value=not_for_me])").click()
    for name in ("artefact_consent", "photo_consent"):
        page.locator(f"label.segment:has(input[name={name}][value=yes])").click()


def test_before_written_on_the_bus_arrives_once_and_in_time(page_factory, live_server):
    world = ready(TrialWorld(days=0))
    page = page_factory(PHONE, user=pupil_of(world))
    path = open_trial(page, world)
    page.context.set_offline(True)
    page.goto(f"{path}before/")
    page.wait_for_selector("html[data-ready=before]")
    page.locator("[name=expects]").fill("Нағыз құралмен жұмыс істеу")
    until(page, "async () => (await kopirStore.all('drafts')).length === 1")
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(f"{path}before/")
    again.wait_for_selector("html[data-ready=before]")
    assert again.locator("[name=expects]").input_value() == "Нағыз құралмен жұмыс істеу"
    again.get_by_role("button", name="Жіберу").click()
    again.wait_for_url(f"**{path}")
    assert not ParticipantForm.objects.filter(before_at__isnull=False).exists()
    context.set_offline(False)
    until(again, ALL_SENT)
    form = ParticipantForm.objects.get()
    assert form.expects == "Нағыз құралмен жұмыс істеу" and form.before_late is False and form.before_device_time < form.before_at


def test_after_and_a_photo_wait_together_and_reach_the_portfolio(page_factory, live_server, tmp_path):
    world = held(TrialWorld(days=0))
    page = page_factory(PHONE, user=pupil_of(world))
    path = open_trial(page, world)
    page.context.set_offline(True)
    page.goto(f"{path}after/")
    page.wait_for_selector("html[data-ready=after]")
    fill_after(page)
    page.get_by_role("button", name="Жіберу").click()
    page.wait_for_timeout(200)
    page.get_by_text("бөлшекті үш тармақты парақпен").wait_for(state="hidden")
    page.wait_for_url(f"**{path}")
    page.goto(f"{path}files/")
    page.wait_for_selector("html[data-ready=files]")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture(gps=True))
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="Қосу").click()
    page.get_by_text("photo.jpg").first.wait_for()
    assert "2" in page.locator("[data-strip]").inner_text()

    page.context.set_offline(False)
    until(page, ALL_SENT)
    form = ParticipantForm.objects.get()
    assert form.did and form.artefact_consent and Participation.objects.get(pk=world.participations[0].pk).outcome == "not_for_me"
    assert PortfolioEntry.objects.get().artefacts.count() == 1


def test_a_file_that_lies_is_refused_with_the_sentence_and_the_queue_stays_clean(page_factory, live_server, tmp_path):
    world = held(TrialWorld(days=0))
    page = page_factory(PHONE, user=pupil_of(world))
    page.goto(f"/my-trials/{world.participations[0].pk}/files/")
    page.wait_for_selector("html[data-ready=files]")
    liar = tmp_path / "photo.jpg"
    liar.write_bytes(b"%PDF-1.7 not a picture")
    page.locator("input[type=file]").set_input_files(liar)
    page.locator("[name=caption]").fill("Менің бөлшегім")
    page.get_by_role("button", name="Қосу").click()
    page.locator("[data-problem]").wait_for()
    assert "PDF" in page.locator("[data-problem]").inner_text() and page.locator("[name=caption]").input_value() == "Менің бөлшегім"
    assert page.evaluate("async () => (await kopirStore.all('outbox')).length") == 0


def test_the_screens_of_a_pupil_are_accessible(page_factory, live_server, accessible):
    world = held(TrialWorld(days=0))
    send_card(world)
    page = page_factory(PHONE, user=pupil_of(world))
    path = open_trial(page, world)
    accessible(page)
    for part in ("before/", "after/", "files/"):
        page.goto(f"{path}{part}")
        accessible(page)
    page.goto("/my-trials/")
    accessible(page)
    page.goto("/portfolio/")
    accessible(page)
