"""Table 3: six criteria of a trial and the competences that it develops [002b F6]."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from portfolio.models.rubrics import Rubric

from ..querysets_forms import TrialRubricQuerySet
from .microtask import empty_list
from .trials import Participation


@pghistory.track(pghistory.UpdateEvent())
class TrialRubric(StateMachine):
    """What one rater, the mentor or a subject teacher, saw of one pupil by table 3. The levels are portfolio.RubricScore of rubric PP-T3; the competences
    are chosen here. Neither is summed, averaged or turned into a mark (BR-35). Read by the rater, the school, the pupil once it is sent; kept until leaving
    school + 3 years (S31).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("observation card", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("observation card", "Sent")
        REOPENED = "reopened", pgettext_lazy("observation card", "Opened again")

    class Competence(models.TextChoices):
        INTELLECT = "intellect", _("Intellectuality")
        COMMUNICATION = "communication", _("Communicativeness")
        INDEPENDENCE = "independence", _("Independence")
        EMOTION = "emotion", _("Emotionality")
        PURPOSE = "purpose", _("Purposefulness")
        CREATIVITY = "creativity", _("Creativity")
        REFLECTION = "reflection", _("Reflectiveness")

    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.REOPENED}, Status.SUBMITTED),
        "reopen": ({Status.SUBMITTED}, Status.REOPENED),
    }
    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.SUBMITTED: ("leaf", "check"), Status.REOPENED: ("sun", "undo-2")}

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="rubrics")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    competences = models.JSONField(_("Competences that develop"), default=empty_list, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = TrialRubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("Assessment by table 3")
        verbose_name_plural = _("Assessments by table 3")
        constraints = [models.UniqueConstraint(fields=["participation", "rater"], name="one_table_3_per_rater")]

    def __str__(self) -> str:
        return str(self.participation)
