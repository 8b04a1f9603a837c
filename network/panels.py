"""What other parts add to the page of an agreement: tabs beside the text and sheets on its right side.

register_tab("agreement_life", _("Term and notices"), shown=lambda user, agreement: not agreement.is_working)
register_panel("network/life/term.html", lambda user, agreement: {...})
"""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

_tabs: dict[str, tuple[Any, Callable[[Any, Any], bool]]] = {}
_panels: dict[str, Callable[[Any, Any], dict[str, Any] | None]] = {}


def register_tab(name: str, label: Any, *, shown: Callable[[Any, Any], bool] = lambda user, agreement: True) -> None:
    """Add a tab: the address «network:name» takes the agreement's pk alone."""
    _tabs[name] = (label, shown)


def register_panel(template: str, context: Callable[[Any, Any], dict[str, Any] | None]) -> None:
    """Add a sheet: ``context(user, agreement)`` fills the template, None leaves it out."""
    _panels[template] = context


def tabs_of(user: Any, agreement: Any, current: str) -> list[tuple]:
    """Tabs open to the person, as the component ``tabs`` takes them."""
    tabs = [(name, label) for name, (label, shown) in _tabs.items() if shown(user, agreement)]
    return [(str(label), reverse(f"network:{name}", args=[agreement.pk]), name == current) for name, label in tabs]


def panels_of(request: Any, agreement: Any) -> list[str]:
    """Rendered sheets of the right side."""
    filled = [(template, context(request.user, agreement)) for template, context in _panels.items()]
    return [render_to_string(template, values, request) for template, values in filled if values is not None]
