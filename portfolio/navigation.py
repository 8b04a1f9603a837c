"""The portfolio in the menu."""

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register
from network.models import Role

register(NavItem("portfolio", _("My portfolio"), "portfolio:mine", "folder-heart", roles=frozenset({Role.PUPIL}), order=30, phone=2))
