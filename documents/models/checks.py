"""Public checks of papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VerificationCheck(models.Model):
    """One check on the public page. Held to notice guessing and to tell the issuer that a paper is looked at; the address is hashed; kept one year."""

    class Kind(models.TextChoices):
        CODE = "code", _("By code")
        NUMBER = "number", _("By number")
        FILE = "file", _("By file")

    class Result(models.TextChoices):
        FOUND = "found", pgettext_lazy("document", "Found")
        UNKNOWN = "unknown", pgettext_lazy("document", "Not found")
        SAME = "same", _("The file is unchanged")
        OTHER_VERSION = "other", _("Another version of this document")
        DIFFERENT = "different", _("Does not match")

    kind = models.CharField(max_length=6, choices=Kind)
    result = models.CharField(max_length=9, choices=Result)
    document = models.ForeignKey("documents.IssuedDocument", null=True, blank=True, on_delete=models.CASCADE, related_name="checks")
    address = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Check of a document")
        verbose_name_plural = _("Checks of documents")
        indexes = [models.Index(fields=["document", "at"], name="check_of_document")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"
