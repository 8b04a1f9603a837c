"""Who may do what in the life of a placement (practicum page 8: «Placement confirm, order, admission», «Two supervisors», «Contact, visit report»)."""

from typing import Any

import rules

from network.access import has_role, is_self
from network.models import Role

from .rules import coordinates_the_owner, coordinates_the_school, is_the_leader, is_the_student


@rules.predicate
def wrote_the_contact(user: Any, obj: Any = None) -> bool:
    """The leader who recorded the contact."""
    contact = getattr(obj, "contact", obj)
    return is_self(user, getattr(contact, "supervisor_id", None))


@rules.predicate
def leads_trainees(user: Any, obj: Any = None) -> bool:
    """A leader from a college or university."""
    return has_role(user, Role.SUPERVISOR, Role.METHODIST, Role.TUTOR)


@rules.predicate
def coordinates_the_school_of_the_contact(user: Any, obj: Any = None) -> bool:
    """A coordinator of the school that was visited."""
    return obj is not None and coordinates_the_school(user, getattr(obj, "contact", obj))


@rules.predicate
def asked_for_the_removal(user: Any, obj: Any = None) -> bool:
    """Whoever opened the request."""
    return is_self(user, getattr(obj, "opened_by_id", None))


either = coordinates_the_owner | coordinates_the_school

rules.add_perm("practicum.coordinate_placements", either)
rules.add_perm("practicum.confirm_school_placement", coordinates_the_school)
rules.add_perm("practicum.confirm_owner_placement", coordinates_the_owner)
rules.add_perm("practicum.decline_placement", coordinates_the_school | is_the_student)
rules.add_perm("practicum.name_mentor_placement", coordinates_the_school)
rules.add_perm("practicum.name_leader_placement", coordinates_the_owner)
rules.add_perm("practicum.admit_placement", either)
rules.add_perm("practicum.acknowledge_placement", is_the_student)
rules.add_perm("practicum.suspend_placement", coordinates_the_school)
rules.add_perm("practicum.end_placement", coordinates_the_owner)
rules.add_perm("practicum.remove_placement", either)
rules.add_perm("practicum.drop_removal", asked_for_the_removal & either)
rules.add_perm("practicum.keep_schoolorder", coordinates_the_school)
rules.add_perm("practicum.issue_schoolorder", coordinates_the_school)
rules.add_perm("practicum.issue_referral", coordinates_the_owner)
rules.add_perm("practicum.issue_admission", coordinates_the_school)
rules.add_perm("practicum.record_supervisorcontact", leads_trainees | is_the_leader)
rules.add_perm("practicum.write_visitreport", wrote_the_contact)
rules.add_perm("practicum.acknowledge_visitreport", coordinates_the_school_of_the_contact)
rules.add_perm("practicum.issue_visitreport", wrote_the_contact | coordinates_the_school_of_the_contact | coordinates_the_owner)
