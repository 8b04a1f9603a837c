"""Invitations (NR9): who may ask whom, one live per address, three more sendings a day, agreeing, declining, expiring, a file of many."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import Workbook

from accounts import consents
from accounts.models import Consent, Notice, User
from network import services
from network.errors import (
    AddressTaken,
    AlreadyInvited,
    ClassNeeded,
    ConsentNeeded,
    ForeignClass,
    InvitationOver,
    NoAddress,
    NobodyOffered,
    OtherPerson,
    RoleDatesWrong,
    RoleNotYours,
    SentTooOften,
    SignInFirst,
)
from network.models import Invitation, Membership, Role, RoleAssignment
from network.services import Offer, accepting, invitations
from network.tasks import send_invitation
from tests.factories.people import (
    PASSWORD,
    ClassGroupFactory,
    ConsentTextFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    PupilFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db
PERSON = {"last_name": "Сынақова", "first_name": "Інжу", "email": "inju@demo.example"}
TEACHER = Offer(Role.TEACHER)
FORMSET = {"roles-TOTAL_FORMS": "3", "roles-INITIAL_FORMS": "0"}


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def boss(school):
    return user_with_role(Role.ORG_COORDINATOR, school, language="kk")


@pytest.fixture
def sent(monkeypatch):
    """The queue without a broker: letters are sent when they are asked for."""
    waiting = []
    monkeypatch.setattr(send_invitation, "delay", waiting.append)
    return lambda: [send_invitation(pk) for pk in waiting]


def invite(school, by, *offers, **changes):
    return services.invite(organisation=school, roles=list(offers) or [TEACHER], by=by, **(PERSON | changes))


def page_of(invitation):
    return f"/i/{invitations.token_of(invitation)}/"


def test_an_invitation_gives_nothing_before_the_person_agrees(school, boss, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = invite(school, boss, Offer(Role.PSYCHOLOGIST), language="ru")
    assert row.status == "sent" and not User.objects.filter(email=PERSON["email"]).exists()
    sent()
    assert mail.outbox[0].to == ["inju@demo.example"] and "приглашает" in mail.outbox[0].body and page_of(row) in mail.outbox[0].body


def test_a_new_person_types_a_password_and_has_several_roles_with_their_periods(client, school, boss):
    until = timezone.localdate() + dt.timedelta(days=30)
    row = invite(school, boss, Offer(Role.TEACHER), Offer(Role.MENTOR, valid_until=until))
    assert client.get(page_of(row)).status_code == 200
    answer = client.post(page_of(row), {"answer": "yes", "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer.status_code == 302
    person = User.objects.get(email=PERSON["email"])
    roles = {role.role: role for role in RoleAssignment.objects.filter(membership__user=person)}
    assert person.is_active and set(roles) == {"teacher", "mentor"} and roles["mentor"].valid_until == until
    row.refresh_from_db()
    assert (row.status, row.user) == ("accepted", person) and Notice.objects.filter(user=boss).exists()
    assert client.get("/").status_code == 200


def test_only_what_is_missing_is_asked(client, school, boss):
    row = services.invite(organisation=school, roles=[TEACHER], by=boss, email="nameless@demo.example")
    assert accepting.missing_fields(row, None) == ["last_name", "first_name", "password"]
    named = invite(school, boss)
    assert accepting.missing_fields(named, None) == ["password"]
    account = UserFactory(email="here@demo.example")
    own = services.invite(organisation=school, roles=[TEACHER], by=boss, email=account.email)
    assert accepting.missing_fields(own, account) == []


def test_an_existing_account_agrees_itself_and_nobody_for_it(client, school, boss):
    person = UserFactory(**PERSON)
    row = invite(school, boss)
    assert Notice.objects.filter(user=person).exists() and not person.memberships.exists()
    with pytest.raises(SignInFirst):
        accepting.accept(invitation=row, signed_in=None)
    stranger = client.post(page_of(row), {"answer": "yes", "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert stranger.status_code == 302 and "login" in stranger.url and not person.memberships.exists()
    client.force_login(person)
    assert client.post(page_of(row), {"answer": "yes"}).status_code == 302
    assert person.memberships.get().roles.get().role == Role.TEACHER


def test_another_signed_in_person_sees_the_masked_address_and_gets_no_role(client, school, boss):
    row, other = invite(school, boss), UserFactory()
    client.force_login(other)
    answer = client.get(page_of(row))
    assert answer.status_code == 403 and "i***@demo.example" in answer.content.decode() and PERSON["email"] not in answer.content.decode()
    with pytest.raises(OtherPerson):
        accepting.accept(invitation=row, signed_in=other)
    row.refresh_from_db()
    assert row.status == "sent" and not other.memberships.exists()


def test_one_live_invitation_per_organisation_and_address_also_in_the_database(school, boss):
    row = invite(school, boss)
    with pytest.raises(AlreadyInvited), transaction.atomic():
        invite(school, boss, email="INJU@demo.example")
    with pytest.raises(IntegrityError, match="one_live_invitation"), transaction.atomic():
        Invitation.objects.create(
            organisation=school, address_hash=row.address_hash, nonce="x", token_hash="x" * 64, expires_at=row.expires_at, email=row.email
        )
    elsewhere = OrganisationFactory()
    assert invite(elsewhere, user_with_role(Role.ORG_COORDINATOR, elsewhere))
    invitations.revoke(invitation=row, by=boss)
    assert invite(school, boss)


def test_it_is_sent_again_three_times_a_day_and_no_more(school, boss):
    row = invite(school, boss)
    for _ in range(3):
        invitations.send_again(invitation=row, by=boss)
    with pytest.raises(SentTooOften):
        invitations.send_again(invitation=row, by=boss)
    Invitation.objects.filter(pk=row.pk).update(resent_on=timezone.localdate() - dt.timedelta(days=1))
    assert invitations.send_again(invitation=row, by=boss).resent_count == 1
    with pytest.raises(IntegrityError, match="invitation_resent_3_times_a_day"), transaction.atomic():
        Invitation.objects.filter(pk=row.pk).update(resent_count=4)


def test_what_was_typed_is_kept_when_the_link_expires_and_comes_back_with_the_new_one(client, school, boss):
    row = services.invite(organisation=school, roles=[TEACHER], by=boss, email="slow@demo.example")
    Invitation.objects.filter(pk=row.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    typed = {"answer": "yes", "last_name": "Мысалов", "first_name": "Нұрлан", "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = client.post(page_of(row), typed)
    assert answer.status_code == 410 and not User.objects.filter(email="slow@demo.example").exists()
    assert invitations.expire_invitations() == 1 and invitations.expire_invitations() == 0
    new = services.invite(organisation=school, roles=[TEACHER], by=boss, email="slow@demo.example")
    assert 'value="Мысалов"' in client.get(page_of(new)).content.decode()
    new.refresh_from_db()
    assert PASSWORD not in new.kept
    Invitation.objects.filter(pk=row.pk).update(kept_at=timezone.now() - dt.timedelta(days=31))
    assert invitations.kept_for(new) == {}


def test_a_mistake_beside_its_field_loses_nothing(client, school, boss):
    row = services.invite(organisation=school, roles=[TEACHER], by=boss, email="typo@demo.example")
    answer = client.post(
        page_of(row), {"answer": "yes", "last_name": "Мысалов", "first_name": "", "new_password1": "1", "new_password2": "2"}
    )
    assert answer.status_code == 422 and 'value="Мысалов"' in answer.content.decode()
    assert 'value="Мысалов"' in client.get(page_of(row)).content.decode()


def test_declined_revoked_and_answered_links_open_nothing(client, school, boss):
    row = invite(school, boss)
    assert client.post(page_of(row), {"answer": "no"}).status_code == 200
    row.refresh_from_db()
    assert row.status == "declined" and client.get(page_of(row)).status_code == 410
    taken = invite(school, boss)
    invitations.revoke(invitation=taken, by=boss, reason="қате")
    with pytest.raises(InvitationOver):
        accepting.accept(invitation=taken, signed_in=None, typed={"password": PASSWORD})
    assert client.get("/i/no-such-token/").status_code == 404


def test_a_known_address_with_another_name_is_not_asked(school, boss):
    UserFactory(email=PERSON["email"], last_name="Басқа", first_name="Адам")
    with pytest.raises(AddressTaken), transaction.atomic():
        invite(school, boss)


@pytest.mark.parametrize(
    ("offers", "error"),
    [
        ([], NobodyOffered),
        ([Offer(Role.REGION_OPERATOR)], RoleNotYours),
        ([Offer(Role.CLASS_TEACHER)], ClassNeeded),
        ([Offer(Role.TEACHER, valid_until=dt.date(2020, 1, 1))], RoleDatesWrong),
        ([Offer(Role.TEACHER, valid_from=dt.date(2090, 1, 2), valid_until=dt.date(2090, 1, 1))], RoleDatesWrong),
    ],
)
def test_wrong_offers_are_refused(school, boss, offers, error):
    with pytest.raises(error):
        services.invite(organisation=school, roles=offers, by=boss, **PERSON)


def test_a_foreign_class_and_no_address_are_refused(school, boss):
    with pytest.raises(ForeignClass):
        invite(school, boss, Offer(Role.CLASS_TEACHER, ClassGroupFactory()))
    with pytest.raises(NoAddress):
        services.invite(organisation=school, roles=[TEACHER], by=boss, last_name="А", first_name="Б")


def test_an_invitation_on_paper_is_opened_by_its_code(client, school, boss):
    client.force_login(boss)
    client.post(
        f"/organisations/{school.pk}/people/invite/",
        FORMSET | {"last_name": "А", "first_name": "Б", "on_paper": "on", "language": "kk", "roles-0-role": "teacher"},
    )
    row = Invitation.objects.get()
    slip = client.get(f"/organisations/{school.pk}/people/invitations/{row.pk}/paper/").content.decode()
    assert row.printed_code in slip and len(row.printed_code) == 8
    client.logout()
    assert client.post("/i/", {"code": "WRONG234"}).status_code == 422
    assert client.post("/i/", {"code": row.printed_code.lower()}).url == page_of(row)


def test_an_account_under_18_opens_with_the_consent_of_the_family(school, boss):
    group = ClassGroupFactory(organisation=school)
    born = timezone.localdate() - dt.timedelta(days=365 * 14)
    pupil = PupilFactory(group=group, email="pupil@demo.example", birth_date=born)
    row = services.invite(organisation=school, roles=[Offer(Role.PUPIL)], by=boss, email=pupil.email)
    with pytest.raises(ConsentNeeded), transaction.atomic():
        accepting.accept(invitation=row, signed_in=None, typed={"password": PASSWORD})
    guardian = GuardianLinkFactory(child=pupil)
    ConsentTextFactory(purpose="account")
    consents.grant_consent(subject=pupil, purpose="account", guardian=guardian, channel=Consent.Channel.LINK)
    assert accepting.accept(invitation=row, signed_in=None, typed={"password": PASSWORD}) == pupil
    pupil.refresh_from_db()
    assert pupil.is_active and pupil.memberships.count() == 1


def test_a_member_without_sign_in_gets_the_way_in_with_the_roles_held(client, school, boss):
    member = MembershipFactory(organisation=school, role=Role.TEACHER, user=UserFactory(no_sign_in=True))
    client.force_login(boss)
    client.post(f"/organisations/{school.pk}/people/{member.pk}/invite/")
    row = Invitation.objects.get(user=member.user)
    assert accepting.accept(invitation=row, signed_in=None, typed={"password": PASSWORD, "email": "way@demo.example"}) == member.user
    assert RoleAssignment.objects.filter(membership=member).count() == 1
    member.user.refresh_from_db()
    assert member.user.is_active


def test_the_page_invites_with_two_roles_and_shows_who_waits(client, school, boss):
    group = ClassGroupFactory(organisation=school)
    client.force_login(boss)
    page = f"/organisations/{school.pk}/people/invite/"
    typed = FORMSET | PERSON | {"language": "kk", "roles-0-role": "class_teacher", "roles-1-role": "mentor"}
    missing = client.post(page, typed)
    assert (
        missing.status_code == 422
        and missing.context["offers"].forms[0].errors["class_group"]
        and PERSON["email"] in missing.content.decode()
    )
    assert client.post(page, typed | {"roles-0-class_group": group.pk}).status_code == 302
    assert {role.role for role in Invitation.objects.get().roles.all()} == {"class_teacher", "mentor"}
    assert "Сынақова" in client.get(f"/organisations/{school.pk}/people/").content.decode()
    again = client.post(page, typed | {"roles-0-class_group": group.pk})
    assert again.status_code == 422 and again.context["form"].errors["email"]


def test_an_invitation_of_another_organisation_is_not_there(client, school, boss):
    other = OrganisationFactory()
    foreign = invite(other, user_with_role(Role.ORG_COORDINATOR, other))
    client.force_login(boss)
    assert client.post(f"/organisations/{school.pk}/people/invitations/{foreign.pk}/again/").status_code == 404
    assert client.post(f"/organisations/{other.pk}/people/invitations/{foreign.pk}/revoke/").status_code == 403


def table(*rows):
    book = Workbook()
    head = ["Тегі", "Аты", "Әкесінің аты", "E-mail", "Телефон", "Рөл", "Сынып", "Бөлімше", "Лауазымы", "Должность", "Басталуы", "Аяқталуы"]
    book.active.append(head)
    for row in rows:
        book.active.append([*row, *[""] * (len(head) - len(row))])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "people.xlsx"
    return stream


def test_a_file_invites_many_at_once(client, school, boss):
    client.force_login(boss)
    rows = [["Мысалов", f"Адам{n}", "", f"many{n}@demo.example", "", "Тәлімгер"] for n in range(5)]
    answer = client.post(f"/organisations/{school.pk}/people/file/", {"table": table(*rows)})
    assert answer.status_code == 302 and Invitation.objects.filter(organisation=school).count() == 5
    client.post(f"/organisations/{school.pk}/people/file/", {"table": table(*rows)})
    assert Invitation.objects.filter(organisation=school).count() == 5


def test_a_file_with_a_wrong_row_sends_nothing_and_names_the_cell(client, school, boss):
    client.force_login(boss)
    rows = [
        ["Мысалов", "Нұрлан", "", "ok@demo.example", "", "mentor"],
        ["Мысалов", "", "", "not-an-address", "", "mentor"],
        ["Демов", "Асхат", "", "ok@demo.example", "", "Король"],
        ["Демов", "Асхат", "", "class@demo.example", "", "class_teacher", "99 «Я»"],
    ]
    answer = client.post(f"/organisations/{school.pk}/people/file/", {"table": table(*rows)})
    assert answer.status_code == 422 and not Invitation.objects.exists()
    bad = {row.number: [name for name, _problem in row.problems] for row in answer.context["report"].bad}
    assert bad == {3: ["first_name", "email"], 4: ["email", "role"], 5: ["class_group"]}


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04broken", b"only,a,heading\n"])
def test_what_is_not_a_table_is_refused_beside_the_field(client, school, boss, content):
    client.force_login(boss)
    stream = io.BytesIO(content)
    stream.name = "people.csv"
    answer = client.post(f"/organisations/{school.pk}/people/file/", {"table": stream})
    assert answer.status_code == 422 and answer.context["form"].errors["table"]


def test_the_sample_file_is_itself_a_right_file(client, school, boss):
    client.force_login(boss)
    sample = io.BytesIO(client.get(f"/organisations/{school.pk}/people/file/sample/").content)
    sample.name = "sample.xlsx"
    assert client.post(f"/organisations/{school.pk}/people/file/", {"table": sample}).status_code == 302
    assert Membership.objects.filter(organisation=school).count() == 1 and Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "given", "not_given"),
    [
        (Role.PLATFORM_ADMIN, set(), {Role.TEACHER}),
        (Role.REGION_OPERATOR, {Role.ORG_COORDINATOR}, {Role.TEACHER, Role.REGION_OPERATOR}),
        (Role.ORG_COORDINATOR, {Role.TEACHER, Role.PUPIL, Role.ORG_HEAD}, {Role.REGION_OPERATOR}),
        (Role.HR, {Role.TEACHER}, {Role.ORG_COORDINATOR, Role.HR, Role.PUPIL}),
        (Role.CLASS_TEACHER, {Role.PUPIL}, {Role.TEACHER}),
        (Role.TEACHER, set(), {Role.PUPIL}),
    ],
)
def test_who_may_give_which_roles(school, role, given, not_given):
    from network.giving import roles_given_by

    here = role in (Role.ORG_COORDINATOR, Role.HR, Role.CLASS_TEACHER, Role.TEACHER)
    allowed = roles_given_by(user_with_role(role, school if here else None), school)
    assert given <= allowed and not allowed & not_given
