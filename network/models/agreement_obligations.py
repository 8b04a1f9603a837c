"""What each party of an agreement owes, and what was done: plan and fact with evidence (S15)."""

from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets_agreements import FactQuerySet, ObligationQuerySet
from .agreement_signing import scan_path
from .agreements import AgreementParty


@pghistory.track(pghistory.UpdateEvent())
class AgreementObligation(models.Model):
    """What a party owes, with a measure that facts are compared with. Kept with the agreement, seen by whoever opens it."""

    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="obligations", verbose_name=_("Party"))
    text_kk = models.CharField(_("Text (Kazakh)"), max_length=500)
    text_ru = models.CharField(_("Text (Russian)"), max_length=500)
    measure = models.PositiveIntegerField(_("Measure"), null=True, blank=True)
    unit_kk = models.CharField(_("Unit (Kazakh)"), max_length=60, blank=True)
    unit_ru = models.CharField(_("Unit (Russian)"), max_length=60, blank=True)
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    due_rule = models.CharField(_("When"), max_length=200, blank=True)
    function_code = models.CharField(_("Function"), max_length=10, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Obligation")
        verbose_name_plural = _("Obligations")
        ordering = ["party", "pk"]
        indexes = [models.Index(fields=["party", "due_on"])]

    def __str__(self) -> str:
        return self.text_kk if get_language() == "kk" else self.text_ru

    @property
    def unit(self) -> str:
        """The unit in the language of the reader."""
        return self.unit_kk if get_language() == "kk" else self.unit_ru

    @property
    def target(self) -> int:
        """How much makes it done; one fact where no measure is named."""
        return self.measure or 1

    @property
    def done(self) -> int:
        """The sum of the facts that stand; an obligation without a measure counts its facts."""
        standing = [fact for fact in self.facts.all() if fact.struck_at is None]
        return sum(fact.value for fact in standing) if self.measure else len(standing)

    @property
    def is_met(self) -> bool:
        return self.done >= self.target

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_on and self.due_on < timezone.localdate() and not self.is_met)

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to take it out."""
        return f"obligation-{self.pk}"


@pghistory.track(pghistory.UpdateEvent())
class ObligationFact(models.Model):
    """What was done: the day, how much, the evidence. Kept with the agreement and seen like it; a mistaken fact is struck out, never deleted."""

    obligation = models.ForeignKey(AgreementObligation, on_delete=models.PROTECT, related_name="facts")
    on = models.DateField(_("Date"))
    value = models.PositiveIntegerField(_("Count"), default=1)
    text = models.CharField(_("What was done"), max_length=400)
    link = models.CharField(_("Link to the evidence"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    proof: Any = models.FileField(_("Evidence"), upload_to=scan_path, max_length=200, blank=True)
    proof_name = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fact of an obligation")
        verbose_name_plural = _("Facts of obligations")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(proof="") | ~Q(link=""), name="obligation_fact_has_evidence"),
            models.CheckConstraint(condition=Q(value__gte=1), name="obligation_fact_counts"),
            models.CheckConstraint(condition=Q(struck_at__isnull=True) | ~Q(struck_reason=""), name="struck_obligation_fact_says_why"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to strike it out."""
        return f"strike-{self.pk}"
