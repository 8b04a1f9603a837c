"""Story 8 of the career trials page: a day later the trace asks five questions; «Маған сәйкес келмейді» is a neutral result."""

import pytest

from profprobes.models import TraceReflection
from profprobes.services.clock import ask_for_traces
from tests.browser import PHONE
from tests.factories.after import over, trace_answers
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_pupil_says_on_a_phone_what_stayed(page_factory, accessible):
    world = over(TrialWorld(pupils=1, held=True), hours=30)
    type(world.pupils[0]).objects.update(sign_in="active")
    ask_for_traces()
    page = page_factory(PHONE, user=world.pupils[0])
    page.goto("/")
    page.get_by_text("Сынақтан кейін есіңде не қалды?").first.wait_for()
    page.goto(f"/my-trials/{world.participations[0].pk}/")
    page.get_by_role("link", name="Жауап беру").first.click()
    for name in TraceReflection.QUESTIONS:
        page.locator(f"[name={name}]").fill(trace_answers()[name])
    page.get_by_text("Маған сәйкес келмейді").click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Жіберу").click()
    page.get_by_text("«Маған сәйкес келмейді» – толыққанды нәтиже").wait_for()
    assert page.locator(".tone-clay").count() == 0
    assert TraceReflection.objects.get().outcome == "not_for_me"
