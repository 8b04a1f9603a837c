"""What every page needs from the request: navigation by role, appearance, styles and scripts of the layout."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import Notice
from core.navigation import Navigation
from network.access import holdings
from network.models import Organisation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "kopir_theme"
STYLES = ("vendor/golos.css", *(f"css/{name}.css" for name in ("tokens", "base", "layout", "parts", "lists", "forms", "calendar")))
SCRIPTS = tuple(f"js/{name}.js" for name in ("menu", "toasts", "confirm", "forms", "drafts", "lists", "theme"))


def roles_of(user: Any) -> Iterable[str]:
    """Role codes that the person holds today anywhere."""
    return {holding.role for holding in holdings(user)}


def unread_notices(user: Any) -> int:
    """How many notices the person has not read."""
    return Notice.objects.visible_to(user).unread().count() if user.is_authenticated else 0


def place_of(user: Any) -> str:
    """Short name of the organisation of the person's first role, in the language of the page; names are kept in the cache for ten minutes."""
    held = holdings(user)
    if not held:
        return ""
    suffix = "kk" if get_language() == "kk" else "ru"
    key = f"place:{held[0].organisation_id}:{suffix}"
    named = Organisation.objects.filter(pk=held[0].organisation_id).values_list(f"short_name_{suffix}", flat=True)
    return cache.get_or_set(key, lambda: named.first() or "", 600)


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
        "unread": lambda: unread_notices(request.user),
        "place": lambda: place_of(request.user),
        "theme": theme,
        "theme_class": "" if theme == "auto" else f"theme-{theme}",
        "styles": STYLES,
        "scripts": SCRIPTS,
    }
