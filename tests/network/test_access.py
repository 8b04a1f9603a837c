"""Roles in time: who holds what today, and that access ends the second a role does (NR14)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from network import services
from network.access import has_role, holdings, holds
from network.errors import AlreadyMember, ClassNeeded, ForeignClass, LastCoordinator, RoleHeld, RoleOutsideMembership
from network.models import ClassGroup, Enrolment, Membership, Organisation, Role, RoleAssignment, Site
from tests.factories.agreements import AgreementFactory
from tests.factories.people import (
    ClassGroupFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    RoleFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


def fresh(user):
    """The person as the next request loads them."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("change", "held"),
    [
        (lambda m, r: None, True),
        (lambda m, r: setattr(r, "valid_until", TODAY() - DAY), False),
        (lambda m, r: setattr(r, "valid_until", TODAY()), True),
        (lambda m, r: setattr(r, "valid_from", TODAY() + DAY), False),
        (lambda m, r: setattr(r, "ended_at", timezone.now()), False),
        (lambda m, r: setattr(m, "valid_until", TODAY() - DAY), False),
        (lambda m, r: setattr(m.organisation, "status", Organisation.Status.SUSPENDED), False),
        (lambda m, r: setattr(m.organisation, "status", Organisation.Status.CLOSED), False),
    ],
    ids=["held", "role over", "last day", "not yet", "taken away", "membership over", "organisation suspended", "organisation closed"],
)
def test_a_role_counts_only_while_everything_it_stands_on_does(change, held):
    membership = MembershipFactory(role=Role.CAREER_COORDINATOR)
    role = membership.roles.get()
    change(membership, role)
    role.save()
    membership.save()
    membership.organisation.save()
    assert holds(fresh(membership.user), Role.CAREER_COORDINATOR, membership.organisation) is held


def test_roles_are_read_once_per_request(django_assert_num_queries):
    user = fresh(user_with_role(Role.MENTOR))
    with django_assert_num_queries(1):
        assert has_role(user, Role.MENTOR) and not has_role(user, Role.PUPIL) and len(holdings(user)) == 1


def test_access_ends_with_the_role_in_a_running_session(client):
    membership = MembershipFactory(role=Role.ORG_COORDINATOR)
    other = MembershipFactory(role=Role.ORG_COORDINATOR, organisation=membership.organisation)
    client.force_login(membership.user)
    page = f"/organisations/{membership.organisation.pk}/people/"
    assert client.get(page).status_code == 200
    services.end_role(assignment=membership.roles.get(), by=other.user, reason="Басқа жұмысқа ауысты")
    assert client.get(page).status_code == 403


def test_the_last_coordinator_names_a_successor_first():
    membership = MembershipFactory(role=Role.ORG_COORDINATOR)
    with pytest.raises(LastCoordinator):
        services.end_role(assignment=membership.roles.get(), by=membership.user, reason="кетті")
    with pytest.raises(LastCoordinator):
        services.end_membership(membership=membership, by=membership.user, reason="кетті")
    MembershipFactory(role=Role.ORG_COORDINATOR, organisation=membership.organisation)
    services.end_membership(membership=membership, by=membership.user, reason="Зейнетке шықты")
    assert not holdings(fresh(membership.user))


def test_a_role_lies_within_its_membership_in_the_service_and_in_the_database():
    membership = MembershipFactory(valid_until=TODAY() + 30 * DAY)
    with pytest.raises(RoleOutsideMembership):
        services.assign_role(membership=membership, role=Role.TEACHER, by=None, valid_until=TODAY() + 31 * DAY)
    with pytest.raises(IntegrityError, match="role_within_membership"), transaction.atomic():
        RoleFactory(membership=membership, valid_from=membership.valid_from - DAY)
    with pytest.raises(IntegrityError, match="role_within_membership"), transaction.atomic():
        RoleFactory(membership=membership, valid_until=TODAY() + 31 * DAY)


def test_two_memberships_of_one_kind_never_overlap():
    membership = MembershipFactory()
    with pytest.raises(AlreadyMember):
        services.add_member(user=membership.user, organisation=membership.organisation, by=None)
    assert services.add_member(user=membership.user, organisation=membership.organisation, by=None, kind=Membership.Kind.LEARNER)


def test_a_class_teacher_needs_a_class_of_the_same_school():
    membership = MembershipFactory()
    with pytest.raises(ClassNeeded):
        services.assign_role(membership=membership, role=Role.CLASS_TEACHER, by=None)
    with pytest.raises(ForeignClass):
        services.assign_role(membership=membership, role=Role.CLASS_TEACHER, by=None, class_group=ClassGroupFactory())
    group = ClassGroupFactory(organisation=membership.organisation)
    assert services.assign_role(membership=membership, role=Role.CLASS_TEACHER, by=None, class_group=group)
    with pytest.raises(RoleHeld):
        services.assign_role(membership=membership, role=Role.CLASS_TEACHER, by=None, class_group=group)


def test_a_role_taken_away_today_can_be_given_back_today():
    membership = MembershipFactory(role=Role.TEACHER)
    services.end_role(assignment=membership.roles.get(), by=None, reason="қате")
    assert services.assign_role(membership=membership, role=Role.TEACHER, by=None)


