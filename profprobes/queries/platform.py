"""What the platform's operators see of the document engine."""

from dataclasses import dataclass

from django.db.models import Count

from documents import worker
from documents.models import IssuedDocument


@dataclass(frozen=True)
class Queue:
    """Numbers of documents: ``waiting`` or being made, ``failed``, ``ready``; ``down``: no worker was heard of lately."""

    waiting: int
    failed: int
    ready: int
    down: bool


def queue_of_documents() -> Queue:
    """The state of the queue; numbers only, no document."""
    counts = dict(IssuedDocument.objects.order_by().values("production").annotate(n=Count("pk")).values_list("production", "n"))
    waiting = counts.get("queued", 0) + counts.get("rendering", 0)
    return Queue(waiting=waiting, failed=counts.get("failed", 0), ready=counts.get("ready", 0), down=worker.is_down())
