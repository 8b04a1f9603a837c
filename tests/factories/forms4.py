"""Forms around a visit and of the family."""

from typing import Any

from django.utils import timezone

from documents.models import IssuedDocument


def made(document: IssuedDocument) -> IssuedDocument:
    """The paper as if the worker had made it."""
    file = {"file": "test.pdf", "sha256": "0" * 64, "size": 1, "pages": 1, "issued_at": timezone.now()}
    IssuedDocument.objects.filter(pk=document.pk).update(production="ready", status="in_force", number=f"T-{document.pk}", **file)
    document.refresh_from_db()
    return document


def papers(code: str, source: Any) -> list[tuple[int, str]]:
    """(version, status) of the papers of a row, oldest first."""
    return list(IssuedDocument.objects.of(source).filter(type_code=code).order_by("version").values_list("version", "status"))
