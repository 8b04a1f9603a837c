"""Many documents at once: order, prepare, count, cancel, try again."""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Collate
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.services import notify
from core.errors import DomainError
from core.text import KK_COLLATION

from .. import registry, sending
from ..conf import conf
from ..errors import BatchTooLarge, EmptyBatch, NothingToRetry, RecordGone
from ..models import BatchItem, DocumentBatch, IssuedDocument
from .issuing import freeze, save_request
from .numbering import assign_numbers, void_numbers

log = logging.getLogger(__name__)
State, Status, Files = BatchItem.State, DocumentBatch.Status, DocumentBatch.Files
Production = IssuedDocument.Production

PACKAGE_READY = gettext_noop("The package is ready: %(title)s, %(done)s documents.")
PACKAGE_PARTLY = gettext_noop("The package “%(title)s” is ready in part: %(done)s of %(total)s. The reasons stand beside the rest.")
DEFAULT_OPTIONS = {"zip": True, "merged": True, "duplex": False}


@transaction.atomic
def request_batch(
    *,
    type_code: str,
    sources: Iterable[models.Model],
    language: str | Callable[[Any], str],
    by: Any,
    title: str,
    scope: models.Model | None = None,
    options: dict | None = None,
) -> DocumentBatch:
    """Order one document per source; returns at once, a task does the rest. ``language`` may be a function of the source (the family's language).

    ``options`` override {"zip": True, "merged": True, "duplex": False}. Raises EmptyBatch, BatchTooLarge, registry.UnknownType.
    """
    form = registry.get(type_code)
    rows = {source.pk: source for source in sources}
    if not rows:
        raise EmptyBatch
    if len(rows) > conf("BATCH_LIMIT"):
        raise BatchTooLarge(limit=conf("BATCH_LIMIT"), count=len(rows))
    batch = DocumentBatch.objects.create(
        title=title[:300],
        type_code=form.code,
        scope=scope,
        options={**DEFAULT_OPTIONS, **(options or {}), "screen": translation.get_language() or "kk"},
        requested_by=by,
        total=len(rows),
        sent_at=timezone.now(),
    )
    model_type = ContentType.objects.get_for_model(form.model())
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            content_type=model_type,
            object_id=source.pk,
            language=language if isinstance(language, str) else language(source),
            label=form.sort_name(source)[:400],
        )
        for source in rows.values()
    )
    transaction.on_commit(partial(sending.send_batch, batch.pk))
    return batch


@transaction.atomic
def prepare_batch(*, pk: int) -> int:
    """Freeze the items that wait, number them in the order of the Kazakh alphabet, queue them; how many were queued.

    One transaction: a worker killed inside it leaves nothing behind, a message delivered twice finds the batch running.
    """
    batch = DocumentBatch.objects.select_for_update(of=("self",)).filter(pk=pk, status=Status.PREPARING).first()
    if batch is None:
        return 0
    batch.move("start", by=None)
    with translation.override(batch.options.get("screen", "kk")):
        wanted = _freeze_items(batch)
    _number(wanted)
    batch.save()
    transaction.on_commit(partial(sending.send_documents, [document.pk for document in wanted]))
    settle_batch(batch=batch)
    return len(wanted)


def _freeze_items(batch: DocumentBatch) -> list[IssuedDocument]:
    """Request a document per waiting item, in printing order; an item that cannot be issued says why and stops no other."""
    form, wanted = registry.get(batch.type_code), []
    items = list(batch.items.filter(state=State.WAITING).order_by(Collate("label", KK_COLLATION), "pk"))
    rows = form.prefetch(form.model()._default_manager.filter(pk__in=[item.object_id for item in items]))
    sources = {row.pk: row for row in rows}
    for item in items:
        document, wants_making = _request_item(batch, form, item, sources.get(item.object_id))
        if document and wants_making:
            wanted.append(document)
    return wanted


def _request_item(batch: DocumentBatch, form: registry.DocumentType, item: BatchItem, source: Any) -> tuple[IssuedDocument | None, bool]:
    wants_making = False
    try:
        if source is None:
            raise RecordGone
        frozen = freeze(form=form, source=source, language=item.language)
        item.document, wants_making = save_request(frozen, by=batch.requested_by)
    except DomainError as refusal:
        item.state, item.reason = State.FAILED, " ".join(map(str, getattr(refusal, "problems", None) or [refusal]))
        batch.failed += 1
    if item.document and item.document.is_ready:
        item.state = State.DONE
        batch.done += 1
    item.save(update_fields=["document", "state", "reason"])
    return item.document, wants_making


