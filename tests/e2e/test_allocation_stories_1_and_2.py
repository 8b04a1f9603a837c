"""Stories 1 and 2 of the practicum: four students are allocated with a proof and published; a place by hand shows its price before it is saved."""

import pytest

from practicum.models import Placement
from practicum.services import allocation
from tests.browser import DESK
from tests.factories.allocation import WorkedExample

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_the_coordinator_calculates_looks_at_a_price_and_publishes(page_factory, accessible, monkeypatch):
    monkeypatch.setattr(allocation, "_enqueue", allocation.calculate)  # the queue has its own tests: here the work is done at once
    world = WorkedExample()
    page = page_factory(DESK, user=world.owner)
    page.goto(f"/practicum/rounds/{world.round.pk}/allocation/")
    accessible(page)
    page.get_by_role("button", name="Бөлуді есептеу").click()
    page.get_by_text("Оңтайлы, дәлелденген").first.wait_for()
    figures = page.get_by_role("row", name="T3").inner_text()
    assert "37" in figures
    assert "Дәлелденген" in figures
    accessible(page)
    page.get_by_role("row", name="Айдана").get_by_role("link", name="Қолмен").click()
    page.locator("[name=offer]").select_option(str(world.s1.pk))
    page.get_by_role("button", name="Айырмасын қарау").click()
    page.get_by_text("+18").wait_for()
    page.locator("[name=reason]").fill("ок")
    page.get_by_role("button", name="Осы орынды ұсыну").click()
    page.get_by_text("Себебін кемінде 10 таңбамен жазыңыз.").first.wait_for()
    assert not Placement.objects.exists()
    page.go_back()
    page.goto(f"/practicum/runs/{world.round.runs.get().pk}/")
    page.get_by_role("button", name="Жариялау").click()
    page.get_by_text("Жарияланды").first.wait_for()
    assert Placement.objects.filter(status="proposed", run__isnull=False).count() == 4
    student = page_factory(DESK, user=world.people["Айдана"].student)
    student.goto(f"/practicum/applications/{world.people['Айдана'].pk}/why/")
    text = student.get_by_role("main").inner_text()
    assert "18 балға" in text
    assert "Бекзат" not in text
