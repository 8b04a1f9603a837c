"""Who goes: BR-19, BR-22, BR-23, BR-27."""

import pytest
from django.utils import timezone, translation

from profprobes.errors import NotAdmitted, TooLate
from profprobes.models import MedicalClearance, ParentConsent, Participation, TrialSession
from profprobes.services import group, safety
from profprobes.services.group import Reason, admission
from tests.factories.people import GuardianLinkFactory
from tests.factories.stages import admit_all, make_ready, refresh
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = Participation.Status
Given = ParentConsent.Status


@pytest.fixture
def world():
    return TrialWorld(pupils=1)


@pytest.fixture
def row(world):
    return world.participations[0]


def now(row):
    return group.for_admission(Participation.objects.filter(pk=row.pk)).get()


def settled(row):
    return group.refresh_admission(participation=row).status


def codes(row):
    return [reason.code for reason in admission(now(row))]


@pytest.mark.parametrize(
    "status, code, lands",
    [
        (Given.SENT, "consent_sent", Status.INVITED),
        (Given.OPENED, "consent_opened", Status.INVITED),
        (Given.EXPIRED, "consent_expired", Status.INVITED),
        (Given.RECONFIRM, "consent_reconfirm", Status.INVITED),
        (Given.DECLINED, "consent_declined", Status.WITHDRAWN),
        (Given.WITHDRAWN, "consent_withdrawn", Status.WITHDRAWN),
        (Given.GIVEN, None, Status.ADMITTED),
    ],
)
def test_where_each_answer_of_the_family_puts_the_pupil(world, row, status, code, lands):
    world.answer(status=status)
    assert codes(row) == ([code] if code else [])
    assert settled(row) == lands


def test_a_family_that_was_not_asked_stands_in_the_way(row):
    assert codes(row) == ["consent_none"]


def test_an_admitted_pupil_steps_back_when_the_consent_is_to_be_confirmed_again(world, row):
    consent = world.answer()
    assert settled(row) == Status.ADMITTED
    ParentConsent.objects.filter(pk=consent.pk).update(status=Given.RECONFIRM)
    assert settled(row) == Status.VOLUNTEERED


def test_a_consent_given_after_all_brings_the_pupil_back(world, row):
    consent = world.answer(status=Given.DECLINED)
    assert settled(row) == Status.WITHDRAWN
    ParentConsent.objects.filter(pk=consent.pk).update(status=Given.GIVEN)
    assert settled(row) == Status.ADMITTED


def test_one_guardian_suffices(world, row):
    GuardianLinkFactory(child=row.pupil)
    world.answer()
    assert settled(row) == Status.ADMITTED


def test_two_guardians_who_differ_keep_the_pupil_out(world, row):
    world.answer()
    world.answer(guardian=GuardianLinkFactory(child=row.pupil), status=Given.DECLINED)
    assert codes(row) == ["consent_disagree"]
    assert settled(row) == Status.INVITED


def test_a_settled_disagreement_admits(world, row):
    world.answer()
    world.answer(guardian=GuardianLinkFactory(child=row.pupil), status=Given.DECLINED, set_aside_at=timezone.now())
    assert settled(row) == Status.ADMITTED


@pytest.mark.parametrize("brings, lands", [(False, Status.INVITED), (True, Status.ADMITTED)])
def test_a_no_to_the_trip_keeps_the_pupil_out_unless_the_family_brings_it(world, row, brings, lands):
    world.answer(travel=False, brings_child=brings)
    assert settled(row) == lands


@pytest.mark.parametrize(
    "result, lands",
    [
        (MedicalClearance.Result.FIT, Status.ADMITTED),
        (MedicalClearance.Result.CONDITIONS, Status.ADMITTED),
        (MedicalClearance.Result.UNFIT, Status.NOT_ADMITTED),
    ],
)
def test_a_medical_restriction_keeps_the_pupil_out(world, row, result, lands):
    world.answer()
    safety.set_medical(participation=row, result=result, conditions_for_mentor="биіктікке шықпайды", by=world.coordinator)
    row.refresh_from_db()
    assert row.status == lands


