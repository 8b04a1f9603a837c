"""Making, planning, moving and cancelling a trial: BR-1, BR-13, BR-15."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from core.errors import WrongState
from network.models import TRIAL_KINDS, Agreement
from profprobes import errors
from profprobes.models import (
    MicroTask,
    ParentConsent,
    Participation,
    SiteSlot,
    SlotBooking,
    TechnologyCard,
    Trial,
    TrialGroup,
    TrialProgramme,
    TrialSession,
)
from profprobes.services import trials
from profprobes.services.agreements import Cover, cover
from tests.factories.agreements import AgreementFactory
from tests.factories.people import ClassGroupFactory, PupilFactory
from tests.factories.stages import admit_all, agree_card, refresh, start
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld()


def free_slot(world, *, days=20, **fields):
    start = timezone.now() + dt.timedelta(days=days)
    values = {
        "site": world.site,
        "period": (start, start + dt.timedelta(minutes=95)),
        "seats_total": 25,
        "min_group": 1,
        "mentor": world.trial_mentor,
    }
    return SiteSlot.objects.get(pk=SiteSlot.objects.create(**(values | fields)).pk)


def create(world, **fields):
    values = {
        "slot": fields.pop("slot", None) or free_slot(world),
        "programme": world.programme,
        "school": world.school,
        "class_groups": [world.class_group],
        "pupils": world.pupils,
        "responsible": world.responsible,
        "by": world.coordinator,
    }
    return trials.create_trial(**(values | fields))


class TestCreating:
    def test_the_trial_is_planned_with_group_visit_card_and_invited_pupils(self, world):
        trial = create(world)
        session = trial.sessions.get()
        assert trial.status == Trial.Status.PLANNED
        assert session.booking.status == SlotBooking.Status.CONFIRMED and session.booking.seats == 3
        assert session.mentor == trial.mentor == world.trial_mentor
        assert {p.status for p in trial.participations.all()} == {Participation.Status.INVITED}
        assert list(trial.group.classes.all()) == [world.class_group]

    def test_the_card_is_prefilled_with_every_text_of_the_programme(self, world):
        card = TechnologyCard.objects.get(session__trial=create(world))
        assert {name: getattr(card, name) for name in MicroTask.SHARED} == {
            name: getattr(world.programme, name) for name in MicroTask.SHARED
        }

    def test_numbers_of_a_school_follow_one_another(self, world):
        first, second = create(world), create(world, slot=free_slot(world, days=30))
        assert int(second.number[-5:]) == int(first.number[-5:]) + 1
        assert first.number.startswith(world.school.code.upper())

    def test_where_the_host_answers_itself_the_trial_waits_as_a_draft(self, world):
        world.trial_site.booking = "request"
        world.trial_site.save()
        trial = create(world)
        assert trial.status == Trial.Status.DRAFT
        with pytest.raises(errors.BookingNotConfirmed):
            trials.plan_trial(trial=trial, by=world.coordinator)

    def test_the_hosts_yes_plans_the_waiting_trial(self, world):
        from profprobes.services.booking import answer_booking

        world.trial_site.booking = "request"
        world.trial_site.save()
        trial = create(world)
        answer_booking(booking=trial.sessions.get().booking, accept=True, by=world.host_coordinator)
        trial.refresh_from_db()
        assert trial.status == Trial.Status.PLANNED

    @pytest.mark.parametrize(
        "change, refusal",
        [
            ({"pupils": []}, errors.NoPupils),
            ({"programme": "draft"}, errors.ProgrammeNotPublished),
            ({"programme": "foreign"}, errors.ProgrammeNotOfSite),
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_booked(self, world, change, refusal):
        if change.get("programme") == "draft":
            TrialProgramme.objects.filter(pk=world.programme.pk).update(status="draft")
            world.programme.refresh_from_db()
        if change.get("programme") == "foreign":
            change = {"programme": TrialWorld(pupils=0).programme}
        before = SlotBooking.objects.count()
        with pytest.raises(refusal):
            create(world, **({} if change.get("programme") == "draft" else change))
        assert SlotBooking.objects.count() == before

    def test_a_pupil_of_another_class_is_named(self, world):
        stranger = PupilFactory(group=ClassGroupFactory(organisation=world.school))
        with pytest.raises(errors.NotAPupil) as refusal:
            create(world, pupils=[*world.pupils, stranger])
        assert refusal.value.params == {"pupil": stranger.short_name}

    def test_a_class_of_another_school_brings_no_pupils(self, world):
        foreign = ClassGroupFactory()
        pupil = PupilFactory(group=foreign)
        with pytest.raises(errors.NotAPupil):
            create(world, class_groups=[foreign], pupils=[pupil])

    @pytest.mark.parametrize("grades, limits", [([9, 10], "9, 10"), ([7, 8, 9], "")])
    def test_a_grade_outside_the_sites_limits_is_refused(self, world, grades, limits):
        world.trial_site.grades = grades
        world.trial_site.save()
        if not limits:
            assert create(world).pk
            return
        with pytest.raises(errors.GradeOutside) as refusal:
            create(world)
        assert refusal.value.params == {"grade": 8, "limits": limits}

    def test_a_grade_outside_the_programme_is_refused(self, world):
        TrialProgramme.objects.filter(pk=world.programme.pk).update(grade_from=9)
        world.programme.refresh_from_db()
        with pytest.raises(errors.GradeOutside):
            create(world)


class TestTheAgreement:
    """BR-1; the visit is in 20 days."""

    def day(self, shift=0):
        return timezone.localdate() + dt.timedelta(days=20 + shift)

    @pytest.mark.parametrize(
        "terms, answer",
        [
            ({"valid_until": None}, Cover.DATED),
            ({"valid_until": 0}, Cover.DATED),
            ({"valid_until": -1}, Cover.NONE),
            ({"valid_until": -1, "renews": True}, Cover.RENEWED),
            ({"valid_until": -1, "renews": True, "notice_on": -30}, Cover.NONE),
            ({"signed": False}, Cover.NONE),
            ({"valid_from": 1}, Cover.NONE),
        ],
    )
    def test_which_agreement_covers_the_day(self, world, terms, answer):
        Agreement.objects.all().delete()
        dates = {
            name: self.day(value) if isinstance(value, int) and not isinstance(value, bool) else value for name, value in terms.items()
        }
        AgreementFactory(school=world.school, host=world.host, **dates)
        assert cover(school=world.school, host=world.host, day=self.day()) == answer

    @pytest.mark.parametrize("kind", TRIAL_KINDS)
    def test_every_kind_of_agreement_on_career_guidance_counts(self, world, kind):
        Agreement.objects.all().delete()
        AgreementFactory(school=world.school, host=world.host, kind=kind)
        assert create(world).status == Trial.Status.PLANNED

    def test_without_one_the_trial_is_refused_in_the_words_of_the_rule(self, world):
        Agreement.objects.all().delete()
        with pytest.raises(errors.NoAgreement) as refusal:
            create(world)
        assert str(world.host) in str(refusal.value)
        assert not Trial.objects.exclude(pk=world.trial.pk).exists()

    def test_the_own_workshop_needs_none(self, world):
        assert cover(school=world.host, host=world.host, day=self.day()) == Cover.OWN


class TestOnePlaceAtATime:
    """BR-13."""

    def other_site_slot(self, world):
        there = TrialWorld(pupils=0, school=world.school)
        SlotBooking.objects.filter(pk=there.booking.pk).update(status="cancelled_school")
        TrialSession.objects.filter(pk=there.session.pk).update(status="cancelled")
        slot = SiteSlot.objects.get(pk=there.slot.pk)
        return there, slot

    def test_a_pupils_clash_is_refused_with_both_titles_and_times(self, world):
        there, slot = self.other_site_slot(world)
        with pytest.raises(errors.PupilElsewhere) as refusal:
            create(world, slot=slot, programme=there.programme, pupils=world.pupils)
        with translation.override("ru"):
            text = str(refusal.value)
        assert "10:00–11:35" in text
        assert text.count("Столяр: разметка и распил") == 2
        assert any(pupil.short_name in text for pupil in world.pupils)

    def test_a_pupil_who_was_taken_out_is_free(self, world):
        there, slot = self.other_site_slot(world)
        for participation in world.participations:
            trials.remove_pupil(participation=participation, by=world.coordinator)
        assert create(world, slot=slot, programme=there.programme).pk

    def test_the_database_refuses_a_group_in_two_places(self, world):
        with pytest.raises(IntegrityError, match="group_in_one_place"), transaction.atomic():
            TrialSession.objects.create(trial=world.trial, group=world.group, period=world.session.period)

    def test_the_database_refuses_a_mentor_in_two_places(self, world):
        group = TrialGroup.objects.create(school=world.school, academic_year=world.class_group.academic_year, name="2")
        with pytest.raises(IntegrityError, match="mentor_in_one_place"), transaction.atomic():
            TrialSession.objects.create(trial=world.trial, group=group, mentor=world.trial_mentor, period=world.session.period)

    def test_a_mentor_with_another_visit_is_refused_in_words(self, world):
        late = free_slot(world, days=25)
        TrialSession.objects.filter(pk=world.session.pk).update(period=late.period)
        with pytest.raises(errors.MentorElsewhere):
            create(world, slot=late, pupils=[PupilFactory(group=world.class_group)])


class TestTheGroupChanges:
    def test_a_new_pupil_takes_a_seat(self, world):
        pupil = PupilFactory(group=world.class_group)
        (participation,) = trials.add_pupils(trial=world.trial, pupils=[pupil], by=world.coordinator)
        assert participation.status == Participation.Status.INVITED
        assert refresh(world).booking.seats == 4

    def test_no_more_than_the_slot_has(self, world):
        SiteSlot.objects.filter(pk=world.slot.pk).update(seats_total=3)
        with pytest.raises(errors.GroupTooLarge):
            trials.add_pupils(trial=world.trial, pupils=[PupilFactory(group=world.class_group)], by=world.coordinator)

    def test_a_pupil_nobody_asked_leaves_without_a_trace_and_frees_the_seat(self, world):
        trials.remove_pupil(participation=world.participations[0], by=world.coordinator)
        assert not Participation.objects.filter(pk=world.participations[0].pk).exists()
        world.booking.refresh_from_db()
        assert world.booking.seats == 2

    def test_a_pupil_whose_family_was_asked_stays_as_withdrawn_and_a_late_yes_changes_nothing(self, world):
        from profprobes.services.group import refresh_admission

        admit_all(world)
        row = world.participations[0]
        trials.remove_pupil(participation=row, by=world.coordinator, reason="Ауысты")
        refresh_admission(participation=row)
        row.refresh_from_db()
        assert row.status == Participation.Status.WITHDRAWN

    def test_a_pupil_taken_out_may_come_back(self, world):
        admit_all(world)
        row = world.participations[0]
        trials.remove_pupil(participation=row, by=world.coordinator)
        trials.add_pupils(trial=world.trial, pupils=[row.pupil], by=world.coordinator)
        row.refresh_from_db()
        assert (row.status, row.removed_at) == (Participation.Status.ADMITTED, None)

    def test_nobody_joins_or_leaves_once_the_visit_has_begun(self, world):
        start(world)
        with pytest.raises(errors.TooLate):
            trials.remove_pupil(participation=world.participations[0], by=world.coordinator)
        with pytest.raises(errors.TooLate):
            trials.add_pupils(trial=world.trial, pupils=[PupilFactory(group=world.class_group)], by=world.coordinator)


class TestMoving:
    def postponed(self, world):
        trials.postpone_trial(trial=world.trial, reason="Аяз", by=world.coordinator)
        return refresh(world)

    def test_a_postponed_trial_frees_its_seats(self, world):
        self.postponed(world)
        assert (world.trial.status, world.session.status) == (Trial.Status.MOVED, TrialSession.Status.MOVED)
        assert (world.booking.status, world.slot.seats_taken) == (SlotBooking.Status.CANCELLED_SCHOOL, 0)

    def test_a_reason_is_needed(self, world):
        with pytest.raises(errors.ReasonMissing):
            trials.postpone_trial(trial=world.trial, reason="", by=world.coordinator)

    def test_a_new_slot_plans_it_again_with_a_new_revision_and_consents_to_confirm(self, world):
        admit_all(world)
        agree_card(world)
        self.postponed(world)
        slot = free_slot(world, days=30)
        trials.replan_trial(trial=world.trial, slot=slot, by=world.coordinator)
        refresh(world)
        assert (world.trial.status, world.session.status) == (Trial.Status.PLANNED, TrialSession.Status.PLANNED)
        assert world.session.starts == slot.starts
        assert (world.card.status, world.card.revision) == (TechnologyCard.Status.DRAFT, 2)
        assert {c.status for c in ParentConsent.objects.filter(participation__trial=world.trial)} == {ParentConsent.Status.RECONFIRM}
        assert {p.status for p in world.participations} == {Participation.Status.VOLUNTEERED}

    def test_a_trial_that_is_not_postponed_is_not_replanned(self, world):
        with pytest.raises(WrongState):
            trials.replan_trial(trial=world.trial, slot=free_slot(world), by=world.coordinator)

    def test_another_mentor_of_the_host_takes_over(self, world):
        agree_card(world)
        other = TrialWorld(pupils=0)
        mentor = other.trial_mentor
        with pytest.raises(errors.MentorNotReady):
            trials.change_mentor(trial=world.trial, mentor=mentor, by=world.coordinator, reason="Ауырып қалды")
        mentor.membership.organisation = world.host
        mentor.membership.save()
        TrialSession.objects.filter(pk=other.session.pk).update(status="cancelled")
        trials.change_mentor(trial=world.trial, mentor=mentor, by=world.coordinator, reason="Ауырып қалды")
        refresh(world)
        assert world.trial.mentor == world.session.mentor == mentor
        assert world.card.revision == 2


class TestCancelling:
    def test_visit_and_booking_go_with_the_trial(self, world):
        trials.cancel_trial(trial=world.trial, reason="Карантин", by=world.coordinator)
        refresh(world)
        assert (world.trial.status, world.session.status, world.booking.status) == ("cancelled", "cancelled", "cancelled_school")
        assert world.slot.seats_taken == 0
        assert world.trial.transitions.get(action="cancel").reason == "Карантин"

    def test_a_reason_is_needed(self, world):
        with pytest.raises(errors.ReasonMissing):
            trials.cancel_trial(trial=world.trial, reason="", by=world.coordinator)

    def test_a_held_trial_is_not_cancelled(self):
        world = TrialWorld(held=True)
        with pytest.raises(WrongState):
            trials.cancel_trial(trial=world.trial, reason="Демо", by=world.coordinator)
