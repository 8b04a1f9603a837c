"""Who hears that a visit does not take place, and who leads it when its mentor leaves (§2.1, BR-24, BR-52, BR-53, S35)."""

import datetime as dt

import pytest
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from accounts.models import Delivery, Notice
from network.models import Role
from network.workdays import add_working_days
from profprobes import errors, errors_booking
from profprobes.models import MentorReplacement, SiteSlot, Trial, TrialMentor
from profprobes.services import booking as bookings
from profprobes.services import moving, replacements, trials
from profprobes.services.clock import ask_for_mentors, chase_replacements, lapse_mentors
from tests.factories.people import MembershipFactory, OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


@pytest.fixture
def bell(django_capture_on_commit_callbacks):
    """What is written after commit is written, letters stay in the table."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def told(person):
    return Notice.objects.filter(user=person).count()


def letters():
    return Delivery.objects.filter(guardian__isnull=False)


def new_slot(world, days=20):
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    return SiteSlot.objects.create(
        site=world.site, period=DateTimeTZRange(start, start + dt.timedelta(minutes=95)), seats_total=25, min_group=1
    )


class TestWhoHears:
    def test_a_partner_who_calls_off_tells_school_teacher_escort_mentor_pupils_and_families(self, world, bell):
        escort = MembershipFactory(organisation=world.school, role=Role.TEACHER)
        world.trial.accompanying.add(escort)
        world.answer(0)
        with bell():
            bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        people = (world.coordinator, world.teacher, escort.user, world.mentor, *world.pupils)
        assert [told(person) for person in people] == [1] * len(people)
        letter = letters().get()  # the other family has not been asked yet
        assert letter.guardian == world.guardians[0] and "Станок" not in letter.body

    def test_a_school_that_cancels_the_trial_tells_them_too(self, world, bell):
        world.answer(0)
        world.answer(1, status="declined", participates=False)
        with bell():
            trials.cancel_trial(trial=world.trial, reason="Карантин", by=world.coordinator)
        assert [told(person) for person in (world.teacher, world.mentor, world.host_coordinator, *world.pupils)] == [1] * 5
        assert letters().get().guardian == world.guardians[0]  # who said no is not written to

    def test_a_withdrawn_slot_and_a_postponed_trial_do_the_same(self, world, bell):
        world.answer(0)
        with bell():
            bookings.withdraw_slot(slot=world.slot, reason="Жөндеу", by=world.host_coordinator)
        assert (told(world.teacher), letters().count()) == (1, 1)

    def test_a_visit_that_moves_in_the_same_step_writes_its_difference_alone(self, world, bell):
        world.answer(0)
        slot = new_slot(world)
        with bell():
            moving.change_slot(trial=world.trial, slot=slot, by=world.coordinator)
        assert letters().count() <= 1 and not letters().filter(body__contains="кейінге қалдырылды").exists()
        assert Trial.objects.get(pk=world.trial.pk).status == Trial.Status.PLANNED

    def test_who_does_it_is_not_told(self, world, bell):
        with bell():
            trials.postpone_trial(trial=world.trial, reason="Карантин", by=world.coordinator)
        assert told(world.coordinator) == 0

    def test_a_visit_that_has_begun_is_told_to_no_family(self, bell):
        world = TrialWorld(pupils=1, days=-1)
        world.answer(0)
        with bell():
            bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Келмеді")
        assert not letters().exists()


class TestAMentorLeaves:
    @pytest.fixture
    def other(self, world):
        membership = MembershipFactory(organisation=world.host, role=Role.MENTOR)
        today = timezone.localdate()
        return TrialMentor.objects.create(
            membership=membership, phone="+77142000012", trained_on=today, valid_until=today + dt.timedelta(days=600)
        )

    def ended(self, world):
        (row,) = replacements.end_mentor(mentor=world.trial_mentor, by=world.host_coordinator)
        return row

    def test_the_host_is_asked_at_once_with_a_date(self, world, bell):
        with bell():
            row = self.ended(world)
        assert (row.left, row.due) == (world.trial_mentor, add_working_days(timezone.localdate(), 3))
        assert told(world.host_coordinator) == 1

    def test_lapsed_training_asks_too_and_only_once(self, world):
        TrialMentor.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
        lapse_mentors()
        assert (ask_for_mentors(), ask_for_mentors()) == (1, 0)

    def test_training_that_ends_before_the_visit_counts_as_gone(self, world):
        TrialMentor.objects.update(valid_until=timezone.localdate() + dt.timedelta(days=5))  # the visit is in ten days
        assert ask_for_mentors() == 1

    def test_naming_another_one_settles_it_and_families_confirm_again(self, world, other, bell):
        world.answer(0)
        row = self.ended(world)
        with bell():
            answer = signed_in(world.host_coordinator).post(url("replacement", row.pk), {"mentor": other.pk})
        row.refresh_from_db()
        world.trial.refresh_from_db()
        assert answer.status_code == 302 and row.named == other == world.trial.mentor and row.settled_at
        assert world.participations[0].consents.get().status == "reconfirm" and told(world.coordinator) == 1

    def test_the_school_may_name_one_and_settles_it_as_well(self, world, other):
        row = self.ended(world)
        trials.change_mentor(trial=world.trial, mentor=other, by=world.coordinator, reason="Ауысты")
        row.refresh_from_db()
        assert row.named == other
        with pytest.raises(errors_booking.ReplacementSettled):
            replacements.name_mentor(replacement=row, mentor=other, by=world.host_coordinator)

    def test_an_untrained_one_is_refused(self, world, other):
        row = self.ended(world)
        TrialMentor.objects.filter(pk=other.pk).update(status="untrained")
        other.refresh_from_db()
        with pytest.raises(errors.MentorNotReady):
            replacements.name_mentor(replacement=row, mentor=other, by=world.host_coordinator)
        answer = signed_in(world.host_coordinator).post(url("replacement", row.pk), {"mentor": other.pk})
        assert answer.status_code == 422

    def test_after_three_working_days_the_operator_is_told_once(self, world, bell):
        operator = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=world.host.region))
        row = self.ended(world)
        MentorReplacement.objects.filter(pk=row.pk).update(due=timezone.localdate() - dt.timedelta(days=1))
        with bell():
            chase_replacements()
            chase_replacements()
        assert (told(operator), told(world.coordinator)) == (1, 0)
        assert world.trial.title in words(signed_in(operator).get(url("replacements")))

    def test_two_days_before_the_school_is_offered_a_move_once(self, bell):
        world = TrialWorld(pupils=1, days=2)
        self.ended(world)
        with bell():
            chase_replacements()
            chase_replacements()
        assert told(world.coordinator) == 1

    def test_a_visit_that_is_called_off_needs_nobody(self, world):
        row = self.ended(world)
        trials.cancel_trial(trial=world.trial, reason="Карантин", by=world.coordinator)
        chase_replacements()
        row.refresh_from_db()
        assert row.settled_at and row.named is None

    def test_a_mentor_is_ended_once_and_by_the_host_alone(self, world):
        assert signed_in(world.coordinator).post(url("mentor_end", world.trial_mentor.pk)).status_code == 403
        answer = signed_in(world.host_coordinator).post(url("mentor_end", world.trial_mentor.pk))
        assert answer.url == url("replacements")
        with pytest.raises(errors_booking.MentorEnded):
            replacements.end_mentor(mentor=world.trial_mentor, by=world.host_coordinator)

    def test_strangers_see_no_replacement(self, world):
        row = self.ended(world)
        assert signed_in(user_with_role(Role.CAREER_COORDINATOR, OrganisationFactory())).get(url("replacement", row.pk)).status_code == 404
        assert signed_in(world.coordinator).get(url("replacement", row.pk)).status_code == 403
