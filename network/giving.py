"""Who may give which roles (page 8, «Invite people, give roles»)."""

from typing import Any

from .access import COORDINATORS, holds, organisations_as, regions_as
from .models import LEARNERS, Organisation, Role

OPERATORS = frozenset({Role.REGION_OPERATOR, Role.DEPARTMENT, Role.REGISTRAR, Role.ACADEMY, Role.MINISTRY, Role.PLATFORM_ADMIN})
HEADS = frozenset({Role.ORG_HEAD, Role.ORG_COORDINATOR})
STAFF = frozenset(role for role in Role if role not in OPERATORS | set(LEARNERS))
_LEARNING = {Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}
ONLY_LEARNING = frozenset(
    {
        Role.CLASS_TEACHER,
        Role.TEACHER,
        Role.PSYCHOLOGIST,
        Role.MEDICAL_WORKER,
        Role.CAREER_TEACHER,
        Role.SUPERVISOR,
        Role.PRACTICUM_COORDINATOR,
    }
)
ONLY_SCHOOLS = frozenset({Role.PUPIL})
HOMES = {
    Role.REGION_OPERATOR: {Organisation.Kind.CAREER_CENTRE},
    Role.DEPARTMENT: {Organisation.Kind.EDU_DEPARTMENT},
    Role.REGISTRAR: {Organisation.Kind.CHAMBER},
    Role.ACADEMY: {Organisation.Kind.ACADEMY},
    Role.MINISTRY: {Organisation.Kind.MINISTRY},
    Role.PLATFORM_ADMIN: {Organisation.Kind.CAREER_CENTRE, Organisation.Kind.ACADEMY, Organisation.Kind.MINISTRY},
}


def fits(role: str, organisation: Organisation) -> bool:
    """Does an organisation of this kind have people in the role?"""
    if role in ONLY_LEARNING or role in (Role.STUDENT,):
        return organisation.kind in _LEARNING
    if role in ONLY_SCHOOLS:
        return organisation.kind == Organisation.Kind.SCHOOL
    homes = HOMES.get(Role(role))
    return homes is None or organisation.kind in homes


def roles_given_by(user: Any, organisation: Organisation) -> set[str]:
    """Roles that the person may give in the organisation today: the platform its operators, an operator the coordinators of the region, coordinators
    and heads everybody of their own, HR the staff, a class teacher the pupils.
    """
    if user is None:
        return {role.value for role in Role}
    given: set[str] = set()
    if user.is_superuser:
        given |= {role.value for role in OPERATORS | HEADS}
    if organisation.status == Organisation.Status.ACTIVE:
        if organisations_as(user, Role.PLATFORM_ADMIN):
            given |= {role.value for role in OPERATORS}
        if organisation.region_id in regions_as(user, Role.REGION_OPERATOR):
            given |= {role.value for role in HEADS}
        if organisation.pk in organisations_as(user, *COORDINATORS):
            given |= {role.value for role in STAFF | set(LEARNERS)}
        if holds(user, Role.HR, organisation):
            given |= {role.value for role in STAFF - HEADS - {Role.HR}}
        if holds(user, Role.CLASS_TEACHER, organisation):
            given.add(Role.PUPIL.value)
    return {role for role in given if fits(role, organisation)}


def choices_for(user: Any, organisation: Organisation) -> list[tuple[str, Any]]:
    """(role, label) that the person may give, in the order of the roles."""
    given = roles_given_by(user, organisation)
    return [(role.value, role.label) for role in Role if role in given]
