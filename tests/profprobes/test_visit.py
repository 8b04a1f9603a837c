"""The visit: BR-30, attendance, what «held» does."""

import pytest

from core.errors import WrongState
from profprobes import errors
from profprobes.models import BriefingAck, Participation, SessionAttendance, SlotBooking, Trial, TrialSession
from profprobes.services import visit
from tests.factories.stages import brief_on_site, finish, make_ready, refresh, start
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Mark = SessionAttendance.Mark
Status = Participation.Status


@pytest.fixture
def world():
    return TrialWorld()


def mark(world, index, value):
    return visit.mark_attendance(session=world.session, participation=world.participations[index], mark=value, by=world.mentor)


def hold(world):
    visit.finish_visit(session=world.session, by=world.mentor, tools_shown=True, chain_done=True)
    return refresh(world)


class TestStarting:
    def test_not_before_everybody_present_is_briefed(self, world):
        make_ready(world)
        brief_on_site(world, world.participations[:2])
        with pytest.raises(errors.BriefingIncomplete) as refusal:
            visit.start_visit(session=world.session, by=world.mentor)
        assert refusal.value.params == {"who": world.pupils[2].short_name}

    def test_who_is_absent_need_not_be_briefed(self, world):
        make_ready(world)
        mark(world, 2, Mark.ABSENT)
        brief_on_site(world, world.participations[:2])
        refresh(world)
        assert (world.session.status, world.trial.status) == (TrialSession.Status.IN_PROGRESS, Trial.Status.RUNNING)

    def test_without_anybody_there_is_no_visit(self, world):
        make_ready(world)
        for index in range(3):
            mark(world, index, Mark.ABSENT)
        with pytest.raises(errors.NobodyPresent):
            visit.start_visit(session=world.session, by=world.mentor)

    def test_a_visit_that_is_not_ready_does_not_start(self, world):
        with pytest.raises(WrongState):
            visit.start_visit(session=world.session, by=world.mentor)

    def test_a_briefing_at_school_is_no_briefing_on_site(self, world):
        make_ready(world)
        with pytest.raises(errors.BriefingIncomplete):
            visit.start_visit(session=world.session, by=world.mentor)


class TestAttendance:
    def test_a_mark_is_changed_not_doubled(self, world):
        make_ready(world)
        mark(world, 0, Mark.ABSENT)
        mark(world, 0, Mark.LATE)
        assert world.session.attendance.get(participation=world.participations[0]).mark == Mark.LATE

    def test_only_admitted_pupils_are_marked(self, world):
        with pytest.raises(errors.NotInVisit):
            mark(world, 0, Mark.PRESENT)

    def test_a_pupil_of_another_trial_is_refused(self, world):
        make_ready(world)
        stranger = make_ready(TrialWorld(pupils=1)).participations[0]
        with pytest.raises(errors.NotInVisit):
            visit.mark_attendance(session=world.session, participation=stranger, mark=Mark.PRESENT, by=world.mentor)

    def test_after_the_visit_marks_stay(self, world):
        finish(world)
        with pytest.raises(WrongState):
            mark(world, 0, Mark.ABSENT)


class TestFinishing:
    @pytest.mark.parametrize(
        "value, status",
        [(Mark.PRESENT, Status.ATTENDED), (Mark.LATE, Status.ATTENDED), (Mark.LEFT, Status.ATTENDED), (Mark.ABSENT, Status.ABSENT)],
    )
    def test_the_mark_decides_who_took_part(self, world, value, status):
        start(world)
        mark(world, 0, value)
        hold(world)
        assert world.participations[0].status == status

    def test_who_was_briefed_and_not_marked_was_there_and_who_was_not_briefed_was_not(self, world):
        make_ready(world)
        mark(world, 2, Mark.LATE)
        brief_on_site(world, world.participations[:2])
        SessionAttendance.objects.all().delete()
        hold(world)
        assert [row.status for row in world.participations] == [Status.ATTENDED, Status.ATTENDED, Status.ABSENT]
        assert world.session.attendance.count() == 3

    def test_a_latecomer_who_only_watched_took_part_without_a_card(self, world):
        make_ready(world)
        mark(world, 2, Mark.LATE)
        brief_on_site(world, world.participations[:2])
        hold(world)
        assert world.participations[2].status == Status.ATTENDED
        assert not BriefingAck.objects.filter(participation=world.participations[2], briefing__place="site").exists()

    def test_trial_and_booking_are_held_too(self, world):
        finish(world)
        assert (world.session.status, world.trial.status) == (TrialSession.Status.HELD, Trial.Status.HELD)
        assert world.booking.status == SlotBooking.Status.COMPLETED
        assert (world.session.tools_shown, world.session.chain_done) == (True, True)

    def test_a_visit_is_finished_once(self, world):
        finish(world)
        with pytest.raises(WrongState):
            visit.finish_visit(session=world.session, by=world.mentor, tools_shown=True, chain_done=True)

    def test_pupils_who_were_not_admitted_stay_as_they_were(self, world):
        make_ready(world)
        outside = world.add_pupil()
        brief_on_site(world, world.participations[:3])
        hold(world)
        outside.refresh_from_db()
        assert outside.status == Status.INVITED

    def test_the_pupils_are_asked_how_it_was(self, world, django_capture_on_commit_callbacks):
        start(world)
        with django_capture_on_commit_callbacks(execute=True):
            hold(world)
        assert world.pupils[0].notices.filter(params__title=world.trial.title).exists()
