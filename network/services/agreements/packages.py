"""The papers of several agreements as one ZIP (S14)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from documents.models import DocumentBatch, IssuedDocument
from documents.services import collect_batch

from ...models import Agreement


def papers_of(agreements: Iterable[Agreement], by: Any) -> list[IssuedDocument]:
    """The newest finished paper of each agreement among those that the person may read: amounts of FIN stay with its parties."""
    rows = IssuedDocument.objects.visible_to(by).filter(
        content_type=ContentType.objects.get_for_model(Agreement),
        object_id__in=[agreement.pk for agreement in agreements],
        production=IssuedDocument.Production.READY,
    )
    newest: dict[int, IssuedDocument] = {}
    for row in rows.exclude(status=IssuedDocument.Status.WITHDRAWN).order_by("issued_at", "pk"):
        newest[row.object_id] = row
    return list(newest.values())


def pack_papers(*, agreements: Iterable[Agreement], by: Any, title: str) -> DocumentBatch:
    """Order the ZIP; a task makes it. Raises EmptyBatch, BatchTooLarge."""
    return collect_batch(documents=papers_of(agreements, by), by=by, title=title)