def _number(documents: list[IssuedDocument]) -> None:
    """One reservation per issuer, so that a class gets consecutive numbers."""
    by_issuer: dict[int, list[IssuedDocument]] = {}
    for document in documents:
        by_issuer.setdefault(document.issuer_id, []).append(document)
    for issuer_id in sorted(by_issuer):
        assign_numbers(by_issuer[issuer_id])
    IssuedDocument.objects.bulk_update(documents, ["number"], batch_size=500)


def settle_items(*, document: IssuedDocument) -> None:
    """A document is ready or has failed: its items follow, and a batch whose last item this was comes to its end. The caller is in a transaction."""
    items = BatchItem.objects.filter(document=document, state=State.WAITING)
    for item in items.order_by("batch_id"):  # always in one order, so that two workers never wait for each other
        batch = DocumentBatch.objects.select_for_update(of=("self",)).get(pk=item.batch_id)
        ready = document.production == Production.READY
        changed = BatchItem.objects.filter(pk=item.pk, state=State.WAITING).update(state=State.DONE if ready else State.FAILED)
        if changed:
            counter = "done" if ready else "failed"
            setattr(batch, counter, getattr(batch, counter) + 1)
            batch.save(update_fields=[counter])
            settle_batch(batch=batch)


def settle_batch(*, batch: DocumentBatch) -> None:
    """End a running batch that waits for nothing more, and order its files. The caller holds its lock."""
    if batch.status != Status.RUNNING or batch.waiting:
        return
    batch.finished_at = timezone.now()
    wants_files = batch.done and (batch.options.get("zip") or batch.options.get("merged"))
    batch.files_state = Files.WANTED if wants_files else Files.NONE
    batch.attempts, batch.sent_at = 0, timezone.now()
    action = "finish_partly" if batch.failed or batch.skipped else "finish"
    batch.move(action, by=None, save_also=("finished_at", "files_state", "attempts", "sent_at"))
    if wants_files:
        transaction.on_commit(partial(sending.send_batch_files, batch.pk))
    message = PACKAGE_PARTLY if action == "finish_partly" else PACKAGE_READY
    notify(batch.requested_by, message, batch.get_absolute_url(), params={"title": batch.title, "done": batch.done, "total": batch.total})


@transaction.atomic
def cancel_batch(*, batch: DocumentBatch, by: Any) -> DocumentBatch:
    """Stop what has not begun; what is being made ends in peace, its numbers stay, those of the stopped are void. Raises WrongState."""
    batch = DocumentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    batch.move("cancel", by=by)
    waiting = batch.items.filter(state=State.WAITING)
    queued = IssuedDocument.objects.select_for_update(of=("self",), skip_locked=True).filter(
        pk__in=waiting.values("document_id"), production=Production.QUEUED
    )
    # A paper that another running batch waits for is not ours to stop.
    elsewhere = (
        BatchItem.objects.filter(state=State.WAITING, document__in=queued).exclude(batch=batch).values_list("document_id", flat=True)
    )
    stopped = [document for document in queued if document.pk not in set(elsewhere)]
    IssuedDocument.objects.filter(pk__in=[document.pk for document in stopped]).update(production=Production.CANCELLED)
    void_numbers(stopped)
    ending = waiting.exclude(document__production=Production.RENDERING)
    batch.skipped += ending.update(state=State.SKIPPED)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["skipped", "finished_at"])
    return batch


@transaction.atomic
def retry_batch(*, batch: DocumentBatch, by: Any) -> DocumentBatch:
    """Make again what failed or was stopped; ready ones stay (R-D27). Raises NothingToRetry, WrongState."""
    batch = DocumentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    again = batch.items.filter(state__in=[State.FAILED, State.SKIPPED])
    if not again.exists():
        raise NothingToRetry
    batch.move("retry", by=by)
    again.update(state=State.WAITING, reason="", document=None)
    batch.failed = batch.skipped = 0
    batch.finished_at, batch.files_state, batch.attempts, batch.sent_at = None, Files.NONE, 0, timezone.now()
    batch.save(update_fields=["failed", "skipped", "finished_at", "files_state", "attempts", "sent_at"])
    transaction.on_commit(partial(sending.send_batch, batch.pk))
    return batch
