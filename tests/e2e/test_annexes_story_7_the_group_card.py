"""Story 7 of the career trials page: annex 5 offline on the teacher's phone, then the mentor's column; neither writes in the other's, no mean is shown."""

import pytest

from profprobes.models import GroupObservation, GroupObservationRow, TrialSurvey
from tests.browser import PHONE
from tests.e2e.waiting import until
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]
ALL_SENT = "async () => (await kopirStore.all('outbox')).every((one) => one.state === 'sent')"
WAITING = "async () => (await kopirStore.all('outbox')).filter((one) => one.state === 'waiting').length === 1"
WORKER = "async () => Boolean(navigator.serviceWorker.controller)"


def open_kept(page, path, ready):
    """Open a page twice: the second time it comes through the service worker, which keeps it."""
    page.goto(path)
    until(page, WORKER)
    page.goto(path)
    page.wait_for_selector(f"html[data-ready={ready}]")
    until(page, "async (path) => Boolean(await (await caches.open('kopir-pages')).match(path))", path)


def tap(page, name, value):
    page.locator(f"label.segment:has(input[name={name}][value='{value}'])").click()


def test_both_sides_fill_their_own_columns_and_the_card_is_sent(page_factory, live_server):
    world = TrialWorld(pupils=1, held=True)
    pk, path = world.participations[0].pk, f"/visits/{world.session.pk}/group-card/"
    teacher = page_factory(PHONE, user=world.teacher)
    open_kept(teacher, path, "group_card")
    teacher.context.set_offline(True)
    tap(teacher, f"active_{pk}", "yes")
    tap(teacher, f"finished_{pk}", "no")
    teacher.locator("button[name=sign]").click()
    until(teacher, WAITING)
    assert not GroupObservation.objects.exists()
    teacher.context.set_offline(False)
    until(teacher, ALL_SENT)
    row = GroupObservationRow.objects.get()
    assert (row.active, row.finished, row.quality) == (True, False, None)

    mentor = page_factory(PHONE, user=world.mentor)
    mentor.goto(path)
    mentor.wait_for_selector("html[data-ready=group_card]")
    assert mentor.locator(f"[name=active_{pk}]").count() == 0, "column 2 is the teacher's"
    tap(mentor, f"quality_{pk}", "4")
    mentor.locator("button[name=sign]").click()
    mentor.wait_for_url(f"**/visits/{world.session.pk}/")
    card = GroupObservation.objects.get()
    assert card.status == "submitted" and card.school_by == world.teacher and card.mentor_by == world.mentor
    mentor.goto(path)
    assert mentor.locator("input[type=radio]").count() == 0
    assert "4,0" not in mentor.locator("main").inner_text()


def test_a_survey_answered_without_a_connection_arrives_once(page_factory, live_server):
    """Annex 6 waits on the pupil's phone in the same queue."""
    world = TrialWorld(pupils=1, held=True)
    type(world.pupils[0]).objects.update(sign_in="active")
    page = page_factory(PHONE, user=world.pupils[0])
    path = f"/my-trials/{world.participations[0].pk}/"
    page.goto(path)
    until(page, "document.documentElement.dataset.kept >= 6")
    page.context.set_offline(True)
    page.goto(f"{path}survey/")
    page.wait_for_selector("html[data-ready=survey]")
    for name in ("liked", "wants", "useful"):
        page.locator(f"label.choice-card:has(input[name={name}][value=unsure])").click()
    page.locator("[name=does]").fill("Ағаш өңдейді")
    page.locator("form[data-form] button:not([type=button])").last.click()
    until(page, WAITING)
    page.context.set_offline(False)
    until(page, ALL_SENT)
    assert TrialSurvey.objects.get().does == "Ағаш өңдейді"
