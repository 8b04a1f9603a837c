"""One questionnaire engine: definitions, rounds, answers, anonymity, results with small groups hidden."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Questionnaires")

    def ready(self) -> None:
        """Tell the home page what waits for an answer."""
        from . import todos

        todos.register()
