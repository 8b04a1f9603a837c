"""Healing without hands: the row is the truth, so whatever the queue or a worker lost is found by looking at the rows."""

import datetime as dt
import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import sending, worker
from ..conf import conf
from ..models import BatchItem, DocumentBatch, IssuedDocument
from .batches import settle_batch
from .making import release_document

log = logging.getLogger(__name__)
Production = IssuedDocument.Production
_SENT_AT_ONCE = 500


def sweep() -> None:
    """One round. Every step is safe to run beside workers and beside another sweeper."""
    take_back_lost_documents()
    resend_documents()
    resend_batches()
    end_terms()
    erase_old_files()


def ago(seconds: float) -> dt.datetime:
    """The moment so many seconds back."""
    return timezone.now() - dt.timedelta(seconds=seconds)


def take_back_lost_documents() -> int:
    """Documents of a worker that is silent, or older than any rendering may be, are queued again."""
    making = IssuedDocument.objects.filter(production=Production.RENDERING)
    overdue = making.filter(heartbeat_at__lt=ago(conf("TAKE_OVER_SECONDS")))
    quiet = making.filter(heartbeat_at__lt=ago(conf("WORKER_SILENCE_SECONDS"))).exclude(worker="").exclude(worker__in=worker.alive())
    taken = sum(release_document(pk=pk) for pk in (overdue | quiet).values_list("pk", flat=True)[:_SENT_AT_ONCE])
    if taken:
        log.warning("%s documents were taken back from workers that are gone", taken)
    return taken


def resend_documents() -> int:
    """Queued documents whose message was sent long ago, while the queue holds none: the message is lost. One whose pause is over is sent too."""
    now = timezone.now()
    due = IssuedDocument.objects.filter(production=Production.QUEUED).filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
    rested = due.filter(not_before__isnull=False).values_list("pk", flat=True)
    sent = _send_now(list(rested[:_SENT_AT_ONCE]), {"not_before": None})
    if worker.queue_is_empty():
        lost = due.filter(Q(sent_at__isnull=True) | Q(sent_at__lt=ago(conf("RESEND_SECONDS")))).order_by("pk")
        sent += _send_now(list(lost.values_list("pk", flat=True)[:_SENT_AT_ONCE]), {})
    return sent


def _send_now(pks: list[int], also: dict) -> int:
    sent = 0
    for pk in pks:
        if not sending.send_document(pk, sending.OF_BATCH):
            break
        IssuedDocument.objects.filter(pk=pk).update(sent_at=timezone.now(), **also)
        sent += 1
    return sent


def resend_batches() -> None:
    """Batches that were never prepared or whose files were never made; after several attempts they end with an error instead."""
    stale = ago(conf("RESEND_SECONDS"))
    for batch in DocumentBatch.objects.filter(status=DocumentBatch.Status.PREPARING, sent_at__lt=stale)[:100]:
        if batch.attempts > len(conf("RETRY_DELAYS")):
            _give_up_preparing(batch.pk)
        elif _note_sending(batch):
            sending.send_batch(batch.pk)
    wanted = Q(files_state=DocumentBatch.Files.WANTED, sent_at__lt=stale)
    lost = Q(files_state=DocumentBatch.Files.MAKING, heartbeat_at__lt=ago(conf("TAKE_OVER_SECONDS")))
    for batch in DocumentBatch.objects.filter(wanted | lost)[:100]:
        if batch.attempts > len(conf("RETRY_DELAYS")):
            DocumentBatch.objects.filter(pk=batch.pk).update(files_state=DocumentBatch.Files.FAILED)
        elif _note_sending(batch):
            sending.send_batch_files(batch.pk)


def _note_sending(batch: DocumentBatch) -> int:
    rows = DocumentBatch.objects.filter(pk=batch.pk, attempts=batch.attempts, status=batch.status, files_state=batch.files_state)
    making = batch.files_state == DocumentBatch.Files.MAKING
    files_state = DocumentBatch.Files.WANTED if making else batch.files_state
    return rows.update(attempts=batch.attempts + 1, sent_at=timezone.now(), files_state=files_state)


@transaction.atomic
def _give_up_preparing(pk: int) -> None:
    batch = DocumentBatch.objects.select_for_update(of=("self",)).get(pk=pk)
    if batch.status != DocumentBatch.Status.PREPARING:
        return
    batch.move("start", by=None)
    batch.failed += batch.items.filter(state=BatchItem.State.WAITING).update(state=BatchItem.State.FAILED)
    batch.save(update_fields=["failed"])
    settle_batch(batch=batch)


def end_terms() -> int:
    """Papers whose last day is over are no longer in force."""
    ended = 0
    for pk in IssuedDocument.objects.filter(status="in_force", valid_until__lt=timezone.localdate()).values_list("pk", flat=True)[
        :_SENT_AT_ONCE
    ]:
        with transaction.atomic():
            row = IssuedDocument.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, status="in_force").first()
            if row:
                row.move("expire", by=None)
                ended += 1
    return ended


def erase_old_files() -> int:
    """ZIPs and merged PDFs are working files: after two weeks they go, the documents stay."""
    old = DocumentBatch.objects.filter(
        files_state=DocumentBatch.Files.READY, finished_at__lt=timezone.now() - dt.timedelta(days=conf("BATCH_FILES_DAYS"))
    )
    erased = 0
    for batch in old[:50]:
        for entry in batch.files:
            default_storage.delete(entry["key"])
        erased += DocumentBatch.objects.filter(pk=batch.pk).update(files_state=DocumentBatch.Files.ERASED, files=[])
    return erased