def test_a_new_clearance_brings_the_pupil_back(world, row):
    world.answer()
    safety.set_medical(participation=row, result="unfit", by=world.coordinator)
    safety.set_medical(participation=row, result="fit", by=world.coordinator)
    row.refresh_from_db()
    assert row.status == Status.ADMITTED


class TestJoiningIsVoluntary:
    """BR-19."""

    def test_a_pupil_who_wants_to_waits_for_the_family(self, row):
        assert group.volunteer(participation=row, wants=True, by=row.pupil).status == Status.VOLUNTEERED

    def test_a_pupil_who_wants_to_is_admitted_where_the_family_has_agreed(self, world, row):
        world.answer()
        assert group.volunteer(participation=row, wants=True, by=row.pupil).status == Status.ADMITTED

    def test_a_no_withdraws_an_admitted_pupil(self, world, row):
        admit_all(world)
        assert group.volunteer(participation=row, wants=False, by=row.pupil).status == Status.WITHDRAWN

    def test_no_adult_admits_a_pupil_who_said_no(self, world, row):
        world.answer()
        group.volunteer(participation=row, wants=False, by=row.pupil)
        assert settled(row) == Status.WITHDRAWN
        with pytest.raises(NotAdmitted) as refusal:
            group.admit_pupils(trial=world.trial, pupils=[row.pupil], by=world.coordinator)
        assert refusal.value.refusals == {row: [Reason("said_no")]}

    def test_the_pupil_may_change_the_mind(self, world, row):
        world.answer()
        group.volunteer(participation=row, wants=False, by=row.pupil)
        assert group.volunteer(participation=row, wants=True, by=row.pupil).status == Status.ADMITTED

    def test_the_class_teacher_hears_of_a_no_without_a_reason(self, world, row, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            group.volunteer(participation=row, wants=False, by=row.pupil)
        assert row.pupil.short_name in world.teacher.notices.get().message

    def test_after_the_start_it_is_too_late(self, world, row):
        world.trial.status = "running"
        world.trial.save()
        with pytest.raises(TooLate):
            group.volunteer(participation=row, wants=False, by=row.pupil)


class TestAdmittingByHand:
    def test_who_and_why_are_named(self, world, row):
        row.pupil.last_name, row.pupil.first_name = "Демо-Сейітов", "Ерлан"
        row.pupil.save()
        world.answer(status=Given.DECLINED)
        with pytest.raises(NotAdmitted) as refusal:
            group.admit_pupils(trial=world.trial, pupils=[row.pupil], by=world.coordinator)
        with translation.override("kk"):
            assert "Демо-Сейітов Ерлан: ата-анасы келісім бермеді" in str(refusal.value)

    def test_all_or_nobody(self, world, row):
        second = world.add_pupil()
        world.answer()
        with pytest.raises(NotAdmitted) as refusal:
            group.admit_pupils(trial=world.trial, pupils=[row.pupil, second.pupil], by=world.coordinator)
        assert list(refusal.value.refusals) == [second]
        row.refresh_from_db()
        assert row.status == Status.INVITED

    def test_with_a_consent_they_are_admitted(self, world, row):
        world.answer()
        group.admit_pupils(trial=world.trial, pupils=[row.pupil], by=world.coordinator)
        row.refresh_from_db()
        assert row.status == Status.ADMITTED
        assert row.transitions.last().by == world.coordinator


def test_a_consent_withdrawn_after_ready_takes_the_visit_back(django_capture_on_commit_callbacks):
    world = make_ready(TrialWorld(pupils=1))
    ParentConsent.objects.update(status=Given.WITHDRAWN)
    with django_capture_on_commit_callbacks(execute=True):
        group.refresh_admission(participation=world.participations[0])
    assert refresh(world).session.status == TrialSession.Status.PLANNED


def test_the_system_changes_nothing_once_the_visit_has_begun(world, row):
    world.answer()
    world.trial.status = "held"
    world.trial.save()
    assert settled(row) == Status.INVITED
