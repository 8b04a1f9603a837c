"""Navigation by role: every app registers its entries in <app>/navigation.py, the layout asks for the person's own.

Rooms must not know each other, the layout must know all of them: this registry is where they meet.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu.

    ``label`` is a lazy translation, ``icon`` a name of static/icons.txt. It shows to whoever holds one of ``roles`` today (empty: to everybody
    signed in) and for whom ``shows(user)`` is true. ``badge(user)`` is the count of things that wait; it runs only when the layout prints it.
    ``order`` sorts the sidebar; ``phone`` 1–4 puts the entry on the bottom bar of the phone, 0 behind «More». ``also`` lists further path
    prefixes under which the entry counts as current; ``short`` is a shorter label for the phone's bottom bar.
    """

    code: str
    label: Any
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    shows: Callable[[Any], bool] | None = None
    badge: Callable[[Any], int] | None = None
    order: int = 50
    phone: int = 0
    also: tuple[str, ...] = ()
    short: Any = ""
    kwargs: dict = field(default_factory=dict, hash=False)

    def is_for(self, user: Any, roles: Iterable[str]) -> bool:
        """May the person see the entry? This hides what is of no use; rights are checked by the views."""
        if self.roles and not self.roles.intersection(roles):
            return False
        return self.shows is None or bool(self.shows(user))


class NavLink:
    """An entry for one person on one page: its address, whether it is current, its count (asked once)."""

    def __init__(self, item: NavItem, url: str, user: Any) -> None:
        self.item, self.url, self.user, self.is_current = item, url, user, False
        self.label, self.icon, self.code, self.phone = item.label, item.icon, item.code, item.phone
        self.short = item.short or item.label

    @cached_property
    def count(self) -> int:
        """Number of things that wait behind the entry; 0 where it has no badge."""
        return self.item.badge(self.user) if self.item.badge else 0

    def matches(self, path: str) -> int:
        """Length of the address that the path starts with; 0 when the path is elsewhere."""
        prefixes = [p for p in (self.url, *self.item.also) if path == p or (p != "/" and path.startswith(p))]
        return max(map(len, prefixes), default=0)


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add entries; a code registered twice is a mistake, the same entry again (autoreload) is not. Raises ValueError."""
    for item in items:
        if _items.get(item.code, item) != item:
            raise ValueError(f"Navigation code {item.code!r} is taken.")
        _items[item.code] = item


def registered() -> list[NavItem]:
    """All entries of all apps in the order of the menu."""
    return sorted(_items.values(), key=lambda item: (item.order, item.code))


class Navigation:
    """The menu of one person on one page. Nothing is computed before a template asks."""

    def __init__(self, request: HttpRequest, roles: Callable[[Any], Iterable[str]]) -> None:
        self.request, self._roles = request, roles

    @cached_property
    def links(self) -> list[NavLink]:
        """Entries for this person; the one whose address fits the path best is current."""
        user = self.request.user
        if not user.is_authenticated:
            return []
        roles = set(self._roles(user))
        links = [link for item in registered() if item.is_for(user, roles) and (link := self._link(item))]
        best = max(links, key=lambda link: link.matches(self.request.path), default=None)
        if best is not None and best.matches(self.request.path):
            best.is_current = True
        return links

    @cached_property
    def phone(self) -> list[NavLink]:
        """Up to four entries of the phone's bottom bar: the ranked ones first, then the next of the menu."""
        ranked = sorted((link for link in self.links if link.phone), key=lambda link: link.phone)
        rest = [link for link in self.links if not link.phone]
        return (ranked + rest)[:4]

    @cached_property
    def more(self) -> list[NavLink]:
        """Entries that are not on the bottom bar."""
        return [link for link in self.links if link not in self.phone]

    def _link(self, item: NavItem) -> NavLink | None:
        try:
            return NavLink(item, reverse(item.url_name, kwargs=item.kwargs), self.request.user)
        except NoReverseMatch:  # tests/design fails on such an entry; a page must not
            log.warning("Navigation entry %s points to an unknown URL name %s", item.code, item.url_name)
            return None
