"""What can be tried: spheres, professions, programmes."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation
from network.models.reference import Named

from ..querysets_programmes import ProgrammeQuerySet
from .microtask import MicroTask
from .profession_card import ProfessionCard
from .programme import SixParts


class Sphere(Named):
    """A sphere of professional activity; the sources name clusters only."""

    code = models.SlugField(max_length=20, unique=True)

    class Meta:
        verbose_name = _("Sphere")
        verbose_name_plural = _("Spheres")
        ordering = ["name_ru"]


@pghistory.track(pghistory.UpdateEvent())
class Profession(ProfessionCard, Named):
    """A profession or competence that a trial is about, with its card."""

    sphere = models.ForeignKey(Sphere, on_delete=models.PROTECT, related_name="professions")

    class Meta:
        verbose_name = _("Profession")
        verbose_name_plural = _("Professions")
        ordering = ["name_ru"]


PUBLISHED_IS_REVIEWED = """
IF NEW.status = 'published' AND OLD.status <> 'published'
    AND NOT EXISTS (SELECT 1 FROM profprobes_programmereview WHERE programme_id = NEW.id AND decision = 'approve') THEN
    RAISE EXCEPTION 'published_is_reviewed' USING ERRCODE = 'check_violation', CONSTRAINT = 'published_is_reviewed';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent())
class TrialProgramme(StateMachine, MicroTask, SixParts, Named):
    """One version of a trial that an organisation offers: the six parts of §5.2, and the texts that prefill form А.

    A published version is not edited: its change is the next version, ``previous`` points back, and trials keep the version they were planned with.
    ``authors`` are whoever wrote in this version: none of them reviews it. ``host`` is the employer whose expert does (the owner's own one by default).
    """

    class Kind(models.TextChoices):
        MINI = "mini", _("Mini-trial")
        INTRODUCTORY = "introductory", _("Introductory trial")
        IN_DEPTH = "in_depth", _("In-depth trial")
        IMMERSION = "immersion", _("Immersion in the profession")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("programme", "Draft")
        IN_REVIEW = "in_review", pgettext_lazy("programme", "In review")
        RETURNED = "returned", pgettext_lazy("programme", "Returned for correction")
        APPROVED = "approved", pgettext_lazy("programme", "Approved")
        PUBLISHED = "published", pgettext_lazy("programme", "Published")
        ARCHIVED = "archived", pgettext_lazy("programme", "In the archive")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.IN_REVIEW: ("sun", "search"),
        Status.RETURNED: ("sun", "undo-2"),
        Status.APPROVED: ("sky", "badge-check"),
        Status.PUBLISHED: ("leaf", "check"),
        Status.ARCHIVED: ("neutral", "archive"),
    }
    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.RETURNED}, Status.IN_REVIEW),
        "approve": ({Status.IN_REVIEW}, Status.APPROVED),
        "return": ({Status.IN_REVIEW}, Status.RETURNED),
        "publish": ({Status.APPROVED}, Status.PUBLISHED),
        "archive": ({Status.PUBLISHED}, Status.ARCHIVED),
    }
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("Owner of the programme"))
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("Profession"))
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    grade_from = models.PositiveSmallIntegerField(_("From grade"), default=7)
    grade_to = models.PositiveSmallIntegerField(_("To grade"), default=11)
    minutes = models.PositiveSmallIntegerField(_("Duration, minutes"))
    product_kk = models.CharField(_("Product (Kazakh)"), max_length=200, blank=True)
    product_ru = models.CharField(_("Product (Russian)"), max_length=200, blank=True)
    hazardous = models.BooleanField(_("Dangerous to health"), default=False)
    version = models.PositiveSmallIntegerField(pgettext_lazy("programme", "Version"), default=1, editable=False)
    previous = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="next", verbose_name=_("Previous version")
    )
    host = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviewed_programmes",
        verbose_name=_("Employer whose expert reviews it"),
    )
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("Authors"))
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trial programme")
        verbose_name_plural = _("Trial programmes")
        ordering = ["name_ru"]
        indexes = [models.Index(fields=["status", "kind"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(grade_to__gte=models.F("grade_from")), name="programme_grades_in_order"),
            models.CheckConstraint(
                condition=models.Q(version=1, previous__isnull=True) | models.Q(version__gt=1, previous__isnull=False),
                name="programme_version_has_its_previous",
            ),
            models.CheckConstraint(
                condition=models.Q(group_min__isnull=True)
                | models.Q(group_max__isnull=True)
                | models.Q(group_max__gte=models.F("group_min")),
                name="programme_group_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(sen_possible=True) | models.Q(sen_groups=[]), name="programme_names_need_groups_only_with_yes"
            ),
            models.CheckConstraint(condition=models.Q(difficulty__contained_by=[1, 2, 3]), name="programme_difficulty_1_to_3"),
            models.CheckConstraint(
                condition=~models.Q(status="in_review") | models.Q(host__isnull=False), name="programme_in_review_has_a_reviewer"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name="published_is_reviewed", operation=pgtrigger.Update, when=pgtrigger.Before, func=PUBLISHED_IS_REVIEWED)
        ]

    def both(self, name: str) -> tuple[str, str]:
        """A text in Kazakh and Russian."""
        return getattr(self, f"{name}_kk"), getattr(self, f"{name}_ru")

    def part_text(self, name: str, language: str) -> str:
        """Any two-language text of the six parts in the language."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")

    @property
    def is_editable(self) -> bool:
        """Drafts and returned ones are written; everything later is read."""
        return self.status in self.EDITABLE
