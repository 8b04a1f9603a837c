"""Classes and groups: entering, the yearly move, moving between classes (S9)."""

import datetime as dt

import pytest
from django.utils import timezone

from network.errors import ClassNameTaken, NothingToTransfer
from network.models import AcademicYear, ClassGroup, Enrolment, Membership, Role, RoleAssignment
from network.services import classes
from tests.factories.people import (
    AcademicYearFactory,
    ClassGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    PupilFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    source = AcademicYearFactory()
    target = AcademicYear.objects.create(starts_on=source.ends_on + dt.timedelta(days=1), ends_on=dt.date(source.ends_on.year + 1, 8, 31))
    return source, target


@pytest.mark.parametrize(("name", "after"), [("8 «А»", "9 «А»"), ("10Б", "11Б"), ("ПМ-21", "ПМ-21")])
def test_the_name_counts_on(name, after):
    assert classes.next_name(name, 1) == after


def test_a_year_moves_at_once_the_last_grade_finishes_and_who_stays_stays(years):
    source, target = years
    eighth = ClassGroupFactory(name="8 «А»", grade=8)
    school = eighth.organisation
    last = ClassGroupFactory(name="11 «А»", grade=11, organisation=school)
    one, two, graduate = PupilFactory(group=eighth), PupilFactory(group=eighth), PupilFactory(group=last)
    lead = MembershipFactory(organisation=school, role=Role.CLASS_TEACHER, class_group=eighth)
    counts = classes.transfer_year(organisation=school, source=source, target=target, by=None, leave_out={two.pk})
    assert counts == {"classes": 1, "moved": 1, "finished": 1}
    row = Enrolment.objects.get(user=one, valid_until__isnull=True)
    assert (row.group.name, row.group.grade, row.valid_from) == ("9 «А»", 9, target.starts_on)
    assert Enrolment.objects.get(user=one, group=eighth).valid_until == source.ends_on
    assert Enrolment.objects.get(user=two).valid_until is None
    assert Membership.objects.get(user=graduate).valid_until == source.ends_on
    assert RoleAssignment.objects.get(membership=lead, class_group=row.group).valid_from == target.starts_on
    again = classes.transfer_year(organisation=school, source=source, target=target, by=None)
    assert again == {"classes": 0, "moved": 1, "finished": 0}
    with pytest.raises(NothingToTransfer):
        classes.transfer_year(organisation=school, source=source, target=target, by=None)


def test_the_page_moves_the_year(client, years):
    group = ClassGroupFactory(name="7 «Б»", grade=7)
    pupil = PupilFactory(group=group)
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    page = client.get(f"/organisations/{group.organisation_id}/classes/transfer/")
    assert [(line.group, line.after) for line in page.context["lines"]] == [(group, "8 «Б»")]
    client.post(f"/organisations/{group.organisation_id}/classes/transfer/")
    assert Enrolment.objects.get(user=pupil, valid_until__isnull=True).group.academic_year == years[1]


def test_a_name_is_given_once_a_year(client):
    group = ClassGroupFactory(name="8 «А»")
    with pytest.raises(ClassNameTaken):
        classes.enter_class(
            organisation=group.organisation, academic_year=group.academic_year, by=None, name="8 «А»", grade=8, language="kk"
        )
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    answer = client.post(f"/organisations/{group.organisation_id}/classes/new/", {"name": "8 «А»", "grade": 8, "language": "kk"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["name"]
    client.post(f"/organisations/{group.organisation_id}/classes/new/", {"name": "8 «Ә»", "grade": 8, "language": "kk"})
    assert ClassGroup.objects.filter(name="8 «Ә»").exists()


def test_a_college_has_courses(client):
    AcademicYearFactory()
    college = OrganisationFactory(college=True)
    client.force_login(user_with_role(Role.ORG_COORDINATOR, college))
    client.post(f"/organisations/{college.pk}/classes/new/", {"name": "ПМ-21", "course": 2, "language": "ru"})
    assert ClassGroup.objects.get().course == 2


def test_pupils_move_between_classes_and_leave(client):
    group = ClassGroupFactory()
    other = ClassGroupFactory(organisation=group.organisation)
    one, two = PupilFactory(group=group), PupilFactory(group=group)
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    page = f"/organisations/{group.organisation_id}/classes/{group.pk}/move/"
    client.post(page, {"chosen": [one.pk], "target": other.pk})
    client.post(page, {"chosen": [two.pk], "leave": "1"})
    assert Enrolment.objects.get(user=one, valid_until__isnull=True).group == other
    assert Enrolment.objects.get(user=two).valid_until == timezone.localdate()


def test_a_class_teacher_reads_the_own_class_and_changes_nothing(client):
    group = ClassGroupFactory()
    other = ClassGroupFactory(organisation=group.organisation)
    PupilFactory(group=group)
    client.force_login(user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=group))
    assert client.get(f"/organisations/{group.organisation_id}/classes/{group.pk}/").status_code == 200
    assert client.get(f"/organisations/{group.organisation_id}/classes/{other.pk}/").status_code == 404
    assert client.get(f"/organisations/{group.organisation_id}/classes/new/").status_code == 403
    assert [row.pk for row in client.get(f"/organisations/{group.organisation_id}/classes/").context["page"]] == [group.pk]


def test_the_list_of_classes_costs_few_queries(client, django_assert_max_num_queries):
    group = ClassGroupFactory()
    for _number in range(6):
        PupilFactory(group=ClassGroupFactory(organisation=group.organisation))
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    client.get(f"/organisations/{group.organisation_id}/classes/")
    with django_assert_max_num_queries(14):
        client.get(f"/organisations/{group.organisation_id}/classes/")
