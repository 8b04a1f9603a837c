"""A school taps its interest and fills an offer, the college accepts it, a student puts the schools in order on a phone and sends."""

import pytest

from practicum.models import SchoolOffer, StudentApplication
from practicum.services import rounds
from tests.browser import DESK, PHONE
from tests.factories.practicum import PracticumWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_place_is_offered_accepted_and_wished(page_factory, accessible):
    world = PracticumWorld(status="offers")
    profile = world.profile
    other = world.offer(world.add_school())
    school = page_factory(PHONE, user=world.coordinator)
    school.goto(f"/practicum/rounds/{world.round.pk}/offers/")
    accessible(school)
    school.get_by_role("button", name="Біз қызығушылық білдіреміз").click()
    school.get_by_role("link", name="Әлі толтырылмаған").click()
    school.locator("[name=subject]").select_option(str(world.subject.pk))
    school.locator("[name=teaching_language]").select_option("kk")
    school.locator("[name=grade_band]").select_option("primary")
    school.locator("[name=capacity]").fill("4")
    school.locator(f"[name=mentors][value='{profile.pk}']").check()
    school.get_by_role("button", name="Жіберу").click()
    school.get_by_text("Ұсыныс жіберілді.").first.wait_for()
    offer = SchoolOffer.objects.get(school=world.school)
    owner = page_factory(DESK, user=world.owner)
    owner.goto(f"/practicum/offers/{offer.pk}/")
    accessible(owner)
    owner.get_by_role("button", name="Қабылдау").click()
    owner.get_by_text("Ұсыныс қабылданды.").first.wait_for()
    rounds.open_preferences(round=world.round, by=world.owner)
    student = page_factory(PHONE, user=world.student())
    student.goto(f"/practicum/rounds/{world.round.pk}/application/")
    student.locator("[name=subject]").select_option(str(world.subject.pk))
    student.locator("[name=languages][value=kk]").check()
    student.locator("[name=consent]").check()
    student.get_by_role("button", name="Сақтап, мектеп таңдау").click()
    for _n in range(2):
        student.get_by_role("button", name="Таңдау", exact=True).first.click()
        student.wait_for_load_state()
    accessible(student)
    student.get_by_role("button", name="Жоғары").click()
    student.wait_for_load_state()
    student.get_by_role("button", name="Өтінімді жіберу").click()
    student.get_by_text("Өтінім жіберілді.").first.wait_for()
    sent = StudentApplication.objects.get()
    assert sent.status == "submitted"
    assert {wish.offer_id for wish in sent.preferences.all()} == {offer.pk, other.pk}
