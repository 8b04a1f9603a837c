"""Documents in the platform's records: what failed and why, who issues, which numbers are next. Contents are not shown."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnly
from core.errors import DomainError

from . import services
from .models import DocumentBatch, IssuedDocument, Issuer, NumberSeries, VerificationCheck


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(ReadOnly):
    """Failures by reason (filters), and the button that tries them again."""

    list_display = [
        "number",
        "type_code",
        "language",
        "version",
        "issuer",
        "production",
        "status",
        "error_code",
        "error_detail",
        "attempts",
        "requested_at",
    ]
    list_filter = ["production", "error_code", "status", "type_code", "issuer"]
    search_fields = ["number", "verify_code"]
    date_hierarchy = "requested_at"
    list_select_related = ["issuer"]
    exclude = ["content", "subjects", "claim", "idempotency_key"]
    actions = ["try_again"]

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[IssuedDocument]) -> None:
        """Put failed documents back into the queue."""
        done = 0
        for document in queryset.filter(production=IssuedDocument.Production.FAILED):
            try:
                services.retry_document(document=document, by=request.user)
                done += 1
            except DomainError as refusal:
                self.message_user(request, str(refusal), level="ERROR")
        self.message_user(request, _("%(count)s documents are in the queue again.") % {"count": done})


@admin.register(DocumentBatch)
class DocumentBatchAdmin(ReadOnly):
    """Batches and how far they are."""

    list_display = ["title", "type_code", "requested_by", "requested_at", "status", "done", "failed", "total", "files_state"]
    list_filter = ["status", "files_state", "type_code"]
    list_select_related = ["requested_by"]


@admin.register(Issuer)
class IssuerAdmin(ReadOnly):
    """Letterheads; they are written by the register of organisations."""

    list_display = ["code", "name_kk", "name_ru", "bin"]
    search_fields = ["code", "name_kk", "name_ru", "bin"]


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly):
    """Next numbers."""

    list_display = ["issuer", "series", "year", "next", "mask"]
    list_filter = ["year", "series"]
    list_select_related = ["issuer"]


@admin.register(VerificationCheck)
class VerificationCheckAdmin(ReadOnly):
    """Public checks: a run of unknown codes from one address is somebody who guesses."""

    list_display = ["at", "kind", "result", "document", "address"]
    list_filter = ["result", "kind"]
    list_select_related = ["document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("document__content")
