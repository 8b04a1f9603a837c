"""The ZIP and the merged PDF of a batch: working files, made by a task once the documents are there."""

import datetime as dt
import io
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Collate
from django.utils import timezone

from core.text import KK_COLLATION

from .. import worker
from ..conf import conf
from ..filenames import batch_names
from ..models import BatchItem, DocumentBatch, IssuedDocument

log = logging.getLogger(__name__)
Files = DocumentBatch.Files


def make_files(*, pk: int) -> bool:
    """Make what the batch's options ask for; True when the files are there by this call."""
    batch = claim_files(pk=pk)
    if batch is None:
        return False
    try:
        files = [entry for entry in _make(batch) if entry]
    except Exception:
        log.exception("The files of batch %s could not be made", pk)
        _release(batch)
        return False
    return finish_files(batch=batch, files=files)


@transaction.atomic
def claim_files(*, pk: int) -> DocumentBatch | None:
    """Take the making of the files; None when somebody has it or nothing is wanted."""
    batch = DocumentBatch.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if batch is None or batch.files_state != Files.WANTED:
        return None
    batch.files_state, batch.heartbeat_at, batch.worker = Files.MAKING, timezone.now(), worker.identity()
    batch.attempts += 1
    batch.save(update_fields=["files_state", "heartbeat_at", "worker", "attempts"])
    return batch


@transaction.atomic
def finish_files(*, batch: DocumentBatch, files: list[dict]) -> bool:
    """Write down where the files lie. False, and the files are erased, when the batch was taken over or started again meanwhile."""
    row = DocumentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.files_state != Files.MAKING or row.attempts != batch.attempts:
        for entry in files:
            default_storage.delete(entry["key"])
        return False
    for entry in row.files:
        default_storage.delete(entry["key"])
    row.files_state, row.files = Files.READY, files
    row.save(update_fields=["files_state", "files"])
    return True


def _release(batch: DocumentBatch) -> None:
    """The sweeper tries again, and gives up after several attempts."""
    rows = DocumentBatch.objects.filter(pk=batch.pk, files_state=Files.MAKING, attempts=batch.attempts)
    rows.update(files_state=Files.WANTED, sent_at=timezone.now())


def _make(batch: DocumentBatch) -> Iterator[dict]:
    """Entries {"kind", "key", "name", "size"} of every file."""
    documents = ready_documents(batch)
    if not documents:
        return
    if batch.options.get("zip"):
        yield _store(batch, "zip", "zip", _zip(documents))
    if batch.options.get("merged"):
        parts = [documents[i : i + conf("MERGE_PART")] for i in range(0, len(documents), conf("MERGE_PART"))]
        for number, part in enumerate(parts, 1):
            yield _store(batch, "merged" if len(parts) == 1 else f"merged-{number}", "pdf", _merge(batch, part))
            _beat(batch)


def ready_documents(batch: DocumentBatch) -> list[IssuedDocument]:
    """The documents of the batch in printing order: the Kazakh alphabet."""
    items = batch.items.filter(state=BatchItem.State.DONE, document__production="ready").select_related("document__issuer")
    return [item.document for item in items.order_by(Collate("label", KK_COLLATION), "pk") if item.document]


def _zip(documents: list[IssuedDocument]) -> IO[bytes]:
    archive = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _store
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:  # the pages inside a PDF are compressed already
        for document, name in zip(documents, batch_names(documents), strict=True):
            entry = zipfile.ZipInfo(name, date_time=_when(document).timetuple()[:6])
            with default_storage.open(document.file) as source:
                target.writestr(entry, source.read())
    return archive


def _when(document: IssuedDocument) -> dt.datetime:
    return timezone.localtime(document.issued_at)


def _merge(batch: DocumentBatch, documents: list[IssuedDocument]) -> IO[bytes]:
    from ..engine.merging import merge

    return io.BytesIO(merge(documents, duplex=bool(batch.options.get("duplex")), beat=lambda: _beat(batch)))


def _beat(batch: DocumentBatch) -> None:
    DocumentBatch.objects.filter(pk=batch.pk, attempts=batch.attempts).update(heartbeat_at=timezone.now())


def _store(batch: DocumentBatch, kind: str, ending: str, content: IO[bytes]) -> dict:
    with content:
        content.seek(0, io.SEEK_END)
        size = content.tell()
        content.seek(0)
        key = default_storage.save(f"batches/{batch.pk}/{kind}-{batch.attempts}.{ending}", File(content))
    return {"kind": kind, "key": key, "name": f"{batch.title[:80]}.{ending}", "size": size}