@pytest.fixture
def school():
    """A school with a class, a pupil in it, a second class, and people in every role."""
    school = OrganisationFactory()
    group, other = ClassGroupFactory(organisation=school), ClassGroupFactory(organisation=school)
    people = {
        role: user_with_role(role, school) for role in (Role.CAREER_COORDINATOR, Role.PSYCHOLOGIST, Role.MEDICAL_WORKER, Role.ORG_HEAD)
    }
    people[Role.CLASS_TEACHER] = user_with_role(Role.CLASS_TEACHER, school, class_group=group)
    people["other teacher"] = user_with_role(Role.CLASS_TEACHER, school, class_group=other)
    people["foreign coordinator"] = user_with_role(Role.CAREER_COORDINATOR)
    people[Role.MENTOR] = user_with_role(Role.MENTOR)
    people[Role.REGION_OPERATOR] = user_with_role(Role.REGION_OPERATOR)
    people["pupil"] = PupilFactory(group=group)
    return school, group, people


@pytest.mark.parametrize(
    ("who", "sees", "answers_for"),
    [
        (Role.CAREER_COORDINATOR, True, True),
        (Role.ORG_HEAD, True, True),
        (Role.CLASS_TEACHER, True, True),
        ("other teacher", False, False),
        (Role.PSYCHOLOGIST, True, False),
        (Role.MEDICAL_WORKER, True, False),
        ("foreign coordinator", False, False),
        (Role.MENTOR, False, False),
        (Role.REGION_OPERATOR, False, False),
    ],
)
def test_who_sees_a_pupil_and_who_answers_for_the_family(school, who, sees, answers_for):
    _school, _group, people = school
    user, pupil = people[who], people["pupil"]
    guardian = GuardianLinkFactory(child=pupil)
    assert User.objects.visible_to(user).filter(pk=pupil.pk).exists() is sees
    assert User.objects.in_care_of(user).filter(pk=pupil.pk).exists() is answers_for
    assert type(guardian).objects.visible_to(user).filter(pk=guardian.pk).exists() is answers_for


def test_a_pupil_sees_themselves_and_no_classmate(school):
    _school, group, people = school
    classmate = PupilFactory(group=group)
    assert list(User.objects.visible_to(people["pupil"])) == [people["pupil"]]
    assert not User.objects.visible_to(classmate).filter(pk=people["pupil"].pk).exists()


def test_a_pupil_who_left_the_class_leaves_the_care_of_its_teacher(school):
    _school, group, people = school
    Enrolment.objects.filter(group=group).update(valid_until=TODAY() - DAY)
    assert not User.objects.in_care_of(people[Role.CLASS_TEACHER]).exists()


@pytest.mark.parametrize(
    ("who", "count"),
    [(Role.CAREER_COORDINATOR, 2), (Role.CLASS_TEACHER, 1), ("other teacher", 1), ("foreign coordinator", 0), ("pupil", 0)],
)
def test_classes_are_seen_by_those_who_work_with_them(school, who, count):
    owner, _group, people = school
    assert ClassGroup.objects.visible_to(people[who]).filter(organisation=owner).count() == count


def test_an_unchecked_site_is_seen_by_its_host_and_the_operator_of_the_region_only():
    site = SiteFactory(draft=True)
    near, far = OrganisationFactory(career_centre=True), OrganisationFactory(career_centre=True, region=OtherRegionFactory())
    people = {
        "host": (user_with_role(Role.ORG_COORDINATOR, site.organisation), True),
        "mentor": (user_with_role(Role.MENTOR, site.organisation), True),
        "operator": (user_with_role(Role.REGION_OPERATOR, near), True),
        "far operator": (user_with_role(Role.REGION_OPERATOR, far), False),
        "school": (user_with_role(Role.CAREER_COORDINATOR), False),
    }
    for user, seen in people.values():
        assert Site.objects.visible_to(user).filter(pk=site.pk).exists() is seen


@pytest.mark.parametrize(("party", "seen"), [("school", True), ("host", True), ("operator", True), ("stranger", False)])
def test_an_agreement_is_seen_by_its_parties_and_their_operator(party, seen):
    agreement = AgreementFactory()
    user = {
        "school": lambda: user_with_role(Role.ORG_COORDINATOR, agreement.school),
        "host": lambda: user_with_role(Role.ORG_HEAD, agreement.host),
        "operator": lambda: user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True)),
        "stranger": lambda: user_with_role(Role.ORG_HEAD),
    }[party]()
    assert type(agreement).objects.visible_to(user).exists() is seen


def test_colleagues_see_each_others_roles_and_strangers_do_not(school):
    owner, _group, people = school
    roles = RoleAssignment.objects.filter(membership__organisation=owner, role=Role.PSYCHOLOGIST)
    assert RoleAssignment.objects.visible_to(people[Role.CLASS_TEACHER]).filter(pk__in=roles).exists()
    assert not RoleAssignment.objects.visible_to(people["foreign coordinator"]).filter(pk__in=roles).exists()


def test_nobody_sees_anything_without_signing_in():
    from django.contrib.auth.models import AnonymousUser

    MembershipFactory(), SiteFactory(), ClassGroupFactory(), UserFactory()
    for model in (User, Organisation, Site, ClassGroup, Membership, RoleAssignment, Enrolment):
        assert not model.objects.visible_to(AnonymousUser()).exists()
