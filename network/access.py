"""Who holds which role where, today. The one place that reads memberships for rights (NR14)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from .models import Organisation, Role, RoleAssignment


@dataclass(frozen=True)
class Holding:
    """One current role: in which organisation of which kind, for which class (None for the whole organisation), since which day, for which network
    (None for all).
    """

    role: str
    organisation_id: int
    region_id: int
    class_group_id: int | None
    since: dt.date
    kind: str = ""
    network_id: int | None = None


def holdings(user: Any) -> list[Holding]:
    """Current roles of a person in active organisations; read once per request and kept on the user object."""
    if not getattr(user, "is_authenticated", False):
        return []
    if not hasattr(user, "_holdings"):
        organisation = ("membership__organisation_id", "membership__organisation__region_id")
        columns = ("role", *organisation, "class_group_id", "valid_from", "membership__organisation__kind", "network_id")
        rows = RoleAssignment.objects.held().filter(membership__user=user).values_list(*columns)
        user._holdings = [Holding(*row) for row in rows]
    return user._holdings


def _whole(user: Any) -> list[Holding]:
    """Roles that hold for the organisation: one narrowed to a network counts in that network alone."""
    return [holding for holding in holdings(user) if holding.network_id is None]


def networks_as(user: Any, *roles: str) -> set[int]:
    """Ids of the networks to which one of the person's roles is narrowed; any role where none is named."""
    return {h.network_id for h in holdings(user) if h.network_id and (not roles or h.role in roles)}


def acts_in_network(user: Any, organisation_id: int, network_id: int, *roles: str) -> bool:
    """Does the person hold one of the roles in the organisation, for everything or for this network?"""
    return any(h.role in roles and h.organisation_id == organisation_id and h.network_id in (None, network_id) for h in holdings(user))


def holds(user: Any, role: str, organisation: Any) -> bool:
    """Does the person hold the role in the organisation (an object or an id) today?"""
    organisation_id = getattr(organisation, "pk", organisation)
    return any(h.role == role and h.organisation_id == organisation_id for h in _whole(user))


def organisations_as(user: Any, *roles: str) -> set[int]:
    """Ids of the organisations in which the person holds one of the roles."""
    return {h.organisation_id for h in _whole(user) if h.role in roles}


def classes_as(user: Any, *roles: str) -> set[int]:
    """Ids of the classes to which one of the person's roles is narrowed."""
    return {h.class_group_id for h in _whole(user) if h.role in roles and h.class_group_id}


def predecessors_of(user: Any, organisations: set[int]) -> set[int]:
    """Organisations that were reorganised into one of these (NR58); read once per request and kept on the user object."""
    key = frozenset(organisations)
    known: dict[frozenset[int], set[int]] = user.__dict__.setdefault("_predecessors", {})
    if key not in known:
        rows = (
            Organisation.objects.filter(successor__in=key, status=Organisation.Status.REORGANISED) if key else Organisation.objects.none()
        )
        known[key] = set(rows.values_list("pk", flat=True))
    return known[key]


def regions_as(user: Any, *roles: str) -> set[int]:
    """Ids of the regions in which the person holds one of the roles."""
    return {h.region_id for h in _whole(user) if h.role in roles}


def has_role(user: Any, *roles: str) -> bool:
    """Does the person hold one of the roles anywhere today?"""
    return any(h.role in roles for h in _whole(user))


def is_self(user: Any, person_id: int | None) -> bool:
    """Is this the person who asks? Nobody signed in is nobody, also where the row names nobody."""
    return person_id is not None and person_id == user.pk


def has_power(user: Any, organisation: Any, *roles: str, on: dt.datetime | None = None) -> bool:
    """Did the person hold one of the roles in the organisation at that moment, now by default? For whoever acts for a party (NR14, NR22).

    Reads the database, not the roles kept for the request: powers that ended a second ago do not count. ``on`` may lie in the past.
    """
    moment = on or timezone.now()
    day = timezone.localdate(moment)
    current = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    within = Q(membership__valid_from__lte=day) & (Q(membership__valid_until__isnull=True) | Q(membership__valid_until__gte=day))
    not_taken = Q(ended_at__isnull=True) | Q(ended_at__gt=moment)
    organisation_id = getattr(organisation, "pk", organisation)
    return RoleAssignment.objects.filter(
        current, within, not_taken, role__in=roles, membership__user=user, membership__organisation=organisation_id,
        membership__organisation__status="active", network__isnull=True,
    ).exists()  # fmt: skip


COORDINATORS = (Role.CAREER_COORDINATOR, Role.ORG_COORDINATOR, Role.ORG_HEAD)
