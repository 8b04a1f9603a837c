"""The trace reflection: what a pupil says of a trial when a day or two have passed (PP-TR, S20)."""

import uuid
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import TraceReflectionQuerySet
from .trials import Participation


@pghistory.track(pghistory.UpdateEvent())
class TraceReflection(models.Model):
    """Five questions and an outcome, asked 24 hours after the last visit, due after 48, closed after 14 days. The row is made when the pupil is asked;
    ``outcome`` is the pupil's later word and leaves the one of form В as it was said. Held to see what stayed after the first impression; read by the
    pupil, the class teacher and the school coordinator, never by the host; kept until leaving school + 3 years (S31).
    """

    QUESTIONS = ("was_new", "easy_hard", "suits", "doubts", "ready_for")
    EXTRA = ("safety_seen",)  # optional sixth

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="trace")
    was_new = models.TextField(_("What was new to me"), max_length=600, blank=True)
    easy_hard = models.TextField(_("What was easy and what was hard"), max_length=600, blank=True)
    suits = models.TextField(_("Which requirements of the profession suit me"), max_length=600, blank=True)
    doubts = models.TextField(_("Which of them raise doubts"), max_length=600, blank=True)
    ready_for = models.TextField(_("What next step I am ready for"), max_length=600, blank=True)
    safety_seen = models.TextField(_("What I noticed about safety and the organisation of work"), max_length=600, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Participation.Outcome, blank=True, default="")
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    device_time = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(_("Due"))
    closes_at = models.DateTimeField(_("Closes"))
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)

    objects = TraceReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trace reflection")
        verbose_name_plural = _("Trace reflections")
        indexes = [models.Index(fields=["closes_at"], condition=models.Q(answered_at__isnull=True), name="trace_open")]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("due_at")), name="trace_closes_after_due"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True)
                | models.Q(outcome__in=["continue", "unsure", "not_for_me"])
                & ~models.Q(was_new="", easy_hard="", suits="", doubts="", ready_for=""),
                name="trace_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.participation)

    @classmethod
    def labels(cls) -> dict[str, Any]:
        """Name of a field → its question."""
        return {field.name: field.verbose_name for field in cls._meta.fields}
