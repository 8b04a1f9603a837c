"""Who is who to a practicum (practicum page 8). Permissions themselves stand in rules_<part>.py: practicum.<action>_<model>, with why_not sentences.

The object of a permission is a round or anything that belongs to one (offer, application, run, placement, order, entry …): predicates find the round
and the school.
"""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from network.access import has_role, is_self, organisations_as
from network.models import Role

from .access import OWNER, SCHOOL


def placement_of(obj: Any) -> Any:
    """The placement to which the object belongs, or None."""
    from .models import Placement

    return obj if isinstance(obj, Placement) else getattr(obj, "placement", None)


def round_of(obj: Any) -> Any:
    """The round to which the object belongs, or None."""
    from .models import PracticumRound

    if isinstance(obj, PracticumRound):
        return obj
    for name in ("round", "placement", "application", "run", "offer"):
        inner = getattr(obj, name, None)
        if inner is not None:
            return round_of(inner)
    return None


def owner_of(obj: Any) -> int | None:
    """Id of the college or university to which the object belongs."""
    direct = getattr(obj, "owner_org_id", None)
    if direct:
        return direct
    found = round_of(obj)
    return found.programme.owner_org_id if found else None


def school_of(obj: Any) -> int | None:
    """Id of the school to which the object belongs."""
    direct = getattr(obj, "school_id", None)
    if direct:
        return direct
    placement = placement_of(obj)
    return placement.school_id if placement is not None else None


@rules.predicate
def coordinates_the_owner(user: Any, obj: Any = None) -> bool:
    """A coordinator of the college or university; without an object: of any that may hold a round."""
    own = organisations_as(user, *OWNER)
    return bool(own) if obj is None else owner_of(obj) in own


@rules.predicate
def coordinates_the_school(user: Any, obj: Any = None) -> bool:
    """A coordinator of the host school; without an object: of any."""
    own = organisations_as(user, *SCHOOL)
    return bool(own) if obj is None else school_of(obj) in own


@rules.predicate
def is_the_student(user: Any, obj: Any = None) -> bool:
    """The student of the placement or of the application."""
    if obj is None:
        return has_role(user, Role.STUDENT)
    placement = placement_of(obj)
    person = placement.student_id if placement is not None else getattr(obj, "student_id", None)
    return is_self(user, person)


def _leads(user: Any, obj: Any, *roles: str) -> bool:
    from mentoring.models import MentorAssignment

    placement = placement_of(obj)
    if placement is None:
        return False
    rows = MentorAssignment.objects.of(placement).filter(mentor=user, role__in=roles)
    return rows.filter(status__in=MentorAssignment.HOLDING).exists()


@rules.predicate
def is_the_mentor(user: Any, obj: Any = None) -> bool:
    """The school mentor of the placement."""
    return has_role(user, Role.MENTOR) if obj is None else _leads(user, obj, "mentor")


@rules.predicate
def is_the_leader(user: Any, obj: Any = None) -> bool:
    """The practicum leader (or curator, tutor) of the placement."""
    return has_role(user, Role.SUPERVISOR) if obj is None else _leads(user, obj, "supervisor", "curator", "tutor")


OWNER_DOES = _("The coordinator of the college or university does this.")
SCHOOL_DOES = _("The coordinator of the school does this.")
STUDENT_DOES = _("The student does this.")
MENTOR_DOES = _("The school mentor does this.")
LEADER_DOES = _("The practicum leader does this.")
SYSTEM_DOES = _("The portal does this by itself.")
