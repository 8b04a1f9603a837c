"""Statuses of organisations and their checklist (NR20), the register of base and pivot schools, the two papers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.documents.registers import OrganisationPassport, StatusCertificate
from network.errors import ChecklistNotMet, GrantingOrgNeeded, ReasonNeeded, StatusOverlaps
from network.models import OrganisationStatus, Role, StatusType
from network.services import statuses
from tests.documents.reading import render_and_read
from tests.factories.people import OrganisationFactory, OtherRegionFactory, UserFactory, user_with_role
from tests.factories.registers import StatusFactory

pytestmark = pytest.mark.django_db


def missing(status):
    return sum(not check.met for check in statuses.checklist(status))


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        ("PIVOT", 3),
        ("RESEARCH", 0),
        ("RESOURCE", 0),
        ("BASE", 1),
        ("PRACTICUM_BASE", 1),
        ("HEI_BASE", 1),
        ("CLINICAL", 4),
        ("PARTNER_PRACTICUM", 2),
    ],
)
def test_nr20_each_kind_asks_for_its_own(kind, asks):
    assert missing(StatusFactory(kind=kind)) == asks


def test_a_pivot_school_needs_time_equipment_and_a_named_coordinator():
    status = StatusFactory(kind="PIVOT", organisation=OrganisationFactory(mentor_time=True, video_equipment=True))
    with pytest.raises(ChecklistNotMet):
        statuses.grant_status(status=status, by=None)
    status.organisation.practicum_coordinator = UserFactory()
    status.organisation.save()
    assert statuses.grant_status(status=status, by=None).status == "granted"


def test_two_periods_of_one_kind_do_not_overlap():
    first = StatusFactory(granted=True)
    values = {
        "organisation": first.organisation,
        "type": first.type,
        "basis_kind": "order",
        "basis_number": "1",
        "basis_date": first.valid_from,
    }
    with pytest.raises(StatusOverlaps):
        statuses.propose_status(valid_from=first.valid_from, valid_until=None, by=None, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusFactory(organisation=first.organisation)
    statuses.revoke_status(status=first, by=None, reason="Бұйрық")
    assert statuses.propose_status(valid_from=timezone.localdate(), valid_until=None, by=None, **values).status == "candidate"


def test_a_status_of_an_institution_names_it():
    kind = StatusType.objects.get(code="HEI_BASE")
    today = timezone.localdate()
    with pytest.raises(GrantingOrgNeeded):
        statuses.propose_status(
            organisation=OrganisationFactory(),
            type=kind,
            valid_from=today,
            valid_until=None,
            basis_kind="order",
            basis_number="1",
            basis_date=today,
            by=None,
        )


def test_a_lapse_only_warns_and_an_ended_period_expires(client):
    status = StatusFactory(kind="PIVOT", granted=True, valid_until=timezone.localdate() - dt.timedelta(days=1))
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True)))
    assert not client.get(f"/statuses/{status.pk}/").context["all_met"]
    assert statuses.expire_statuses() == 1 and statuses.expire_statuses() == 0
    assert OrganisationStatus.objects.get().status == "expired"


def test_a_decision_against_needs_its_reason():
    with pytest.raises(ReasonNeeded):
        statuses.suspend_status(status=StatusFactory(granted=True), by=None, reason="")


@pytest.mark.parametrize(
    ("role", "near", "answer"),
    [
        (Role.REGION_OPERATOR, True, 302),
        (Role.REGION_OPERATOR, False, 404),
        (Role.ORG_COORDINATOR, True, 403),
        (Role.DEPARTMENT, True, 403),
    ],
)
def test_who_decides_about_a_status(client, role, near, answer):
    status = StatusFactory()
    kinds = {Role.REGION_OPERATOR: {"career_centre": True}, Role.DEPARTMENT: {"edu_department": True}}
    home = (
        status.organisation
        if role == Role.ORG_COORDINATOR
        else OrganisationFactory(**kinds[role], **({} if near else {"region": OtherRegionFactory()}))
    )
    client.force_login(user_with_role(role, home))
    assert client.post(f"/statuses/{status.pk}/grant/").status_code == answer


def test_the_institution_decides_about_its_base_school(client):
    hei = OrganisationFactory(university=True)
    status = StatusFactory(kind="HEI_BASE", granting_org=hei, granted=True)
    client.force_login(user_with_role(Role.ORG_HEAD, hei))
    assert client.post(f"/statuses/{status.pk}/suspend/", {"reason": "Келісім аяқталды"}).status_code == 302
    status.refresh_from_db()
    assert status.status == "suspended"


def test_a_coordinator_proposes_and_the_register_shows_what_is_granted(client):
    school = OrganisationFactory()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    kind = StatusType.objects.get(code="RESOURCE")
    today = timezone.localdate().isoformat()
    values = {"type": kind.pk, "valid_from": today, "basis_kind": "order", "basis_number": "12", "basis_date": today}
    assert client.post(f"/organisations/{school.pk}/statuses/propose/", values).status_code == 302
    status = OrganisationStatus.objects.get()
    client.force_login(UserFactory())
    assert not client.get("/statuses/").context["page"].object_list
    statuses.grant_status(status=status, by=None)
    assert list(client.get("/statuses/").context["page"].object_list) == [status]
    text = client.get("/statuses/file.csv").content.decode()
    assert school.bin in text and "№ 12" in text


@pytest.mark.parametrize(
    ("language", "title", "status"),
    [("kk", "Мәртебе туралы куәлік", "Ресурстық орталық"), ("ru", "Свидетельство о статусе", "Ресурсный центр")],
)
def test_the_certificate_prints_who_what_and_until_when(language, title, status):
    row = StatusFactory(kind="RESOURCE", granted=True, valid_until=timezone.localdate() + dt.timedelta(days=300))
    page = render_and_read(StatusCertificate, row, language)
    for text in (title, status, row.organisation.full_name_in(language), row.organisation.bin):
        assert text in page.text
    assert page.count == 1 and page.sizes[0][0] > page.sizes[0][1]


def test_a_candidate_gets_no_certificate():
    assert StatusCertificate().problems(StatusFactory(), "kk")


@pytest.mark.parametrize(("language", "title"), [("kk", "Ұйым паспорты"), ("ru", "Паспорт организации")])
def test_the_passport_prints_the_register_without_bank_details(language, title):
    school = OrganisationFactory(
        bank_details="KZ00 0000", learners=540, ownership="state", languages=["kk", "ru"], grades_from=0, grades_to=11
    )
    StatusFactory(organisation=school, kind="RESOURCE", granted=True)
    user_with_role(Role.TEACHER, school)
    page = render_and_read(OrganisationPassport, school, language)
    for text in (
        title,
        school.full_name_in(language),
        school.bin,
        "540",
        "0–11",
        {"kk": "Ресурстық орталық", "ru": "Ресурсный центр"}[language],
    ):
        assert text in page.text
    assert "KZ00" not in page.text
