"""Half-filled wizards: a closed browser loses nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import Organisation

from ..querysets import TrialDraftQuerySet


class TrialDraft(models.Model):
    """The answers of the new-trial wizard before the trial exists. Held so that nothing is typed twice; seen by the owner alone; removed when the
    trial is made or the owner throws it away.

    ``answers`` maps a step's code to the plain values of its form: ids, lists of ids, ISO dates.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trial_drafts")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TrialDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Draft of a trial")
        verbose_name_plural = _("Drafts of trials")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"{self.owner} · {self.updated_at:%d.%m.%Y %H:%M}"
