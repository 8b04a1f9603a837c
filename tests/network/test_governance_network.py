"""Networks: joining, phases, functions, composition (NR23–NR26), who may what (network page §8)."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from accounts.models import Notice
from core.dates import official
from network import errors_governance as errors
from network.composition import composition_of_kinds, compositions
from network.kk_numbers import in_them, of_day, of_them
from network.models import Council, CouncilDecision, CouncilMember, Network, NetworkDuty, NetworkFunction, NetworkMembership, Role
from network.queries_governance import duty_matrix, filled_share
from network.services import approvals, duties, networks, phases
from network.services.decisions import decide
from network.workdays import add_working_days
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMemberFactory,
    NetworkDutyFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    coordinator_of,
    council_of,
    days_ago,
    invited_meeting,
    network_of,
)
from tests.factories.people import OrganisationFactory, OtherRegionFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db
FORM = {"expected": "Практиканттар", "quantity": "Жылына 12", "quality": "Тәлімгермен"}


def invited(network=None, **kwargs):
    network = network or NetworkFactory(**kwargs)
    school = OrganisationFactory(region=network.region)
    user_with_role(Role.ORG_COORDINATOR, school)
    return networks.invite_organisation(network=network, organisation=school, by=network.coordinator)


def functions(*codes):
    return list(NetworkFunction.objects.filter(code__in=codes))


def test_an_invited_organisation_hears_of_it_and_joins_with_its_form():
    membership = invited()
    leader = coordinator_of(membership.organisation)
    assert Notice.objects.filter(user=leader).count() == 1
    networks.answer_invitation(membership=membership, by=leader, **FORM)
    membership.refresh_from_db()
    assert (membership.status, membership.valid_from) == ("active", timezone.localdate())
    assert Notice.objects.filter(user=membership.network.coordinator).exists()


@pytest.mark.parametrize("field", ["expected", "quantity", "quality"])
def test_joining_needs_result_quantity_and_quality(field):
    with pytest.raises(errors.JoiningFormNeeded):
        networks.answer_invitation(membership=invited(), by=None, **{**FORM, field: " "})


def test_the_same_organisation_is_invited_once():
    membership = invited()
    with pytest.raises(errors.AlreadyInNetwork):
        networks.invite_organisation(network=membership.network, organisation=membership.organisation, by=None)


def test_in_a_pilot_the_council_admits_who_has_answered():
    network = network_of(status=Network.Status.PILOT)
    council = council_of(network)
    membership = invited(network)
    networks.answer_invitation(membership=membership, by=coordinator_of(membership.organisation), **FORM)
    membership.refresh_from_db()
    assert membership.status == "applied"
    decision = approvals.decisions_about(membership).get()
    _adopt(decision, council)
    membership.refresh_from_db()
    assert membership.status == "active"


def _adopt(decision, council):
    """The decision as if a meeting of today had adopted it by all voices."""
    meeting = invited_meeting(council)
    meeting.held_on = timezone.localdate()
    member = council.members.first()
    decision.votes.create(organisation=member.organisation, member=member, choice="for")
    decide(decision=decision, meeting=meeting, present=1, by=None)


def test_a_network_is_closed_by_its_council_only():
    network = network_of()
    council = council_of(network)
    with pytest.raises(errors.CouncilMustDecide):
        phases.move_network(network=network, action="close", by=network.coordinator)
    words = {"question_kk": "Жабу", "question_ru": "О закрытии", "text_kk": "Жабылсын", "text_ru": "Закрыть"}
    _adopt(approvals.council_approve(network, by=None, topic="closing", **words), council)
    network.refresh_from_db()
    assert network.status == "closed"


def test_who_leaves_takes_duties_and_seats_along_the_operator_stays():
    network = network_of()
    council = council_of(network)
    school = network.memberships.get(organisation__kind="school")
    duty = NetworkDutyFactory(network=network, organisation=school.organisation)
    networks.leave_network(membership=school, reason="Қайта ұйымдастыру", by=None)
    duty.refresh_from_db()
    assert not duty.is_current(timezone.localdate())
    assert not CouncilMember.objects.current().filter(council=council, organisation=school.organisation).exists()
    with pytest.raises(errors.OperatorStays):
        networks.leave_network(membership=network.memberships.get(organisation=network.operator), reason="Себеп", by=None)


def test_the_pilot_waits_for_everything_that_is_missing_and_names_it():
    network = network_of()
    with translation.override("ru"), pytest.raises(errors.PhaseNotReady) as refusal:
        phases.move_network(network=network, action="pilot", by=network.coordinator, reason="Срок")
    for words in ("NET", "Положение о совете", "Матрица функций", "Годовой план", "Пять локальных актов", "M&E"):
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("scope", "kinds", "met"),
    [
        ("pedagogical", {"university": 1, "college": 1, "school": 1}, True),
        ("pedagogical", {"university": 1, "school": 1}, False),
        ("career", {"school": 1, "college": 1, "enterprise": 1}, True),
        ("career", {"school": 1, "college": 1}, False),
        ("mixed", {"university": 1, "college": 1, "school": 1}, False),
        ("mixed", {"university": 1, "college": 1, "school": 1, "enterprise": 1}, True),
    ],
)
def test_the_minimum_of_members_is_a_rule(scope, kinds, met):
    network = NetworkFactory(scope=scope)
    for kind in kinds:
        NetworkMembershipFactory(network=network, organisation=OrganisationFactory(kind=kind))
    assert phases.composition_met(network) is met


def test_a_phase_outside_its_usual_length_ends_with_a_reason(monkeypatch):
    network = network_of(phase_from=days_ago(20))
    monkeypatch.setattr(phases, "guards", lambda *_args: [])
    with pytest.raises(errors.DurationNeedsReason):
        phases.move_network(network=network, action="pilot", by=network.coordinator)
    assert phases.move_network(network=network, action="pilot", by=network.coordinator, reason="Дайын").status == "pilot"


def test_the_gap_is_said_in_both_languages():
    gap = composition_of_kinds({}, {"university": 0, "college": 2, "school": 7})
    with translation.override("kk"):
        assert "2 колледж пен 10 мектептің 7-еуі қосылды" in gap.sentence
    with translation.override("ru"):
        assert "2 колледжа и 7 из 10 школ" in gap.sentence


@pytest.mark.parametrize(
    ("number", "of", "inside"),
    [(0, "0-і", "0-інде"), (6, "6-ауы", "6-сында"), (7, "7-еуі", "7-сінде"), (8, "8-і", "8-інде"), (10, "10-ы", "10-ында")],
)
def test_kazakh_numbers_take_their_endings(number, of, inside):
    assert (of_them(number), in_them(number)) == (of, inside)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_before_a_number_takes_its_ending(month):
    assert of_day(official(dt.date(2026, month, 21), "kk")).endswith(("дағы", "дегі", "тегі"))


def test_one_person_takes_several_functions_and_who_held_one_steps_back():
    network = network_of()
    school = network.memberships.get(organisation__kind="school").organisation
    first, second = coordinator_of(school), user_with_role(Role.TEACHER, school)
    values = {"network": network, "organisation": school, "phone": "+77001112233", "email": "s@demo.example", "by": first}
    duties.assign_functions(person=first, functions=functions("S1", "S2"), valid_from=days_ago(5), **values)
    duties.assign_functions(person=second, functions=functions("S2", "S3"), **values)
    current = NetworkDuty.objects.current().filter(organisation=school)
    assert {row.function.code: row.person for row in current} == {"S1": first, "S2": second, "S3": second}
    duties.assign_functions(person=first, functions=functions("S3"), **values)  # the same day: the history keeps who stood there
    assert NetworkDuty.objects.current().get(organisation=school, function__code="S3").person == first


def test_functions_of_another_kind_and_strangers_are_refused():
    network = network_of()
    school = network.memberships.get(organisation__kind="school").organisation
    values = {"network": network, "organisation": school, "phone": "+77001112233", "email": "s@demo.example", "by": None}
    with pytest.raises(errors.ForeignFunction):
        duties.assign_functions(person=coordinator_of(school), functions=functions("C1"), **values)
    with pytest.raises(errors.NotStaffHere):
        duties.assign_functions(person=UserFactory(), functions=functions("S1"), **values)
    with pytest.raises(errors.ContactsNeeded):
        duties.assign_functions(person=coordinator_of(school), functions=functions("S1"), **{**values, "phone": ""})


@pytest.mark.parametrize(("working_days", "tone"), [(10, "neutral"), (11, "sun"), (20, "sun"), (21, "clay")])
def test_a_vacant_function_turns_amber_after_ten_working_days_and_red_after_twenty(working_days, tone):
    network = NetworkFactory()
    last_working_day = add_working_days(timezone.localdate() + dt.timedelta(days=1), -1)  # today, or before a day off
    since = add_working_days(last_working_day, -working_days)
    NetworkMembershipFactory(network=network, organisation=OrganisationFactory(), valid_from=since)
    found = duties.vacancies(network)
    assert {row.days for row in found} == {working_days} and {row.tone for row in found} == {tone}


def test_the_matrix_shows_the_person_and_every_gap():
    network = network_of()
    school = network.memberships.get(organisation__kind="school").organisation
    NetworkDutyFactory(network=network, organisation=school)
    assert filled_share(network) == (1, 6 + 7 + 5)
    table = next(row for row in duty_matrix(network) if row["columns"][0] == "S1")
    cells = table["rows"][0]["cells"]
    assert cells[0]["tone"] == "leaf" and cells[0]["vacant"] == 0 and cells[1]["vacant"] == 1


def test_partners_with_gaps_are_asked_for_names():
    network = network_of()
    assert duties.ask_for_names(network=network, memberships=network.memberships.all(), by=network.coordinator) == 3
    school = network.memberships.get(organisation__kind="school")
    assert school.names_asked_at and Notice.objects.filter(user=coordinator_of(school.organisation), params__count=6).exists()


def test_compositions_count_whom_was_invited_and_who_joined():
    network = network_of(schools=2)
    invited(network)
    part = compositions([network])[network.pk].parts[2]
    assert (part.ratio, part.joined) == ("3/10", 2)


# --- who may what (§8) --------------------------------------------------------------------------------------------------


@pytest.fixture
def people():
    """One network with its people and strangers."""
    network = network_of()
    council = council_of(network)
    school = network.memberships.get(organisation__kind="school").organisation
    elsewhere = OtherRegionFactory()
    return {
        "network": network,
        "council": council,
        "school": school,
        "network_coordinator": network.coordinator,
        "school_coordinator": coordinator_of(school),
        "school_teacher": user_with_role(Role.TEACHER, school),
        "region_operator": user_with_role(Role.REGION_OPERATOR),
        "department": user_with_role(Role.DEPARTMENT),
        "platform_admin": user_with_role(Role.PLATFORM_ADMIN),
        "stranger": user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=elsewhere)),
        "pupil": user_with_role(Role.PUPIL, school),
    }


MAY = {
    ("change_network", "network"): {"network_coordinator", "region_operator", "platform_admin"},
    ("change_duties", "member"): {"school_coordinator"},
    ("answer_invitation", "member"): {"school_coordinator"},
    ("run_council", "council"): {"network_coordinator"},  # the chair
    ("add_network", None): {"network_coordinator", "school_coordinator", "region_operator", "platform_admin", "stranger"},
}
WHO = [
    "network_coordinator",
    "school_coordinator",
    "school_teacher",
    "region_operator",
    "department",
    "platform_admin",
    "stranger",
    "pupil",
]


@pytest.mark.parametrize("who", WHO)
def test_rights_follow_the_table_of_the_page(people, who):
    objects = {
        "network": people["network"],
        "council": people["council"],
        "member": people["network"].memberships.get(organisation=people["school"]),
        None: None,
    }
    user = people[who]
    for (permission, name), allowed in MAY.items():
        assert user.has_perm(f"network.{permission}", objects[name]) is (who in allowed), permission


@pytest.mark.parametrize(
    ("who", "network", "council", "decision"),
    [
        ("network_coordinator", True, True, True),
        ("school_coordinator", True, True, True),
        ("school_teacher", True, False, True),
        ("region_operator", True, True, True),
        ("department", True, True, True),
        ("stranger", False, False, False),
        ("pupil", False, False, False),
    ],
)
def test_who_sees_networks_councils_and_decisions(people, who, network, council, decision):
    user = people[who]
    made = CouncilDecisionFactory(item=AgendaItemFactory(meeting=invited_meeting(people["council"])))
    values = {
        "status": "adopted",
        "number": "1/1",
        "adopted_on": timezone.localdate(),
        "votes_for": 3,
        "votes_against": 0,
        "votes_abstained": 0,
    }
    CouncilDecision.objects.filter(pk=made.pk).update(**values)
    assert Network.objects.visible_to(user).exists() is network
    assert Council.objects.visible_to(user).exists() is council
    assert CouncilDecision.objects.visible_to(user).exists() is decision


def test_before_a_council_has_officers_the_coordinator_of_the_network_runs_it():
    council = CouncilFactory(network=network_of())
    coordinator = council.network.coordinator
    assert coordinator.has_perm("network.run_council", council)
    CouncilMemberFactory(council=council, organisation=council.network.operator, person=UserFactory(), seat="chair")
    fresh = type(coordinator).objects.get(pk=coordinator.pk)
    assert not fresh.has_perm("network.run_council", council)


def test_a_membership_that_was_left_opens_nothing():
    membership = NetworkMembershipFactory(status=NetworkMembership.Status.LEFT, valid_until=timezone.localdate() + dt.timedelta(1))
    leader = user_with_role(Role.ORG_COORDINATOR, membership.organisation)
    assert not Network.objects.visible_to(leader).exists()
