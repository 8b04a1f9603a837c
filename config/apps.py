"""The wiring of the portal: settings, addresses, and the commands that start it and keep it."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Köpir"

    def ready(self) -> None:
        from .migrating import lighten

        lighten()
