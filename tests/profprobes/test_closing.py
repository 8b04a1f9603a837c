"""Closing: BR-33, BR-34, BR-36."""

import datetime as dt

import pytest
from django.utils import timezone

from core.errors import WrongState
from core.states import Transition
from portfolio.models import Artefact
from profprobes import errors
from profprobes.models import ClosingNote, ObservationCard, ParticipantForm, Participation, TechnologyCard, Trial, TrialSession
from profprobes.services import closing
from tests.factories.stages import brief_on_site, close, finish, make_ready, refresh, write_papers
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Held, all papers in, note written."""
    return write_papers(finish(TrialWorld()))


def give_artefacts(world, count):
    for row in world.participations[:count]:
        artefact = Artefact.objects.create(
            owner=row.pupil, kind="scan", file="a.png", original_name="a.png", mime="image/png", size=1, sha256="0" * 64
        )
        row.artefacts.add(artefact)


def codes(world):
    return [gap.code for gap in closing.closing_gaps(world.trial)]


def long_ago(world):
    Transition.objects.filter(action="hold").update(at=timezone.now() - dt.timedelta(days=15))


class TestCountsAsTrial:
    @pytest.mark.parametrize(
        "code, breaks",
        [
            ("briefing", lambda w: w.session.briefings.filter(place="site").update(place="school")),
            ("tools", lambda w: TrialSession.objects.update(tools_shown=False)),
            ("chain", lambda w: TrialSession.objects.update(chain_done=False)),
            ("product", lambda w: ObservationCard.objects.update(result="no")),
        ],
    )
    def test_each_of_the_four_marks_is_needed(self, world, code, breaks):
        assert closing.counts_as_trial(world.trial)
        breaks(world)
        assert [mark.code for mark in closing.trial_marks(world.trial) if not mark.ok] == [code]
        assert not closing.counts_as_trial(world.trial)

    def test_an_artefact_is_a_product_too(self, world):
        ObservationCard.objects.update(result="no")
        give_artefacts(world, 1)
        assert closing.counts_as_trial(world.trial)

    def test_a_visit_without_a_result_is_filed_as_an_excursion(self, world):
        ObservationCard.objects.update(result="")
        trial = closing.close_trial(trial=world.trial, by=world.coordinator)
        assert trial.counts_as_trial is False


class TestWhatClosingNeeds:
    def test_with_everything_there_the_trial_is_closed(self):
        world = close(TrialWorld())
        assert world.trial.status == Trial.Status.CLOSED and world.trial.counts_as_trial is True

    def test_a_card_that_is_missing_is_named_with_the_pupil(self, world):
        row = world.participations[0]
        ObservationCard.objects.filter(participation=row).update(status="reopened")
        assert codes(world) == ["card"]
        with pytest.raises(errors.NotClosable) as refusal:
            closing.close_trial(trial=world.trial, by=world.coordinator)
        assert row.pupil.short_name in str(refusal.value)

    def test_a_questionnaire_that_is_missing_is_named(self, world):
        ParticipantForm.objects.filter(participation=world.participations[0]).update(after_at=None)
        assert codes(world) == ["after"]

    def test_who_only_watched_needs_neither(self):
        from profprobes.services import visit

        world = make_ready(TrialWorld())
        visit.mark_attendance(session=world.session, participation=world.participations[2], mark="late", by=world.mentor)
        brief_on_site(world, world.participations[:2])
        visit.finish_visit(session=world.session, by=world.mentor, tools_shown=True, chain_done=True)
        refresh(world)
        for row in world.participations[:2]:
            world.observe(row)
            world.answer_form(row)
        assert codes(world) == ["note"]

    def test_absent_pupils_need_neither(self, world):
        row = world.participations[0]
        ObservationCard.objects.filter(participation=row).delete()
        ParticipantForm.objects.filter(participation=row).delete()
        Participation.objects.filter(pk=row.pk).update(status="absent")
        assert codes(world) == []

    def test_without_the_note_nothing_is_closed_even_late(self, world):
        ClosingNote.objects.all().delete()
        long_ago(world)
        with pytest.raises(errors.NotClosable):
            closing.close_trial(trial=world.trial, by=world.coordinator, reason="Демо")

    @pytest.mark.parametrize(
        "days, reason, answer", [(13, "Ауырды", errors.NotClosable), (15, "", errors.ReasonMissing), (15, "Ауырды", None)]
    )
    def test_gaps_are_accepted_after_two_weeks_with_a_reason(self, world, days, reason, answer):
        ObservationCard.objects.filter(participation=world.participations[0]).delete()
        Transition.objects.filter(action="hold").update(at=timezone.now() - dt.timedelta(days=days))
        if answer:
            with pytest.raises(answer):
                closing.close_trial(trial=world.trial, by=world.coordinator, reason=reason)
        else:
            assert closing.close_trial(trial=world.trial, by=world.coordinator, reason=reason).closing_reason == "Ауырды"

    def test_a_trial_that_is_not_held_is_not_closed(self):
        world = TrialWorld()
        with pytest.raises(WrongState):
            closing.close_trial(trial=world.trial, by=world.coordinator)


class TestTheClosingNote:
    def test_both_views_are_needed(self, world):
        with pytest.raises(errors.NoteIncomplete):
            closing.write_closing_note(trial=world.trial, teacher_view="Жақсы", pupil_view=" ", by=world.coordinator)

    def test_it_is_written_once_and_mended(self, world):
        closing.write_closing_note(trial=world.trial, teacher_view="Басқаша", pupil_view="Ұнады", by=world.teacher)
        assert ClosingNote.objects.get(trial=world.trial).teacher_view == "Басқаша"

    def test_after_closing_it_stays(self, world):
        closing.close_trial(trial=world.trial, by=world.coordinator)
        with pytest.raises(WrongState):
            closing.write_closing_note(trial=world.trial, teacher_view="Басқаша", pupil_view="Ұнады", by=world.teacher)


class TestMeaningfulness:
    def test_six_of_six(self, world):
        give_artefacts(world, 3)
        assert [mark.code for mark in closing.meaningfulness(world.trial)] == [
            "goal",
            "task",
            "specialists",
            "sequence",
            "feedback",
            "portfolio",
        ]
        assert closing.is_meaningful(world.trial)

    @pytest.mark.parametrize(
        "code, breaks",
        [
            ("goal", lambda w: TechnologyCard.objects.update(goal_action_kk="", goal_action_ru="")),
            ("sequence", lambda w: TechnologyCard.objects.update(step2_kk="", step2_ru="", step3_kk="", step3_ru="")),
            ("specialists", lambda w: TrialSession.objects.update(mentor=None)),
            ("feedback", lambda w: ObservationCard.objects.update(comment="", next_step="", plus="", delta="")),
            ("portfolio", lambda w: Artefact.objects.update(status="blocked")),
        ],
    )
    def test_each_mark_falls_alone(self, world, code, breaks):
        give_artefacts(world, 3)
        breaks(world)
        assert [mark.code for mark in closing.meaningfulness(world.trial) if not mark.ok] == [code]

    @pytest.mark.parametrize("have, of, enough", [(4, 5, True), (3, 5, False), (21, 25, True), (20, 25, True), (19, 25, False)])
    def test_four_fifths_with_an_artefact_are_enough(self, have, of, enough):
        world = TrialWorld(pupils=of, held=True)
        give_artefacts(world, have)
        mark = closing.meaningfulness(world.trial)[5]
        assert mark.ok is enough
        assert (mark.detail.values["have"], mark.detail.values["total"]) == (have, of)
