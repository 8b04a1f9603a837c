"""Entries of the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register

from .access import COORDINATORS, has_role, holdings
from .alignment_querysets import COUNTRY, READERS, REGION
from .models import LEARNERS, Organisation, Role


def in_patronage(user: Any) -> bool:
    """The list is for the chamber, the region, enterprises and colleges; a school has nothing there."""
    if has_role(user, Role.REGISTRAR, Role.REGION_OPERATOR, Role.DEPARTMENT):
        return True
    kinds = {Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE}
    return any(row.role in {Role.ORG_COORDINATOR, Role.ORG_HEAD} and row.kind in kinds for row in holdings(user))


_STAFF = frozenset(role.value for role in Role if role not in LEARNERS)

register(
    NavItem("calendar", _("Calendar"), "network:calendar", "calendar-days", roles=_STAFF, order=64, also=("/plans/",)),
    NavItem(
        "class_consents",
        _("Consents of the class"),
        "network:my_class_consents",
        "file-signature",
        roles=frozenset({Role.CLASS_TEACHER.value}),
        order=22,
        also=("/classes/",),
    ),
    NavItem(
        "networks",
        _("Networks"),
        "network:networks",
        "network",
        roles=frozenset(role.value for role in Role if role not in {*LEARNERS, Role.MEDICAL_WORKER}),
        order=60,
        also=("/network-members/", "/councils/", "/meetings/", "/decisions/", "/orders/", "/agenda/", "/seats/", "/groups/"),
    ),
)
register(
    NavItem(
        "organisations",
        _("Organisations"),
        "network:organisations",
        "building-2",
        roles=frozenset(role.value for role in Role if role not in {*LEARNERS, Role.MEDICAL_WORKER}),
        order=80,
    ),
)
register(
    NavItem(
        "registry",
        _("Register of agreements"),
        "network:registry",
        "stamp",
        roles=frozenset(
            {Role.REGISTRAR.value, Role.REGION_OPERATOR.value, Role.DEPARTMENT.value, Role.ORG_COORDINATOR.value, Role.ORG_HEAD.value}
        ),
        order=63,
    )
)
register(
    NavItem(
        "patronage",
        _("Patronage"),
        "network:patronage",
        "handshake",
        roles=frozenset(
            {Role.REGISTRAR.value, Role.REGION_OPERATOR.value, Role.DEPARTMENT.value, Role.ORG_COORDINATOR.value, Role.ORG_HEAD.value}
        ),
        shows=in_patronage,
        order=65,
    )
)
register(
    NavItem(
        "modules",
        _("Modules and alignment"),
        "network:modules",
        "book-open",
        roles=frozenset({*READERS, *REGION, *COUNTRY} - {"mentor", "career_teacher", "psychologist"}),
        order=66,
        also=("/matrices/", "/recognitions/", "/joint-programmes/", "/credits/"),
    )
)
register(
    NavItem(
        "agreements",
        _("Agreements"),
        "network:agreements",
        "file-signature",
        roles=frozenset(
            {*(role.value for role in COORDINATORS), "finance", "region_operator", "department", "registrar", "platform_admin"}
        ),
        order=62,
    )
)
register(
    NavItem(
        "platform_settings",
        _("Platform settings"),
        "network:platform_texts",
        "settings",
        roles=frozenset({Role.PLATFORM_ADMIN.value, Role.ACADEMY.value}),
        order=95,
        also=("/settings/",),
    )
)
