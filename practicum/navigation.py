"""Entries of the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register
from network.access import has_role, holdings
from network.models import Organisation, Role

from . import navigation_life  # noqa: F401  registers its entries
from .access import OWNER, SCHOOL

HOLDERS = (Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)


def in_practicum(user: Any) -> bool:
    """Coordinators of colleges, universities and schools."""
    return any(row.role in {*OWNER, *SCHOOL} and row.kind in {*HOLDERS, Organisation.Kind.SCHOOL} for row in holdings(user))


register(
    NavItem(
        "practicum_payments",
        _("Payments"),
        "practicum:payments",
        "coins",
        roles=frozenset({*(role.value for role in OWNER), Role.FINANCE.value}),
        shows=lambda user: any(row.kind in {*HOLDERS, Organisation.Kind.SCHOOL} for row in holdings(user)),
        order=58,
        also=("/practicum/payments/", "/practicum/supplements/"),
    ),
    NavItem(
        "my_payments",
        _("My payments"),
        "practicum:my_payments",
        "coins",
        roles=frozenset({Role.MENTOR.value}),
        shows=lambda user: any(row.role == Role.MENTOR and row.kind == Organisation.Kind.SCHOOL for row in holdings(user)),
        order=58,
    ),
    NavItem(
        "practicum_allocation",
        _("Allocation"),
        "practicum:allocation_rounds",
        "shuffle",
        roles=frozenset(role.value for role in OWNER),
        shows=lambda user: any(row.role in OWNER and row.kind in HOLDERS for row in holdings(user)),
        order=57,
        also=("/practicum/runs/",),
    ),
    NavItem(
        "practicum_journal",
        _("Diary"),
        "practicum:journals",
        "book-open",
        roles=frozenset({Role.STUDENT.value, Role.MENTOR.value, Role.SUPERVISOR.value}),
        shows=lambda user: any(
            (row.role in (Role.STUDENT, Role.SUPERVISOR) and row.kind in HOLDERS)
            or (row.role == Role.MENTOR and row.kind == Organisation.Kind.SCHOOL)
            for row in holdings(user)
        ),
        order=56,
        also=("/practicum/journal/",),
    ),
)
register(
    NavItem(
        "practicum",
        _("Practicum"),
        "practicum:rounds",
        "graduation-cap",
        roles=frozenset({
            *(role.value for role in OWNER), Role.SUPERVISOR.value, Role.TUTOR.value, Role.STUDENT.value, Role.REGION_OPERATOR.value,
            Role.DEPARTMENT.value,
        }),
        shows=lambda user: in_practicum(user) or has_role(user, Role.SUPERVISOR, Role.TUTOR, Role.STUDENT, Role.REGION_OPERATOR, Role.DEPARTMENT),
        order=56,
        also=("/practicum/rounds/", "/practicum/offers/", "/practicum/applications/"),
    )
)  # fmt: skip
