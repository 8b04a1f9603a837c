"""Story 5 of the career trials page: both sides sign form А of 10:00–11:30; once the visit ends at 11:35 the card is revision 2 and both sign again."""

import datetime as dt

import pytest

from profprobes.documents.technology_card import LABELS, SHORT_LABELS
from profprobes.models import SiteSlot, TechnologyCard, TrialSession
from profprobes.services import cards, trials
from tests.browser import DESK, PHONE
from tests.factories.trials import TrialWorld
from tests.profprobes.test_forms_of_a_trial import assert_prints, paper

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


@pytest.fixture
def world() -> TrialWorld:
    """10 + 15 + 40 + 10 + 10 minutes and a break of 5 fill 10:00–11:30 to the minute (BR-28)."""
    world = TrialWorld(pupils=2)
    for model, row in ((SiteSlot, world.slot), (TrialSession, world.session)):
        start = row.period[0] if isinstance(row.period, tuple) else row.period.lower
        model.objects.filter(pk=row.pk).update(period=(start, start + dt.timedelta(minutes=90)))
        row.refresh_from_db()
    world.card.session = world.session
    cards.save_card(card=world.card, data={"break_minutes": 5}, by=world.coordinator)
    return world


def press_sign(page, world: TrialWorld, side: str) -> None:
    page.goto(f"/trials/{world.trial.pk}/card/")
    page.locator(f"form[action$='/card/sign/{side}/'] button").click()
    page.locator(f"form[action$='/card/sign/{side}/']").wait_for(state="detached")


def test_moving_the_end_takes_both_signatures_off(page_factory, world):
    desk, phone = page_factory(DESK, user=world.coordinator), page_factory(PHONE, user=world.mentor)
    press_sign(desk, world, "school")
    press_sign(phone, world, "host")
    card = TechnologyCard.objects.get()
    assert (card.revision, card.status) == (1, "agreed")
    assert_prints(paper("PP-A", card, "kk"), *(f"{no}{LABELS[no]['kk']}" for no in range(1, 24)))
    short = paper("PP-AS", card, "kk")
    assert short.count == 1
    assert_prints(short, *(label["kk"] for label in SHORT_LABELS.values()))

    trials.postpone_trial(trial=world.trial, reason="Аяқталуы 11:35", by=world.coordinator)
    start = world.session.starts
    SiteSlot.objects.filter(pk=world.slot.pk).update(status="withdrawn")
    longer = SiteSlot.objects.create(
        site=world.site, period=(start, start + dt.timedelta(minutes=95)), seats_total=25, min_group=1, mentor=world.trial_mentor
    )
    desk.goto(f"/trials/{world.trial.pk}/slot/")
    desk.locator(f"button[name=slot][value='{longer.pk}']").first.click()
    desk.wait_for_url(f"**/trials/{world.trial.pk}/")
    card.refresh_from_db()
    assert (card.revision, card.status, card.school_signed_by, card.host_signed_by) == (2, "draft", None, None)
    press_sign(desk, world, "school")
    press_sign(phone, world, "host")
    card.refresh_from_db()
    assert (card.revision, card.status) == (2, "agreed")
    assert_prints(paper("PP-A", card, "kk"), "11:35")
