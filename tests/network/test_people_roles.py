"""Roles in time (NR14), the last coordinator (NR10), leaving, moving, powers at a moment, staff records, the second step, own file, retention."""

import datetime as dt
import io
import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from accounts import consents, retention
from accounts.models import Notice, RetentionRule, User
from network import services
from network.access import has_power, holdings
from network.errors import LastCoordinator, RoleDatesWrong, RoleOutsideMembership, SameOrganisation, StaffRecordOverlaps
from network.models import Invitation, Membership, Role, RoleAssignment, StaffRecord
from network.services import handover, people, staff
from tests.factories.people import ClassGroupFactory, MembershipFactory, OrganisationFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def boss(school):
    return user_with_role(Role.ORG_COORDINATOR, school)


def status_of(start, end, ended=False):
    membership = MembershipFactory(valid_from=TODAY() - 90 * DAY)
    row = RoleAssignment(
        membership=membership, role=Role.TEACHER, valid_from=TODAY() + start * DAY, valid_until=end and TODAY() + end * DAY
    )
    row.ended_at = timezone.now() if ended else None
    return row.status


def test_a_role_is_planned_active_ended_or_revoked():
    assert [status_of(1, None), status_of(0, None), status_of(-9, -1), status_of(-9, 9, ended=True)] == [
        "planned",
        "active",
        "ended",
        "revoked",
    ]


def test_a_role_is_extended_within_the_membership_only(boss, school):
    member = MembershipFactory(organisation=school, role=Role.TEACHER, valid_until=TODAY() + 30 * DAY)
    role = member.roles.get()
    assert services.extend_role(assignment=role, valid_until=TODAY() + 20 * DAY, by=boss).valid_until == TODAY() + 20 * DAY
    with pytest.raises(RoleOutsideMembership):
        services.extend_role(assignment=role, valid_until=TODAY() + 31 * DAY, by=boss)
    with pytest.raises(RoleDatesWrong):
        services.extend_role(assignment=role, valid_until=TODAY() - DAY, by=boss)
    with pytest.raises(IntegrityError, match="membership_holds_its_roles"), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(valid_until=TODAY() + 10 * DAY)


def test_powers_are_asked_at_a_moment_and_end_at_the_second(school, boss):
    head = MembershipFactory(organisation=school, role=Role.ORG_HEAD)
    assert has_power(head.user, school, Role.ORG_HEAD) and not has_power(head.user, OrganisationFactory(), Role.ORG_HEAD)
    before = timezone.now()
    services.end_role(assignment=head.roles.get(), by=boss, reason="Ауысты")
    assert not has_power(head.user, school, Role.ORG_HEAD)
    assert has_power(head.user, school, Role.ORG_HEAD, on=before)
    assert not has_power(head.user, school, Role.ORG_HEAD, on=before - 400 * DAY)


def test_an_open_session_and_the_api_are_shut_in_the_same_second(school, boss):
    leaving = MembershipFactory(organisation=school, role=Role.ORG_COORDINATOR)
    browser = Client()
    browser.post("/account/login/", {"login": leaving.user.email, "password": "Демо-құпия-2026"})
    assert browser.get(f"/organisations/{school.pk}/people/").status_code == 200
    services.end_membership(membership=leaving, by=boss, reason="Кетті")
    assert browser.get(f"/organisations/{school.pk}/people/").status_code in (302, 403)
    assert browser.get("/api/v1/documents/").status_code in (401, 403, 404)
    other = MembershipFactory(user=leaving.user, role=Role.TEACHER)
    again = Client()
    again.force_login(User.objects.get(pk=leaving.user.pk))
    assert again.get(f"/organisations/{school.pk}/people/").status_code == 403 and other


def test_the_last_coordinator_sees_the_colleagues_and_hands_over_in_one_step(client, school, boss):
    colleague = user_with_role(Role.TEACHER, school, last_name="Сынақов", first_name="Ерлан")
    mine = boss.memberships.get()
    with pytest.raises(LastCoordinator) as refusal:
        services.end_membership(membership=mine, by=boss, reason="Кетемін")
    assert "Сынақов Ерлан" in str(refusal.value)
    client.force_login(boss)
    page = f"/organisations/{school.pk}/people/{mine.pk}/"
    stranger = UserFactory()
    assert client.post(f"{page}successor/", {"next-successor": stranger.pk, "next-reason": "x"}).status_code == 422
    assert client.post(f"{page}successor/", {"next-successor": colleague.pk, "next-reason": "Ауысым"}).status_code == 302
    assert handover.responsible_people(school) == [colleague]


def test_a_vacancy_falls_to_the_head_then_to_the_operator(school):
    operator = user_with_role(Role.REGION_OPERATOR)
    assert handover.responsible_people(school) == [operator]
    head = user_with_role(Role.ORG_HEAD, school)
    assert handover.responsible_people(school) == [head]


