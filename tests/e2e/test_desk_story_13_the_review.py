"""Story 13: the review shows 36 % of empty reflections, asks for a proposal with owner and date; closing without it is refused."""

import datetime as dt

import pytest
from django.utils import timezone

from profprobes.models import ParticipantForm, QuarterlyReview
from tests.browser import DESK
from tests.factories.desk import discuss, review_of
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_a_flagged_programme_gets_its_proposal_before_the_review_is_closed(page_factory, accessible):
    world = TrialWorld(pupils=11, held=True)
    ParticipantForm.objects.filter(participation__in=world.participations[:4]).update(**dict.fromkeys(ParticipantForm.ANSWERS, "ұнады"))
    review = discuss(review_of(world, cases=3), world.coordinator)
    page = page_factory(DESK, user=world.coordinator)
    page.goto(f"/reviews/{review.pk}/")
    page.get_by_text("Сценарийді қайта құрастыру қажет").first.wait_for()
    assert page.get_by_text("36 %").first.is_visible()
    assert page.get_by_role("button", name="Талдауды жабу").count() == 0
    accessible(page)
    page.get_by_role("link", name="Ұсыныс жазу").click()
    page.locator("[name=change]").fill("Сұрақтарды нақты әрекет туралы қайта жазу")
    page.locator("[name=owner]").select_option(str(world.responsible.pk))
    page.locator("[name=due]").fill((timezone.localdate() + dt.timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Ұсынысты қосу").click()
    page.get_by_role("button", name="Талдауды жабу").click()
    page.get_by_text("Талдау жабылды").first.wait_for()
    assert QuarterlyReview.objects.get().status == "closed"
