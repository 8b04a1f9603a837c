"""Entries of the menu."""

from django.utils.translation import gettext_lazy as _

from core.navigation import NavItem, register

from .models import LEARNERS, Role

register(
    NavItem(
        "organisations",
        _("Organisations"),
        "network:organisations",
        "building-2",
        roles=frozenset(role.value for role in Role if role not in {*LEARNERS, Role.MEDICAL_WORKER}),
        order=80,
    )
)
