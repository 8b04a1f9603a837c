"""Regions, organisations, sites, memberships and roles, classes, agreements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from accounts.visibility import register_acquaintance, register_care

        from . import rules_plans, visibility  # noqa: F401  rules register themselves

        register_acquaintance(visibility.colleagues_and_pupils)
        register_care(visibility.children_in_care)
