"""The list of people and what is done on it."""

import pytest

from accounts.models import Notice
from network.models import Role
from tests.factories.people import MembershipFactory, OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.mark.parametrize(
    ("role", "own", "answer"),
    [(Role.ORG_COORDINATOR, True, 200), (Role.ORG_HEAD, True, 200), (Role.TEACHER, True, 403), (Role.ORG_COORDINATOR, False, 403)],
)
def test_only_coordinators_of_the_organisation_see_its_people(client, school, role, own, answer):
    client.force_login(user_with_role(role, school if own else OrganisationFactory()))
    assert client.get(f"/organisations/{school.pk}/people/").status_code == answer
    assert client.get(f"/organisations/{school.pk}/people/invite/").status_code == answer


def test_a_role_is_ended_on_the_page_and_only_in_the_own_organisation(client, school):
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    own, foreign = MembershipFactory(organisation=school, role=Role.TEACHER).roles.get(), MembershipFactory(role=Role.TEACHER).roles.get()
    assert client.post(f"/organisations/{school.pk}/people/roles/{foreign.pk}/end/", {"reason": "x"}).status_code == 404
    assert client.post(f"/organisations/{school.pk}/people/roles/{own.pk}/end/", {"reason": "Кетті"}).status_code == 302
    own.refresh_from_db()
    assert own.ended_at and own.end_reason == "Кетті"


def test_the_last_coordinator_is_told_why_not(client, school):
    boss = user_with_role(Role.ORG_COORDINATOR, school)
    client.force_login(boss)
    answer = client.post(
        f"/organisations/{school.pk}/people/roles/{boss.memberships.get().roles.get().pk}/end/", {"reason": "x"}, follow=True
    )
    assert "Алдымен басқа желілік координаторды тағайындаңыз" in answer.content.decode()


def test_the_list_of_people_costs_the_same_for_2_and_for_20(client, school, django_assert_max_num_queries):
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    for _ in range(20):
        MembershipFactory(organisation=school, role=Role.TEACHER)
    client.get(f"/organisations/{school.pk}/people/")  # the name of the place and the last visit are noted once in some minutes
    with django_assert_max_num_queries(13):
        client.get(f"/organisations/{school.pk}/people/")


def test_a_lost_second_step_is_taken_away_by_the_coordinator_with_a_reason(client, school):
    from allauth.mfa.models import Authenticator

    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})
    page = f"/organisations/{school.pk}/people/{member.pk}/reset/"
    client.post(page, {"reason": " "})
    assert Authenticator.objects.filter(user=member.user).exists()
    client.post(page, {"reason": "Телефонын жоғалтты"})
    assert not Authenticator.objects.filter(user=member.user).exists()
    assert member.user.security_events.get(kind="mfa_removed").details["reason"] == "Телефонын жоғалтты"
    assert Notice.objects.filter(user=member.user).exists()


def test_nobody_resets_the_own_second_step_this_way(client, school):
    from allauth.mfa.models import Authenticator

    boss = MembershipFactory(organisation=school, role=Role.ORG_COORDINATOR)
    Authenticator.objects.create(user=boss.user, type="totp", data={"secret": "x"})
    client.force_login(boss.user)
    client.post(f"/organisations/{school.pk}/people/{boss.pk}/reset/", {"reason": "x"})
    assert Authenticator.objects.filter(user=boss.user).exists()
