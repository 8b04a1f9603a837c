"""Entries of the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register


def unread(user: Any) -> int:
    """Number of notices the person has not read."""
    return user.notices.unread().count()


register(NavItem("notices", _("Notices"), "notices", "bell", badge=unread, order=90))
