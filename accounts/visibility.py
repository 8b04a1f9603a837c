"""Who sees whom. People are the ground of every room, so the rooms above say which of their objects people share.

A room registers a function that takes the signed-in person and answers a ``Q`` over ``User``, or None where it has nothing to add:

* ``register_acquaintance``: people whose name and role the person may see (colleagues, pupils of own classes, mentors of an own event);
* ``register_care``: children for whose consents, guardians and links the person answers (class teacher, own coordinator).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Rule = Callable[[Any], Q | None]

_acquaintance: list[Rule] = []
_care: list[Rule] = []


def register_acquaintance(rule: Rule) -> None:
    """Add a rule that lets the person see names and roles of others; registering it twice changes nothing."""
    if rule not in _acquaintance:
        _acquaintance.append(rule)


def register_care(rule: Rule) -> None:
    """Add a rule that names the children in the person's care; registering it twice changes nothing."""
    if rule not in _care:
        _care.append(rule)


def _joined(rules: list[Rule], user: Any) -> Q:
    condition = Q(pk__in=[])
    for rule in rules:
        if (part := rule(user)) is not None:
            condition |= part
    return condition


def acquaintances(user: Any) -> Q:
    """Condition over ``User``: the person and everybody whom a rule lets them see."""
    return Q(pk=user.pk) | in_care(user) | _joined(_acquaintance, user)


def in_care(user: Any) -> Q:
    """Condition over ``User``: children for whom the person answers as staff."""
    return _joined(_care, user)
