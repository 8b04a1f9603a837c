"""Programmes, rounds, quotas, offers, applications: who may do what (practicum page 8)."""

from typing import Any

import rules

from network.access import has_role, is_self, organisations_as
from network.models import CouncilMember, NetworkMembership, Organisation, Role

from .access import OWNER
from .models import StudentApplication
from .rules import coordinates_the_owner, coordinates_the_school, owner_of, round_of

OWNERS = (Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)


@rules.predicate
def holds_rounds(user: Any, obj: Any = None) -> bool:
    """A coordinator of a college or university; with an object: of its owner."""
    if obj is not None:
        return coordinates_the_owner.test(user, obj)
    return Organisation.objects.filter(pk__in=organisations_as(user, *OWNER), kind__in=OWNERS).exists()


@rules.predicate
def sits_in_a_council_of_the_owner(user: Any, obj: Any = None) -> bool:
    """A member of the council of a network to which the owner belongs; nobody approves an own submission."""
    if obj is None or is_self(user, obj.created_by_id):
        return False
    networks = NetworkMembership.objects.filter(organisation=owner_of(obj), status="active").values("network")
    return CouncilMember.objects.current().filter(person=user, council__network__in=networks).exists()


@rules.predicate
def heads_the_owner(user: Any, obj: Any = None) -> bool:
    """The head of the college or university (PR-03)."""
    return obj is not None and owner_of(obj) in organisations_as(user, Role.ORG_HEAD)


@rules.predicate
def studies_at_the_owner(user: Any, obj: Any = None) -> bool:
    """A student of the institution of the round."""
    if obj is None:
        return has_role(user, Role.STUDENT)
    row = round_of(obj)
    return row is not None and row.programme.owner_org_id in organisations_as(user, Role.STUDENT)


@rules.predicate
def applies(user: Any, obj: Any = None) -> bool:
    """The student of the application."""
    return isinstance(obj, StudentApplication) and is_self(user, obj.student_id)


ROUNDS_PERMISSIONS: dict[str, Any] = {
    "create_practicumprogramme": holds_rounds,
    "change_practicumprogramme": coordinates_the_owner,
    "send_practicumprogramme": coordinates_the_owner,
    "approve_practicumprogramme": sits_in_a_council_of_the_owner,
    "issue_practicumprogramme": coordinates_the_owner,
    "create_practicumround": holds_rounds,
    "change_practicumround": coordinates_the_owner,
    "move_practicumround": coordinates_the_owner,
    "issue_practicumround": coordinates_the_owner,
    "create_schoolquota": holds_rounds,
    "change_schoolquota": coordinates_the_owner,
    "approve_schoolquota": heads_the_owner,
    "create_schooloffer": coordinates_the_school,
    "change_schooloffer": coordinates_the_school,
    "submit_schooloffer": coordinates_the_school,
    "withdraw_schooloffer": coordinates_the_school,
    "accept_schooloffer": coordinates_the_owner,
    "return_schooloffer": coordinates_the_owner,
    "create_studentapplication": studies_at_the_owner,
    "change_studentapplication": applies,
    "select_studentapplication": coordinates_the_owner,
}

for _name, _predicate in ROUNDS_PERMISSIONS.items():
    rules.add_perm(f"practicum.{_name}", _predicate)
