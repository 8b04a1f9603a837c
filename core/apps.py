"""The ground, free of domain: errors, state machine, encrypted and checksum fields, Kazakh text, upload checks."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Ground")

    def ready(self) -> None:
        """Let every app add its entries to the menu."""
        autodiscover_modules("navigation")
