"""Annex 5, the group observation card: columns 2–3 of the school, column 4 of the specialist [002b F11]."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets_forms import GroupObservationQuerySet
from .trials import Participation, TrialSession


@pghistory.track(pghistory.UpdateEvent())
class GroupObservation(StateMachine):
    """One card of a visit for the whole group (BR-32). Each side signs its own columns; with both signatures it is sent and locked. Opened again with a
    reason, the earlier marks stay in the history. Read by the school's coordinator, the teachers of the class, who goes along, the host and the mentor;
    kept until leaving school + 3 years (S31).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("observation card", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("observation card", "Sent")
        REOPENED = "reopened", pgettext_lazy("observation card", "Opened again")

    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.REOPENED}, Status.SUBMITTED),
        "reopen": ({Status.SUBMITTED}, Status.REOPENED),
    }
    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.SUBMITTED: ("leaf", "check"), Status.REOPENED: ("sun", "undo-2")}

    session = models.OneToOneField(TrialSession, on_delete=models.PROTECT, related_name="group_card")
    school_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_at = models.DateTimeField(_("Signed by the school on"), null=True, blank=True)
    mentor_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mentor_at = models.DateTimeField(_("Signed by the specialist on"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = GroupObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Group observation card")
        verbose_name_plural = _("Group observation cards")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="submitted") | models.Q(school_at__isnull=False, mentor_at__isnull=False),
                name="group_card_sent_by_both",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


@pghistory.track(pghistory.UpdateEvent())
class GroupObservationRow(models.Model):
    """One pupil on the group card. No mean is formed of the five-point column, and it never leaves the card (BR-35). Kept and read with the card."""

    card = models.ForeignKey(GroupObservation, on_delete=models.CASCADE, related_name="rows")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="group_rows")
    active = models.BooleanField(_("Activity, interest"), null=True)
    finished = models.BooleanField(_("Completion of the work"), null=True)
    quality = models.PositiveSmallIntegerField(_("Quality of the work (1–5 points)"), null=True, blank=True)

    class Meta:
        verbose_name = _("Row of a group observation card")
        verbose_name_plural = _("Rows of group observation cards")
        constraints = [
            models.UniqueConstraint(fields=["card", "participation"], name="group_card_row_once"),
            models.CheckConstraint(condition=models.Q(quality__isnull=True) | models.Q(quality__range=(1, 5)), name="group_quality_1_to_5"),
        ]

    def __str__(self) -> str:
        return str(self.participation)
