"""Registers as files: columns, who may take people's data out, and that a file which went out comes back without a change."""

import io

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from import_export.formats import base_formats
from openpyxl import load_workbook

from accounts.exports import grant_export
from accounts.models import SecurityEvent
from network import resources
from network.models import Membership, Role, StaffRecord
from network.services import imports
from tests.factories.numbers import demo_iin
from tests.factories.people import (
    AcademicYearFactory,
    ClassGroupFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def coordinator(school):
    return user_with_role(Role.ORG_COORDINATOR, school)


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


def allowed(person, kind):
    from django.utils import timezone

    grant_export(user=person, kind=kind, until=timezone.localdate(), by=UserFactory())


def came_back(answer, register, by, organisation=None):
    name = "list.csv" if "csv" in answer["Content-Type"] else "list.xlsx"
    upload = SimpleUploadedFile(name, answer.content)
    job = imports.check_import(job=imports.start_import(register=register, upload=upload, by=by, organisation=organisation))
    assert not job.bad, [str(error) for error in job.errors.all()]
    return job


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("register", ["organisations", "sites"])
def test_organisations_and_sites_come_back_without_a_change(client, operator, register, kind):
    OrganisationFactory(small_class=True, learners=40, phone="+77142000000", code="kos7")
    SiteFactory(ppe="Көзілдірік", risk_level="high")
    client.force_login(operator)
    answer = client.get(f"/{register}/file.{kind}")
    job = came_back(answer, register, operator)
    assert job.total and (job.created, job.changed, job.same) == (0, 0, job.total)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_classes_come_back_without_a_change(client, school, coordinator, kind):
    ClassGroupFactory(organisation=school, shift=2)
    client.force_login(coordinator)
    job = came_back(client.get(f"/organisations/{school.pk}/classes/file.{kind}"), "classes", coordinator, school)
    assert (job.total, job.same) == (1, 1)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_pupils_come_back_without_a_change_and_the_file_says_who_took_it(client, school, coordinator, kind):
    group = ClassGroupFactory(organisation=school, academic_year=AcademicYearFactory())
    pupil = UserFactory(with_iin=True)
    EnrolmentFactory(user=pupil, group=group)
    MembershipFactory(user=pupil, organisation=school, kind=Membership.Kind.LEARNER)
    allowed(coordinator, "class_lists")
    client.force_login(coordinator)
    answer = client.get(f"/organisations/{school.pk}/pupils/file.{kind}")
    job = came_back(answer, "pupils", coordinator, school)
    assert (job.total, job.same) == (1, 1)
    if kind == "csv":
        assert coordinator.public_id in answer["Content-Disposition"]
    else:
        assert load_workbook(io.BytesIO(answer.content)).worksheets[1]["B1"].value == coordinator.public_id
    assert SecurityEvent.objects.get(kind="exported").details == {"kind": "class_lists", "rows": 1}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_staff_records_come_back_without_a_change(client, school, coordinator, kind):
    person = UserFactory(with_iin=True)
    member = MembershipFactory(user=person, organisation=school, position_kk="Мұғалім", position_ru="Учитель")
    StaffRecord.objects.create(user=person, organisation=school, hired_on=member.valid_from, first_job=True, category="expert")
    allowed(coordinator, "staff_records")
    client.force_login(coordinator)
    job = came_back(client.get(f"/organisations/{school.pk}/staff/register.{kind}"), "staff", coordinator, school)
    assert (job.total, job.same) == (1, 1)


@pytest.mark.parametrize("address", ["pupils/file.xlsx", "staff/register.csv"])
def test_data_of_people_do_not_leave_without_the_permission(client, school, coordinator, address):
    client.force_login(coordinator)
    answer = client.get(f"/organisations/{school.pk}/{address}")
    assert answer.status_code == 302 and not SecurityEvent.objects.filter(kind="exported").exists()
    client.force_login(UserFactory())
    assert client.get(f"/organisations/{school.pk}/{address}").status_code == 403


def test_a_file_of_sites_holds_only_what_the_person_sees(client):
    SiteFactory(name_kk="Тексерілген цех"), SiteFactory(name_kk="Жоба цехы", draft=True)
    client.force_login(UserFactory())
    text = client.get("/sites/file.csv").content.decode()
    assert "Тексерілген цех" in text and "Жоба цехы" not in text


def rows_of(name):
    """One row of the register, as the records of the platform export it."""
    school = OrganisationFactory(code="kos7", small_class=True, learners=40)
    person = UserFactory(with_iin=True)
    if name == "Organisation":
        OrganisationFactory(enterprise=True, entity="ie", bin="", iin=demo_iin(4), code="jk1")
    elif name == "Site":
        SiteFactory(organisation=school, adapted_for=["sight", "speech"])
    elif name == "ClassGroup":
        ClassGroupFactory(organisation=school)
    elif name == "Enrolment":
        EnrolmentFactory(user=person, group=ClassGroupFactory(organisation=school, name="8 «А»"))
    elif name == "StaffRecord":
        hired = MembershipFactory(user=person, organisation=school).valid_from
        StaffRecord.objects.create(user=person, organisation=school, hired_on=hired, category="expert", first_job=True)


@pytest.mark.parametrize("name", ["Organisation", "Site", "ClassGroup", "Enrolment", "StaffRecord", "District"])
def test_what_the_platforms_records_export_comes_back_without_a_change(name):
    rows_of(name)
    resource = getattr(resources, f"{name}Resource")
    for kind in (base_formats.XLSX(), base_formats.CSV()):
        data = kind.export_data(resource().export())
        back = kind.create_dataset(data)
        result = resource().import_data(back, raise_errors=True, use_transactions=True)
        assert result.totals["skip"] == len(back) > 0 and not result.has_validation_errors(), result.totals


def test_a_person_or_a_class_that_is_not_there_is_told_row_by_row():
    rows_of("Enrolment")
    table = resources.EnrolmentResource().export()
    spoilt = [list(row) for row in table] + [list(row) for row in table]
    spoilt[0][table.headers.index("group")] = "99 «Я»"
    spoilt[1][table.headers.index("user")] = "000000000000"
    wrong = tablib.Dataset(*spoilt, headers=table.headers)
    result = resources.EnrolmentResource().import_data(wrong, dry_run=True)
    assert sorted([*(number for number, _errors in result.row_errors()), *(row.number for row in result.invalid_rows)]) == [1, 2]


@pytest.mark.parametrize(("model", "kind"), [("enrolment", "class_lists"), ("staffrecord", "staff_records")])
def test_records_of_people_leave_the_platform_with_a_permission_only(client, model, kind):
    admin = UserFactory(superuser=True)
    rows_of("Enrolment" if model == "enrolment" else "StaffRecord")
    client.force_login(admin)
    address = reverse(f"admin:network_{model}_export")
    assert client.get(address).status_code == 403
    allowed(admin, kind)
    form = client.get(address).context["form"]
    answer = client.post(address, {"format": "0", "resource": "0"} | {name: "on" for name in form.fields if name.startswith(model)})
    assert answer.status_code == 200 and admin.public_id in answer["Content-Disposition"]
    assert SecurityEvent.objects.get(kind="exported").details["kind"] == kind
