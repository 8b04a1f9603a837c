"""Agreements of every kind: one engine of typed clauses. Here: the agreement itself, its parties, the periods in which it holds."""

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import Fold

from ..querysets_agreements import ALIVE, AgreementQuerySet, OfAgreementQuerySet, decides_on
from .agreement_kinds import AgreementKind, ExitRule, KindCode, TermKind
from .organisations import Organisation
from .reference import DateRange


class AgreementGroup(models.Model):
    """Several agreements with one aim, one text with each partner [003c §10.14]."""

    title_kk = models.CharField(_("Title (Kazakh)"), max_length=300)
    title_ru = models.CharField(_("Title (Russian)"), max_length=300)

    class Meta:
        verbose_name = _("Group of agreements")
        verbose_name_plural = _("Groups of agreements")

    def __str__(self) -> str:
        return self.title_kk if get_language() == "kk" else self.title_ru


# A number once given belongs to the agreement for good (NR30); only the number of a paper that nobody has confirmed yet may be typed anew.
NUMBER_STAYS = """
IF OLD.number <> '' AND NEW.number <> OLD.number AND NOT (OLD.origin = 'paper' AND OLD.status = 'draft') THEN
    RAISE EXCEPTION 'agreement_number_stays: a number once given is neither changed nor freed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_number_stays';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent(), exclude=["search_text"])
class Agreement(StateMachine):
    """An agreement between organisations (network page 2.6). Held as the ground of what they do together, 10 years after its end; seen by the parties, by
    operator and department of their regions, by the registrar where registered; other staff of the parties know its title. Names and contacts of
    representatives are personal data of officials, seen by the same people. Amounts of FIN are shown to the parties only.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("agreement", "Draft")
        REVIEW = "review", pgettext_lazy("agreement", "Under review")
        SIGNING = "signing", pgettext_lazy("agreement", "Being signed")
        SIGNED = "signed", pgettext_lazy("agreement", "Signed")
        IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
        SUSPENDED = "suspended", pgettext_lazy("agreement", "Suspended")
        EXPIRED = "expired", pgettext_lazy("agreement", "Expired")
        TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated")
        REPLACED = "replaced", pgettext_lazy("agreement", "Replaced by a new one")
        WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "Withdrawn")

    class Languages(models.TextChoices):
        BOTH = "both", _("Kazakh and Russian side by side")
        KK = "kk", _("Kazakh")
        RU = "ru", _("Russian")

    class Origin(models.TextChoices):
        PORTAL = "portal", _("Made in the portal")
        PAPER = "paper", _("Concluded on paper")

    TRANSITIONS = {
        "send": ({Status.DRAFT}, Status.REVIEW),
        "return": ({Status.REVIEW}, Status.DRAFT),
        "fix": ({Status.REVIEW}, Status.SIGNING),
        "reopen": ({Status.SIGNING}, Status.REVIEW),
        "sign": ({Status.SIGNING}, Status.SIGNED),
        "enter": ({Status.DRAFT}, Status.SIGNED),  # origin PAPER: signed before it came to the portal
        "start": ({Status.SIGNED}, Status.IN_FORCE),
        "suspend": ({Status.IN_FORCE}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.IN_FORCE),
        "expire": ({Status.IN_FORCE, Status.SUSPENDED}, Status.EXPIRED),
        "terminate": ({Status.IN_FORCE, Status.SUSPENDED}, Status.TERMINATED),
        "replace": ({Status.IN_FORCE, Status.SUSPENDED}, Status.REPLACED),
        "withdraw": ({Status.DRAFT, Status.REVIEW, Status.SIGNING}, Status.WITHDRAWN),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.REVIEW: ("sky", "message-square"),
        Status.SIGNING: ("sun", "file-signature"),
        Status.SIGNED: ("leaf", "badge-check"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.EXPIRED: ("neutral", "clock"),
        Status.TERMINATED: ("neutral", "ban"),
        Status.REPLACED: ("neutral", "history"),
        Status.WITHDRAWN: ("neutral", "x"),
    }
    WORKING = (Status.DRAFT, Status.REVIEW, Status.SIGNING)
    LIVING = (Status.SIGNED, Status.IN_FORCE, Status.SUSPENDED)

    kind = models.ForeignKey(AgreementKind, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("Kind"))
    group = models.ForeignKey(
        AgreementGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("Group of agreements")
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("Main agreement")
    )
    network = models.ForeignKey(
        "network.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("Network")
    )
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    title_kk = models.CharField(_("Title (Kazakh)"), max_length=300)
    title_ru = models.CharField(_("Title (Russian)"), max_length=300)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    date = models.DateField(_("Date"), null=True, blank=True)
    place_kk = models.CharField(_("Place (Kazakh)"), max_length=120, blank=True)
    place_ru = models.CharField(_("Place (Russian)"), max_length=120, blank=True)
    initiator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_started", verbose_name=_("Initiator"))
    languages = models.CharField(_("Languages of the text"), max_length=4, choices=Languages, default=Languages.BOTH)
    prevails = models.CharField(_("Prevailing language"), max_length=2, choices=[("kk", _("Kazakh")), ("ru", _("Russian"))], default="kk")
    copies = models.PositiveSmallIntegerField(_("Copies"), null=True, blank=True)
    purpose_kk = models.TextField(_("Purpose (Kazakh)"), blank=True)
    purpose_ru = models.TextField(_("Purpose (Russian)"), blank=True)
    term_kind = models.CharField(_("Kind of term"), max_length=10, choices=TermKind, default=TermKind.FIXED)
    starts_on = models.DateField(_("Comes into force"), null=True, blank=True)
    ends_on = models.DateField(_("Ends"), null=True, blank=True)
    long_term_confirmed = models.BooleanField(default=False, editable=False)
    auto_renew = models.BooleanField(_("Renews itself unless notice is given"), default=False)
    notice_months = models.PositiveSmallIntegerField(_("Term of notice, months"), default=1)
    exit_rule = models.CharField(_("How a party leaves"), max_length=12, choices=ExitRule, default=ExitRule.NOTICE)
    has_finance = models.BooleanField(_("Financial obligations"), default=False)
    amount = models.PositiveBigIntegerField(_("Amount, ₸"), null=True, blank=True)
    hosts_per_year = models.PositiveIntegerField(_("Students per year"), null=True, blank=True)
    variables: Any = models.JSONField(default=dict, blank=True)
    origin = models.CharField(_("How it was made"), max_length=6, choices=Origin, default=Origin.PORTAL)
    scan = models.FileField(_("Scan"), max_length=200, blank=True)
    scan_name = models.CharField(max_length=255, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirm_until = models.DateField(_("Parties answer until"), null=True, blank=True, editable=False)  # origin PAPER: 10 working days
    unconfirmed = models.BooleanField(_("Not confirmed by a party"), default=False)
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    registry_entries = GenericRelation("network.RegistryEntry")

    search_text = models.GeneratedField(
        expression=Fold(Concat("number", Value(" "), "title_kk", Value(" "), "title_ru")), output_field=models.TextField(), db_persist=True
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Agreement")
        verbose_name_plural = _("Agreements")
        indexes = [
            models.Index(fields=["status", "ends_on"]),
            models.Index(fields=["initiator", "status"]),
            models.Index(fields=["kind", "status"]),
            models.Index(decides_on(), "id", name="agreement_decides_on", condition=Q(status__in=ALIVE)),
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["confirm_until"], condition=Q(origin="paper", status="draft"), name="agreement_papers_waiting"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="agreement_text_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["initiator", "kind", "number_year", "number"], condition=~Q(number=""), name="agreement_number_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "withdrawn"]) | ~Q(number=""), name="agreement_signing_has_number"
            ),
            models.CheckConstraint(condition=Q(notice_months__gte=1), name="agreement_notice_at_least_a_month"),
            models.CheckConstraint(condition=~Q(kind=KindCode.FIN) | Q(parent__isnull=False), name="agreement_fin_has_parent"),
            models.CheckConstraint(
                condition=~Q(kind=KindCode.CG) | Q(has_finance=False, amount__isnull=True), name="agreement_cg_without_money"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "in_force"]) | Q(starts_on__isnull=False), name="agreement_signed_has_start"
            ),
            models.CheckConstraint(condition=Q(confirm_until__isnull=True) | Q(origin="paper"), name="only_a_paper_waits_for_confirmation"),
        ]
        triggers = [
            pgtrigger.Trigger(name="agreement_number_stays", operation=pgtrigger.Update, when=pgtrigger.Before, func=NUMBER_STAYS),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}" if self.number else self.title

    @property
    def title(self) -> str:
        """The title in the language of the reader."""
        return self.text("title", get_language() or "kk")

    @property
    def place(self) -> str:
        return self.text("place", get_language() or "kk")

    @property
    def purpose(self) -> str:
        return self.text("purpose", get_language() or "kk")

    def text(self, field: str, language: str) -> str:
        """One of the two-language texts: title, place, purpose."""
        return getattr(self, f"{field}_{'kk' if language == 'kk' else 'ru'}")

    @property
    def languages_used(self) -> tuple[str, ...]:
        """The languages the text is written in."""
        return ("kk", "ru") if self.languages == self.Languages.BOTH else (self.languages,)

    @property
    def is_paper_waiting(self) -> bool:
        """Concluded on paper and not yet confirmed by its parties?"""
        return self.origin == self.Origin.PAPER and self.status == self.Status.DRAFT

    @property
    def is_working(self) -> bool:
        """Is the text still being made or signed?"""
        return self.status in self.WORKING


