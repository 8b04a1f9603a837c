"""The school's order and the admission to work with children (practicum page 2.3)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation

from ..querysets import AdmissionCheckQuerySet, SchoolOrderQuerySet
from .placements import Placement
from .rounds import PracticumRound


@pghistory.track(pghistory.UpdateEvent())
class SchoolOrder(StateMachine):
    """An order of the school about trainees [003c F8]. Names adults; seen by the school, the owner and the trainees named; kept with the school's records."""

    class Kind(models.TextChoices):
        HOST = "host", _("On taking for the practicum")
        CHANGE = "change", _("On changes")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("school order", "Draft")
        SIGNED = "signed", pgettext_lazy("school order", "Signed")
        REPLACED = "replaced", pgettext_lazy("school order", "Replaced")
        CANCELLED = "cancelled", pgettext_lazy("school order", "Cancelled")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SIGNED: ("leaf", "file-check"),
        Status.REPLACED: ("neutral", "history"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "sign": ({Status.DRAFT}, Status.SIGNED),
        "replace": ({Status.SIGNED}, Status.REPLACED),
        "cancel": ({Status.DRAFT, Status.SIGNED}, Status.CANCELLED),
    }

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practicum_orders", verbose_name=_("School"))
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="orders", verbose_name=_("Round"))
    kind = models.CharField(_("Kind"), max_length=6, choices=Kind, default=Kind.HOST)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    number = models.CharField(_("Number"), max_length=40, blank=True)
    date = models.DateField(_("Date"), null=True, blank=True)
    signatory = models.CharField(_("Signed by"), max_length=200, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    safety_person = models.CharField(_("Responsible for labour protection"), max_length=200, blank=True)
    control_person = models.CharField(_("Control of the order"), max_length=200, blank=True)
    note = models.TextField(_("Remark"), max_length=1000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.DRAFT)

    objects = SchoolOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Order of the school")
        verbose_name_plural = _("Orders of the school")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="signed") | ~Q(number="") & Q(date__isnull=False) & ~Q(signatory=""), name="signed_order_is_whole"
            ),
            models.UniqueConstraint(F("school"), F("number"), ExtractYear("date"), condition=~Q(number=""), name="order_number_once_a_year"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.school} № {self.number}" if self.number else str(self.school)


class AdmissionItem(models.TextChoices):
    """Points of the admission [003c F9]."""

    INITIAL = "initial", _("Preliminary briefing in the college (university)")
    INTRO = "intro", _("Introductory briefing in the school")
    WORKPLACE = "workplace", _("Briefing at the workplace")
    FIRE = "fire", _("Fire safety")
    LABOUR = "labour", _("Labour protection")
    MEDICAL = "medical", _("Medical certificate")
    NO_RECORD = "no_record", _("Certificate of no criminal record")
    RULES = "rules", _("House rules and teachers' ethics")
    CHILD_SAFETY = "child_safety", _("Safety of children")
    INSURANCE = "insurance", pgettext_lazy("admission", "Insurance")


@pghistory.track(pghistory.UpdateEvent())
class AdmissionCheck(models.Model):
    """One point of the admission of one trainee: number and dates, never a diagnosis or a scan. Seen by the student, both coordinators, the leaders; medical
    dates are deleted after 1 year (R62).
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(_("Point"), max_length=12, choices=AdmissionItem)
    required = models.BooleanField(_("Required"), default=True)
    done_on = models.DateField(_("Date"), null=True, blank=True)
    number = models.CharField(_("Document No."), max_length=60, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Carried out by")
    )
    student_ack = models.DateTimeField(_("The student confirmed"), null=True, blank=True)
    note = models.CharField(_("Remark"), max_length=300, blank=True)

    objects = AdmissionCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("Point of the admission")
        verbose_name_plural = _("Points of the admission")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "item"], name="admission_point_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(done_on__isnull=False, valid_until__gte=F("done_on")), name="admission_valid_after_date"
            ),
            models.CheckConstraint(condition=Q(done_on__isnull=False) | Q(student_ack__isnull=True), name="admission_confirmed_after_done"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_item_display()
