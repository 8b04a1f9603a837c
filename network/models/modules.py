"""Modules of schools, colleges and universities with their learning outcomes; programmes that several organisations keep together."""

from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..alignment_querysets import JointProgrammeQuerySet, LearningOutcomeQuerySet, ModuleQuerySet
from .classes import ClassGroup
from .organisations import Organisation
from .reference import Named, Subject


class Titled(models.Model):
    """Base of rows with a Kazakh and a Russian title."""

    title_kk = models.CharField(_("Title (Kazakh)"), max_length=300)
    title_ru = models.CharField(_("Title (Russian)"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the person's language; English readers get the Russian one."""
        return self.title_in(get_language() or "kk")

    def title_in(self, language: str) -> str:
        """The title in the given language."""
        return self.title_kk if language == "kk" else self.title_ru


class StudyField(Named):
    """A field of study that modules and matrices belong to («Бастауыш оқыту педагогикасы»)."""

    class Meta:
        verbose_name = _("Field of study")
        verbose_name_plural = _("Fields of study")
        ordering = ["name_ru"]
        constraints = [models.UniqueConstraint(fields=["name_kk"], name="study_field_once")]


class OutcomeFunction(Named):
    """A function of the teacher's work that an outcome serves; an editable list [003b 3.1.1]."""

    code = models.SlugField(unique=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Function of an outcome")
        verbose_name_plural = _("Functions of outcomes")
        ordering = ["sort", "pk"]


class Level(models.TextChoices):
    """Levels of education that a module belongs to."""

    SCHOOL = "school", pgettext_lazy("level", "School (elective course)")
    TVE = "tve", pgettext_lazy("level", "College (TVE)")
    HEI = "hei", pgettext_lazy("level", "University")
    PD = "pd", pgettext_lazy("level", "Professional development")


class ModuleLanguage(models.TextChoices):
    """Languages in which a module is taught."""

    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    EN = "en", _("English")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Module(Titled, StateMachine):
    """A module of the catalogue (NW-26a). A published one does not change: the next edition is a new version. Kept for ever, holds no personal data."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("module", "Draft")
        PUBLISHED = "published", pgettext_lazy("module", "Published")
        ARCHIVED = "archived", pgettext_lazy("module", "Archived")

    TRANSITIONS = {
        "publish": ({Status.DRAFT}, Status.PUBLISHED),
        "archive": ({Status.DRAFT, Status.PUBLISHED}, Status.ARCHIVED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.PUBLISHED: ("leaf", "check"),
        Status.ARCHIVED: ("neutral", "archive"),
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="modules", verbose_name=_("Organisation"))
    code = models.CharField(pgettext_lazy("module", "Code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("Version"), default=1, editable=False)
    field = models.ForeignKey(
        StudyField, null=True, blank=True, on_delete=models.PROTECT, related_name="modules", verbose_name=_("Field of study")
    )
    level = models.CharField(pgettext_lazy("education", "Level"), max_length=6, choices=Level)
    credits = models.DecimalField(_("Credits"), max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))])
    hours = models.PositiveSmallIntegerField(pgettext_lazy("module", "Hours"), validators=[MinValueValidator(1)])
    language = models.CharField(_("Language of teaching"), max_length=2, choices=ModuleLanguage, default=ModuleLanguage.KK)
    bridging = models.BooleanField(_("Bridging module"), default=False)
    control_form = models.CharField(_("Form of control"), max_length=200, blank=True)
    open = models.BooleanField(_("In the open catalogue"), default=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Module")
        verbose_name_plural = _("Modules")
        ordering = ["organisation", "code", "-version"]
        indexes = [models.Index(fields=["status", "level"]), models.Index(fields=["organisation", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="module_version_once"),
            models.UniqueConstraint(fields=["organisation", "code"], condition=Q(status="published"), name="module_published_once"),
            models.CheckConstraint(condition=Q(credits__gt=0, hours__gt=0), name="module_has_credits_and_hours"),
        ]

    @property
    def label(self) -> str:
        """«ПБО 2104 Математика әдістемесі»."""
        return f"{self.code} {self.title}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class JointProgramme(Titled, StateMachine):
    """A programme, elective course, syllabus or curriculum that at least two organisations keep together. Kept for ever, holds no personal data."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", pgettext_lazy("joint programme", "Educational programme")
        ELECTIVE = "elective", pgettext_lazy("joint programme", "Elective course")
        SYLLABUS = "syllabus", pgettext_lazy("joint programme", "Syllabus")
        CURRICULUM = "curriculum", pgettext_lazy("joint programme", "Working curriculum")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("joint programme", "Draft")
        APPROVED = "approved", pgettext_lazy("joint programme", "Approved")
        IN_FORCE = "in_force", pgettext_lazy("joint programme", "In force")
        ARCHIVED = "archived", pgettext_lazy("joint programme", "Archived")

    TRANSITIONS = {
        "approve": ({Status.DRAFT}, Status.APPROVED),
        "return": ({Status.APPROVED}, Status.DRAFT),
        "enter": ({Status.APPROVED}, Status.IN_FORCE),
        "archive": ({Status.DRAFT, Status.APPROVED, Status.IN_FORCE}, Status.ARCHIVED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.APPROVED: ("sky", "badge-check"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.ARCHIVED: ("neutral", "archive"),
    }

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_programmes", verbose_name=_("Kept by"))
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_programmes", verbose_name=_("Subject")
    )
    class_groups = models.ManyToManyField(ClassGroup, blank=True, related_name="joint_programmes", verbose_name=_("Classes (groups)"))
    adopted_on = models.DateField(_("Adopted on"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)

    objects = JointProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Joint programme")
        verbose_name_plural = _("Joint programmes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "archived"]) | Q(adopted_on__isnull=False), name="joint_programme_adopted_has_a_day"
            )
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class JointProgrammeParty(models.Model):
    """An organisation of a joint programme: what its body says of the draft (NW-44), and its own order that puts the programme into force there (NR32)."""

    class Verdict(models.TextChoices):
        AGREED = "agreed", pgettext_lazy("joint programme", "Agreed to")
        RETURNED = "returned", pgettext_lazy("joint programme", "Given back")

    VERDICT_LOOK = {Verdict.AGREED: ("leaf", "check"), Verdict.RETURNED: ("clay", "undo-2")}

    programme = models.ForeignKey(JointProgramme, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="joint_programme_parties", verbose_name=_("Organisation")
    )
    body = models.CharField(_("Body of the organisation"), max_length=200, blank=True)
    protocol_number = models.CharField(_("Protocol number"), max_length=40, blank=True)
    protocol_date = models.DateField(_("Date of the protocol"), null=True, blank=True)
    remarks = models.TextField(pgettext_lazy("joint programme", "Remarks"), max_length=2000, blank=True)
    verdict = models.CharField(pgettext_lazy("joint programme", "Conclusion"), max_length=8, choices=Verdict, blank=True)
    signed_by = models.CharField(pgettext_lazy("joint programme", "Signed by: position, name"), max_length=200, blank=True)
    order_number = models.CharField(_("Order number"), max_length=40, blank=True)
    order_date = models.DateField(_("Date of the order"), null=True, blank=True)

    class Meta:
        verbose_name = _("Organisation of a joint programme")
        verbose_name_plural = _("Organisations of joint programmes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation"], name="joint_programme_party_once"),
            models.CheckConstraint(
                condition=Q(order_number="", order_date__isnull=True) | (~Q(order_number="") & Q(order_date__isnull=False)),
                name="joint_programme_order_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | (~Q(body="") & ~Q(protocol_number="") & Q(protocol_date__isnull=False)),
                name="joint_programme_verdict_is_of_a_body",
            ),
            models.CheckConstraint(condition=~Q(verdict="returned") | ~Q(remarks=""), name="joint_programme_returned_with_remarks"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.programme}"

    @property
    def verdict_look(self) -> tuple[str, str]:
        """Tone and icon of the conclusion."""
        return self.VERDICT_LOOK[self.Verdict(self.verdict)] if self.verdict else ("neutral", "hourglass")

    @property
    def has_order(self) -> bool:
        """Has the organisation's own order been registered?"""
        return bool(self.order_number)


MODULE_IS_DRAFT = """
IF EXISTS (
    SELECT 1 FROM network_module m WHERE m.status <> 'draft'
    AND ((TG_OP <> 'INSERT' AND m.id = OLD.module_id) OR (TG_OP <> 'DELETE' AND m.id = NEW.module_id))
) THEN
    RAISE EXCEPTION 'outcome_of_a_published_module: a published module does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_of_a_published_module';
END IF;
RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LearningOutcome(models.Model):
    """What a learner knows and can do after a module or a joint programme. Those of a published module are closed (trigger)."""

    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("Module"))
    programme = models.ForeignKey(
        JointProgramme, null=True, blank=True, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("Joint programme")
    )
    code = models.CharField(_("Outcome code"), max_length=30)
    text_kk = models.TextField(_("Outcome (Kazakh)"), max_length=1000)
    text_ru = models.TextField(_("Outcome (Russian)"), max_length=1000)
    key = models.BooleanField(pgettext_lazy("outcome", "Key"), default=False)
    function = models.ForeignKey(
        OutcomeFunction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcomes",
        verbose_name=pgettext_lazy("outcome", "Function"),
    )
    weeks = models.CharField(_("Weeks"), max_length=40, blank=True)

    objects = LearningOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Learning outcome")
        verbose_name_plural = _("Learning outcomes")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["module", "code"], name="outcome_code_once_a_module"),
            models.UniqueConstraint(fields=["programme", "code"], name="outcome_code_once_a_programme"),
            models.CheckConstraint(
                condition=Q(module__isnull=False, programme__isnull=True) | Q(module__isnull=True, programme__isnull=False),
                name="outcome_of_one_owner",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="outcome_module_is_draft",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=MODULE_IS_DRAFT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """The outcome in the person's language."""
        return self.text_in(get_language() or "kk")

    def text_in(self, language: str) -> str:
        """The outcome in the given language."""
        return self.text_kk if language == "kk" else self.text_ru

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to take the outcome out."""
        return f"outcome-{self.pk}"

    @property
    def owner(self) -> Any:
        """The module or the joint programme."""
        return self.module or self.programme
