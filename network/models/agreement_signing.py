"""How each party signed a version of the text: a scan of the paper, or a CMS file beside the PDF."""

import uuid
from pathlib import PurePosixPath
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import CmsFile
from documents.signatures.words import problem_in_words

from ..querysets_agreements import OfPartyQuerySet
from .agreement_text import AgreementVersion
from .agreements import AgreementParty


def scan_path(row: object, filename: str) -> str:
    """A key that neither repeats nor tells the name of a person or a file."""
    return f"agreements/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


@pghistory.track(pghistory.UpdateEvent())
class PartySignature(models.Model):
    """One party's signature under one version (NR37). Held as proof as long as the agreement, refused and void ones too; seen by whoever opens it.

    A scan counts once the initiator has checked it; a CMS file when it is VALID, or UNVERIFIED and accepted by another party's coordinator.
    """

    class Method(models.TextChoices):
        SCAN = "scan", _("Paper (scan)")
        CMS = "cms", _("Digital signature file (CMS)")

    class Verdict(models.TextChoices):
        VALID = "valid", pgettext_lazy("signature", "Confirmed")
        INVALID = "invalid", pgettext_lazy("signature", "Invalid")
        UNVERIFIED = "unverified", pgettext_lazy("signature", "Not verified")

    VERDICT_LOOK = {
        Verdict.VALID: ("leaf", "badge-check"),
        Verdict.INVALID: ("clay", "x"),
        Verdict.UNVERIFIED: ("sun", "hourglass"),
    }

    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    method = models.CharField(_("How"), max_length=4, choices=Method)
    signed_on = models.DateField(_("Signed on"))
    signer = models.CharField(_("Signatory"), max_length=200)
    scan = models.FileField(_("Scan"), upload_to=scan_path, max_length=200, blank=True)
    scan_name = models.CharField(max_length=255, blank=True)
    cms = models.OneToOneField(CmsFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    doc_sha256 = models.CharField(max_length=64)
    verdict = models.CharField(_("Check"), max_length=10, choices=Verdict, default=Verdict.UNVERIFIED)
    problem = models.CharField(_("Reason"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    objects = OfPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Signature")
        verbose_name_plural = _("Signatures")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party"], condition=Q(voided_at__isnull=True) & ~Q(verdict="invalid"), name="party_signs_a_version_once"
            ),
            models.CheckConstraint(
                condition=(Q(method="scan", cms__isnull=True) & ~Q(scan="")) | Q(method="cms", cms__isnull=False),
                name="party_signature_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.get_verdict_display()}"

    @property
    def dialog_id(self) -> str:
        """Id of the question what is wrong with it."""
        return f"signature-{self.pk}"

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def counts(self) -> bool:
        """Is the party signed by it? Not verified ones count after another coordinator's acceptance (NR37)."""
        return not self.is_void and (
            self.verdict == self.Verdict.VALID or (self.verdict == self.Verdict.UNVERIFIED and self.checked_at is not None)
        )

    @property
    def look_tone(self) -> str:
        """Tone of the check; an accepted file that could not be verified looks like one that counts."""
        return "leaf" if self.counts else self.VERDICT_LOOK[self.Verdict(self.verdict)][0]

    @property
    def look_icon(self) -> str:
        return self.VERDICT_LOOK[self.Verdict(self.verdict)][1]

    @property
    def problem_text(self) -> Any:
        """The reason in the language of the reader: what the portal found has a code, what a person wrote are their words."""
        return problem_in_words(self.problem) or self.problem
