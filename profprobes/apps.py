"""Career trials: programmes, booking, groups, consents, cards, questionnaires, parents' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfprobesConfig(AppConfig):
    name = "profprobes"
    verbose_name = _("Career trials")

    def ready(self) -> None:
        """Make trials known to the rooms below."""
        from core import todos
        from network.services.life import register_running

        from . import doors, photo
        from .queries.home import trial_todos
        from .queries.running import trials_between

        todos.register(trial_todos)
        register_running(trials_between)
        photo.register()
        doors.register()
