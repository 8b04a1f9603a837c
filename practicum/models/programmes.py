"""Programmes of the practicum and the package of templates (practicum page 2.1)."""

from decimal import ROUND_HALF_UP

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from network.models import CouncilDecision, Organisation, Subject

from ..querysets import PracticumProgrammeQuerySet, TemplatePackageQuerySet


class GradeBand(models.TextChoices):
    """Classes in which the practicum may take place."""

    PRESCHOOL = "preschool", _("Preschool class")
    PRIMARY = "primary", _("Primary (1–4)")
    BASIC = "basic", _("Basic (5–9)")
    SENIOR = "senior", _("Senior (10–11)")


class TrainingLanguage(models.TextChoices):
    """Languages in which the practicum is held."""

    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    EN = "en", _("English")


class Worded(models.Model):
    """A title in both languages."""

    title_kk = models.CharField(_("Title (Kazakh)"), max_length=300)
    title_ru = models.CharField(_("Title (Russian)"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_in(get_language() or "kk")

    def title_in(self, language: str) -> str:
        """The title in Kazakh, or in Russian for every other language."""
        return self.title_kk if language == "kk" else self.title_ru


@pghistory.track(pghistory.UpdateEvent())
class PracticumProgramme(StateMachine, Worded):
    """What a practicum teaches, how long and in which forms. No personal data; an approved one is changed only as a new version [003c F5, 003a F15]."""

    class Kind(models.TextChoices):
        INTRO = "intro", _("Introductory (educational)")
        INTERIM = "interim", pgettext_lazy("practicum", "Intermediate")
        FINAL = "final", _("Teaching practicum of the final year")

    class Level(models.TextChoices):
        TVE = "tve", _("Technical and vocational education")
        HEI = "hei", pgettext_lazy("education", "Higher education")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("practicum programme", "Draft")
        REVIEW = "review", pgettext_lazy("practicum programme", "Under review")
        APPROVED = "approved", pgettext_lazy("practicum programme", "Approved")
        ARCHIVED = "archived", pgettext_lazy("practicum programme", "Archived")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.REVIEW: ("sky", "message-square"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.ARCHIVED: ("neutral", "archive"),
    }
    TRANSITIONS = {
        "send": ({Status.DRAFT}, Status.REVIEW),
        "return": ({Status.REVIEW}, Status.DRAFT),
        "approve": ({Status.REVIEW}, Status.APPROVED),
        "archive": ({Status.APPROVED}, Status.ARCHIVED),
    }
    # Fields of both languages that must be filled before REVIEW.
    TEXTS = ("goals", "competences", "work_forms", "assessment", "trainee_requirements")

    kind = models.CharField(_("Kind of practicum"), max_length=8, choices=Kind)
    owner_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="practicum_programmes", verbose_name=_("Educational organisation")
    )
    level = models.CharField(pgettext_lazy("education", "Level"), max_length=3, choices=Level)
    education_code = models.CharField(_("Code of the educational programme"), max_length=20)
    education_name_kk = models.CharField(_("Educational programme (Kazakh)"), max_length=200)
    education_name_ru = models.CharField(_("Educational programme (Russian)"), max_length=200)
    study_year = models.PositiveSmallIntegerField(_("Course"))
    subjects = models.ManyToManyField(Subject, related_name="+", verbose_name=_("Subjects"))
    grade_bands = ArrayField(models.CharField(max_length=9, choices=GradeBand), verbose_name=_("Classes allowed"))
    group_language = models.CharField(_("Language of instruction"), max_length=2, choices=TrainingLanguage, default=TrainingLanguage.KK)
    credits = models.DecimalField(_("Number of credits (K)"), max_digits=4, decimal_places=1)
    hours_per_credit = models.PositiveSmallIntegerField(_("Hours in a credit"), default=24)
    weeks = models.PositiveSmallIntegerField(_("Duration, weeks"))
    goals_kk = models.TextField(_("Goals (Kazakh)"), max_length=3000, blank=True)
    goals_ru = models.TextField(_("Goals (Russian)"), max_length=3000, blank=True)
    competences_kk = models.TextField(_("Competences (Kazakh)"), max_length=3000, blank=True)
    competences_ru = models.TextField(_("Competences (Russian)"), max_length=3000, blank=True)
    work_forms_kk = models.TextField(_("Forms of work (Kazakh)"), max_length=3000, blank=True)
    work_forms_ru = models.TextField(_("Forms of work (Russian)"), max_length=3000, blank=True)
    assessment_kk = models.TextField(_("System of assessment (Kazakh)"), max_length=3000, blank=True)
    assessment_ru = models.TextField(_("System of assessment (Russian)"), max_length=3000, blank=True)
    trainee_requirements_kk = models.TextField(_("Requirements for the trainee (Kazakh)"), max_length=3000, blank=True)
    trainee_requirements_ru = models.TextField(_("Requirements for the trainee (Russian)"), max_length=3000, blank=True)
    version = models.PositiveSmallIntegerField(_("Version"), default=1, editable=False)
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next", editable=False)
    decision_number = models.CharField(_("Council's decision No."), max_length=40, blank=True)
    decision_date = models.DateField(_("Date of the decision"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.DRAFT)

    objects = PracticumProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Programme of the practicum")
        verbose_name_plural = _("Programmes of the practicum")
        ordering = ["owner_org", "title_ru", "-version"]
        constraints = [
            models.CheckConstraint(condition=Q(credits__gt=0), name="practicum_has_credits"),
            models.CheckConstraint(condition=Q(hours_per_credit__gte=1), name="practicum_credit_has_hours"),
            models.CheckConstraint(condition=Q(study_year__gte=1, study_year__lte=6), name="practicum_course_1_to_6"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=40), name="practicum_weeks_1_to_40"),
            models.CheckConstraint(condition=Q(grade_bands__len__gt=0), name="practicum_names_classes"),
            models.CheckConstraint(
                condition=~Q(status="approved") | ~Q(decision_number="") & Q(decision_date__isnull=False),
                name="approved_practicum_has_a_decision",
            ),
        ]

    def text_in(self, name: str, language: str) -> str:
        """One of TEXTS in Kazakh, or in Russian for every other language."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")

    def education_in(self, language: str) -> str:
        """Code and name of the educational programme."""
        return f"{self.education_code} {self.education_name_kk if language == 'kk' else self.education_name_ru}"

    @property
    def required_hours(self) -> int:
        """Academic hours of 45 minutes that a trainee has to work: K × hours of a credit, half up (R10)."""
        return int((self.credits * self.hours_per_credit).to_integral_value(ROUND_HALF_UP))


@pghistory.track(pghistory.UpdateEvent())
class TemplatePackage(StateMachine, Worded):
    """One package of templates for all partners. Rounds keep the version they began with [003d F26, 003a F10, 003c F5]. No personal data."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("package", "Draft")
        APPROVED = "approved", pgettext_lazy("package", "Approved")
        REPLACED = "replaced", pgettext_lazy("package", "Replaced")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.REPLACED: ("neutral", "history"),
    }
    TRANSITIONS = {"approve": ({Status.DRAFT}, Status.APPROVED), "replace": ({Status.APPROVED}, Status.REPLACED)}

    version = models.PositiveSmallIntegerField(_("Version"), unique=True)
    council_decision = models.ForeignKey(
        CouncilDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Council's decision")
    )
    decision_number = models.CharField(_("Council's decision No."), max_length=40, blank=True)
    decision_date = models.DateField(_("Date of the decision"), null=True, blank=True)
    valid_from = models.DateField(_("Valid from"))
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.DRAFT)

    objects = TemplatePackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Package of templates")
        verbose_name_plural = _("Packages of templates")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(decision_number="") & Q(decision_date__isnull=False), name="package_has_a_decision"
            )
        ]


class PackageItem(models.Model):
    """One template of a package: the code of a document type or of a rubric."""

    package = models.ForeignKey(TemplatePackage, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("Code"), max_length=20)
    document_code = models.CharField(_("Form"), max_length=20, blank=True)
    mandatory = models.BooleanField(_("Mandatory"), default=True)
    order_no = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Template of a package")
        verbose_name_plural = _("Templates of packages")
        ordering = ["order_no"]
        constraints = [models.UniqueConstraint(fields=["package", "code"], name="package_item_once")]

    def __str__(self) -> str:
        return self.code


@pghistory.track(pghistory.UpdateEvent())
class PackageAdoption(models.Model):
    """A partner's own order that makes the package binding [003c L435]."""

    package = models.ForeignKey(TemplatePackage, on_delete=models.PROTECT, related_name="adoptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    order_number = models.CharField(_("Order No."), max_length=40)
    order_date = models.DateField(_("Date of the order"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Adoption of the package")
        verbose_name_plural = _("Adoptions of the package")
        constraints = [models.UniqueConstraint(fields=["package", "organisation"], name="package_adopted_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.order_number}"
