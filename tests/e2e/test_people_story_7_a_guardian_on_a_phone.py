"""Story 7: a guardian gets an SMS, gives the birth date, allows photos for the portfolio only; the class teacher sees it at once. Withdrawn, the picture is
gone from the page that the family was sent, and its old address answers 410.

The published page is the parents' page of a trial: the page with pictures that leaves the school by a link.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import link_codes
from accounts.links import link_url
from accounts.models import Delivery, OneTimeLink, PhotoLevel
from accounts.tasks import deliver
from portfolio.models import Artefact
from portfolio.services import add_artefact
from profprobes.models import Participation
from profprobes.services import consents, summaries
from tests.browser import DESK, PHONE
from tests.e2e.test_a_parent_gives_consent_from_a_phone import fits
from tests.factories.files import picture
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]

WORDS = {
    "kk": {
        "send": "Сілтеме жіберу",
        "level": "Тек портфолио үшін рұқсат етілген",
        "agree": "Келісемін",
        "withdraw": "Қайтарып алу",
        "gone": "Келісім қайтарып алынды",
    },
    "ru": {
        "send": "Отправить ссылки",
        "level": "Разрешено только для портфолио",
        "agree": "Согласен(на)",
        "withdraw": "Отозвать",
        "gone": "Согласие отозвано",
    },
}


@pytest.fixture(autouse=True)
def _sms(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", tmp_path


def read_sms(settings) -> str:
    """Send what waits and read the newest message of the phone."""
    for delivery in Delivery.objects.filter(state=Delivery.State.QUEUED).order_by("pk"):
        deliver(delivery.pk)
    return max(settings.SMS_FILE_PATH.iterdir(), key=lambda file: file.name).read_text()


def family_with_a_picture(language: str) -> TrialWorld:
    """A child with a picture of a trial on the parents' page; the guardian has a phone and no e-mail."""
    world = TrialWorld(pupils=1, held=True)
    guardian = world.guardians[0]
    guardian.email, guardian.language = "", language
    guardian.save()
    world.answer(0, photo="portfolio")
    row = world.participations[0]
    upload = SimpleUploadedFile("work.jpg", picture(), "image/jpeg")
    row.artefacts.add(add_artefact(owner=row.pupil, upload=upload, kind="photo", people=Artefact.People.OWNER, by=row.pupil))
    consents.set_photo_effective(row)
    summaries.refresh_trial(trial=world.trial)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    return world


def enter(page, link: OneTimeLink) -> None:
    """Give the child's birth date at the door."""
    born = link.guardian.child.birth_date
    page.goto(link_url(link))
    for name, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        page.locator(f"[name={name}]").fill(str(value))
    page.locator("form:has([name=year]) button").click()
    page.locator(".focus-main").wait_for()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_guardian_allows_the_portfolio_and_withdraws(page_factory, accessible, settings, language):
    words, world = WORDS[language], family_with_a_picture(language)
    child = world.participations[0].pupil
    world.teacher.language = language
    world.teacher.save()
    desk = page_factory(DESK, language=language, user=world.teacher)
    desk.goto(f"/classes/{world.class_group.pk}/consents/")
    desk.locator("[name=purpose]").first.select_option("photo")
    desk.get_by_role("button", name=words["send"]).click()
    desk.wait_for_load_state()
    address = re.search(r"http\S+/l/\S+", read_sms(settings))[0]
    link = OneTimeLink.objects.get(purpose="consent", guardian__child=child, content_type__app_label="network")

    phone = page_factory(PHONE, language=language)
    assert child.last_name not in phone.goto(address).text()
    enter(phone, link)
    assert fits(phone)
    accessible(phone)
    phone.locator("label:has(input[name=level][value=portfolio])").click()
    phone.get_by_role("button", name=words["agree"]).first.click()
    phone.get_by_text(words["withdraw"]).first.wait_for()
    desk.reload()
    desk.get_by_text(words["level"]).first.wait_for()
    assert Participation.objects.get(pupil=child).photo_effective == PhotoLevel.PORTFOLIO

    page = page_factory(PHONE, language=language)
    enter(page, OneTimeLink.objects.get(purpose="summary", guardian__child=child))
    shown = page.locator(".artefact img")
    shown.scroll_into_view_if_needed()
    picture_address = shown.get_attribute("src")
    assert page.request.get(picture_address).status == 200

    phone.locator("summary", has_text=words["withdraw"]).click()
    accessible(phone)
    phone.locator("form[action*=withdraw] .button-danger").click()
    phone.wait_for_load_state()
    page.reload()
    assert page.locator(".artefact").count() == 0
    refused = page.request.get(picture_address)
    assert refused.status == 410 and words["gone"] in refused.text()


def test_the_door_opens_by_a_code_on_the_phone_instead_of_the_birth_date(page_factory, accessible, settings):
    world = family_with_a_picture("kk")
    link = OneTimeLink.objects.get(purpose="summary", guardian__child=world.participations[0].pupil)
    phone = page_factory(PHONE)
    phone.goto(link_url(link))
    accessible(phone)
    phone.get_by_role("button", name="код жіберу").click()
    phone.locator("[name=code]").wait_for()
    assert fits(phone)
    accessible(phone)
    phone.locator("[name=code]").fill(re.search(r"\b\d{6}\b", read_sms(settings))[0])
    phone.get_by_role("button", name="Код арқылы ашу").click()
    phone.locator(".focus-main").wait_for()
    assert not link_codes.code_waits(OneTimeLink.objects.get(pk=link.pk))
