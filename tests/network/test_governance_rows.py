"""What the database itself refuses about networks and councils."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import CouncilMember, DecisionVote, NetworkFunction, NetworkMembership
from tests.factories.governance import (
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMemberFactory,
    NetworkDutyFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    days_ago,
)
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


def refused(constraint, act):
    """The database says no, by this constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def test_the_catalogue_has_79_mandatory_functions_for_one_university_two_colleges_and_ten_schools():
    count = {group: NetworkFunction.objects.filter(group=group, mandatory=True).count() for group in ("school", "college", "university")}
    assert 10 * count["school"] + 2 * count["college"] + count["university"] == 79


def test_a_function_of_an_organisation_has_one_responsible_person_at_a_time():
    duty = NetworkDutyFactory(valid_until=days_ago(1))
    NetworkDutyFactory(network=duty.network, organisation=duty.organisation, valid_from=timezone.localdate())
    refused(
        "one_responsible_per_function",
        lambda: NetworkDutyFactory(network=duty.network, organisation=duty.organisation, valid_from=days_ago(2)),
    )


def test_somebody_who_supports_stands_beside_the_responsible_person():
    duty = NetworkDutyFactory()
    assert NetworkDutyFactory(network=duty.network, organisation=duty.organisation, rasci="S").pk


@pytest.mark.parametrize("field", ["phone", "email"])
def test_a_duty_has_phone_and_mail(field):
    refused("duty_has_contacts", lambda: NetworkDutyFactory(**{field: ""}))


def test_the_third_seat_of_an_organisation_is_refused_by_the_database():
    council, school = CouncilFactory(), OrganisationFactory()
    CouncilMemberFactory(council=council, organisation=school)
    CouncilMemberFactory(council=council, organisation=school)
    refused("council_seats_per_organisation", lambda: CouncilMemberFactory(council=council, organisation=school))
    assert CouncilMemberFactory(council=council, organisation=school, seat=CouncilMember.Seat.EXPERT).pk


def test_a_seat_that_ended_makes_room_for_another():
    council, school = CouncilFactory(seats_per_org=1), OrganisationFactory()
    CouncilMemberFactory(council=council, organisation=school, valid_until=days_ago(1))
    assert CouncilMemberFactory(council=council, organisation=school, valid_from=timezone.localdate()).pk


def test_a_council_has_one_chair():
    chair = CouncilMemberFactory(seat=CouncilMember.Seat.CHAIR)
    refused("council_has_one_chair_one_secretary", lambda: CouncilMemberFactory(council=chair.council, seat=CouncilMember.Seat.CHAIR))


def test_an_expert_has_no_vote():
    decision = CouncilDecisionFactory()
    expert = CouncilMemberFactory(council=decision.council, seat=CouncilMember.Seat.EXPERT)
    refused(
        "vote_of_a_voting_seat",
        lambda: DecisionVote.objects.create(decision=decision, organisation=expert.organisation, member=expert, choice="for"),
    )


def test_nobody_votes_for_another_organisation():
    decision = CouncilDecisionFactory()
    member = CouncilMemberFactory(council=decision.council)
    refused(
        "vote_of_a_voting_seat",
        lambda: DecisionVote.objects.create(decision=decision, organisation=OrganisationFactory(), member=member, choice="for"),
    )


def test_an_organisation_has_one_vote_on_a_decision():
    decision = CouncilDecisionFactory()
    school = OrganisationFactory()
    first, second = (CouncilMemberFactory(council=decision.council, organisation=school) for _ in range(2))
    DecisionVote.objects.create(decision=decision, organisation=school, member=first, choice="for")
    refused(
        "one_vote_per_organisation",
        lambda: DecisionVote.objects.create(decision=decision, organisation=school, member=second, choice="against"),
    )


def test_a_member_without_its_joining_form_is_refused():
    refused("network_member_has_joining_form", lambda: NetworkMembershipFactory(quality=""))


def test_an_organisation_is_in_a_network_once_and_may_come_back():
    network, school = NetworkFactory(), OrganisationFactory()
    left = NetworkMembershipFactory(
        network=network, organisation=school, status=NetworkMembership.Status.LEFT, valid_until=timezone.localdate() + dt.timedelta(1)
    )
    NetworkMembershipFactory(network=network, organisation=left.organisation)
    refused("network_membership_once", lambda: NetworkMembershipFactory(network=network, organisation=school))
