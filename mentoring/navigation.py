"""Entries of the menu for mentoring."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register
from network.access import holdings
from network.models import Role

from .access import COORDINATORS, LEADERS, WATCHERS


def sees_the_register(user: Any) -> bool:
    """Coordinators of schools, colleges and universities, operator and department: those who appoint mentors or count them."""
    return any(row.kind in ("school", "college", "university") or row.role in WATCHERS for row in holdings(user))


register(
    NavItem(
        "mentors",
        _("Mentor register"),
        "mentoring:mentors",
        "users-round",
        roles=frozenset({*COORDINATORS, *WATCHERS}),
        shows=sees_the_register,
        order=24,
    ),
    NavItem(
        "mentor_proposals",
        _("Whom I lead"),
        "mentoring:proposals",
        "user-check",
        roles=frozenset({Role.MENTOR, *LEADERS}),
        order=14,
        phone=3,
    ),
)
