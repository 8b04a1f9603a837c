"""The matrix of learning outcomes between levels (NW-25), its protocols and its experts."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..alignment_querysets import AlignmentMatrixQuerySet, AlignmentRowQuerySet
from .modules import LearningOutcome, StudyField, Titled
from .networks import Network
from .organisations import Organisation
from .reference import AcademicYear


class MatrixLevel(models.TextChoices):
    """The three levels between which outcomes are compared."""

    SCHOOL = "school", pgettext_lazy("matrix level", "School")
    TVE = "tve", pgettext_lazy("matrix level", "College")
    HEI = "hei", pgettext_lazy("matrix level", "University")


class Fit(models.TextChoices):
    """How an outcome of one level continues that of the level below. ``SIGNS`` are the letters of the form."""

    ALIGNED = "aligned", pgettext_lazy("fit", "Aligned")
    PARTIAL = "partial", pgettext_lazy("fit", "Partly")
    NOT = "not", pgettext_lazy("fit", "Not aligned")
    NA = "na", pgettext_lazy("fit", "Not applicable")


SIGNS = {
    "kk": {Fit.ALIGNED: "С", Fit.PARTIAL: "І", Fit.NOT: "СЕ", Fit.NA: "–"},
    "ru": {Fit.ALIGNED: "С", Fit.PARTIAL: "Ч", Fit.NOT: "Н", Fit.NA: "–"},
}


def sign(fit: str, language: str) -> str:
    """The letter of the form (С, І, СЕ, – / С, Ч, Н, –); empty while nobody has decided."""
    return SIGNS["kk" if language == "kk" else "ru"].get(Fit(fit), "") if fit else ""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class AlignmentMatrix(StateMachine):
    """The matrix of one field in one academic year. Kept for ever; seen by the staff of its levels and by the region's operator and department."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("matrix", "Draft")
        REVIEW = "review", pgettext_lazy("matrix", "In review")
        APPROVED = "approved", pgettext_lazy("matrix", "Approved")
        ARCHIVED = "archived", pgettext_lazy("matrix", "Archived")

    TRANSITIONS = {
        "send": ({Status.DRAFT}, Status.REVIEW),
        "return": ({Status.REVIEW}, Status.DRAFT),
        "approve": ({Status.REVIEW}, Status.APPROVED),
        "archive": ({Status.DRAFT, Status.REVIEW, Status.APPROVED}, Status.ARCHIVED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.REVIEW: ("sun", "hourglass"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.ARCHIVED: ("neutral", "archive"),
    }

    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_matrices", verbose_name=_("Kept by"))
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.PROTECT, related_name="matrices", verbose_name=pgettext_lazy("one", "Network")
    )
    field = models.ForeignKey(StudyField, on_delete=models.PROTECT, related_name="matrices", verbose_name=_("Field of study"))
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="matrices", verbose_name=_("Academic year"))
    decision = models.CharField(_("Council's decision"), max_length=200, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)

    objects = AlignmentMatrixQuerySet.as_manager()

    class Meta:
        verbose_name = _("Alignment matrix")
        verbose_name_plural = _("Alignment matrices")
        ordering = ["-academic_year__starts_on", "field__name_ru", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "field", "academic_year"], condition=~Q(status="archived"), name="matrix_once_a_year"
            ),
            models.CheckConstraint(condition=~Q(status="approved") | ~Q(decision=""), name="matrix_approved_by_a_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.field}, {self.academic_year}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class MatrixProgramme(Titled):
    """The programme that a matrix compares at one level, and the organisation that teaches it."""

    matrix = models.ForeignKey(AlignmentMatrix, on_delete=models.CASCADE, related_name="programmes")
    level = models.CharField(pgettext_lazy("education", "Level"), max_length=6, choices=MatrixLevel)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="matrix_programmes", verbose_name=_("Organisation")
    )

    class Meta:
        verbose_name = _("Programme of a matrix")
        verbose_name_plural = _("Programmes of matrices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["matrix", "level"], name="matrix_programme_once_a_level")]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class MatrixProtocol(models.Model):
    """A protocol in which the levels agreed on rows of a matrix. Only a signed one counts in the index (NR47)."""

    matrix = models.ForeignKey(AlignmentMatrix, on_delete=models.CASCADE, related_name="protocols")
    number = models.CharField(_("Protocol number"), max_length=40)
    held_on = models.DateField(_("Date of the protocol"))
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    signers = models.CharField(_("Signed by"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Protocol of agreement")
        verbose_name_plural = _("Protocols of agreement")
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "number"], name="matrix_protocol_once"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=models.F("held_on")), name="matrix_protocol_signed_after_held"
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


MATRIX_IS_DRAFT = """
IF EXISTS (
    SELECT 1 FROM network_alignmentmatrix m WHERE m.status <> 'draft'
    AND ((TG_OP <> 'INSERT' AND m.id = OLD.matrix_id) OR (TG_OP <> 'DELETE' AND m.id = NEW.matrix_id))
) THEN
    RAISE EXCEPTION 'matrix_row_of_a_closed_matrix: rows change in a draft only' USING ERRCODE = 'check_violation', CONSTRAINT = 'matrix_row_of_a_closed_matrix';
END IF;
RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AlignmentRow(models.Model):
    """One key outcome and how it is carried from level to level. ``version`` counts the saves: two people's changes are merged or shown side by side."""

    matrix = models.ForeignKey(AlignmentMatrix, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField()
    outcome = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="matrix_rows", verbose_name=_("Learning outcome"))
    school_outcome = models.ForeignKey(
        LearningOutcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("At school")
    )
    tve_outcome = models.ForeignKey(
        LearningOutcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("At college")
    )
    hei_outcome = models.ForeignKey(
        LearningOutcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("At university")
    )
    school_tve = models.CharField(_("School–college"), max_length=8, choices=Fit, blank=True)
    tve_hei = models.CharField(_("College–university"), max_length=8, choices=Fit, blank=True)
    protocol = models.ForeignKey(
        MatrixProtocol, null=True, blank=True, on_delete=models.PROTECT, related_name="rows", verbose_name=_("Protocol")
    )
    remark = models.CharField(pgettext_lazy("matrix", "Remark"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = AlignmentRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("Row of a matrix")
        verbose_name_plural = _("Rows of matrices")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "outcome"], name="matrix_outcome_once"),
            models.CheckConstraint(
                condition=Q(school_tve__in=["", *Fit.values], tve_hei__in=["", *Fit.values]), name="matrix_row_fits_are_known"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="matrix_is_draft",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=MATRIX_IS_DRAFT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.outcome}"

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to take the row out."""
        return f"row-out-{self.pk}"

    def place(self, level: str) -> "LearningOutcome | None":
        """The outcome that carries this one at a level."""
        return getattr(self, f"{level}_outcome")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExpertScore(models.Model):
    """One expert's mark 1–5 for a matrix; empty while it is awaited. Held with the matrix; the name is seen by whoever sees the matrix."""

    matrix = models.ForeignKey(AlignmentMatrix, on_delete=models.CASCADE, related_name="scores")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="matrix_scores", verbose_name=_("Expert"))
    level = models.CharField(pgettext_lazy("education", "Level"), max_length=6, choices=MatrixLevel)
    score = models.PositiveSmallIntegerField(_("Score"), null=True, blank=True)
    comment = models.TextField(_("Comment"), max_length=1000, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True, editable=False)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Expert's score")
        verbose_name_plural = _("Experts' scores")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matrix", "expert"], name="matrix_expert_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="expert_score_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.score or '—'}"
