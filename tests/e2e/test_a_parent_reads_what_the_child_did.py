"""The class teacher looks through the pages on a desk and signs them at one press; a parent reads the child's page on a phone and closes the picture."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.links import link_url
from accounts.models import OneTimeLink
from portfolio.models import Artefact
from portfolio.services import add_artefact
from profprobes.models import ParentSummary
from profprobes.services import consents, summaries
from tests.browser import DESK, PHONE
from tests.e2e.test_a_parent_gives_consent_from_a_phone import fits
from tests.e2e.waiting import until
from tests.factories.files import picture
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def held() -> TrialWorld:
    """Two pupils came back, their papers are in, the first one attached a photo with a face."""
    world = TrialWorld(pupils=2, held=True)
    for index in (0, 1):
        world.answer(index, photo="portfolio")
    row = world.participations[0]
    upload = SimpleUploadedFile("work.jpg", picture(), "image/jpeg")
    row.artefacts.add(add_artefact(owner=row.pupil, upload=upload, kind="photo", people=Artefact.People.OWNER, by=row.pupil))
    consents.set_photo_effective(row)
    summaries.refresh_trial(trial=world.trial)
    return world


def enter(page, link: OneTimeLink) -> None:
    born = link.guardian.child.birth_date
    page.goto(link_url(link))
    page.locator("[name=day]").fill(str(born.day))
    month = page.locator("[name=month]")
    month.select_option(str(born.month)) if month.evaluate("box => box.tagName") == "SELECT" else month.fill(str(born.month))
    page.locator("[name=year]").fill(str(born.year))
    page.locator("main form button").last.click()
    page.locator(".focus-main").wait_for()


def test_the_class_teacher_signs_all_and_a_parent_reads(page_factory, accessible):
    world = held()
    desk = page_factory(DESK, user=world.teacher)
    desk.goto("/my-class/")
    accessible(desk)
    desk.get_by_role("link", name="Қарап, қол қою").click()
    accessible(desk)
    desk.get_by_label("бейіндік колледжге, ЖОО-ға бару").first.check()
    desk.get_by_role("button", name="Сақтау және келесі").click()
    desk.get_by_text("2 / 2").wait_for()
    desk.get_by_role("button", name="Бәріне қол қою (2)").click()
    desk.wait_for_url("**/documents/batches/**")
    assert set(ParentSummary.objects.values_list("status", flat=True)) == {"signed"}

    link = OneTimeLink.objects.get(purpose="summary", guardian__child=world.pupils[0])
    phone = page_factory(PHONE)
    enter(phone, link)
    phone.get_by_text("Тақтайшаны белгілеп, араладым").wait_for()
    shown = phone.locator(".artefact img")
    shown.scroll_into_view_if_needed()
    until(phone, "document.querySelector('.artefact img').naturalWidth > 0")
    assert fits(phone)
    accessible(phone)
    assert ParentSummary.objects.get(participation=world.participations[0]).status == "delivered"

    consents.change_photo(consent=world.participations[0].consents.get(), level="no")
    phone.reload()
    assert phone.locator(".artefact").count() == 0
    phone.get_by_text("Отбасының өтініші бойынша алып тасталды").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_pages_about_families_are_accessible(page_factory, accessible, viewport, language):
    world = TrialWorld(pupils=2)
    world.add_pupil(guardian=False)
    world.teacher.language = language
    world.teacher.save()
    world.answer(0)
    consents.send_consents(trial=world.trial, by=world.teacher)
    page = page_factory(viewport, language=language, user=world.teacher)
    row = world.participations[1]
    for address in (
        "/my-class/",
        f"/families/{row.pk}/",
        f"/families/{row.pk}/paper/",
        f"/my-class/pupils/{row.pupil_id}/",
        f"/trials/{world.trial.pk}/consents/slips/",
        f"/trials/{world.trial.pk}/consents/sheets/",
        f"/trials/{world.trial.pk}/families/",
    ):
        assert page.goto(address).status == 200
        assert fits(page), address
        accessible(page)
