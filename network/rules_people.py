"""Rights over people: inviting, roles, staff records, consents of a class, support needs (network page 8)."""

from typing import Any

import rules

from accounts.models import User

from .access import COORDINATORS, classes_as, has_role, organisations_as
from .giving import roles_given_by
from .models import ClassGroup, Enrolment, Membership, Organisation, Role, RoleAssignment
from .rules import coordinates_it, is_active, keeps_staff, operates_its_region, runs_the_platform

CARERS = (Role.PSYCHOLOGIST, Role.MEDICAL_WORKER)


@rules.predicate
def may_give_a_role(user: Any, organisation: Organisation | None) -> bool:
    """There is a role that the person may give here."""
    return organisation is not None and bool(roles_given_by(user, organisation))


@rules.predicate
def gives_this_role(user: Any, assignment: RoleAssignment | None) -> bool:
    """The person may give, end and extend this very role."""
    return assignment is not None and assignment.role in roles_given_by(user, assignment.membership.organisation)


@rules.predicate
def manages_member(user: Any, membership: Membership | None) -> bool:
    """The coordinator, or somebody who may give every role that the member holds; the coordinator's own colleagues are never the operator's."""
    if membership is None or membership.organisation.status != Organisation.Status.ACTIVE:
        return False
    if coordinates_it(user, membership.organisation) or user.is_superuser:
        return True
    held = set(RoleAssignment.objects.current().filter(membership=membership).values_list("role", flat=True))
    return bool(roles_given_by(user, membership.organisation)) and held <= roles_given_by(user, membership.organisation)


@rules.predicate
def resets_second_step(user: Any, membership: Membership | None) -> bool:
    """A coordinator of the organisation or the operator of its region, never for oneself (NR6)."""
    if membership is None or membership.user_id == user.pk:
        return False
    organisation = membership.organisation
    return bool(coordinates_it(user, organisation) or operates_its_region(user, organisation) or runs_the_platform(user))


@rules.predicate
def leads_the_class(user: Any, group: ClassGroup | None) -> bool:
    """The class teacher of the class."""
    return group is not None and group.pk in classes_as(user, Role.CLASS_TEACHER)


@rules.predicate
def coordinates_the_school(user: Any, group: ClassGroup | None) -> bool:
    """A coordinator of the class's school."""
    return group is not None and group.organisation_id in organisations_as(user, *COORDINATORS)


def _classes_of(person: User) -> list[tuple[int, int]]:
    return list(Enrolment.objects.current().filter(user=person).values_list("group_id", "group__organisation_id"))


@rules.predicate
def is_the_person(user: Any, person: User | None) -> bool:
    """One's own."""
    return person is not None and person.pk == user.pk


@rules.predicate
def works_with_the_learner(user: Any, person: User | None) -> bool:
    """The class teacher of the learner, psychologist and medical worker of the school."""
    if person is None or person.pk == user.pk:
        return False
    led, schools = classes_as(user, Role.CLASS_TEACHER), organisations_as(user, *CARERS)
    return any(group in led or organisation in schools for group, organisation in _classes_of(person))


@rules.predicate
def coordinates_the_learner(user: Any, person: User | None) -> bool:
    """A coordinator of the organisation where the person learns."""
    coordinated = organisations_as(user, *COORDINATORS)
    if person is None or not coordinated:
        return False
    return Membership.objects.current().filter(user=person, organisation__in=coordinated, kind=Membership.Kind.LEARNER).exists()


@rules.predicate
def may_print_the_consent(user: Any, consent: Any) -> bool:
    """The person, and the class teacher of the pupil."""
    if consent is None or consent.subject_id == user.pk:
        return consent is not None
    led = classes_as(user, Role.CLASS_TEACHER)
    return bool(led) and Enrolment.objects.current().filter(user=consent.subject_id, group__in=led).exists()


@rules.predicate
def leads_the_asked_class(user: Any, asked: Any) -> bool:
    """The class teacher of the class that was asked."""
    return asked is not None and asked.class_group_id in classes_as(user, Role.CLASS_TEACHER)


@rules.predicate
def works_in_the_academy(user: Any) -> bool:
    """A specialist of the Academy: keeps the models and the texts of the platform (network page 8)."""
    return has_role(user, Role.ACADEMY)


@rules.predicate
def reads_the_texts(user: Any) -> bool:
    """Operators, departments and coordinators read what families are asked."""
    return has_role(user, Role.REGION_OPERATOR, Role.DEPARTMENT, *COORDINATORS)


rules.add_perm("network.print_consent", may_print_the_consent)
rules.add_perm("network.print_slips", leads_the_asked_class)
rules.add_perm("network.print_own_file", is_the_person)
rules.add_perm("network.invite_people", is_active & may_give_a_role)
rules.add_perm("network.change_role", gives_this_role)
rules.add_perm("network.manage_member", manages_member)
rules.add_perm("network.reset_second_step", resets_second_step)
rules.add_perm("network.view_staff_records", coordinates_it | keeps_staff)
rules.add_perm("network.change_staff_records", is_active & keeps_staff)
rules.add_perm("network.count_consents", leads_the_class | coordinates_the_school)
rules.add_perm("network.ask_consents", leads_the_class)
rules.add_perm("network.hand_out_cards", leads_the_class | coordinates_the_school)
rules.add_perm("network.run_platform", runs_the_platform)
rules.add_perm("network.write_consent_texts", runs_the_platform | works_in_the_academy)
rules.add_perm("network.view_consent_texts", runs_the_platform | works_in_the_academy | reads_the_texts)
rules.add_perm("network.view_support_needs", is_the_person | works_with_the_learner | coordinates_the_learner)
rules.add_perm("network.change_support_needs", works_with_the_learner)
