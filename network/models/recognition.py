"""Mutual recognition of modules (NR48), grade conversion tables of universities, students' applications for credit transfer."""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..alignment_querysets import CreditTransferQuerySet, GradeTableQuerySet, ModuleRecognitionQuerySet
from .agreements import Agreement
from .modules import LearningOutcome, Module
from .organisations import Organisation
from .reference import LegalAct

COVERAGE_AT_LEAST = 70
"""Per cent of the target's outcomes below which the council gives its reason in writing (NR48)."""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ModuleRecognition(StateMachine):
    """A row of the transfer table (NW-26b): a module of one organisation counts for a module of another. Kept for ever, holds no personal data."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("recognition", "Proposed")
        EXPERTISE = "expertise", pgettext_lazy("recognition", "In expertise")
        AGREED = "agreed", pgettext_lazy("recognition", "Agreed")
        IN_FORCE = "in_force", pgettext_lazy("recognition", "Counts")
        EXPIRED = "expired", pgettext_lazy("recognition", "Expired")
        REJECTED = "rejected", pgettext_lazy("recognition", "Rejected")

    TRANSITIONS = {
        "send": ({Status.PROPOSED}, Status.EXPERTISE),
        "agree": ({Status.EXPERTISE}, Status.AGREED),
        "enter": ({Status.AGREED}, Status.IN_FORCE),
        "expire": ({Status.IN_FORCE}, Status.EXPIRED),
        "reject": ({Status.PROPOSED, Status.EXPERTISE}, Status.REJECTED),
    }
    STATUS_LOOK = {
        Status.PROPOSED: ("neutral", "send"),
        Status.EXPERTISE: ("sun", "hourglass"),
        Status.AGREED: ("sky", "badge-check"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.EXPIRED: ("neutral", "clock"),
        Status.REJECTED: ("neutral", "x"),
    }

    from_module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="recognised_as", verbose_name=_("Module passed"))
    to_module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="recognises", verbose_name=_("Module it counts for"))
    from_credits = models.DecimalField(_("Credits of the module passed"), max_digits=5, decimal_places=1, editable=False)
    to_credits = models.DecimalField(_("Credits of the module it counts for"), max_digits=5, decimal_places=1, editable=False)
    credits_recognised = models.DecimalField(_("Credits that count"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    lo_coverage_pct = models.DecimalField(_("Coverage of outcomes, %"), max_digits=5, decimal_places=2, default=0, editable=False)
    coverage_at_least = models.PositiveSmallIntegerField(default=COVERAGE_AT_LEAST, editable=False)
    min_grade = models.CharField(_("Lowest grade"), max_length=10, blank=True)
    conditions = models.TextField(pgettext_lazy("recognition", "Conditions"), max_length=1000, blank=True)
    legal_basis = models.ForeignKey(
        LegalAct, null=True, blank=True, on_delete=models.PROTECT, related_name="recognitions", verbose_name=_("Legal basis")
    )
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="recognitions", verbose_name=_("Agreement")
    )
    academic_basis = models.CharField(_("Academic basis (protocol)"), max_length=300, blank=True)
    council_reason = models.TextField(_("Council's reason"), max_length=1000, blank=True)
    from_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    from_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    to_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    to_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False)

    objects = ModuleRecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Recognition of a module")
        verbose_name_plural = _("Recognition of modules")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["from_module", "to_module"], condition=~Q(status__in=["expired", "rejected"]), name="recognition_of_a_pair_once"
            ),
            models.CheckConstraint(condition=~Q(from_module=F("to_module")), name="recognition_of_two_modules"),
            models.CheckConstraint(
                condition=Q(credits_recognised__gt=0, credits_recognised__lte=F("from_credits"))
                & Q(credits_recognised__lte=F("to_credits")),
                name="recognised_credits_within_both",
            ),
            models.CheckConstraint(condition=Q(lo_coverage_pct__gte=0, lo_coverage_pct__lte=100), name="recognition_coverage_is_a_share"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "expertise", "rejected"]) | Q(from_agreed_at__isnull=False, to_agreed_at__isnull=False),
                name="recognition_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_force")
                | (
                    Q(legal_basis__isnull=False, agreement__isnull=False)
                    & ~Q(academic_basis="")
                    & (Q(lo_coverage_pct__gte=F("coverage_at_least")) | ~Q(council_reason=""))
                ),
                name="recognition_in_force_has_its_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_module.label} → {self.to_module.label}"


COVER_FITS = """
IF NOT EXISTS (
    SELECT 1 FROM network_modulerecognition r
    JOIN network_learningoutcome t ON t.id = NEW.target_id AND t.module_id = r.to_module_id
    JOIN network_learningoutcome s ON s.id = NEW.source_id AND s.module_id = r.from_module_id
    WHERE r.id = NEW.recognition_id
) THEN
    RAISE EXCEPTION 'cover_of_the_two_modules: outcomes of other modules' USING ERRCODE = 'check_violation', CONSTRAINT = 'cover_of_the_two_modules';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutcomeCover(models.Model):
    """An outcome of the target module is covered by one of the module passed; the coverage per cent is counted from these rows."""

    recognition = models.ForeignKey(ModuleRecognition, on_delete=models.CASCADE, related_name="covers")
    target = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Covered outcome")
        verbose_name_plural = _("Covered outcomes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["recognition", "target"], name="outcome_covered_once")]
        triggers = [
            pgtrigger.Trigger(
                name="cover_of_the_two_modules",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=COVER_FITS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.source.code} → {self.target.code}"


class GradeTable(models.Model):
    """A university's table that turns grades of colleges into its own; each change is a new version, nothing is rewritten [003a F34]."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grade_tables", verbose_name=_("Organisation"))
    version = models.PositiveSmallIntegerField(_("Version"))
    valid_from = models.DateField(_("In force from"))
    basis = models.CharField(pgettext_lazy("grade table", "Basis"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = GradeTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Grade conversion table")
        verbose_name_plural = _("Grade conversion tables")
        ordering = ["organisation", "-version"]
        constraints = [models.UniqueConstraint(fields=["organisation", "version"], name="grade_table_version_once")]
        triggers = [pgtrigger.Protect(name="grade_table_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.version}"


class GradeLine(models.Model):
    """One line of a grade conversion table; ``rank`` 1 is the best grade."""

    table = models.ForeignKey(GradeTable, on_delete=models.PROTECT, related_name="lines")
    rank = models.PositiveSmallIntegerField()
    original = models.CharField(_("Grade received"), max_length=10)
    converted = models.CharField(_("Grade it becomes"), max_length=10)

    class Meta:
        verbose_name = _("Line of a grade conversion table")
        verbose_name_plural = _("Lines of grade conversion tables")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["table", "original"], name="grade_converted_once"),
            models.UniqueConstraint(fields=["table", "rank"], name="grade_ranked_once"),
        ]
        triggers = [pgtrigger.Protect(name="grade_line_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.original} → {self.converted}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class CreditTransfer(StateMachine):
    """A student's application that a module passed elsewhere counts here.

    Held to decide and to prove the decision; seen by the student and by those who decide at the university that the student applied to; kept to the end
    of studies and five years.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("credit transfer", "Submitted")
        RECOGNISED = "recognised", pgettext_lazy("credit transfer", "Counted")
        REFUSED = "refused", pgettext_lazy("credit transfer", "Not counted")

    TRANSITIONS = {
        "recognise": ({Status.SUBMITTED}, Status.RECOGNISED),
        "refuse": ({Status.SUBMITTED}, Status.REFUSED),
    }
    STATUS_LOOK = {
        Status.SUBMITTED: ("sun", "hourglass"),
        Status.RECOGNISED: ("leaf", "check"),
        Status.REFUSED: ("clay", "x"),
    }

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_transfers", verbose_name=_("Student")
    )
    recognition = models.ForeignKey(
        ModuleRecognition, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("Recognition of a module")
    )
    transcript = models.CharField(_("Transcript: number and date"), max_length=120)
    grade_original = models.CharField(_("Grade received"), max_length=10)
    grade_converted = models.CharField(_("Grade it becomes"), max_length=10, blank=True, editable=False)
    grade_table = models.ForeignKey(GradeTable, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="transfers")
    credits = models.DecimalField(_("Credits"), max_digits=5, decimal_places=1)
    credits_at_most = models.DecimalField(max_digits=5, decimal_places=1, editable=False)
    refusal_reason = models.TextField(_("Reason for the refusal"), max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.SUBMITTED, editable=False)

    objects = CreditTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Application for credit transfer")
        verbose_name_plural = _("Applications for credit transfer")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["student", "recognition"], condition=~Q(status="refused"), name="credit_transfer_once"),
            models.CheckConstraint(
                condition=Q(credits__gt=0, credits__lte=F("credits_at_most")), name="credit_transfer_within_recognition"
            ),
            models.CheckConstraint(
                condition=Q(status="refused") & ~Q(refusal_reason="")
                | Q(status="recognised") & ~Q(grade_converted="") & Q(grade_table__isnull=False)
                | Q(status="submitted"),
                name="credit_transfer_decided_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.recognition_id}"
