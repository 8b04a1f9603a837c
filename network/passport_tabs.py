"""Tabs of an organisation's passport (S7). A part adds its own with ``register_passport_tab``; nothing else has to change.

    register_passport_tab("classes", _("Classes and groups"), shown=lambda user, organisation: organisation.kind == "school", order=40)

``name`` is the address inside the room («network:classes») that takes the organisation's pk alone. Call it where the tab's views are written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PassportTab:
    """One part of the passport: address, label, who sees it, place in the row."""

    name: str
    label: Any
    shown: Callable[[Any, Any], bool]
    order: int


_TABS: dict[str, PassportTab] = {}


def register_passport_tab(
    name: str, label: Any, *, shown: Callable[[Any, Any], bool] = lambda user, organisation: True, order: int = 50
) -> None:
    """Add a tab; registering a name again replaces it. ``shown(user, organisation)`` says whether the person gets it."""
    _TABS[name] = PassportTab(name, label, shown, order)


def tabs_of(organisation: Any, user: Any, current: str) -> list[tuple]:
    """Tabs that are open to the person, as the component ``tabs`` takes them."""
    tabs = sorted((tab for tab in _TABS.values() if tab.shown(user, organisation)), key=lambda tab: tab.order)
    return [(str(tab.label), reverse(f"network:{tab.name}", args=[organisation.pk]), tab.name == current) for tab in tabs]


register_passport_tab("organisation", _("Passport"), order=10)
register_passport_tab(
    "people", _("People and roles"), shown=lambda user, organisation: user.has_perm("network.view_people", organisation), order=20
)
