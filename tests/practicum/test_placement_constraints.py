"""What the database itself refuses: seats, two places at once, a placement of two rounds, a placement without order or admission (R1–R3, R12, R13)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from mentoring.models import MentorAssignment
from practicum.models import Placement, PlacementOverride
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld()


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_proposed_place_holds_its_seat_and_the_next_one_is_refused(world):
    offer = world.offer(capacity=1)
    first = world.placement(status="proposed", offer=offer)
    offer.refresh_from_db()
    assert (offer.taken, offer.free) == (1, 0)
    refused("offer_taken_within_capacity", lambda: world.placement(status="proposed", offer=offer))
    first.move("lapse", by=None)
    offer.refresh_from_db()
    assert offer.taken == 0


def test_capacity_is_not_lowered_below_the_seats_taken(world):
    offer = world.offer(capacity=2)
    world.placement(offer=offer)
    world.placement(offer=offer)
    offer.capacity = 1
    refused("offer_taken_within_capacity", offer.save)


def test_an_offer_with_placements_is_not_withdrawn(world):
    offer = world.offer()
    world.placement(offer=offer)
    offer.status = "withdrawn"
    refused("taken_offer_is_not_withdrawn", offer.save)


def test_one_live_placement_in_a_round(world):
    placement = world.placement(status="proposed")
    refused("one_live_placement|do_not_overlap", lambda: world.placement(status="proposed", application=placement.application))
    placement.move("cancel", by=None)
    assert world.placement(status="proposed", application=placement.application).number.startswith("PR-")


def test_live_placements_of_one_student_never_overlap(world):
    first = world.placement()
    other = PracticumWorld()
    application = other.application(student=first.student, group=None)
    for made in (other.any_offer, other.profile, other.leader, other.order):  # outside of what is rolled back below
        assert made.pk
    refused("live_placements_do_not_overlap", lambda: other.placement(application=application, starts_on=first.ends_on))
    later = other.placement(
        application=application, starts_on=first.ends_on + dt.timedelta(days=1), ends_on=first.ends_on + dt.timedelta(days=20)
    )
    assert later.student_id == first.student_id


def test_application_and_offer_belong_to_one_round(world):
    other = PracticumWorld()
    refused("placement_is_of_one_round", lambda: world.placement(status="proposed", offer=other.offer()))


def test_school_and_student_repeat_what_offer_and_application_say(world):
    placement = world.placement()
    assert placement.school_id == placement.offer.school_id
    assert placement.student_id == placement.application.student_id
    assert placement.number == f"PR-{placement.starts_on.year}-{placement.pk:06d}"


def test_from_ordered_on_a_placement_has_its_order(world):
    refused("ordered_placement_has_an_order", lambda: world.placement(status="ordered", order=None))


def test_an_active_placement_was_admitted(world):
    refused("active_placement_was_admitted", lambda: world.placement(status="active", admitted_on=None))


def test_a_mentor_never_leads_more_than_the_register_allows(world):
    mentor = world.mentor(capacity_max=2)
    for _ in range(2):
        placement = world.placement(status="proposed")
        world.lead(placement, mentor.person, "mentor", profile=mentor)
    mentor.refresh_from_db()
    assert (mentor.active_load, mentor.free_load) == (2, 0)
    third = world.placement(status="proposed")
    refused("mentor_load_within_capacity", lambda: world.lead(third, mentor.person, "mentor", profile=mentor))


def test_one_active_leader_per_role_and_placement(world):
    placement = world.placement()
    second = world.mentor()
    refused("one_active_leader_per_role", lambda: world.lead(placement, second.person, "mentor", profile=second))
    running = MentorAssignment.objects.of(placement).get(role="mentor")
    running.move("replace", by=None)
    assert world.lead(placement, second.person, "mentor", profile=second).status == "active"


def test_a_change_by_hand_tells_its_reason_in_ten_characters(world):
    placement = world.placement()
    values = {"placement": placement, "to_offer": placement.offer, "reason_code": "health", "cost_delta": 0, "by": world.owner}
    refused("override_reason_of_10", lambda: PlacementOverride.objects.create(reason="ок", **values))
    assert PlacementOverride.objects.create(reason="Дәрігер анықтамасы", **values).pk


def test_who_sees_a_placement(world):
    placement = world.placement()
    stranger = PracticumWorld()
    seen = [world.owner, world.coordinator, world.leader, world.profile.person, placement.student]
    assert all(Placement.objects.visible_to(person).filter(pk=placement.pk).exists() for person in seen)
    unseen = [stranger.owner, stranger.coordinator, stranger.leader, stranger.profile.person, stranger.student()]
    assert not any(Placement.objects.visible_to(person).filter(pk=placement.pk).exists() for person in unseen)
