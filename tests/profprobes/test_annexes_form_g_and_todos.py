"""Form Г of a trial that annex 5 recorded (BR-39), and what the home page says about annexes 5, 6 and the notice."""

import pytest

from core.todos import todos_of
from profprobes.models import GroupObservation, ObservationCard, ParentNotice, ParentSummary, Participation, TrialSession
from profprobes.services import summaries
from profprobes.services.group_card import reopen_group_card, save_school_columns, save_specialist_column
from profprobes.services.personal_line import personal_line
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
READY, COLLECTING = ParentSummary.Status.READY, ParentSummary.Status.COLLECTING


def sign_school(world, finished=True, sign=True):
    marks = {row.pk: {"active": True, "finished": finished} for row in world.participations}
    return save_school_columns(session=world.session, marks=marks, sign=sign, by=world.teacher)


def sign_mentor(world):
    marks = {row.pk: {"quality": 5} for row in world.participations}
    return save_specialist_column(session=world.session, marks=marks, sign=True, by=world.mentor)


def codes(user):
    return {line.code for line in todos_of(type(user).objects.get(pk=user.pk))}  # as the next request reads the person


@pytest.fixture
def world():
    """A held visit without form Б."""
    world = TrialWorld(pupils=1, held=True)
    ObservationCard.objects.all().delete()
    summaries.refresh_trial(trial=world.trial)
    return world


@pytest.mark.parametrize(
    "finished, kk, ru", [(True, "толық орындалды", "выполнено полностью"), (False, "аяқталмады", "завершить задание не удалось")]
)
def test_the_group_card_signed_by_both_sides_stands_in_for_form_b(world, finished, kk, ru):
    assert ParentSummary.objects.get().status == COLLECTING
    sign_school(world, finished)
    assert ParentSummary.objects.get().status == COLLECTING
    card = sign_mentor(world)
    assert ParentSummary.objects.get().status == READY
    row = Participation.objects.get()
    assert kk in personal_line(row, "kk") and ru in personal_line(row, "ru")
    assert "5" not in personal_line(row, "ru"), "the points stay inside annex 5 (BR-35)"
    reopen_group_card(card=card, reason="Баға ауысып кеткен", by=world.coordinator)
    assert ParentSummary.objects.get().status == COLLECTING


def test_form_b_says_the_result_where_both_cards_are_there():
    world = TrialWorld(pupils=1, held=True)
    ObservationCard.objects.update(result="partly")
    sign_school(world)
    sign_mentor(world)
    assert "выполнено частично" in personal_line(Participation.objects.get(), "ru")


def test_a_begun_group_card_waits_on_the_home_page_of_the_side_that_has_not_signed(world):
    assert "group_card" not in codes(world.mentor) | codes(world.teacher)
    sign_school(world, sign=False)
    assert "group_card" in codes(world.mentor) and "group_card" in codes(world.teacher)
    sign_school(world)
    assert "group_card" in codes(world.mentor) and "group_card" not in codes(world.teacher)
    sign_mentor(world)
    assert "group_card" not in codes(world.mentor) and "observations" not in codes(world.mentor)
    assert GroupObservation.objects.get().status == "submitted"


def test_the_survey_waits_on_the_home_page_of_the_pupil_after_form_v(world):
    pupil = world.pupils[0]
    assert "annex_6" in codes(pupil)
    world.participations[0].form.delete()
    assert "annex_6" not in codes(pupil) and "after" in codes(pupil)


def test_a_coming_visit_without_a_notice_is_told_to_the_coordinator():
    world = TrialWorld(pupils=1, days=3)
    TrialSession.objects.update(families_informed_at=None)
    assert "notice" in codes(world.coordinator)
    texts = {f"{name}_{language}": "Су" for name in ParentNotice.REGIME for language in ("kk", "ru")}
    ParentNotice.objects.create(trial=world.trial, written_by=world.teacher, **texts)
    assert "notice" not in codes(world.coordinator)
