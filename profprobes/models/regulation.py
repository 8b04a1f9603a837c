"""The regulation on trials of an organisation: versions, clauses, blanks (§2.4, PP-REG) [002b F10]."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from network.models import LegalAct, LocalAct, Organisation

from ..querysets_regulation import TrialRegulationQuerySet
from ..regulation_text import FIXED, SECTIONS


def no_values() -> dict:
    return {}


@pghistory.track(pghistory.UpdateEvent())
class TrialRegulation(StateMachine):
    """One version of the regulation. ``values`` fill the blanks of the clauses: spheres_kk, spheres_ru, sites_…, final_event_…, group_min, group_max,
    forms. Approved by the head with an order; then it is a local act of the organisation and its text is open to everybody. Personal data: who wrote and
    who approved it. Kept while the organisation exists, a replaced one too.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("regulation", "Draft")
        APPROVED = "approved", pgettext_lazy("regulation", "Approved")
        REPLACED = "replaced", pgettext_lazy("regulation", "Replaced")

    TRANSITIONS = {
        "approve": ({Status.DRAFT}, Status.APPROVED),
        "replace": ({Status.APPROVED}, Status.REPLACED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.APPROVED: ("leaf", "stamp"),
        Status.REPLACED: ("neutral", "history"),
    }

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="trial_regulations", verbose_name=_("Organisation")
    )
    version = models.PositiveSmallIntegerField(_("Version"))
    values = models.JSONField(default=no_values, blank=True)
    legal_acts = models.ManyToManyField(LegalAct, related_name="+", blank=True, verbose_name=_("Legal acts"))
    local_act = models.OneToOneField(LocalAct, null=True, blank=True, on_delete=models.PROTECT, related_name="trial_regulation")
    order_number = models.CharField(_("Number of the order"), max_length=40, blank=True)
    approved_on = models.DateField(_("Date of the order"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = TrialRegulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Regulation on career trials")
        verbose_name_plural = _("Regulations on career trials")
        ordering = ["organisation", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="regulation_version_once"),
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(status="approved"), name="regulation_one_approved"),
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(status="draft"), name="regulation_one_draft"),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | (models.Q(approved_on__isnull=False, approved_by__isnull=False) & ~models.Q(order_number="")),
                name="regulation_approved_by_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.version}"

    @property
    def is_draft(self) -> bool:
        return bool(self.status == self.Status.DRAFT)


@pghistory.track(pghistory.UpdateEvent())
class RegulationClause(models.Model):
    """One clause in both languages; ``code`` is its number in the model text, empty for an own clause. A removed one keeps its place and can come back;
    1.1, 1.3, 3.2, 4.4, 6.3 cannot be removed. No personal data.
    """

    regulation = models.ForeignKey(TrialRegulation, on_delete=models.CASCADE, related_name="clauses")
    section = models.PositiveSmallIntegerField(_("Section"), choices=[(number, words["no"]) for number, words in SECTIONS.items()])
    order = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=4, blank=True)
    text_kk = models.TextField(_("Text (Kazakh)"), max_length=4000)
    text_ru = models.TextField(_("Text (Russian)"), max_length=4000)
    removed = models.BooleanField(default=False)

    objects = models.Manager()

    class Meta:
        verbose_name = _("Clause of a regulation")
        verbose_name_plural = _("Clauses of regulations")
        ordering = ["section", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "section", "order"], name="regulation_clause_order_once"),
            models.CheckConstraint(condition=models.Q(removed=False) | ~models.Q(code__in=FIXED), name="regulation_fixed_clauses_stay"),
            models.CheckConstraint(condition=~models.Q(text_kk="") & ~models.Q(text_ru=""), name="regulation_clause_in_both_languages"),
            models.CheckConstraint(condition=models.Q(section__range=(1, 6)), name="regulation_section_1_to_6"),
        ]

    def __str__(self) -> str:
        return self.text_in(get_language() or "kk")[:80]

    def text_in(self, language: str) -> str:
        return self.text_kk if language == "kk" else self.text_ru

    @property
    def is_fixed(self) -> bool:
        """Must it stay?"""
        return self.code in FIXED

    @property
    def is_own(self) -> bool:
        """Was it added by the organisation?"""
        return not self.code