def test_running_tasks_go_to_the_coordinator_and_the_history_stays(boss):
    from tests.factories.trials import TrialWorld

    world = TrialWorld(pupils=1)
    school, leaving = world.trial.school, world.trial.responsible
    keeper = MembershipFactory(organisation=school, role=Role.ORG_COORDINATOR)
    services.end_membership(membership=leaving, by=keeper.user, reason="Кетті")
    world.trial.refresh_from_db()
    assert world.trial.responsible == keeper and Notice.objects.filter(user=keeper.user).exists()
    assert leaving.roles.exists() and not holdings(User.objects.get(pk=leaving.user_id))


def test_moving_ends_here_begins_there_without_roles(client, school, boss):
    there = OrganisationFactory()
    receiver = user_with_role(Role.ORG_COORDINATOR, there)
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    with pytest.raises(SameOrganisation):
        services.transfer(membership=member, to=school, by=boss, reason="x")
    client.force_login(boss)
    page = f"/organisations/{school.pk}/people/{member.pk}/move/"
    assert client.post(page, {"move-bin": "000000000000", "move-reason": "x"}).status_code == 422
    assert client.post(page, {"move-bin": there.bin, "move-reason": "Ауысты"}).status_code == 302
    moved = Membership.objects.get(user=member.user, organisation=there)
    assert not moved.roles.exists() and not holdings(User.objects.get(pk=member.user_id)) and member.roles.get().end_reason == "Ауысты"
    assert Notice.objects.filter(user=receiver).exists()


def test_several_roles_are_ended_extended_and_given_another_class_at_once(client, school, boss):
    client.force_login(boss)
    members = [MembershipFactory(organisation=school, role=Role.TEACHER) for _ in range(2)]
    ids = [member.roles.get().pk for member in members]
    page = f"/organisations/{school.pk}/people/bulk/"
    until = TODAY() + 40 * DAY
    client.post(page, {"ids": ids, "action": "extend", "valid_until": until.isoformat()})
    assert set(RoleAssignment.objects.filter(pk__in=ids).values_list("valid_until", flat=True)) == {until}
    client.post(page, {"ids": ids, "action": "end", "reason": ""})
    assert not RoleAssignment.objects.filter(pk__in=ids, ended_at__isnull=False).exists()
    client.post(page, {"ids": ids, "action": "end", "reason": "Жыл аяқталды"})
    assert RoleAssignment.objects.filter(pk__in=ids, ended_at__isnull=False).count() == 2
    old, new = ClassGroupFactory(organisation=school), ClassGroupFactory(organisation=school)
    lead = MembershipFactory(organisation=school, role=Role.CLASS_TEACHER, class_group=old)
    client.post(page, {"ids": [lead.roles.get().pk], "action": "move", "class_group": new.pk})
    assert lead.roles.filter(ended_at__isnull=True).get().class_group == new


def test_the_list_filters_by_role_state_unit_and_missing_second_step(client, school, boss):
    client.force_login(boss)
    gone = MembershipFactory(organisation=school, role=Role.MENTOR, user__last_name="Кеткенов")
    services.end_membership(membership=gone, by=boss, reason="x")
    Membership.objects.filter(pk=gone.pk).update(valid_from=TODAY() - 9 * DAY, valid_until=TODAY() - DAY)
    here = MembershipFactory(organisation=school, role=Role.HR, unit="Кадр бөлімі", user__last_name="Бармын")
    page = f"/organisations/{school.pk}/people/"
    shown = {
        name: client.get(page, query).content.decode()
        for name, query in {
            "now": {},
            "ended": {"state": "ended"},
            "unit": {"unit": "кадр"},
            "role": {"role": "hr"},
            "mfa": {"no_mfa": "on"},
        }.items()
    }
    assert "Кеткенов" not in shown["now"] and "Кеткенов" in shown["ended"]
    assert all("Бармын" in shown[name] for name in ("now", "unit", "role", "mfa")) and here.unit in shown["unit"]


def test_the_operator_sees_heads_and_coordinators_only(client, school, boss):
    MembershipFactory(organisation=school, role=Role.TEACHER, user__last_name="Мұғалімов")
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    page = client.get(f"/organisations/{school.pk}/people/").content.decode()
    assert boss.last_name in page and "Мұғалімов" not in page


def test_sign_in_is_blocked_with_a_reason_and_sessions_end(client, school, boss):
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    client.force_login(boss)
    page = f"/organisations/{school.pk}/people/{member.pk}/sign-in/"
    client.post(page, {"reason": ""})
    assert User.objects.get(pk=member.user_id).is_active
    client.post(page, {"reason": "Телефоны ұрланды"})
    assert User.objects.get(pk=member.user_id).sign_in == "blocked"
    client.post(page, {"reason": "Тексерілді"})
    assert User.objects.get(pk=member.user_id).is_active


