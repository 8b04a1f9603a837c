"""Annex 6, the participant's survey after the trial [002b F12]."""

import uuid

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets_forms import OfPupilQuerySet
from .trials import Participation


@pghistory.track(pghistory.UpdateEvent())
class TrialSurvey(StateMachine):
    """What one pupil answers after a held trial: four questions, three of them with ready answers. Held as evidence of the pupil's own view; read by the
    pupil, the class and the school, never by the host; kept until leaving school + 3 years (S31).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("observation card", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("observation card", "Sent")
        REOPENED = "reopened", pgettext_lazy("observation card", "Opened again")

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("survey", "yes")
        NO = "no", pgettext_lazy("survey", "no")
        UNSURE = "unsure", pgettext_lazy("survey", "I cannot say")
        OTHER = "other", pgettext_lazy("survey", "other answer")

    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.REOPENED}, Status.SUBMITTED),
        "reopen": ({Status.SUBMITTED}, Status.REOPENED),
    }
    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.SUBMITTED: ("leaf", "check"), Status.REOPENED: ("sun", "undo-2")}
    CHOICES = ("liked", "wants", "useful")
    LEARNED = ("does", "conditions", "qualities", "limits")

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="survey")
    liked = models.CharField(_("Did you like taking part in the trial?"), max_length=6, choices=Answer)
    liked_other = models.CharField(max_length=200, blank=True)
    does = models.TextField(_("What this specialist does"), max_length=400, blank=True)
    conditions = models.TextField(_("What the working conditions are, where they work"), max_length=400, blank=True)
    qualities = models.TextField(_("Which qualities the work needs"), max_length=400, blank=True)
    limits = models.TextField(_("Which limits of health there are"), max_length=400, blank=True)
    wants = models.CharField(_("Did you feel like choosing such a profession?"), max_length=6, choices=Answer)
    wants_other = models.CharField(max_length=200, blank=True)
    useful = models.CharField(_("Will the experience be useful to you in life?"), max_length=6, choices=Answer)
    useful_other = models.CharField(max_length=200, blank=True)
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    device_time = models.DateTimeField(null=True, blank=True)
    synced_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = OfPupilQuerySet.as_manager()

    class Meta:
        verbose_name = _("Survey of a participant")
        verbose_name_plural = _("Surveys of participants")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *(~models.Q(**{name: "other"}) | ~models.Q(**{f"{name}_other": ""}) for name in ("liked", "wants", "useful"))
                ),
                name="survey_other_in_words",
            )
        ]

    def __str__(self) -> str:
        return str(self.participation)
