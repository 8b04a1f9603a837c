"""The factories give what their names promise."""

import pytest

from core.numbers import check_bin, check_iin
from network.access import classes_as, holds
from network.models import Organisation, Role
from tests.factories.agreements import AgreementFactory
from tests.factories.numbers import demo_bin, unique_demo_iin
from tests.factories.people import (
    ClassGroupFactory,
    ConsentFactory,
    GuardianLinkFactory,
    MembershipFactory,
    PupilFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db


def test_demo_numbers_pass_the_checks_and_do_not_repeat():
    bins, iins = ([demo_bin(n) for n in range(400)], [unique_demo_iin(n) for n in range(3000)])
    assert not any(map(check_bin, bins)) and not any(map(check_iin, iins))
    assert len(set(bins)) == 400 and len(set(iins)) == 3000


def test_a_membership_with_a_role_gives_the_role_in_a_fitting_organisation():
    membership = MembershipFactory(role=Role.MENTOR)
    assert membership.organisation.kind == Organisation.Kind.ENTERPRISE
    assert holds(membership.user, Role.MENTOR, membership.organisation)


def test_a_class_teacher_is_narrowed_to_the_class():
    group = ClassGroupFactory()
    teacher = user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=group)
    assert classes_as(teacher, Role.CLASS_TEACHER) == {group.pk}


def test_a_pupil_is_enrolled_and_a_member_of_the_school():
    group = ClassGroupFactory()
    pupil = PupilFactory(group=group)
    assert holds(pupil, Role.PUPIL, group.organisation) and group.enrolments.get().user == pupil


def test_the_rest_can_be_made():
    assert GuardianLinkFactory().child.birth_date
    assert SiteFactory().status == "verified"
    assert AgreementFactory().school.kind == Organisation.Kind.SCHOOL
    assert ConsentFactory().subject.guardians.count() == 1
    assert UserFactory(with_iin=True).iin_hash
    assert not UserFactory(no_sign_in=True).has_usable_password()
