"""What time alone does, and that a second run does nothing more."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role, Site
from profprobes import tasks
from profprobes.models import SiteSlot, SlotBooking, TrialMentor, TrialSession
from profprobes.services import clock
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.stages import make_ready, refresh
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld()


def moved_into_the_past(slot, *, hours=3):
    start = timezone.now() - dt.timedelta(hours=hours)
    SiteSlot.objects.filter(pk=slot.pk).update(period=(start, start + dt.timedelta(hours=2)))


def test_a_slot_whose_time_is_over_is_past(world):
    moved_into_the_past(world.slot)
    assert clock.pass_slots() == 1
    assert SiteSlot.objects.get(pk=world.slot.pk).status == SiteSlot.Status.PAST
    assert clock.pass_slots() == 0


def test_a_slot_that_lasts_is_not_past(world):
    moved_into_the_past(world.slot, hours=1)
    assert clock.pass_slots() == 0


def test_a_request_nobody_answered_is_declined_when_the_slot_begins(world):
    waiting = SlotBooking.objects.create(slot=world.slot, school=OrganisationFactory(), seats=2, requested_by=world.coordinator)
    moved_into_the_past(world.slot, hours=1)
    assert clock.decline_unanswered() == 1
    waiting.refresh_from_db()
    assert waiting.status == SlotBooking.Status.DECLINED
    assert clock.decline_unanswered() == 0


class TestSites:
    @pytest.mark.parametrize("days, status", [(0, Site.Status.VERIFIED), (-1, Site.Status.SUSPENDED)])
    def test_a_check_holds_through_its_last_day(self, world, days, status):
        Site.objects.update(check_valid_until=timezone.localdate() + dt.timedelta(days=days))
        clock.suspend_lapsed_sites()
        assert Site.objects.get(pk=world.site.pk).status == status

    def test_host_and_operator_are_told_and_bookings_stay(self, world, django_capture_on_commit_callbacks):
        operator = user_with_role(Role.REGION_OPERATOR)
        Site.objects.update(check_valid_until=timezone.localdate() - dt.timedelta(days=1))
        with django_capture_on_commit_callbacks(execute=True):
            assert clock.suspend_lapsed_sites() == 1
        assert operator.notices.count() == world.host_coordinator.notices.count() == 1
        assert refresh(world).booking.status == SlotBooking.Status.CONFIRMED

    def test_a_ready_visit_there_is_taken_back(self):
        world = make_ready(TrialWorld())
        Site.objects.update(check_valid_until=timezone.localdate() - dt.timedelta(days=1))
        clock.follow_the_clock()
        assert refresh(world).session.status == TrialSession.Status.PLANNED


@pytest.mark.parametrize(
    "before, days, after",
    [
        ("active", -1, "untrained"),
        ("active", 0, "active"),
        ("untrained", 0, "active"),
        ("untrained", -1, "untrained"),
        ("ended", 100, "ended"),
    ],
)
def test_a_mentor_is_active_as_long_as_the_training_is_valid(world, before, days, after):
    TrialMentor.objects.update(status=before, valid_until=timezone.localdate() + dt.timedelta(days=days))
    clock.lapse_mentors()
    assert TrialMentor.objects.get(pk=world.trial_mentor.pk).status == after


class TestTheWarning:
    @pytest.mark.parametrize("days, told", [(4, 0), (3, 1), (1, 1)])
    def test_three_days_before_a_visit_that_is_not_green(self, days, told):
        TrialWorld(days=days)
        assert clock.warn_not_ready() == told

    def test_only_once(self, django_capture_on_commit_callbacks):
        world = TrialWorld(days=2)
        with django_capture_on_commit_callbacks(execute=True):
            for _n in range(3):
                clock.warn_not_ready()
        assert world.coordinator.notices.count() == 1

    def test_not_where_everything_is_ready(self):
        make_ready(TrialWorld(days=2))
        assert clock.warn_not_ready() == 0


def test_a_broken_step_stops_no_other(world, monkeypatch):
    moved_into_the_past(world.slot)

    def broken():
        raise RuntimeError

    monkeypatch.setattr(clock, "STEPS", (broken, clock.pass_slots))
    assert clock.follow_the_clock() == {"broken": -1, "pass_slots": 1}


def test_the_task_is_the_door_to_all_steps_and_a_second_run_changes_nothing(world):
    moved_into_the_past(world.slot)
    first, second = tasks.follow_the_clock(), tasks.follow_the_clock()
    assert set(first) == {step.__name__ for step in clock.STEPS}
    assert first["pass_slots"] == 1 and set(second.values()) == {0}
