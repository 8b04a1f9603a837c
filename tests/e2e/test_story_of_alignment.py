"""Story 10 in real browsers: the last cells by keyboard, experts score on phones, the head approves; the eleventh module comes into force and the share is 55 %."""

import pytest
from django.utils import timezone

from network.models import ModuleRecognition
from network.services import matrices, recognition
from tests.browser import DESK, PHONE
from tests.factories.agreements import AgreementFactory
from tests.factories.alignment import AlignmentWorld, LegalActFactory, ModuleFactory, member
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def press(page, name: str) -> None:
    """Press a button or a link by its name and wait for the page that follows."""
    page.locator("main").get_by_role("button", name=name, exact=True).or_(
        page.locator("main").get_by_role("link", name=name, exact=True)
    ).first.click()
    page.wait_for_load_state("networkidle")


def test_a_matrix_of_24_outcomes_is_filled_scored_and_approved(page_factory, accessible):
    world = AlignmentWorld(rows=24)
    world.decide(*[("aligned", "aligned")] * 17, ("aligned", ""), *[("aligned", "partial")] * 4, *[("not", "na")] * 2)
    row = world.rows[17]
    type(world.methodist).objects.filter(pk=world.methodist.pk).update(language="ru")
    page = page_factory(DESK, language="ru", user=world.methodist)
    page.goto(f"/matrices/{world.matrix.pk}/cells/")
    accessible(page)
    page.locator(f"input[name=r{row.pk}-school_tve][value=aligned]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator(f"input[name=r{row.pk}-tve_hei][value=aligned]").is_checked()
    page.locator(f"select[name=r{row.pk}-protocol]").select_option(str(world.protocol.pk))
    press(page, "Сохранить")
    assert page.locator(".gauge-value").inner_text() == "0,75"
    page.get_by_role("link", name="Показать строки").click()
    assert page.locator("#rows tbody tr").count() == 18
    experts = [UserFactory() for _n in range(3)]
    for expert, level in zip(experts, ("tve", "hei", "tve"), strict=True):
        matrices.name_expert(matrix=world.matrix, expert=expert, level=level, by=world.methodist)
    page.goto(f"/matrices/{world.matrix.pk}/")
    press(page, "Отправить экспертам")
    for expert, score in zip(experts, (4, 5, 4), strict=True):
        phone = page_factory(PHONE, user=expert)
        phone.goto(f"/matrices/{world.matrix.pk}/score/")
        phone.locator(f"label:has(input[name=score][value='{score}'])").click()
        press(phone, "Сақтау")
        accessible(phone)
    desk = page_factory(DESK, user=world.head)
    desk.goto(f"/matrices/{world.matrix.pk}/")
    assert "4,33" in desk.locator("main").inner_text()
    press(desk, "Бекіту")
    desk.locator("[name=decision]").fill("№ 2, 01.12.2026")
    press(desk, "Сақтау")
    assert desk.locator(".page-title .badge").inner_text() == "Бекітілді"
    accessible(desk)


def test_the_eleventh_module_of_twenty_in_force_makes_55_per_cent(page_factory, accessible):
    world = AlignmentWorld(rows=0)
    college, university = world.college, world.university
    paper = AgreementFactory(kind="RECOG", school=college, host=university)
    act, now = LegalActFactory(), timezone.now()
    taught = [ModuleFactory(organisation=college, outcomes=1, published=True) for _n in range(20)]
    for module in taught[:11]:
        row = recognition.propose_recognition(
            from_module=module,
            to_module=ModuleFactory(hei=True, organisation=university, outcomes=1, published=True),
            credits_recognised=5,
            by=None,
            legal_basis=act,
            academic_basis="№ 3",
        )
        recognition.map_outcomes(recognition=row, pairs={row.to_module.outcomes.get(): module.outcomes.get()}, by=None)
    agreed = {"from_agreed_at": now, "to_agreed_at": now}
    ModuleRecognition.objects.exclude(pk=row.pk).update(status="in_force", agreement=paper, **agreed)
    ModuleRecognition.objects.filter(pk=row.pk).update(status="agreed", **agreed)
    page = page_factory(DESK, language="ru", user=world.methodist)
    page.goto("/recognitions/")
    assert page.locator(".stat-value").inner_text() == "50 %"
    head = page_factory(PHONE, user=member("org_head", university))
    head.goto(f"/recognitions/{row.pk}/")
    accessible(head)
    press(head, "Күшіне енгізу")
    page.reload()
    assert page.locator(".stat-value").inner_text() == "55 %"
    page.locator(".stat a").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#list tbody tr").count() == 11
    accessible(page)
