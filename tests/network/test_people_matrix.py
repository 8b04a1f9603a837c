"""Role × action matrix of the network page, §8, as one table: for each action the roles that may do it, everybody else may not.

A row names a permission, the object it is asked about, and the roles of the page's columns that hold it. A permission of a part that is not there
yet is skipped by name, so a new part fills its row by registering it.
"""

from typing import Any

import pytest
import rules.permissions
from django.utils import timezone

from accounts.models import Consent
from network.models import Role, RoleAssignment
from tests.factories.people import (
    ClassGroupFactory,
    ConsentTextFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db

# The columns of the page: PA platform admin, RO operator, ED department, OC coordinator, HD head, ME mentor, SU supervisor, CT class teacher,
# ST subject teacher, PS psychologist, SD student, PU pupil, EX expert, HR, FN finance, RG registrar, AC Academy; OX and RX: the coordinator and the
# operator of elsewhere.
COLUMNS = {
    "PA": Role.PLATFORM_ADMIN, "RO": Role.REGION_OPERATOR, "ED": Role.DEPARTMENT, "OC": Role.ORG_COORDINATOR, "HD": Role.ORG_HEAD,
    "ME": Role.MENTOR, "SU": Role.SUPERVISOR, "CT": Role.CLASS_TEACHER, "ST": Role.TEACHER, "PS": Role.PSYCHOLOGIST, "SD": Role.STUDENT,
    "PU": Role.PUPIL, "EX": Role.EXPERT, "HR": Role.HR, "FN": Role.FINANCE, "RG": Role.REGISTRAR, "AC": Role.ACADEMY,
    "OX": Role.ORG_COORDINATOR, "RX": Role.REGION_OPERATOR,
}  # fmt: skip
OF_THE_SCHOOL = {"OC", "HD", "ME", "SU", "CT", "ST", "PS", "SD", "HR", "FN"}

# action of §8 → (permission, object, who may)
MATRIX: list[tuple[str, str, str, str]] = [
    ("organisation: enter", "network.add_organisation", "none", "PA RO RX"),
    ("organisation: edit the passport", "network.change_organisation", "school", "PA RO OC HD"),
    ("people: see the list", "network.view_people", "school", "PA RO OC HD HR"),
    ("people: invite, give roles", "network.invite_people", "school", "RO OC HD HR CT"),
    ("people: end a teacher's role", "network.change_role", "teacher_role", "OC HD HR"),
    ("people: end the coordinator's role", "network.change_role", "coordinator_role", "RO OC HD"),
    ("people: end a membership", "network.manage_member", "teacher", "OC HD HR"),
    ("people: reset the second step", "network.reset_second_step", "teacher", "PA RO OC HD"),
    ("staff records: read", "network.view_staff_records", "school", "OC HD HR"),
    ("staff records: write", "network.change_staff_records", "school", "HR"),
    ("class lists: see the consents' counts", "network.count_consents", "class", "OC HD CT"),
    ("consents: ask, enter paper, read", "network.ask_consents", "class", "CT"),
    ("consents: print one", "network.print_consent", "consent", "CT PU"),
    ("support needs: read", "network.view_support_needs", "pupil", "OC HD CT PS PU"),
    ("support needs: write", "network.change_support_needs", "pupil", "CT PS"),
    ("own file: print", "network.print_own_file", "pupil", "PU"),
]


class World:
    """One school with a class, a pupil and a family; a person for each column, made when asked for."""

    def __init__(self) -> None:
        self.school = OrganisationFactory()
        self.group = ClassGroupFactory(organisation=self.school)
        self.child = PupilFactory(group=self.group)
        self.member = MembershipFactory(organisation=self.school, role=Role.TEACHER, user__password=None)

    def person(self, column: str) -> Any:
        role = COLUMNS[column]
        if column == "PU":
            return self.child
        if column in OF_THE_SCHOOL:
            group = self.group if role == Role.CLASS_TEACHER else None
            return user_with_role(role, self.school, class_group=group, password=None)
        there = OtherRegionFactory() if column in {"OX", "RX"} else self.school.region
        kind = {"RO": "career_centre", "RX": "career_centre", "PA": "career_centre", "ED": "edu_department"}.get(column)
        home = OrganisationFactory(region=there, **({kind: True} if kind else {}))
        return user_with_role(role, home, password=None)

    def thing(self, name: str) -> Any:
        if name == "coordinator_role":
            membership = MembershipFactory(organisation=self.school, role=Role.ORG_COORDINATOR, user__password=None)
            return RoleAssignment.objects.select_related("membership__organisation").get(membership=membership)
        if name == "consent":
            guardian = GuardianLinkFactory(child=self.child)
            return Consent.objects.create(
                subject=self.child, guardian=guardian, given_by="guardian", text=ConsentTextFactory(), purpose="trial", status="granted",
                channel="link", given_at=timezone.now(),
            )  # fmt: skip
        return {
            "none": None,
            "school": self.school,
            "class": self.group,
            "pupil": self.child,
            "teacher": self.member,
            "teacher_role": RoleAssignment.objects.select_related("membership__organisation").filter(membership=self.member).first(),
        }[name]


@pytest.mark.parametrize(("action", "permission", "thing", "who"), MATRIX, ids=[row[0] for row in MATRIX])
def test_who_may_do_what(action, permission, thing, who):
    if permission not in rules.permissions.permissions:
        pytest.skip(f"{permission} belongs to a part that is not here")
    world = World()
    target = world.thing(thing)
    allowed = {column for column in COLUMNS if world.person(column).has_perm(permission, target)}
    assert allowed == set(who.split())


@pytest.mark.parametrize("permission", sorted({row[1] for row in MATRIX if row[2] != "none"}))
def test_nobody_holds_a_right_without_its_object(permission):
    if permission not in rules.permissions.permissions:
        pytest.skip(f"{permission} belongs to a part that is not here")
    world = World()
    for column in ("OC", "CT", "HR", "RO"):
        assert not world.person(column).has_perm(permission, None)
