"""Entries of the menu: placements, own practicum, working desk of a leader."""

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register
from network.models import Role

from .access import OWNER, SCHOOL, SUPERVISORS
from .queries.life_todos import coordinates_placements

register(
    NavItem(
        "my_practicum", _("My practicum"), "practicum:my_practicum", "graduation-cap", roles=frozenset({Role.STUDENT}), order=11, phone=2
    ),
    NavItem(
        "practicum_students",
        _("Students on practicum"),
        "practicum:placements",
        "graduation-cap",
        roles=frozenset({*OWNER, *SCHOOL}),
        shows=coordinates_placements,
        order=23,
        also=("/practicum/orders/",),
    ),
    NavItem(
        "practicum_desk",
        _("Working desk"),
        "practicum:desk",
        "map-pin",
        roles=frozenset({*SUPERVISORS}),
        order=12,
        phone=2,
        also=("/practicum/visits/", "/practicum/contacts/"),
    ),
)
