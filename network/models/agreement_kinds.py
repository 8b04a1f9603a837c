"""Kinds of agreements, the clauses they are made of, and how an organisation numbers them."""

from enum import StrEnum
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .organisations import Organisation
from .reference import Named


class KindCode(StrEnum):
    """Codes of the kinds that rules know; the kinds themselves are rows that the Academy edits (network page 2.6)."""

    NET = "NET"
    CGN = "CGN"
    COOP = "COOP"
    CG = "CG"
    TRIAL = "TRIAL"
    PRAC = "PRAC"
    MEMO = "MEMO"
    TARGET = "TARGET"
    PATRON = "PATRON"
    RECOG = "RECOG"
    TTRAIN = "TTRAIN"
    FIN = "FIN"
    SERVICE = "SERVICE"
    OTHER = "OTHER"


# Under which kinds a trial and a placement may go (NR41).
TRIAL_KINDS = (KindCode.CG, KindCode.CGN, KindCode.COOP, KindCode.TRIAL)
PRACTICUM_KINDS = (KindCode.PRAC, KindCode.NET)


# What a text calls a party for which its kind has no word of its own: «Тарап» alone would not tell two sides apart.
SIDE = ("Тарап", "Сторона")
GENERAL_ROLES = {
    "school": ("Мектеп", "Школа"),
    "preschool": ("Мектепке дейінгі ұйым", "Дошкольная организация"),
    "college": ("Колледж", "Колледж"),
    "university": ("ЖОО", "Вуз"),
    "enterprise": ("Кәсіпорын", "Предприятие"),
    "edu_department": ("Басқару органы", "Орган управления"),
    "edu_section": ("Басқару органы", "Орган управления"),
    "career_centre": ("Оператор", "Оператор"),
}


class TermKind(models.TextChoices):
    """How long an agreement lasts."""

    CALENDAR = "calendar", _("Calendar year")
    FIXED = "fixed", _("Fixed term")
    ACADEMIC = "academic", _("Academic years")
    OPEN = "open", _("Open-ended")


class ExitRule(models.TextChoices):
    """How one party may leave (NR34)."""

    SCHOOL_YEAR = "school_year", _("before the school year")
    NOTICE = "notice", _("by notice")
    MUTUAL_ONLY = "mutual_only", _("by mutual consent only")


@pghistory.track(pghistory.UpdateEvent())
class AgreementKind(Named):
    """One of the kinds of agreements; public reference data, edited by the Academy, never deleted.

    ``needs`` lists groups of kinds of organisations, each of which must be among the parties: ``[["school"], ["college", "university"]]``.
    ``roles`` names a party in the text by the kind of its organisation: ``{"school": ["Мектеп", "Школа"], "": ["Әріптес", "Партнёр"]}``.
    """

    code = models.CharField(_("Code"), max_length=10, primary_key=True)
    parties_min = models.PositiveSmallIntegerField(_("Fewest parties"), default=2)
    parties_max = models.PositiveSmallIntegerField(_("Most parties"), default=60)
    needs: Any = models.JSONField(_("Who must be a party"), default=list, blank=True)
    roles: Any = models.JSONField(_("Names of the parties in the text"), default=dict, blank=True)
    term_kind = models.CharField(_("Kind of term"), max_length=10, choices=TermKind, default=TermKind.FIXED)
    term_years = models.PositiveSmallIntegerField(_("Years"), null=True, blank=True)
    exit_rule = models.CharField(_("How a party leaves"), max_length=12, choices=ExitRule, default=ExitRule.NOTICE)
    auto_renew = models.BooleanField(_("Renews itself unless notice is given"), default=False)
    starts_when_signed = models.BooleanField(_("In force from the day of the last signature"), default=False)
    needs_parent = models.BooleanField(_("Needs a main agreement"), default=False)
    forbids_money = models.BooleanField(_("Carries no financial obligation"), default=False)
    person_may_sign = models.BooleanField(_("A person may be a party"), default=False)
    sort = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(_("Offered for new agreements"), default=True)

    class Meta:
        verbose_name = _("Kind of agreement")
        verbose_name_plural = _("Kinds of agreements")
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parties_min__gte=1, parties_max__gte=models.F("parties_min")), name="agreement_kind_parties_range"
            )
        ]

    def role_of(self, organisation_kind: str) -> tuple[str, str]:
        """What the text calls a party of this kind of organisation, in Kazakh and in Russian."""
        own = self.roles.get(organisation_kind) or self.roles.get("") or SIDE
        kk, ru = GENERAL_ROLES.get(organisation_kind, SIDE) if tuple(own) == SIDE else own
        return kk, ru


class ClauseTemplateQuerySet(models.QuerySet):
    """Reads of clause templates."""

    def current(self, kind: Any) -> "ClauseTemplateQuerySet":
        """The clauses that a new text of the kind starts from."""
        return self.filter(kind=kind, active=True).order_by("position")


@pghistory.track(pghistory.UpdateEvent())
class ClauseTemplate(models.Model):
    """One clause, or the heading of a section, from which texts of a kind are made. Public; edited by the Academy; a text once made keeps its words.

    ``variables`` lists the places ``{name}`` of the text that a person fills: ``[{"name", "kk", "ru", "type"}]``, type text, number or date.
    Places that the portal fills itself are in services.agreements.variables.
    """

    kind = models.ForeignKey(AgreementKind, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("Kind"))
    section = models.PositiveSmallIntegerField(_("Section"))
    code = models.CharField(_("Number"), max_length=12)
    is_heading = models.BooleanField(_("Heading of a section"), default=False)
    position = models.PositiveSmallIntegerField(_("Order"))
    text_kk = models.TextField(_("Text (Kazakh)"))
    text_ru = models.TextField(_("Text (Russian)"))
    mandatory = models.BooleanField(_("Mandatory"), default=True)
    variables: Any = models.JSONField(_("Places to fill"), default=list, blank=True)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    active = models.BooleanField(_("Used for new texts"), default=True)

    objects = ClauseTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Clause template")
        verbose_name_plural = _("Clause templates")
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="clause_template_once"),
            models.UniqueConstraint(fields=["kind", "code"], condition=models.Q(active=True), name="clause_template_one_active"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.code}"

    @property
    def text(self) -> str:
        """The words in the language of the reader."""
        return self.text_kk if get_language() == "kk" else self.text_ru


class AgreementNumbering(models.Model):
    """How an organisation numbers the agreements it starts (NR30). ``pattern`` knows {short}, {kind}, {year}, {number}."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="agreement_numbering")
    short = models.CharField(_("Short name in numbers"), max_length=20)
    pattern = models.CharField(_("Pattern"), max_length=60, default="{short}-{kind}-{year}/{number:03d}")

    class Meta:
        verbose_name = _("Numbering of agreements")
        verbose_name_plural = _("Numberings of agreements")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.pattern}"


class AgreementSeries(models.Model):
    """The last number given in a series; it only grows, so that no number is used twice (NR30)."""

    initiator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(AgreementKind, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(pgettext_lazy("number series", "Year"))
    last = models.PositiveIntegerField(_("Last number"), default=0)

    class Meta:
        verbose_name = _("Series of agreement numbers")
        verbose_name_plural = _("Series of agreement numbers")
        constraints = [models.UniqueConstraint(fields=["initiator", "kind", "year"], name="agreement_series_once")]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.year}: {self.last}"
