"""Who holds which role where, today. The one place that reads memberships for rights (NR14)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from .models import Role, RoleAssignment


@dataclass(frozen=True)
class Holding:
    """One current role: in which organisation, for which class (None for the whole organisation), since which day."""

    role: str
    organisation_id: int
    region_id: int
    class_group_id: int | None
    since: dt.date


def holdings(user: Any) -> list[Holding]:
    """Current roles of a person in active organisations; read once per request and kept on the user object."""
    if not getattr(user, "is_authenticated", False):
        return []
    if not hasattr(user, "_holdings"):
        columns = ("role", "membership__organisation_id", "membership__organisation__region_id", "class_group_id", "valid_from")
        rows = RoleAssignment.objects.current().filter(membership__user=user).values_list(*columns)
        user._holdings = [Holding(*row) for row in rows]
    return user._holdings


def holds(user: Any, role: str, organisation: Any) -> bool:
    """Does the person hold the role in the organisation (an object or an id) today?"""
    organisation_id = getattr(organisation, "pk", organisation)
    return any(h.role == role and h.organisation_id == organisation_id for h in holdings(user))


def organisations_as(user: Any, *roles: str) -> set[int]:
    """Ids of the organisations in which the person holds one of the roles."""
    return {h.organisation_id for h in holdings(user) if h.role in roles}


def classes_as(user: Any, *roles: str) -> set[int]:
    """Ids of the classes to which one of the person's roles is narrowed."""
    return {h.class_group_id for h in holdings(user) if h.role in roles and h.class_group_id}


def regions_as(user: Any, *roles: str) -> set[int]:
    """Ids of the regions in which the person holds one of the roles."""
    return {h.region_id for h in holdings(user) if h.role in roles}


def has_role(user: Any, *roles: str) -> bool:
    """Does the person hold one of the roles anywhere today?"""
    return any(h.role in roles for h in holdings(user))


COORDINATORS = (Role.CAREER_COORDINATOR, Role.ORG_COORDINATOR, Role.ORG_HEAD)
