"""The API of registers and people: the rows of the screens, the rights of the screens, few queries, little about people."""

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts import consents
from accounts.models import Consent
from network.models import Invitation, Organisation, Role, RoleAssignment
from tests.factories.people import (
    AcademicYearFactory,
    ClassGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    user_with_role,
)
from tests.factories.registers import StatusFactory
from tests.network.api import Program

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 12


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def coordinator(school):
    return user_with_role(Role.ORG_COORDINATOR, school)


@pytest.fixture
def program(coordinator):
    return Program(coordinator)


def test_the_openapi_document_is_valid_and_has_no_warning():
    GENERATOR_STATS.reset()
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert not GENERATOR_STATS, GENERATOR_STATS.emit_summary()
    assert Client().get("/api/v1/schema/").status_code == 200


@pytest.mark.parametrize("path", ["regions", "districts", "academic-years", "organisations", "sites", "memberships", "roles", "consents"])
def test_everybody_who_is_signed_in_reads_the_list(program, path):
    AcademicYearFactory()
    answer = program.read(f"{path}/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"count", "next", "previous", "results"}


def test_lists_ask_few_questions_however_long_they_are(program, school, django_assert_max_num_queries):
    for _number in range(4):
        MembershipFactory(organisation=school, role=Role.TEACHER, user__password=None)
        StatusFactory(organisation=OrganisationFactory())
    for path in ("organisations", f"organisations/{school.pk}/staff", "memberships", "roles", "sites", "class-groups"):
        with django_assert_max_num_queries(QUERIES_AT_MOST):
            assert program.read(f"{path}/").json()["count"] >= 0


def test_organisations_are_found_by_words_and_filtered(program, school):
    other = OrganisationFactory(region=OtherRegionFactory(), full_name_kk="Ұлытау мектебі", short_name_kk="Ұлытау мектебі")
    found = program.read("organisations/", q="улытау").json()["results"]
    assert [row["id"] for row in found] == [other.pk]
    assert {row["region"] for row in program.read("organisations/", region=school.region_id).json()["results"]} == {school.region_id}
    wrong = program.read("organisations/", region="x")
    assert wrong.status_code == 400 and wrong.json()["field"] == "region"


def test_a_list_carries_no_personal_number_of_anybody(program, school, coordinator):
    type(coordinator).objects.filter(pk=coordinator.pk).update(iin_hash="1" * 64)
    for path in ("organisations/", f"organisations/{school.pk}/", f"organisations/{school.pk}/staff/", "memberships/", "roles/"):
        text = program.read(path).content.decode()
        assert '"iin' not in text and "bank_details" not in text and "birth" not in text


def test_the_passport_is_corrected_by_its_coordinator_alone(program, school):
    foreign = OrganisationFactory()

    def send(one):
        return program.patch(f"/api/v1/organisations/{one.pk}/", {"website": "https://demo.example"}, content_type="application/json")

    assert send(school).status_code == 200
    assert Organisation.objects.get(pk=school.pk).website == "https://demo.example"
    assert send(foreign).status_code == 403


def test_a_status_is_proposed_by_the_school_and_decided_by_the_region(program, school):
    body = {"type": "BASE_SCHOOL", "valid_from": "2026-09-01", "basis_kind": "order", "basis_number": "1", "basis_date": "2026-08-20"}
    from network.models import OrganisationStatus, StatusType

    body["type"] = StatusType.objects.filter(granted_by="operator").values_list("code", flat=True).first()
    body["basis_kind"] = OrganisationStatus._meta.get_field("basis_kind").choices[0][0]
    made = program.write(f"organisations/{school.pk}/statuses/", **body)
    assert made.status_code == 201, made.json()
    step = f"organisations/{school.pk}/statuses/{made.json()['id']}/transition/"
    assert program.write(step, step="reject", reason="х").status_code == 403
    centre = OrganisationFactory(career_centre=True, region=school.region)
    operator = Program(user_with_role(Role.REGION_OPERATOR, centre))
    assert operator.write(step, step="fly").status_code == 400
    assert operator.write(step, step="reject").json()["code"] == "reason_needed"
    assert operator.write(step, step="reject", reason="х").json()["status"] == "rejected"


def test_staff_is_read_by_those_who_keep_it(program, school):
    foreign = OrganisationFactory()
    assert program.read(f"organisations/{school.pk}/staff/").json()["count"] == 1
    assert program.read(f"organisations/{foreign.pk}/staff/").status_code == 403


def test_the_operator_reads_heads_and_coordinators_alone(program, school):
    MembershipFactory(organisation=school, role=Role.TEACHER, user__password=None)
    centre = OrganisationFactory(career_centre=True, region=school.region)
    seen = Program(user_with_role(Role.REGION_OPERATOR, centre)).read(f"organisations/{school.pk}/staff/").json()["results"]
    assert [row["roles"] for row in seen] == [["org_coordinator"]]


def test_an_invitation_is_sent_sent_again_and_taken_back(program, school):
    body = {
        "organisation": school.pk,
        "last_name": "Демова",
        "first_name": "Демо",
        "email": "demo@demo.example",
        "roles": [{"role": "teacher"}],
    }
    made = program.write("invitations/", **body)
    assert made.status_code == 201
    assert "token" not in made.content.decode() and "email" not in made.json()
    assert program.write("invitations/", **body).json()["code"] == "already_invited"
    pk = made.json()["id"]
    assert program.write(f"invitations/{pk}/send-again/").status_code == 200
    assert program.write(f"invitations/{pk}/revoke/", reason="х").json()["status"] == "revoked"
    assert Invitation.objects.get(pk=pk).status == "revoked"


def test_an_invitation_elsewhere_is_refused_and_a_foreign_one_does_not_exist(program, school):
    foreign = OrganisationFactory(region=OtherRegionFactory())
    body = {"organisation": foreign.pk, "last_name": "А", "first_name": "Б", "email": "a@demo.example", "roles": [{"role": "teacher"}]}
    assert program.write("invitations/", **body).status_code == 403
    other = Program(user_with_role(Role.ORG_COORDINATOR, foreign))
    pk = other.write("invitations/", **body).json()["id"]
    assert program.read(f"invitations/{pk}/").status_code == 404


def test_a_wrong_body_names_each_field(program, school):
    answer = program.write("invitations/", organisation=school.pk, roles=[])
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"last_name", "first_name", "roles"}


