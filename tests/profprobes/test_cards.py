"""Form А: BR-28, BR-29."""

import pytest
from django.utils import translation

from core.errors import WrongState
from profprobes import errors
from profprobes.models import TechnologyCard, TrialSession
from profprobes.services import cards
from tests.factories.stages import agree_card, finish, make_ready, refresh, start
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = TechnologyCard.Status


@pytest.fixture
def world():
    """The visit lasts 95 minutes, the five parts 85."""
    return TrialWorld()


def save(world, **data):
    return cards.save_card(card=world.card, data=data, by=world.mentor)


def sign(world, side):
    return cards.sign_card(card=world.card, side=side, by=world.coordinator if side == "school" else world.mentor)


class TestTiming:
    @pytest.mark.parametrize("breaks, left", [(0, 10), (10, 0)])
    def test_what_is_left_of_the_visit(self, world, breaks, left):
        assert cards.unplanned_minutes(world.card, break_minutes=breaks) == left

    def test_a_sum_of_exactly_the_visit_is_accepted(self, world):
        save(world, break_minutes=10)
        assert cards.unplanned_minutes(refresh(world).card) == 0

    @pytest.mark.parametrize(
        "minutes, kk, ru",
        [(5, "Уақыт 5 минутқа асып тұр", "Превышение на 5 минут"), (1, "Уақыт 1 минутқа асып тұр", "Превышение на 1 минуту")],
    )
    def test_a_longer_one_is_refused_with_the_minutes(self, world, minutes, kk, ru):
        with pytest.raises(errors.TimingTooLong) as refusal:
            save(world, break_minutes=10 + minutes)
        with translation.override("kk"):
            assert kk in str(refusal.value)
        with translation.override("ru"):
            assert ru in str(refusal.value)
        assert refresh(world).session.break_minutes == 0

    def test_texts_can_be_saved_while_the_timing_still_waits_to_be_mended(self, world):
        TechnologyCard.objects.filter(pk=world.card.pk).update(minutes_action=90)
        world.card.refresh_from_db()
        save(world, step1_kk="Сызбаны оқу")
        assert refresh(world).card.step1_kk == "Сызбаны оқу"
        with pytest.raises(errors.TimingTooLong):
            sign(world, "school")


class TestSigning:
    @pytest.mark.parametrize("first, second, between", [("school", "host", Status.SIGNED_SCHOOL), ("host", "school", Status.SIGNED_HOST)])
    def test_either_side_signs_first_and_both_make_it_agreed(self, world, first, second, between):
        assert sign(world, first).status == between
        assert sign(world, second).status == Status.AGREED
        card = refresh(world).card
        assert card.school_signed_by == world.coordinator and card.host_signed_by == world.mentor

    def test_one_side_signs_once(self, world):
        sign(world, "school")
        with pytest.raises(errors.AlreadySigned):
            sign(world, "school")

    @pytest.mark.parametrize(
        "field, empty", [("step2_ru", ""), ("goal_action_kk", ""), ("risks", []), ("minutes_action", 0), ("artefacts", [])]
    )
    def test_an_unfilled_row_is_named(self, world, field, empty):
        save(world, **{field: empty})
        missing = cards.missing_rows(refresh(world).card)
        assert len(missing) == 1
        with pytest.raises(errors.CardIncomplete) as refusal:
            sign(world, "school")
        assert str(missing[0]) in str(refusal.value)

    def test_a_third_step_is_not_required(self, world):
        save(world, step3_kk="", step3_ru="")
        assert sign(world, "school").status == Status.SIGNED_SCHOOL


class TestRevisions:
    def test_an_edit_after_both_signatures_takes_them_off(self, world):
        agree_card(world)
        save(world, step1_kk="Басқаша белгілеу")
        card = refresh(world).card
        assert (card.revision, card.status) == (2, Status.DRAFT)
        assert card.school_signed_at is None and card.host_signed_at is None

    def test_saving_the_same_changes_nothing(self, world):
        agree_card(world)
        save(world, step1_kk=world.card.step1_kk, break_minutes=5)
        assert refresh(world).card.status == Status.AGREED

    def test_an_edit_of_a_draft_is_no_revision(self, world):
        save(world, step1_kk="Басқаша белгілеу")
        assert refresh(world).card.revision == 1

    def test_a_longer_break_is_a_revision_too(self, world):
        agree_card(world)
        save(world, break_minutes=6)
        assert refresh(world).card.revision == 2

    def test_a_ready_visit_is_ready_no_more(self, world):
        make_ready(world)
        save(world, step1_kk="Басқаша белгілеу")
        assert refresh(world).session.status == TrialSession.Status.PLANNED

    def test_once_the_visit_has_begun_the_rows_are_locked(self, world):
        start(world)
        with pytest.raises(errors.CardLocked):
            save(world, step1_kk="Басқаша белгілеу")

    def test_a_key_that_is_no_row_is_a_mistake(self, world):
        with pytest.raises(TypeError):
            save(world, status="agreed")


class TestRow22:
    texts = {"went_well": "Дәл белгіледі", "improve": "Асықпау", "next_step": "Күрделі бөлшек"}

    def test_it_is_closed_before_the_visit_is_held(self, world):
        agree_card(world)
        with pytest.raises(errors.Row22Closed):
            cards.complete_card(card=world.card, by=world.mentor, **self.texts)

    def test_it_completes_the_card_after_the_visit(self, world):
        finish(world)
        card = cards.complete_card(card=world.card, by=world.mentor, **self.texts)
        assert (card.status, card.went_well) == (Status.COMPLETED, "Дәл белгіледі")

    def test_all_three_texts_are_needed(self, world):
        finish(world)
        with pytest.raises(errors.ConclusionsMissing):
            cards.complete_card(card=world.card, by=world.mentor, **self.texts | {"improve": " "})

    def test_a_card_that_was_never_agreed_is_not_completed(self):
        world = TrialWorld(held=True)
        with pytest.raises(WrongState):
            cards.complete_card(card=world.card, by=world.mentor, **self.texts)
