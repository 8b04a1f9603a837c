"""The same documents for programs: read and download, under the same rules."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request

from .models import IssuedDocument
from .queries import register_of
from .views.access import demand
from .views.document import send_file


class DocumentSerializer(serializers.ModelSerializer):
    """A document without its content."""

    issuer = serializers.CharField(source="issuer.code")
    title = serializers.CharField()
    verify_url = serializers.CharField()

    class Meta:
        model = IssuedDocument
        fields = (
            "id",
            "type_code",
            "title",
            "language",
            "number",
            "version",
            "status",
            "production",
            "issuer",
            "sort_name",
            "requested_at",
            "issued_at",
            "valid_until",
            "pages",
            "size",
            "sha256",
            "verify_url",
        )


class DocumentViewSet(viewsets.ReadOnlyModelViewSet):
    """GET /api/documents/?q=&form=&state=&language=, /api/documents/{id}/, /api/documents/{id}/download/."""

    serializer_class = DocumentSerializer
    queryset = IssuedDocument.objects.none()

    def get_queryset(self) -> QuerySet[IssuedDocument]:
        asked = self.request.query_params
        return register_of(
            self.request.user,
            text=asked.get("q", "")[:100],
            form=asked.get("form", ""),
            state=asked.get("state", ""),
            language=asked.get("language", ""),
        )

    @action(detail=True)
    def download(self, request: Request, pk: Any = None) -> HttpResponse:
        """The PDF."""
        document = self.get_object()
        if not document.is_ready:
            raise Http404
        demand(request._request, "documents.download_issueddocument", document)
        return send_file(request._request, document)
