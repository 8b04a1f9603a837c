"""The checklist of a meaningful trial: what the portal found and what the school confirmed (§5.9, BR-36)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ClosingNoteQuerySet
from .trials import Trial


@pghistory.track(pghistory.UpdateEvent())
class MeaningfulnessCheck(models.Model):
    """One mark of a trial: ``auto`` as the portal found it when it was confirmed, ``manual`` as the coordinator says, with a note where they differ.
    Frozen when the trial is closed. No personal data but who confirmed it; seen by the school's staff who see the trial.
    """

    class Code(models.TextChoices):
        GOAL = "goal", _("Clear goal")
        TASK = "task", _("A real micro-task within reach")
        SPECIALISTS = "specialists", _("Contact with specialists")
        SEQUENCE = "sequence", _("A sequence of actions")
        FEEDBACK = "feedback", _("Feedback")
        PORTFOLIO = "portfolio", _("The result is kept in the portfolio")

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="meaning_marks")
    code = models.CharField(_("Mark"), max_length=12, choices=Code)
    auto = models.BooleanField(_("Found by the portal"))
    manual = models.BooleanField(_("Confirmed by the school"))
    note = models.CharField(_("Note"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now=True)

    objects = ClosingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mark of meaningfulness")
        verbose_name_plural = _("Marks of meaningfulness")
        constraints = [
            models.UniqueConstraint(fields=["trial", "code"], name="meaning_mark_once"),
            models.CheckConstraint(condition=models.Q(auto=models.F("manual")) | ~models.Q(note=""), name="meaning_overruled_with_note"),
        ]

    def __str__(self) -> str:
        return f"{self.trial}: {self.get_code_display()}"
