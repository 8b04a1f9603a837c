"""Story 4 of the career trials page: 24 of 25 families answer, one forbids photos, one refuses; 23 are admitted and row 19 of form А prints the list."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.links import link_url
from profprobes.models import ParentConsent, Participation
from profprobes.services.consents import ConsentAnswer, answer_consent
from tests.browser import DESK, PHONE
from tests.factories.stages import agree_card
from tests.factories.trials import TrialWorld
from tests.profprobes.test_forms_of_a_trial import assert_prints, flat, paper

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def open_door(page, consent: ParentConsent) -> None:
    """The family's link and the child's birth date."""
    born = consent.participation.pupil.birth_date
    page.goto(link_url(consent.link))
    for name, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        field = page.locator(f"[name={name}]")
        field.select_option(str(value)) if field.evaluate("box => box.tagName") == "SELECT" else field.fill(str(value))
    page.locator("main form button").last.click()
    page.locator("[name=typed_name]").wait_for()


def test_one_family_forbids_photos_and_one_refuses(page_factory):
    world, born = TrialWorld(pupils=0), timezone.localdate() - dt.timedelta(days=13 * 365)
    for number in range(25):  # below 14 a pupil's own silence changes nothing (BR-25)
        world.add_pupil(birth_date=born, last_name=f"Демо{number:02}")
    desk = page_factory(DESK, user=world.teacher)
    desk.goto(f"/trials/{world.trial.pk}/families/")
    desk.locator("button[form=families-form].button-primary").click()
    desk.get_by_text("Жауап берді: 0 / 25").wait_for()
    rows = list(ParentConsent.objects.select_related("link", "guardian", "participation__pupil", "participation__trial").order_by("pk"))
    assert len(rows) == 25
    forbids, refuses, _silent, *agree = rows
    for row in agree:
        said = ConsentAnswer(participates=True, personal_data=True, photo="publish", travel=True, typed_name=row.guardian.name)
        answer_consent(consent=row, answer=said)

    phone = page_factory(PHONE)
    open_door(phone, forbids)
    phone.locator("label", has_text="Тыйым салынған").first.click()
    for name in ("personal_data", "travel", "emergency_care"):
        phone.locator(f"label:has(input[name={name}][value=yes])").click()
    phone.locator("[name=typed_name]").fill(forbids.guardian.name)
    phone.locator("button[name=decision][value=agree]").click()
    phone.get_by_role("heading", name="Сіз келісім бердіңіз").wait_for()
    other = page_factory(PHONE)
    open_door(other, refuses)
    other.locator("[name=typed_name]").fill(refuses.guardian.name)
    other.locator("button[name=decision][value=decline]").click()
    other.locator("button[name=decision]").first.wait_for(state="detached")

    desk.reload()
    desk.get_by_text("Жауап берді: 24 / 25").wait_for()
    assert Participation.objects.filter(trial=world.trial, status="admitted").count() == 23
    printed = paper("PP-A", agree_card(world).card, "kk")
    assert_prints(printed, f"Тыйым салынған: {forbids.participation.pupil.short_name}")
    assert flat(agree[0].participation.pupil.short_name) not in flat(printed.text)
    assert flat(refuses.participation.pupil.short_name) not in flat(printed.text)
