"""A parent, a phone, a link: reads, consents in Kazakh, comes back and withdraws; and the same in Russian down to the error beside the field."""

import pytest

from accounts.links import link_url
from accounts.models import PhotoLevel
from profprobes.models import ParentConsent, Participation
from profprobes.services import consents
from tests.browser import DESK, PHONE
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def asked(language: str = "kk") -> tuple[TrialWorld, ParentConsent]:
    """A family that has just got its link. The pupil is 13, so that only the family's photo permission counts."""
    world = TrialWorld(pupils=0)
    day = world.session.starts.date()
    world.add_pupil(birth_date=day.replace(year=day.year - 13, day=1))
    world.guardians[0].language = language
    world.guardians[0].save()
    consents.send_consents(trial=world.trial, by=world.teacher)
    return world, ParentConsent.objects.get()


def enter(page, consent: ParentConsent) -> None:
    """Open the link and give the child's birth date."""
    born = consent.participation.pupil.birth_date
    page.goto(link_url(consent.link))
    page.locator("[name=day]").fill(str(born.day))
    month = page.locator("[name=month]")
    month.select_option(str(born.month)) if month.evaluate("box => box.tagName") == "SELECT" else month.fill(str(born.month))
    page.locator("[name=year]").fill(str(born.year))
    page.locator("main form button").last.click()
    page.locator(".focus-main").wait_for()


def choose(page, name: str, value: str) -> None:
    """Tap an answer, as a thumb does: on its label."""
    page.locator(f"label:has(input[name={name}][value={value}])").click()


def fits(page) -> bool:
    """Nothing runs out of the screen sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_parent_consents_in_kazakh_and_withdraws(page_factory, accessible):
    world, consent = asked()
    page = page_factory(PHONE)

    page.goto(link_url(consent.link))
    assert world.pupils[0].last_name not in page.content()  # a stranger learns nothing
    enter(page, consent)
    assert page.get_by_role("heading", level=1).inner_text().replace("\n", " ") == "Балаңыз кәсіби сынаққа шақырылды"
    assert fits(page)
    accessible(page)

    choose(page, "photo", "portfolio")
    choose(page, "personal_data", "yes")
    choose(page, "travel", "yes")
    choose(page, "emergency_care", "yes")
    page.get_by_label("Аты-жөніңіз").fill("Үлгібаева Сәуле")
    page.get_by_role("button", name="Келісім беремін").click()
    page.get_by_role("heading", name="Сіз келісім бердіңіз").wait_for()
    accessible(page)
    row = Participation.objects.get()
    assert (row.status, row.photo_effective) == (Participation.Status.ADMITTED, PhotoLevel.PORTFOLIO)

    page.locator("summary", has_text="Қайтарып алу").click()
    accessible(page)
    page.get_by_role("button", name="Иә, қайтарып аламын").click()
    page.get_by_role("heading", name="Сіз келісімді қайтарып алдыңыз").wait_for()
    row.refresh_from_db()
    assert (row.status, row.photo_effective) == (Participation.Status.WITHDRAWN, PhotoLevel.NO)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_forgotten_answer_is_shown_beside_its_question_in_russian(page_factory, accessible, viewport):
    _world, consent = asked("ru")
    page = page_factory(viewport, language="ru")
    enter(page, consent)
    choose(page, "photo", "no")
    page.get_by_label("Ваши фамилия, имя").fill("Демо-Иванова Анна")
    page.get_by_role("button", name="Даю согласие").click()
    page.locator("#id_personal_data_error").wait_for()
    assert page.locator("#id_personal_data_error").inner_text().strip() == "Выберите ответ."
    assert page.locator("input[name=photo][value=no]").is_checked()  # nothing is lost
    assert page.get_by_label("Ваши фамилия, имя").input_value() == "Демо-Иванова Анна"
    assert fits(page)
    accessible(page)


def test_a_parent_answers_without_any_script(page_factory):
    _world, consent = asked()
    page = page_factory(PHONE, javascript=False)
    enter(page, consent)
    for name in ("personal_data", "travel", "emergency_care"):
        choose(page, name, "yes")
    page.get_by_label("Аты-жөніңіз").fill("Үлгібаева Сәуле")
    page.get_by_role("button", name="Келісім беремін").click()
    page.locator("summary", has_text="Қайтарып алу").click()  # unfolds in the page
    page.get_by_role("button", name="Иә, қайтарып аламын").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Сіз келісімді қайтарып алдыңыз"
