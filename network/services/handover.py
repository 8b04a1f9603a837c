"""What happens to the work of a person who leaves: every room hands its running tasks to the coordinator (NR14)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services import notify

from ..models import Membership, Organisation, Role, RoleAssignment

# hook(membership, to) moves the running tasks of the person in the organisation and answers how many; ``to`` is a membership there
Hook = Callable[[Membership, Membership], int]
_hooks: list[Hook] = []


def register_handover(hook: Hook) -> None:
    """Ask ``hook(membership, to)`` when a membership ends; registering it twice changes nothing."""
    if hook not in _hooks:
        _hooks.append(hook)


def responsible_members(organisation: Organisation) -> list[Membership]:
    """Memberships of those who answer for the organisation today: its network coordinators, in a vacancy the head (NR10)."""
    rows = RoleAssignment.objects.current().filter(membership__organisation=organisation).select_related("membership__user")
    for role in (Role.ORG_COORDINATOR, Role.ORG_HEAD):
        found = list(rows.filter(role=role).order_by("valid_from", "pk"))
        if found:
            return [assignment.membership for assignment in found]
    return []


def responsible_people(organisation: Organisation) -> list[User]:
    """Coordinators, in a vacancy the head, then the operators of the region (NR10)."""
    members = responsible_members(organisation)
    if members:
        return [membership.user for membership in members]
    operators = RoleAssignment.objects.current().filter(
        role=Role.REGION_OPERATOR, membership__organisation__region_id=organisation.region_id
    )
    return [assignment.membership.user for assignment in operators.select_related("membership__user")]


def hand_over(membership: Membership) -> int:
    """Give the running tasks of the person to the first who answers for the organisation, and tell them; answers how many moved."""
    others = [row for row in responsible_members(membership.organisation) if row.pk != membership.pk]
    if not others:
        return 0
    moved = sum(hook(membership, others[0]) for hook in _hooks)
    if moved:
        params: dict[str, Any] = {"person": membership.user.short_name, "count": moved}
        notify(others[0].user, gettext_noop("%(person)s has left. Running tasks that are yours now: %(count)s."), "/", params=params)
    return moved
