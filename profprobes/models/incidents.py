"""Incidents of trials: what happened, who was told, what was done so that it does not happen again (BR-42)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField
from core.states import StateMachine
from network.models import Site

from ..querysets_incidents import IncidentMeasureQuerySet, IncidentQuerySet
from .trials import Participation, Trial

FIRST_SEVERITY_STAYS = """
IF NEW.reported_severity IS DISTINCT FROM OLD.reported_severity THEN
    RAISE EXCEPTION 'first_severity_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'first_severity_stays';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent())
class Incident(StateMachine):
    """Something that harmed or could have harmed somebody at a trial. Held for the safety of the next groups and as proof of what the adults did.

    Seen by the coordinators of school and host, the class teachers of the group, whoever reported it or owns a measure, the operator and the
    department of the region; the pupils' names only inside their school, everybody else reads codes. Kept 10 years (S31).
    """

    class Status(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("incident", "Reported")
        UNDER_REVIEW = "under_review", pgettext_lazy("incident", "Under review")
        MEASURES = "measures", pgettext_lazy("incident", "Measures under way")
        CLOSED = "closed", pgettext_lazy("incident", "Closed")

    class Kind(models.TextChoices):
        INJURY = "injury", pgettext_lazy("incident", "injury")
        ILLNESS = "illness", pgettext_lazy("incident", "illness")
        LOST = "lost", pgettext_lazy("incident", "lost pupil")
        TRANSPORT = "transport", pgettext_lazy("incident", "transport")
        EQUIPMENT = "equipment", pgettext_lazy("incident", "equipment")
        CONDUCT = "conduct", pgettext_lazy("incident", "conduct")
        BREACH = "breach", pgettext_lazy("incident", "data or photo breach")
        NEAR_MISS = "near_miss", pgettext_lazy("incident", "near miss")
        OTHER = "other", pgettext_lazy("incident", "other")

    class Severity(models.TextChoices):
        MINOR = "minor", pgettext_lazy("incident", "minor")
        MODERATE = "moderate", pgettext_lazy("incident", "moderate")
        SERIOUS = "serious", pgettext_lazy("incident", "serious")

    SEVERITY_MEANING = {
        Severity.MINOR: _("first aid on the spot"),
        Severity.MODERATE: _("a doctor was consulted, the pupil goes on with the day"),
        Severity.SERIOUS: _("ambulance, hospital, missing pupil, reportable accident, photo published against a ban"),
    }
    SEVERITY_LOOK = {
        Severity.MINOR: ("neutral", "info"),
        Severity.MODERATE: ("sun", "triangle-alert"),
        Severity.SERIOUS: ("clay", "octagon-alert"),
    }
    STATUS_LOOK = {
        Status.REPORTED: ("clay", "bell-ring"),
        Status.UNDER_REVIEW: ("sun", "search"),
        Status.MEASURES: ("sun", "clipboard-list"),
        Status.CLOSED: ("leaf", "check-check"),
    }
    TRANSITIONS = {
        "review": ({Status.REPORTED}, Status.UNDER_REVIEW),
        "measures": ({Status.UNDER_REVIEW}, Status.MEASURES),
        "close": ({Status.UNDER_REVIEW, Status.MEASURES}, Status.CLOSED),
    }

    number = models.CharField(_("Number"), max_length=40, unique=True)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("Trial"))
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("Site"))
    at = models.DateTimeField(_("Date and time"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    severity = models.CharField(_("Severity"), max_length=8, choices=Severity)
    reported_severity = models.CharField(_("Severity as reported"), max_length=8, choices=Severity, editable=False)
    severity_reason = models.CharField(_("Why the severity was changed"), max_length=300, blank=True)
    pupils = models.ManyToManyField(Participation, related_name="incidents", blank=True, verbose_name=_("Pupils concerned"))
    description = EncryptedTextField(_("What happened"))
    first_actions = EncryptedTextField(_("First actions"))
    cause = models.TextField(_("Cause"), blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reported by"))
    reported_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.REPORTED)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Incident")
        verbose_name_plural = _("Incidents")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["status", "severity"]), models.Index(fields=["-at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity=models.F("reported_severity")) | ~models.Q(severity_reason=""),
                name="changed_severity_has_a_reason",
            ),
            models.CheckConstraint(condition=~models.Q(status="closed") | ~models.Q(cause=""), name="closed_incident_names_its_cause"),
        ]
        triggers = [
            pgtrigger.Trigger(name="first_severity_stays", operation=pgtrigger.Update, when=pgtrigger.Before, func=FIRST_SEVERITY_STAYS)
        ]

    def __str__(self) -> str:
        return f"{self.number} · {localtime(self.at):%d.%m.%Y}"


class IncidentNotice(models.Model):
    """Who was told and when. Rows are only added."""

    class Whom(models.TextChoices):
        PARENTS = "parents", pgettext_lazy("told", "parents")
        HEAD = "head", pgettext_lazy("told", "head of the school")
        HOST = "host", pgettext_lazy("told", "partner organisation")
        EMERGENCY = "emergency", pgettext_lazy("told", "emergency service")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    whom = models.CharField(_("Who was told"), max_length=9, choices=Whom)
    at = models.DateTimeField(_("When"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Notification about an incident")
        verbose_name_plural = _("Notifications about incidents")
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_whom_display()} · {localtime(self.at):%d.%m.%Y %H:%M}"


@pghistory.track(pghistory.UpdateEvent())
class IncidentMeasure(models.Model):
    """What is done so that it does not happen again: who does it and by when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    text = models.CharField(pgettext_lazy("incident", "Measure"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible"))
    due = models.DateField(_("Due"))
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = IncidentMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Measure after an incident")
        verbose_name_plural = _("Measures after incidents")
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["owner", "due"], condition=models.Q(done_at__isnull=True), name="open_measures_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True) | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="done_measure_says_who",
            )
        ]

    def __str__(self) -> str:
        return self.text
