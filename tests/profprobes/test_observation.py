"""Form Б: submitting, repeats, two devices, opening again."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import WrongState
from portfolio.models import RubricScore
from profprobes.errors import ReasonMissing
from profprobes.errors_phone import ConflictSettled, NotBriefed, OtherCardsNumber, PupilNotThere, TrialClosed, VisitNotBegun
from profprobes.form_rules import AnswersRefused
from profprobes.models import CardConflict, ObservationCard, ParentSummary, SessionAttendance, Trial
from profprobes.services.observation import draft_same_for_all, reopen_card, resolve_conflict, submit_card
from tests.factories.phone import begun, card, held, ready, send_card
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


def test_a_card_is_kept_with_the_devices_time_and_the_portals():
    world = begun(TrialWorld())
    before = timezone.now()
    outcome, row = send_card(world)
    row.refresh_from_db()
    assert outcome == "saved" and row.status == ObservationCard.Status.SUBMITTED and row.mentor == world.mentor
    assert row.device_time < before <= row.synced_at
    assert row.transitions.get().by == world.mentor


def test_levels_become_scores_of_the_rubric_and_not_observed_is_a_score_without_level():
    world = begun(TrialWorld())
    send_card(world, content=card(c_safety=0, c_accuracy=None, c_understanding=3))
    scores = {score.criterion.code: score.level for score in RubricScore.objects.select_related("criterion")}
    assert scores == {"understanding": 3, "procedure": 2, "communication": 2, "safety": None}
    assert RubricScore.objects.first().subject == world.participations[0]


def test_the_parents_page_follows_the_card():
    world = held(TrialWorld())
    send_card(world)
    assert ParentSummary.objects.get(participation=world.participations[0]).status == ParentSummary.Status.READY


# first sending (uuid, content), second sending, what the second one answers, cards, conflicts
@pytest.mark.parametrize(
    "second_number, second_content, answer, conflicts",
    [
        ("same", "same", "same", 0),
        ("same", "other", "same", 0),
        ("other", "same", "same", 0),
        ("other", "other", "conflict", 1),
    ],
)
def test_a_second_sending(second_number, second_content, answer, conflicts):
    world = begun(TrialWorld())
    number = uuid.uuid4()
    send_card(world, content=card(comment="Бірінші"), number=number)
    content = card(comment="Бірінші" if second_content == "same" else "Екінші")
    outcome, row = send_card(world, content=content, number=number if second_number == "same" else uuid.uuid4())
    row.refresh_from_db()
    assert (outcome, ObservationCard.objects.count(), CardConflict.objects.count()) == (answer, 1, conflicts)
    assert row.comment == "Бірінші"


def test_the_second_version_is_kept_whole_and_its_repeat_adds_nothing():
    world = begun(TrialWorld())
    send_card(world, content=card(comment="Бірінші"))
    number = uuid.uuid4()
    for _ in range(2):
        outcome, _row = send_card(world, content=card(comment="Екінші", c_safety=3), number=number)
        assert outcome == "conflict"
    conflict = CardConflict.objects.get()
    assert conflict.content["comment"] == "Екінші" and conflict.content["c_safety"] == 3 and conflict.sent_by == world.mentor


def test_the_author_mixes_two_versions_and_the_first_stays_in_the_history():
    world = begun(TrialWorld())
    send_card(world, content=card(comment="Бірінші", plus="Ұқыпты"))
    send_card(world, content=card(comment="Екінші", plus="Шыдамды", c_safety=3))
    conflict = CardConflict.objects.get()
    row = resolve_conflict(conflict=conflict, content=card(comment="Бірінші", plus="Шыдамды", c_safety=3), by=world.mentor)
    row.refresh_from_db()
    assert (row.comment, row.plus, row.c_safety, row.status) == ("Бірінші", "Шыдамды", 3, "submitted")
    assert row.events.filter(plus="Ұқыпты").exists()
    assert RubricScore.objects.get(criterion__code="safety").level == 3
    with pytest.raises(ConflictSettled):
        resolve_conflict(conflict=conflict, content=card(), by=world.mentor)
    assert send_card(world, content=card(comment="Екінші"), number=conflict.client_uuid)[0] == "same"


def test_a_choice_that_the_rules_refuse_leaves_both_versions_as_they_are():
    world = begun(TrialWorld())
    send_card(world, content=card(comment="Бірінші"))
    send_card(world, content=card(comment="Екінші"))
    with pytest.raises(AnswersRefused):
        resolve_conflict(conflict=CardConflict.objects.get(), content=card(result=""), by=world.mentor)
    assert CardConflict.objects.open().count() == 1 and ObservationCard.objects.get().comment == "Бірінші"


def test_one_number_for_two_pupils_is_refused():
    world = begun(TrialWorld())
    number = uuid.uuid4()
    send_card(world, 0, number=number)
    with pytest.raises(OtherCardsNumber):
        send_card(world, 1, number=number)


def test_a_pupil_without_the_briefing_on_site_gets_no_card():
    world = begun(TrialWorld(), briefed=2)
    send_card(world, 1)
    with pytest.raises(NotBriefed) as refusal:
        send_card(world, 2)
    assert world.pupils[2].short_name in str(refusal.value) and ObservationCard.objects.count() == 1


def test_an_absent_pupil_gets_no_card():
    world = begun(TrialWorld())
    SessionAttendance.objects.filter(participation=world.participations[0]).update(mark="absent")
    with pytest.raises(PupilNotThere):
        send_card(world)


def test_a_pupil_who_left_early_may_have_a_card():
    world = begun(TrialWorld())
    SessionAttendance.objects.filter(participation=world.participations[0]).update(mark="left")
    assert send_card(world)[0] == "saved"


def test_a_pupil_of_another_trial_gets_no_card():
    world, other = begun(TrialWorld()), begun(TrialWorld())
    with pytest.raises(PupilNotThere):
        submit_card(
            session=world.session,
            participation=other.participations[0],
            content=card(),
            client_uuid=uuid.uuid4(),
            device_time=None,
            by=world.mentor,
        )


def test_before_the_visit_begins_there_is_no_card():
    with pytest.raises(VisitNotBegun):
        send_card(ready(TrialWorld()))


def test_after_the_visit_cards_still_come_until_the_trial_is_closed():
    world = held(TrialWorld())
    assert send_card(world, 0)[0] == "saved"
    Trial.objects.filter(pk=world.trial.pk).update(status="closed")
    with pytest.raises(TrialClosed):
        send_card(world, 1)


def test_a_repeat_of_a_kept_card_is_answered_even_when_the_trial_is_closed():
    world = held(TrialWorld())
    number = uuid.uuid4()
    send_card(world, number=number)
    Trial.objects.filter(pk=world.trial.pk).update(status="closed")
    assert send_card(world, number=number)[0] == "same"


@pytest.mark.parametrize(
    "content", [card(result=""), card(c_understanding=None, c_procedure=None, c_accuracy=None), card(comment="ә" * 301), {}]
)
def test_what_the_rules_refuse_is_not_kept(content):
    world = begun(TrialWorld())
    with pytest.raises(AnswersRefused):
        send_card(world, content=content)
    assert not ObservationCard.objects.exists()


def test_words_about_the_person_wait_for_the_authors_confirmation_which_is_recorded():
    world = begun(TrialWorld())
    with pytest.raises(AnswersRefused, match="Тұлғаны емес, әрекетті бағалаңыз"):
        send_card(world, content=card(comment="Сен дарынсызсың"))
    _outcome, row = send_card(world, content=card(comment="Сен дарынсызсың", confirmed_words=True))
    row.refresh_from_db()
    assert row.confirmed_words is True


def test_a_card_from_paper_is_the_mentors_and_says_so():
    world = begun(TrialWorld())
    _outcome, row = send_card(world, by=world.coordinator, from_paper=True)
    row.refresh_from_db()
    assert row.from_paper and row.mentor == world.mentor and row.transitions.get().by == world.coordinator


def test_a_reopened_card_is_corrected_and_its_old_version_stays():
    world = begun(TrialWorld())
    _outcome, row = send_card(world, content=card(comment="Ескі"))
    reopen_card(card=row, reason="Деңгей қате басылған", by=world.coordinator)
    outcome, row = send_card(world, content=card(comment="Жаңа"))
    row.refresh_from_db()
    assert outcome == "saved" and row.comment == "Жаңа" and row.events.filter(comment="Ескі").exists()
    assert [move.action for move in row.transitions.all()] == ["submit", "reopen", "submit"]


def test_opening_again_asks_a_reason_and_only_a_sent_card_is_opened():
    world = begun(TrialWorld())
    _outcome, row = send_card(world)
    with pytest.raises(ReasonMissing):
        reopen_card(card=row, reason="  ", by=world.coordinator)
    reopen_card(card=row, reason="Түзету", by=world.coordinator)
    with pytest.raises(WrongState):
        reopen_card(card=row, reason="Түзету", by=world.coordinator)


def test_an_old_sending_that_arrives_after_opening_again_does_not_close_the_card():
    world = begun(TrialWorld())
    number = uuid.uuid4()
    _outcome, row = send_card(world, number=number)
    reopen_card(card=row, reason="Түзету", by=world.coordinator)
    assert send_card(world, number=number)[0] == "same"
    row.refresh_from_db()
    assert row.status == ObservationCard.Status.REOPENED


def test_the_same_for_everyone_drafts_cards_of_briefed_pupils_without_one():
    world = begun(TrialWorld(pupils=4), briefed=3)
    send_card(world, 0)
    assert draft_same_for_all(session=world.session, content=card(comment=""), by=world.mentor) == 2
    drafts = ObservationCard.objects.filter(status="draft")
    assert {draft.participation_id for draft in drafts} == {world.participations[1].pk, world.participations[2].pk}
    assert drafts[0].c_procedure == 2 and not RubricScore.objects.filter(object_id=world.participations[1].pk).exists()
    assert send_card(world, 1, content=card(c_safety=3))[0] == "saved"


@pytest.mark.parametrize("values", [{"c_safety": 4}, {"c_understanding": 9}])
def test_the_database_itself_refuses_a_level_outside_the_scale(values):
    world = begun(TrialWorld())
    with pytest.raises(IntegrityError), transaction.atomic():
        ObservationCard.objects.create(session=world.session, participation=world.participations[0], mentor=world.mentor, **values)


def test_the_database_itself_refuses_a_second_card_of_one_pupil_at_one_visit():
    world = begun(TrialWorld())
    send_card(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        ObservationCard.objects.create(session=world.session, participation=world.participations[0], mentor=world.mentor)
