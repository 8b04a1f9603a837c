"""Briefings, medical results, adults, route, notice: BR-16, BR-18, BR-20 G9, BR-27, BR-30."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.models import SensitiveRead
from profprobes import errors
from profprobes.models import Briefing, MedicalClearance, SessionAttendance, TrialSession
from profprobes.services import safety
from tests.factories.stages import ROUTE, admit_all, brief_on_site, finish, make_ready, refresh, start
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld()


@pytest.mark.parametrize(
    "pupils, leaving, escorts, adults",
    [
        (25, True, 0, 3),
        (24, True, 0, 2),
        (12, True, 0, 2),
        (12, False, 0, 1),
        (13, False, 0, 2),
        (25, True, 2, 5),
        (1, True, 1, 3),
        (0, True, 0, 0),
    ],
)
def test_adults_by_the_number_of_pupils(pupils, leaving, escorts, adults):
    assert safety.adults_needed(pupils=pupils, leaving_school=leaving, escorts=escorts) == adults


class TestBriefings:
    def school_briefing(self, world, **fields):
        values = {
            "session": world.session,
            "place": "school",
            "at": timezone.now(),
            "pupils": world.participations,
            "by": world.coordinator,
        }
        return safety.record_briefing(**(values | fields))

    def test_everybody_who_took_part_stands_in_the_journal(self, world):
        briefing = self.school_briefing(world)
        assert {ack.participation_id for ack in briefing.acks.all()} == {row.pk for row in world.participations}
        assert briefing.conductor == world.coordinator

    def test_the_same_phone_sends_twice_and_one_row_stays(self, world):
        number = uuid.uuid4()
        first, second = self.school_briefing(world, client_uuid=number), self.school_briefing(world, client_uuid=number)
        assert first == second
        assert Briefing.objects.count() == 1

    def test_a_pupil_of_another_trial_is_named(self, world):
        stranger = TrialWorld(pupils=1).participations[0]
        with pytest.raises(errors.NotInVisit) as refusal:
            self.school_briefing(world, pupils=[stranger])
        assert refusal.value.params == {"who": stranger.pupil.short_name}

    def test_on_site_only_admitted_pupils_are_briefed(self, world):
        with pytest.raises(errors.NotInVisit):
            brief_on_site(world)
        admit_all(world)
        assert brief_on_site(world).acks.count() == 3

    def test_a_device_clock_ahead_of_time_writes_no_future(self, world):
        briefing = self.school_briefing(world, at=timezone.now() + dt.timedelta(hours=3))
        assert briefing.at <= timezone.now()

    def test_the_site_briefing_of_everybody_begins_a_ready_visit(self, world):
        make_ready(world)
        brief_on_site(world)
        refresh(world)
        assert (world.session.status, world.trial.status) == (TrialSession.Status.IN_PROGRESS, "running")
        assert set(world.session.attendance.values_list("mark", flat=True)) == {SessionAttendance.Mark.PRESENT}

    def test_a_briefing_of_some_does_not_begin_it(self, world):
        make_ready(world)
        brief_on_site(world, world.participations[:2])
        assert refresh(world).session.status == TrialSession.Status.READY

    def test_a_briefing_begins_no_visit_that_is_not_ready(self, world):
        admit_all(world)
        brief_on_site(world)
        assert refresh(world).session.status == TrialSession.Status.PLANNED

    def test_a_latecomer_is_briefed_separately(self, world):
        from profprobes.services import visit

        make_ready(world)
        late = world.participations[2]
        visit.mark_attendance(session=world.session, participation=late, mark="late", by=world.mentor)
        brief_on_site(world, world.participations[:2])
        assert refresh(world).session.status == TrialSession.Status.IN_PROGRESS
        brief_on_site(world, [late])
        assert late.pk in visit.briefed_ids(world.session)
        assert world.session.attendance.get(participation=late).mark == SessionAttendance.Mark.LATE

    def test_after_the_visit_nothing_is_added(self, world):
        finish(world)
        with pytest.raises(errors.TooLate):
            self.school_briefing(world)


class TestMedicalResults:
    def test_conditions_must_be_named(self, world):
        with pytest.raises(errors.ConditionsMissing):
            safety.set_medical(participation=world.participations[0], result="conditions", by=world.coordinator)

    def test_the_note_is_encrypted_in_the_database(self, world):
        from django.db import connection

        safety.set_medical(participation=world.participations[0], result="fit", diagnosis_note="астма", by=world.coordinator)
        with connection.cursor() as cursor:
            cursor.execute("SELECT diagnosis_note FROM profprobes_medicalclearance")
            assert "астма" not in cursor.fetchone()[0]
        assert MedicalClearance.objects.get().diagnosis_note == "астма"

    def test_a_result_without_a_note_leaves_the_note(self, world):
        row = world.participations[0]
        safety.set_medical(participation=row, result="unfit", diagnosis_note="астма", by=world.coordinator)
        safety.set_medical(participation=row, result="fit", by=world.coordinator)
        assert MedicalClearance.objects.get().diagnosis_note == "астма"

    def test_every_reading_of_the_note_is_logged(self, world):
        row = world.participations[0]
        clearance = safety.set_medical(participation=row, result="unfit", diagnosis_note="астма", by=world.coordinator)
        assert safety.read_diagnosis(clearance=clearance, by=world.coordinator) == "астма"
        assert SensitiveRead.objects.filter(reader=world.coordinator, subject=row.pupil, what=safety.DIAGNOSIS).count() == 1

    def test_the_class_teacher_hears_of_a_restriction_without_its_cause(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            safety.set_medical(participation=world.participations[0], result="unfit", diagnosis_note="астма", by=world.coordinator)
        message = world.teacher.notices.get().message
        assert world.pupils[0].short_name in message and "астма" not in message

    def test_after_the_start_it_is_too_late(self, world):
        start(world)
        with pytest.raises(errors.TooLate):
            safety.set_medical(participation=refresh(world).participations[0], result="unfit", by=world.coordinator)


class TestRouteAndNotice:
    def test_the_route_is_written_and_mended(self, world):
        safety.save_route(session=world.session, data=ROUTE, by=world.coordinator)
        route = safety.save_route(session=world.session, data={"travel_minutes": 45}, by=world.coordinator)
        assert (route.travel_minutes, route.way) == (45, "on_foot")

    def test_after_the_visit_it_stays_as_it_was(self, world):
        finish(world)
        with pytest.raises(errors.TooLate):
            safety.save_route(session=world.session, data=ROUTE, by=world.coordinator)

    def test_a_key_that_is_no_field_is_a_mistake(self, world):
        with pytest.raises(TypeError):
            safety.save_route(session=world.session, data=ROUTE | {"session": 1}, by=world.coordinator)

    @pytest.mark.parametrize("days, late", [(2, True), (3, False), (4, False)])
    def test_three_days_before_is_in_time(self, days, late):
        assert safety.notice_is_late(TrialWorld(days=days).session) is late

    def test_the_first_notice_counts(self, world):
        first = safety.record_notice(session=world.session, by=world.coordinator).families_informed_at
        assert safety.record_notice(session=world.session, by=world.coordinator).families_informed_at == first

    def test_a_late_notice_is_confirmed_with_a_reason(self):
        world = TrialWorld(days=1)
        assert safety.record_notice(session=world.session, by=world.teacher).late_notice_reason == ""
        with pytest.raises(errors.ReasonMissing):
            safety.record_notice(session=world.session, by=world.coordinator)
        assert safety.record_notice(session=world.session, by=world.coordinator, reason="Аяз").late_notice_reason == "Аяз"