@pghistory.track(pghistory.UpdateEvent())
class AgreementParty(StateMachine):
    """One side of an agreement with who signs for it and on which ground. Held with the agreement; name, position, phone and e-mail of the signatory and
    of the responsible person are seen by whoever opens the agreement.
    """

    class Status(models.TextChoices):
        INVITED = "invited", pgettext_lazy("party", "Invited")
        AGREED = "agreed", pgettext_lazy("party", "Agreed")
        SIGNED = "signed", pgettext_lazy("party", "Signed")
        LEFT = "left", pgettext_lazy("party", "Left")
        REFUSED = "refused", pgettext_lazy("party", "Refused")

    TRANSITIONS = {
        "agree": ({Status.INVITED, Status.REFUSED}, Status.AGREED),
        "ask_again": ({Status.AGREED, Status.SIGNED, Status.REFUSED}, Status.INVITED),
        "sign": ({Status.AGREED}, Status.SIGNED),
        "enter": ({Status.INVITED}, Status.SIGNED),  # origin PAPER
        "refuse": ({Status.INVITED, Status.AGREED, Status.SIGNED}, Status.REFUSED),
        "leave": ({Status.SIGNED}, Status.LEFT),
        "take_out": ({Status.INVITED, Status.AGREED, Status.REFUSED}, Status.LEFT),  # §9.13: the organisation is no more
        "void": ({Status.SIGNED}, Status.AGREED),
    }
    STATUS_LOOK = {
        Status.INVITED: ("neutral", "hourglass"),
        Status.AGREED: ("sky", "check"),
        Status.SIGNED: ("leaf", "badge-check"),
        Status.LEFT: ("neutral", "log-out"),
        Status.REFUSED: ("clay", "x"),
    }

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("Organisation")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Person")
    )
    position = models.PositiveSmallIntegerField(default=0)
    role_kk = models.CharField(_("Called in the text (Kazakh)"), max_length=80)
    role_ru = models.CharField(_("Called in the text (Russian)"), max_length=80)
    signatory_name = models.CharField(_("Signatory"), max_length=200, blank=True)
    signatory_position_kk = models.CharField(_("Position (Kazakh)"), max_length=200, blank=True)
    signatory_position_ru = models.CharField(_("Position (Russian)"), max_length=200, blank=True)
    basis_kk = models.CharField(_("Ground of powers (Kazakh)"), max_length=200, blank=True)
    basis_ru = models.CharField(_("Ground of powers (Russian)"), max_length=200, blank=True)
    powers_until = models.DateField(_("Powers valid until"), null=True, blank=True)
    requisites: Any = models.JSONField(default=dict, blank=True)  # as they stood at signing
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible person")
    )
    responsible_phone = models.CharField(_("Phone"), max_length=40, blank=True)
    responsible_email = models.EmailField(_("E-mail"), blank=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.INVITED)
    agreed_version = models.ForeignKey("network.AgreementVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(_("Party until"), null=True, blank=True)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor", verbose_name=_("In place of")
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)  # origin PAPER: the coordinator's «yes, we signed it»

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Party")
        verbose_name_plural = _("Parties")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreement_party_once"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True) | Q(organisation__isnull=True, person__isnull=False),
                name="agreement_party_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Short name of the organisation, or the person's name."""
        return self.organisation.short_name if self.organisation else str(self.person)

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to take it out."""
        return f"party-{self.pk}"

    def text(self, field: str, language: str) -> str:
        """One of the two-language texts: role, signatory_position, basis."""
        return getattr(self, f"{field}_{'kk' if language == 'kk' else 'ru'}")

    @property
    def role(self) -> str:
        return self.text("role", get_language() or "kk")

    @property
    def signatory_position(self) -> str:
        return self.text("signatory_position", get_language() or "kk")

    @property
    def basis(self) -> str:
        return self.text("basis", get_language() or "kk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgreementPeriod(models.Model):
    """A stretch of days in which the agreement holds; no ``valid_until`` is open-ended. Two periods of one agreement never overlap.

    A notice that came in on paper may cut off what a night had added: the history keeps every row as it was.
    """

    class Source(models.TextChoices):
        INITIAL = "initial", _("First period")
        RENEWAL = "renewal", _("Automatic renewal")
        AMENDMENT = "amendment", _("Supplementary agreement")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="periods")
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    source = models.CharField(_("Why"), max_length=10, choices=Source, default=Source.INITIAL)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Period in force")
        verbose_name_plural = _("Periods in force")
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="agreement_period_ends_after_start"
            ),
            ExclusionConstraint(
                name="agreement_periods_do_not_overlap",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} – {self.valid_until or '…'}"
