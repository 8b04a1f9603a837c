"""What every page needs from the request: navigation by role, appearance, styles and scripts of the layout."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.navigation import Navigation
from network.access import holdings

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "kopir_theme"
STYLES = ("vendor/golos.css", *(f"css/{name}.css" for name in ("tokens", "base", "layout", "parts", "lists", "forms", "calendar")))
SCRIPTS = tuple(f"js/{name}.js" for name in ("menu", "toasts", "confirm", "forms", "lists", "theme"))


def roles_of(user: Any) -> Iterable[str]:
    """Role codes that the person holds today anywhere."""
    return {holding.role for holding in holdings(user)}


def theme_of(request: HttpRequest) -> str:
    """The appearance the person chose: auto, light or dark."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def shell(request: HttpRequest) -> dict:
    """Values of the layout. Cheap: the menu, its roles and its counts are looked up when a template prints them."""
    theme = theme_of(request)
    return {
        "DEMO": settings.DEMO,
        "SITE_URL": settings.SITE_URL,
        "nav": Navigation(request, roles_of),
        "theme": theme,
        "theme_class": "" if theme == "auto" else f"theme-{theme}",
        "styles": STYLES,
        "scripts": SCRIPTS,
    }
