"""The life of a placement: two yeses, silence, order, admission, expiry, end (stories 7, 14, 16; R12, R16, R17, R51; E-03, E-10, E-11)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from mentoring.errors import LoadFull
from mentoring.models import MentorAssignment
from mentoring.services import assignments, propose_mentor
from network.models import Membership
from practicum.errors import NoSeatLeft
from practicum.errors_life import DeclinedOnce, LeaderMissing, LeaderNotAccepted, NotAdmittable, OrderNumberTaken, TooLateToDecline
from practicum.models import AdmissionCheck, Placement
from practicum.services import admission, ending, life_clock, orders, placements, placing
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *_args, **_kwargs: None)
    return PracticumWorld()


def ordered(world, **values):
    """A placement with an order whose admission is open."""
    placement = world.placement(status="ordered", **values)
    admission.open_checks(placement)
    return placement


def brief(world, placement, *, without=()):
    today = timezone.localdate()
    for check in placement.checks.exclude(item__in=[*without, "insurance", "medical"]):
        by = world.owner if check.item == "initial" else world.coordinator
        admission.record_check(placement=placement, item=check.item, done_on=today, by=by)
    admission.acknowledge(placement=placement, by=placement.student)


def test_a_place_is_confirmed_by_two_yeses_each_with_its_own_leader_named(world):
    placement = world.placement(status="proposed")
    with pytest.raises(LeaderMissing):
        placements.say_yes(placement=placement, side="school", by=world.coordinator)
    placements.name_mentor(placement=placement, profile=world.profile, by=world.coordinator)
    placements.say_yes(placement=placement, side="school", by=world.coordinator)
    with pytest.raises(LeaderMissing):
        placements.say_yes(placement=placement, side="owner", by=world.owner)
    placements.name_leader(placement=placement, person=world.leader, by=world.owner)
    assert placements.say_yes(placement=placement, side="owner", by=world.owner).status == "confirmed"


def test_silence_frees_the_seat_and_says_who_was_silent(world):
    """Story 16: the last seat is held until the fifth working day ends, then it is free."""
    offer = world.offer(capacity=1)
    first = placing.place(application=world.application(), offer=offer, source="run", by=world.owner)
    with pytest.raises(NoSeatLeft):
        placing.place(application=world.application(), offer=offer, source="manual", by=world.owner)
    Placement.objects.filter(pk=first.pk).update(answer_due_on=timezone.localdate() - dt.timedelta(days=1), confirmed_owner=timezone.now())
    life_clock.follow_the_clock()
    first.refresh_from_db()
    offer.refresh_from_db()
    assert (first.status, offer.taken) == ("cancelled", 0)
    assert world.school.short_name in first.end_reason and world.college.short_name not in first.end_reason
    told = Notice.objects.filter(url=reverse("practicum:placement", args=[first.pk]), params__has_key="silent")
    assert {row.user_id for row in told} == {world.owner.pk, world.coordinator.pk}
    assert placing.place(application=first.application, offer=offer, source="run", by=world.owner).status == "proposed"


def test_a_student_declines_once_and_within_three_days(world):
    placement = world.placement(status="proposed")
    placements.decline_by_student(placement=placement, reason="Басқа қала", by=placement.student)
    again = world.placement(status="proposed", application=placement.application)
    with pytest.raises(DeclinedOnce):
        placements.decline_by_student(placement=again, reason="Тағы", by=placement.student)
    late = world.placement(status="confirmed")
    Placement.objects.filter(pk=late.pk).update(created_at=timezone.now() - dt.timedelta(days=4))
    with pytest.raises(TooLateToDecline):
        placements.decline_by_student(placement=late, reason="Кеш", by=late.student)


def test_an_order_needs_both_consents_and_an_own_number(world):
    first, second = world.placement(status="confirmed"), world.placement(status="confirmed")
    MentorAssignment.objects.of(second).filter(role="mentor").update(status="proposed")
    order = orders.build_order(school=world.school, round=world.round, placements=[first, second], by=world.coordinator)
    values = {"number": "77-П", "date": timezone.localdate(), "signatory": "Директор", "by": world.coordinator}
    with pytest.raises(LeaderNotAccepted):
        orders.sign_order(order=order, **values)
    assignments.accept(assignment=MentorAssignment.objects.of(second).get(role="mentor"), by=world.profile.person)
    orders.sign_order(order=order, **values)
    first.refresh_from_db()
    assert first.status == "ordered" and first.checks.count() == 10
    assert {row.status for row in MentorAssignment.objects.of(first)} == {"active"}
    assert {row.order_number for row in MentorAssignment.objects.of(first)} == {"77-П"}
    other = orders.build_order(
        school=world.school, round=world.round, placements=[world.placement(status="confirmed")], by=world.coordinator
    )
    with pytest.raises(OrderNumberTaken):
        orders.sign_order(order=other, **values)


def test_the_last_point_admits_and_a_practicum_that_should_have_begun_begins(world):
    """Story 7, its rule: number and date of the certificate, admitted, at work the same day."""
    placement = ordered(world)
    brief(world, placement)
    placement.refresh_from_db()
    assert placement.status == "ordered"
    with pytest.raises(NotAdmittable):
        admission.admit(placement=placement, by=world.coordinator)
    today = timezone.localdate()
    admission.record_check(
        placement=placement, item="medical", done_on=today, number="М-5", valid_until=today + dt.timedelta(days=300), by=world.coordinator
    )
    placement.refresh_from_db()
    assert (placement.status, placement.admitted_on) == ("active", today)


def test_nobody_is_admitted_whose_certificate_ends_before_the_start(world):
    placement = ordered(world, starts_on=timezone.localdate() + dt.timedelta(days=5))
    brief(world, placement)
    today = timezone.localdate()
    admission.record_check(
        placement=placement, item="medical", done_on=today, number="М-5", valid_until=today + dt.timedelta(days=2), by=world.coordinator
    )
    placement.refresh_from_db()
    assert placement.status == "ordered"


@pytest.mark.parametrize("days, warned", [(14, True), (13, False), (3, True), (0, False)])
def test_an_expiring_certificate_warns_14_and_3_days_before(world, days, warned):
    placement = world.placement()
    AdmissionCheck.objects.filter(placement=placement, item="medical").update(valid_until=timezone.localdate() + dt.timedelta(days=days))
    for _ in range(2):
        admission.watch_expiry()
    told = Notice.objects.filter(user=world.coordinator, url=reverse("practicum:placement", args=[placement.pk]))
    assert told.count() == int(warned)


def test_an_expired_certificate_suspends_and_a_new_one_restores_the_same_day(world):
    """E-10, R17."""
    placement = world.placement()
    today = timezone.localdate()
    AdmissionCheck.objects.filter(placement=placement, item="medical").update(
        valid_until=today - dt.timedelta(days=1), done_on=today - dt.timedelta(days=9)
    )
    life_clock.follow_the_clock()
    placement.refresh_from_db()
    assert placement.status == "suspended"
    admission.record_check(
        placement=placement, item="medical", done_on=today, number="М-6", valid_until=today + dt.timedelta(days=90), by=world.coordinator
    )
    placement.refresh_from_db()
    assert placement.status == "active"


def test_a_removal_works_only_when_both_have_signed(world):
    """Story 14: 24 of 60 days count as 0.4."""
    start = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday() + 28)
    placement = world.placement(starts_on=start, ends_on=start + dt.timedelta(weeks=12, days=-3))
    removal = ending.ask_removal(placement=placement, ground="discipline", reason="Сабақты себепсіз босатты", by=world.coordinator)
    placement.refresh_from_db()
    assert placement.status == "active" and removal.status == "open"
    ending.sign_removal(removal=removal, by=world.owner)
    placement.refresh_from_db()
    assert placement.status == "removed"
    assert placement.served_share == ending.share_served(placement, timezone.localdate())
    day = start + dt.timedelta(weeks=4, days=3)  # Thursday of the fifth week: 24 of 60
    assert ending.share_served(placement, day) == Decimal("0.4000")
    assert not MentorAssignment.objects.of(placement).holding().exists()


def test_a_transfer_keeps_the_served_share_and_asks_the_new_school(world):
    school = world.add_school()
    offer = world.offer(school, capacity=1)
    placement = world.placement()
    moved = ending.transfer(placement=placement, offer=offer, reason="Көшу", by=world.owner)
    placement.refresh_from_db()
    assert (placement.status, moved.status, moved.school_id, moved.previous_id) == ("transferred", "proposed", school.pk, placement.pk)
    assert placement.served_share > 0
    with pytest.raises(NoSeatLeft):
        ending.transfer(placement=world.placement(), offer=offer, reason="Көшу", by=world.owner)


def test_a_dismissed_mentor_ends_and_a_new_one_comes_with_an_order_on_changes(world):
    """E-11, R40."""
    placement = world.placement()
    Membership.objects.filter(user=world.profile.person).update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    life_clock.follow_the_clock()
    assert not MentorAssignment.objects.of(placement).holding().filter(role="mentor").exists()
    second = world.mentor()
    proposal = placements.name_mentor(placement=placement, profile=second, by=world.coordinator)
    assignments.accept(assignment=proposal, by=second.person)
    order = orders.build_order(school=world.school, round=world.round, placements=[placement], by=world.coordinator)
    assert order.kind == "change"
    orders.sign_order(order=order, number="99-П", date=timezone.localdate(), signatory="Директор", by=world.coordinator)
    proposal.refresh_from_db()
    placement.refresh_from_db()
    assert (proposal.status, proposal.order_number, placement.status) == ("active", "99-П", "active")


def test_the_proposal_over_the_load_names_the_free_mentors(world):
    """RM4."""
    full, free = world.mentor(capacity_max=1), world.mentor()
    held = world.placement(status="proposed")
    placements.name_mentor(placement=held, profile=full, by=world.coordinator)
    other = world.placement(status="proposed")
    with pytest.raises(LoadFull, match=free.person.short_name):
        propose_mentor(
            profile=full, mentee=other.student, source=other, starts_on=other.starts_on, ends_on=other.ends_on, by=world.coordinator
        )


def test_an_unanswered_proposal_to_a_mentor_lapses(world):
    placement = world.placement(status="proposed")
    row = placements.name_mentor(placement=placement, profile=world.profile, by=world.coordinator)
    MentorAssignment.objects.filter(pk=row.pk).update(answer_due_on=timezone.localdate() - dt.timedelta(days=1))
    assert assignments.lapse_unanswered() == 1
    row.refresh_from_db()
    assert row.status == "cancelled"


def test_a_practicum_whose_last_day_has_passed_is_complete(world):
    placement = world.placement(ends_on=timezone.localdate() - dt.timedelta(days=1))
    life_clock.follow_the_clock()
    placement.refresh_from_db()
    assert placement.status == "completed"