def test_a_role_is_given_extended_and_ended(program, school):
    member = MembershipFactory(organisation=school, role=Role.TEACHER, user__password=None)
    made = program.write("roles/", membership=member.pk, role="psychologist")
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    assert program.write(f"roles/{pk}/extend/", valid_until=None).status_code == 200
    assert program.write(f"roles/{pk}/end/", reason="х").status_code == 200
    assert RoleAssignment.objects.get(pk=pk).ended_at is not None
    assert program.write("roles/", membership=member.pk, role="platform_admin").status_code == 403


def test_a_foreign_membership_cannot_be_named_in_a_body(program):
    member = MembershipFactory(organisation=OrganisationFactory(), role=Role.TEACHER, user__password=None)
    answer = program.write("roles/", membership=member.pk, role="psychologist")
    assert answer.status_code == 400 and answer.json()["field"] == "membership"


def test_a_member_leaves_and_the_last_coordinator_does_not(program, school, coordinator):
    member = MembershipFactory(organisation=school, role=Role.TEACHER, user__password=None)
    assert program.write(f"memberships/{member.pk}/end/", reason="х").status_code == 200
    own = coordinator.memberships.get()
    assert program.write(f"memberships/{own.pk}/end/", reason="х").json()["code"] == "last_coordinator"


def test_classes_are_counted_and_no_pupil_is_named(school):
    group = ClassGroupFactory(organisation=school)
    child = PupilFactory(group=group)
    teacher = Program(user_with_role(Role.CLASS_TEACHER, school, class_group=group))
    answer = teacher.read("class-groups/")
    assert answer.json()["results"][0]["learners"] == 1
    assert child.last_name not in answer.content.decode()


def test_a_person_reads_and_withdraws_the_own_consent_alone(program, coordinator):
    own = consents.grant_consent(subject=coordinator, purpose="research", channel=Consent.Channel.PORTAL)
    other = user_with_role(Role.TEACHER, OrganisationFactory())
    foreign = consents.grant_consent(subject=other, purpose="research", channel=Consent.Channel.PORTAL)
    assert [row["id"] for row in program.read("consents/").json()["results"]] == [own.pk]
    assert program.read(f"consents/{foreign.pk}/").status_code == 404
    assert program.write(f"consents/{own.pk}/withdraw/").json()["status"] == "withdrawn"
    assert program.write(f"consents/{own.pk}/withdraw/").status_code == 409
