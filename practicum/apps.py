"""Rounds, quotas, allocation, placements, journal, grading, payment."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticumConfig(AppConfig):
    name = "practicum"
    verbose_name = _("Practicum")

    def ready(self) -> None:
        """Make the practicum known to the rooms below."""
        from network.demo import register_later

        from . import (  # noqa: F401  they register themselves
            rules_allocation,
            rules_journal,
            rules_life,
            rules_payments,
            rules_rounds,
            tasks_rounds,
            todos_journal,
            todos_payments,
            todos_rounds,
        )
        from .queries import life_todos

        life_todos.register()
        register_later(_demo)


def _demo(region: Any) -> list[dict[str, Any]]:
    from .demo import build_practicum

    return build_practicum(region)
