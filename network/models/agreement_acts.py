"""What the parties of an agreement in force do together, and what the portal reminds them of."""

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from documents.models import CmsFile, IssuedDocument
from documents.signatures.words import problem_in_words

from ..querysets_agreements import OfAgreementQuerySet, OfPartyQuerySet
from .agreement_life import AgreementNotice
from .agreement_signing import PartySignature, scan_path
from .agreements import Agreement, AgreementParty, AgreementPeriod


@pghistory.track(pghistory.UpdateEvent())
class MutualAct(StateMachine):
    """What one party proposes and every other remaining party agrees to: to recall a delivered notice, to suspend the agreement, to resume it, to end it
    (NW-13). Kept with the agreement as proof; seen by whoever opens it. ``on_day`` is the first day of a suspension, the last day before an end.
    """

    class Kind(models.TextChoices):
        RECALL = "recall", pgettext_lazy("mutual act", "Recall of a notice")
        SUSPENSION = "suspension", pgettext_lazy("mutual act", "Suspension")
        RESUMPTION = "resumption", pgettext_lazy("mutual act", "Resumption")
        TERMINATION = "termination", pgettext_lazy("mutual act", "Termination by mutual consent")

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("mutual act", "Proposed")
        AGREED = "agreed", pgettext_lazy("mutual act", "Agreed")
        EFFECTIVE = "effective", pgettext_lazy("mutual act", "In effect")
        DECLINED = "declined", pgettext_lazy("mutual act", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("mutual act", "Taken back")

    TRANSITIONS = {
        "agree": ({Status.PROPOSED}, Status.AGREED),
        "take_effect": ({Status.AGREED}, Status.EFFECTIVE),
        "decline": ({Status.PROPOSED}, Status.DECLINED),
        "withdraw": ({Status.PROPOSED}, Status.WITHDRAWN),
    }
    STATUS_LOOK = {
        Status.PROPOSED: ("sun", "hourglass"),
        Status.AGREED: ("sky", "check"),
        Status.EFFECTIVE: ("leaf", "check"),
        Status.DECLINED: ("neutral", "x"),
        Status.WITHDRAWN: ("neutral", "undo-2"),
    }

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    notice = models.ForeignKey(AgreementNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="acts")
    proposed_by = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="acts_proposed", verbose_name=_("Proposed by"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("Reason"))
    settlement = models.TextField(_("Mutual settlements"), blank=True)
    on_day = models.DateField(_("Date"), null=True, blank=True)
    until = models.DateField(_("Until"), null=True, blank=True)
    proposed_at = models.DateTimeField(auto_now_add=True)
    document = models.ForeignKey(IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PROPOSED)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Act of the parties")
        verbose_name_plural = _("Acts of the parties")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind"], condition=Q(status="proposed") & ~Q(kind="recall"), name="one_open_act_of_a_kind"
            ),
            models.UniqueConstraint(fields=["notice"], condition=Q(status="proposed"), name="one_open_recall_of_a_notice"),
            models.CheckConstraint(condition=~Q(kind="recall") | Q(notice__isnull=False), name="a_recall_names_its_notice"),
            models.CheckConstraint(
                condition=~Q(kind__in=["suspension", "termination"]) | Q(on_day__isnull=False), name="an_act_names_its_day"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("on_day")), name="a_suspension_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.agreement}"


@pghistory.track(pghistory.UpdateEvent())
class ActSignature(models.Model):
    """A party's CMS file over the PDF of an act (NW-13, NR37). An invalid one is kept as proof and counts for nothing; one that could not be verified
    counts when another party's coordinator has accepted it. Kept and seen like the act.
    """

    act = models.ForeignKey(MutualAct, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="act_signatures")
    cms = models.OneToOneField(CmsFile, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(_("Signed on"))
    signer = models.CharField(_("Signatory"), max_length=200)
    verdict = models.CharField(_("Check"), max_length=10, choices=PartySignature.Verdict, default=PartySignature.Verdict.UNVERIFIED)
    problem = models.CharField(_("Reason"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = OfPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Signature under an act")
        verbose_name_plural = _("Signatures under acts")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "party"], condition=~Q(verdict="invalid"), name="a_party_signs_an_act_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.get_verdict_display()}"

    def get_method_display(self) -> Any:
        """How the party signed; a scan of an act stands in its assent."""
        return PartySignature.Method.CMS.label

    @property
    def is_void(self) -> bool:
        """Acts are not reopened: their signatures never become void."""
        return False

    @property
    def waits(self) -> bool:
        """Does it wait for another party's coordinator?"""
        return self.verdict == PartySignature.Verdict.UNVERIFIED and self.checked_at is None

    @property
    def look_tone(self) -> str:
        """Tone of the check; an accepted file that could not be verified looks like one that counts."""
        accepted = self.verdict == PartySignature.Verdict.UNVERIFIED and self.checked_at is not None
        return "leaf" if accepted else PartySignature.VERDICT_LOOK[PartySignature.Verdict(self.verdict)][0]

    @property
    def look_icon(self) -> str:
        """Icon of the check."""
        return PartySignature.VERDICT_LOOK[PartySignature.Verdict(self.verdict)][1]

    @property
    def problem_text(self) -> Any:
        """The reason in the language of the reader."""
        return problem_in_words(self.problem) or self.problem


class ActAssent(models.Model):
    """One party's «agreed» to a mutual act; for a termination with the scan of the signed NW-13 or a CMS file over it. Append-only, kept and seen like
    the act.
    """

    act = models.ForeignKey(MutualAct, on_delete=models.PROTECT, related_name="assents")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="assents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scan = models.FileField(_("Scan"), upload_to=scan_path, max_length=200, blank=True)
    scan_name = models.CharField(max_length=255, blank=True)
    signature = models.OneToOneField(ActSignature, null=True, blank=True, on_delete=models.PROTECT, related_name="assent")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Assent of a party")
        verbose_name_plural = _("Assents of parties")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["act", "party"], name="a_party_assents_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.party} · {self.act}"


class AgreementReminder(models.Model):
    """A reminder that was owed and is done with: so many days before this end (NR36). One row each, so that no night sends it twice."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reminders")
    end = models.DateField(_("Ends"))
    days_before = models.PositiveSmallIntegerField(_("Days before"))
    told = models.BooleanField(_("Sent"), default=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reminder about an agreement")
        verbose_name_plural = _("Reminders about agreements")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["agreement", "end", "days_before"], name="agreement_reminder_once")]

    def __str__(self) -> str:
        return f"{self.agreement} · −{self.days_before}"


@pghistory.track(pghistory.UpdateEvent())
class PartyCheck(models.Model):
    """After three renewals in a row a party confirms that head, basis and requisites are still right (NR36). Kept with the agreement."""

    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="checks")
    period = models.ForeignKey(AgreementPeriod, on_delete=models.CASCADE, related_name="checks")
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Check of a party's details")
        verbose_name_plural = _("Checks of parties' details")
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["party", "period"], name="a_party_is_asked_once_a_period")]

    def __str__(self) -> str:
        return str(self.party)
