"""Career trials: programmes, booking, groups, consents, cards, questionnaires, parents' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfprobesConfig(AppConfig):
    name = "profprobes"
    verbose_name = _("Career trials")

    def ready(self) -> None:
        """Make trials known to the rooms below."""
        from . import doors, photo

        photo.register()
        doors.register()
