"""The text of an agreement: versions, clauses, what the parties remark."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets_agreements import OfAgreementQuerySet
from .agreement_kinds import ClauseTemplate
from .agreements import Agreement, AgreementParty
from .organisations import Organisation


class AgreementVersion(models.Model):
    """One state of the whole text. While ``fixed_at`` is empty it may change; then a change makes the next version.

    ``document`` is the PDF the parties sign, ``pdf_sha256`` its hash: set when the text is locked for signing.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("Version"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    signing_from = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey("documents.IssuedDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Version of the text")
        verbose_name_plural = _("Versions of the text")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(fixed_at__isnull=True), name="agreement_one_open_version"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.number}"


# The text of a fixed version is what somebody has read, agreed to or signed: no row of it is written again.
FIXED_TEXT = """
IF EXISTS (SELECT 1 FROM network_agreementversion v WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.fixed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'agreement_text_fixed: the text of this version is fixed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_text_fixed';
END IF;
RETURN COALESCE(NEW, OLD);
"""


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgreementClause(models.Model):
    """One clause of one version, Kazakh beside Russian. ``key`` stays the same through all versions. ``revision`` grows with every save: whoever saves over
    a revision they have not seen is shown both texts (NR59). ``unconfirmed`` names the language that must still follow a change in the other (NR39).
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="clauses")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    section = models.PositiveSmallIntegerField(_("Section"))
    number = models.CharField(_("Number"), max_length=12)
    is_heading = models.BooleanField(_("Heading of a section"), default=False)
    position = models.PositiveSmallIntegerField(_("Order"))
    template = models.ForeignKey(ClauseTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text_kk = models.TextField(_("Text (Kazakh)"), blank=True)
    text_ru = models.TextField(_("Text (Russian)"), blank=True)
    changed = models.BooleanField(_("Differs from the template"), default=False)
    unconfirmed = models.CharField(max_length=2, blank=True, choices=[("kk", _("Kazakh")), ("ru", _("Russian"))])
    proposed_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Clause")
        verbose_name_plural = _("Clauses")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="agreement_clause_once"),
            models.UniqueConstraint(
                fields=["version", "number"], name="agreement_clause_number_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="agreement_text_fixed",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=FIXED_TEXT,
            )
        ]

    def __str__(self) -> str:
        return self.number

    def text(self, language: str) -> str:
        """The words in one language."""
        return self.text_kk if language == "kk" else self.text_ru


@pghistory.track(pghistory.UpdateEvent())
class AgreementComment(StateMachine):
    """A remark of a party on a clause, with or without a text that it proposes; the initiator accepts or declines it with an answer. Append-only words,
    kept with the agreement, seen by whoever opens it.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("remark", "Open")
        ACCEPTED = "accepted", pgettext_lazy("remark", "Accepted")
        DECLINED = "declined", pgettext_lazy("remark", "Declined")

    TRANSITIONS = {
        "accept": ({Status.OPEN}, Status.ACCEPTED),
        "decline": ({Status.OPEN}, Status.DECLINED),
    }
    STATUS_LOOK = {
        Status.OPEN: ("sun", "message-square"),
        Status.ACCEPTED: ("leaf", "check"),
        Status.DECLINED: ("neutral", "x"),
    }

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="comments")
    clause = models.ForeignKey(AgreementClause, on_delete=models.PROTECT, related_name="comments")
    clause_key = models.UUIDField(db_index=True)
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Remark"))
    proposed_kk = models.TextField(_("Proposed text (Kazakh)"), blank=True)
    proposed_ru = models.TextField(_("Proposed text (Russian)"), blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField(_("Answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Remark")
        verbose_name_plural = _("Remarks")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["agreement"], condition=Q(status="open"), name="agreement_open_remarks")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def proposes(self) -> bool:
        """Does the remark bring a text?"""
        return bool(self.proposed_kk or self.proposed_ru)
