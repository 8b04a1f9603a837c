"""Inviting people and ending their roles, as services and as pages."""

import re

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import Delivery, Notice, OneTimeLink, User
from accounts.tasks import deliver
from network import services
from network.errors import AddressTaken, NoAddress, NotInvitable
from network.models import Role
from tests.factories.people import ClassGroupFactory, MembershipFactory, OrganisationFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db
PERSON = {"last_name": "Сынақова", "first_name": "Інжу", "email": "inju@demo.example"}


@pytest.fixture
def queue(monkeypatch):
    """The queue without a broker: messages are delivered when they are asked for."""
    waiting = []
    monkeypatch.setattr(deliver, "delay", waiting.append)
    return lambda: [deliver(pk) for pk in waiting]


def test_an_invited_person_gets_a_membership_a_role_and_a_letter_in_their_language(queue, django_capture_on_commit_callbacks):
    school, boss = OrganisationFactory(), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        link = services.invite_person(organisation=school, role=Role.PSYCHOLOGIST, by=boss, language="ru", **PERSON)
    person = link.user
    assert person.sign_in == User.SignIn.INVITED and not person.has_usable_password()
    assert person.memberships.get().roles.get().role == Role.PSYCHOLOGIST
    queue()
    assert mail.outbox[0].to == ["inju@demo.example"] and "приглашает" in mail.outbox[0].body
    assert Delivery.objects.get().state == "sent" and Delivery.objects.get().body == ""


def test_a_second_invitation_closes_the_first_link(queue):
    school, boss = OrganisationFactory(), UserFactory()
    first = services.invite_person(organisation=school, role=Role.PSYCHOLOGIST, by=boss, **PERSON)
    second = services.renew_invitation(person=first.user, organisation=school, by=boss)
    first.refresh_from_db()
    assert (first.status, second.status) == ("revoked", "issued")


def test_whoever_signs_in_already_gets_the_role_and_a_notice_but_no_link(queue):
    person = UserFactory(**PERSON)
    assert services.invite_person(organisation=OrganisationFactory(), role=Role.TEACHER, by=UserFactory(), **PERSON) is None
    assert not OneTimeLink.objects.exists() and Notice.objects.get().user == person
    assert person.memberships.count() == 1


def test_a_known_address_with_another_name_gives_nothing(queue):
    UserFactory(email=PERSON["email"], last_name="Басқа", first_name="Адам")
    with pytest.raises(AddressTaken), transaction.atomic():
        services.invite_person(organisation=OrganisationFactory(), role=Role.TEACHER, by=UserFactory(), **PERSON)
    assert User.objects.get(email=PERSON["email"]).memberships.count() == 0


def test_without_an_address_nobody_is_invited():
    with pytest.raises(NoAddress):
        services.invite_person(organisation=OrganisationFactory(), role=Role.TEACHER, by=None, last_name="А", first_name="Б")
    with pytest.raises(NotInvitable):
        services.renew_invitation(person=UserFactory(), organisation=OrganisationFactory(), by=None)


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


def test_the_page_invites_a_class_teacher_and_offers_the_link(client, school, queue, django_capture_on_commit_callbacks):
    group = ClassGroupFactory(organisation=school)
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    page = f"/organisations/{school.pk}/people/"
    missing = client.post(f"{page}invite/", PERSON | {"role": "class_teacher", "language": "kk"})
    assert missing.status_code == 422 and missing.context["form"].errors["class_group"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}invite/", PERSON | {"role": "class_teacher", "language": "kk", "class_group": group.pk})
    listed = client.get(page).content.decode()
    assert "Сынақова Інжу" in listed and group.name in listed
    token = re.search(r"/l/([\w-]{32})/", listed)[1]
    client.logout()
    assert client.get(f"/l/{token}/").status_code == 200


def test_a_class_of_another_school_is_not_offered(client, school):
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    answer = client.post(
        f"/organisations/{school.pk}/people/invite/",
        PERSON | {"role": "class_teacher", "language": "kk", "class_group": ClassGroupFactory().pk},
    )
    assert answer.status_code == 422 and not User.objects.filter(email=PERSON["email"]).exists()


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
    with django_assert_max_num_queries(12):
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
