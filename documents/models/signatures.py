"""CMS files of digital signatures, kept beside the document they were made over. The one place where the portal keeps them."""

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


def cms_path(row: object, filename: str) -> str:
    """A key that neither repeats nor tells the name of a person or a file."""
    return f"signatures/{uuid.uuid4().hex}.cms"


class CmsFile(models.Model):
    """A CMS (PKCS #7) file as it was handed in, and what was read in it. Held as proof as long as the document; never changed.

    Holder, IIN and BIN of a certificate are personal data of the signatory: the object that points here says who sees them.
    ``findings`` lists what was checked: ``[{"code", "ok": true | false | null}]``, null where the portal cannot check (documents.signatures.reading).
    """

    file = models.FileField(upload_to=cms_path, max_length=200)
    original_name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64)
    holder = models.CharField(_("Holder of the certificate"), max_length=300, blank=True)
    organisation = models.CharField(_("Organisation in the certificate"), max_length=300, blank=True)
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    iin = models.CharField(_("IIN"), max_length=12, blank=True)
    issuer = models.CharField(_("Issued by"), max_length=300, blank=True)
    certificate_number = models.CharField(_("Certificate number"), max_length=80, blank=True)
    certificate_from = models.DateTimeField(null=True, blank=True)
    certificate_until = models.DateTimeField(null=True, blank=True)
    signing_time = models.DateTimeField(_("Signing time"), null=True, blank=True)
    algorithm = models.CharField(_("Algorithm"), max_length=80, blank=True)
    findings: Any = models.JSONField(default=list)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Signature file")
        verbose_name_plural = _("Signature files")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.holder or self.original_name