def test_staff_records_never_overlap_and_leaving_needs_day_and_reason(client, school):
    hr = user_with_role(Role.HR, school)
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    client.force_login(hr)
    page = f"/organisations/{school.pk}/staff/"
    typed = {"user": member.user_id, "hired_on": "2024-09-01", "first_job": "on", "category": "teacher"}
    assert client.post(f"{page}new/", typed | {"left_on": "2025-06-01"}).status_code == 422
    assert client.post(f"{page}new/", typed | {"left_on": "2023-06-01", "left_reason": "other"}).status_code == 422
    assert client.post(f"{page}new/", typed).status_code == 302
    with pytest.raises(StaffRecordOverlaps):
        staff.enter_record(user=member.user, organisation=school, by=hr, hired_on=dt.date(2025, 1, 1))
    record = StaffRecord.objects.get()
    client.post(f"{page}{record.pk}/", {"hired_on": "2024-09-01", "left_on": "2025-06-01", "left_reason": "retirement"})
    record.refresh_from_db()
    assert record.left_reason == "retirement" and member.user.short_name in client.get(f"{page}?state=left").content.decode()
    assert staff.enter_record(user=member.user, organisation=school, by=hr, hired_on=dt.date(2025, 9, 1))


def test_a_table_of_staff_records_is_loaded_twice_and_changes_nothing_the_second_time(client, school):
    client.force_login(user_with_role(Role.HR, school))
    member = MembershipFactory(organisation=school, role=Role.TEACHER)

    def load(*rows):
        book = Workbook()
        book.active.append(["who"] * 7)
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        stream.name = "staff.xlsx"
        return client.post(f"/organisations/{school.pk}/staff/file/", {"table": stream})

    bad = load([member.user.email, "01.09.2024"], ["nobody@demo.example", "32.13.2024", "", "", "", "король"])
    assert bad.status_code == 422 and not StaffRecord.objects.exists()
    assert [name for name, _why in bad.context["report"].bad[0].problems] == ["person", "hired_on", "category"]
    for _ in range(2):
        assert load([member.user.public_id, "01.09.2024", "", "", "иә", "педагог-модератор"]).status_code == 302
    assert StaffRecord.objects.get().category == "moderator"


def test_after_the_days_of_grace_only_the_security_page_opens(settings, school):
    settings.MFA_REQUIRED_ROLES = ["hr"]
    member = MembershipFactory(organisation=school, role=Role.HR, valid_from=TODAY() - 8 * DAY)
    client = Client()
    client.force_login(member.user)
    assert client.get(f"/organisations/{school.pk}/staff/").url == "/account/security/"
    assert client.get("/account/security/").status_code == 200
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=member.user, type="webauthn", data={"name": "Телефон", "credential": {}})
    assert client.get(f"/organisations/{school.pk}/staff/").status_code == 200


def test_the_own_file_holds_what_the_rooms_know_and_nothing_of_others(client, school, boss):
    reader = UserFactory()
    consents.log_read(reader=reader, subject=boss, what="Support needs", reason="кеңес")
    client.force_login(boss)
    held = json.loads(client.get("/account/data/file/").content)
    assert held["person"]["code"] == boss.public_id and held["organisations"][0]["roles"][0]["role"] == "org_coordinator"
    assert held["who_read"] == [held["who_read"][0]] and held["who_read"][0]["why"] == "кеңес"
    assert client.get("/account/data/").status_code == 200


def test_accounts_without_a_role_close_after_30_days_and_lose_their_names_after_the_term(school, boss):
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    services.end_membership(membership=member, by=boss, reason="Кетті")
    assert people.close_idle_accounts() == 0
    assert people.close_idle_accounts(TODAY() + 31 * DAY) == 1
    closed = User.objects.get(pk=member.user_id)
    assert closed.sign_in == "closed" and User.objects.get(pk=boss.pk).is_active
    later = timezone.now() + 1100 * DAY
    assert retention.anonymise_closed(later - 1095 * DAY) == 1 and retention.anonymise_closed(later - 1095 * DAY) == 0
    closed.refresh_from_db()
    assert (closed.first_name, closed.email, closed.last_name) == ("", None, closed.public_id)


def test_invitations_and_staff_records_go_when_their_term_is_over(school, boss):
    row = services.invite(organisation=school, roles=[services.Offer(Role.TEACHER)], by=boss, email="old@demo.example")
    Invitation.objects.filter(pk=row.pk).update(status="expired", expires_at=timezone.now() - 100 * DAY)
    member = MembershipFactory(organisation=school, role=Role.TEACHER)
    left = {"left_on": TODAY() - 1900 * DAY, "left_reason": "other"}
    staff.enter_record(user=member.user, organisation=school, by=boss, hired_on=TODAY() - 3000 * DAY, **left)
    RetentionRule.objects.update_or_create(code="staff_records", defaults={"months": 60, "action": "delete"})
    cleared = retention.clear_what_is_over()
    assert (cleared["invitations"], cleared["staff_records"]) == (1, 1)
    assert not Invitation.objects.exists() and not StaffRecord.objects.exists()


def test_one_other_device_is_signed_out_alone(client, boss):
    from allauth.usersessions.models import UserSession

    other = Client()
    for browser in (client, other):
        browser.post("/account/login/", {"login": boss.email, "password": "Демо-құпия-2026"})
    session = UserSession.objects.get(session_key=other.session.session_key)
    client.post(f"/account/security/sessions/{session.pk}/end/")
    assert other.get("/account/profile/").status_code == 302 and client.get("/account/profile/").status_code == 200
