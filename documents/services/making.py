"""The life of one document in a worker: claimed, made, finished or failed. Each step is one short transaction.

``attempts`` is the fence: it grows with every claim, and a worker that was thought dead and comes back finds another number and changes nothing.
"""

import datetime as dt
import hashlib
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from .. import sending
from ..conf import conf
from ..errors import RenderingFailed, first_words
from ..models import IssuedDocument
from .issuing import mark_replaced
from .numbering import assign_numbers

Production, Status = IssuedDocument.Production, IssuedDocument.Status


@transaction.atomic
def claim_document(*, pk: int, task_id: str = "", redelivered: bool = False, worker: str = "") -> IssuedDocument | None:
    """Take a document for making and give it its number; None when somebody else has it, when it is done, or when its time has not come.

    A row that says it is being made is taken over only when the same message comes a second time because its worker was lost, or when it is
    older than any rendering may be.
    """
    document = IssuedDocument.objects.select_for_update(of=("self",), skip_locked=True).select_related("issuer").filter(pk=pk).first()
    if document is None or not _may_claim(document, task_id, redelivered):
        return None
    document.production = Production.RENDERING
    document.attempts += 1
    document.claim, document.worker = task_id, worker
    document.heartbeat_at = document.issued_at = timezone.now()
    document.error_code = document.error_detail = ""
    assign_numbers([document])
    document.save(
        update_fields=["production", "attempts", "claim", "worker", "heartbeat_at", "issued_at", "error_code", "error_detail", "number"]
    )
    return document


def _may_claim(document: IssuedDocument, task_id: str, redelivered: bool) -> bool:
    now = timezone.now()
    if document.production == Production.QUEUED:
        return document.not_before is None or document.not_before <= now
    if document.production != Production.RENDERING:
        return False
    if redelivered and document.claim == task_id:
        return True
    return document.heartbeat_at is None or document.heartbeat_at < now - dt.timedelta(seconds=conf("TAKE_OVER_SECONDS"))


def store_file(document: IssuedDocument, pdf: bytes) -> str:
    """Write the file under a name that no other attempt uses, and read it back: what is stored is never written again (R-D35)."""
    attempt = "" if document.attempts == 1 else f"-{document.attempts}"
    wanted = f"documents/{document.issuer.code}/{timezone.localdate().year}/{document.uuid}/v{document.version}{attempt}.pdf"
    try:
        name = default_storage.save(wanted, ContentFile(pdf))
        with default_storage.open(name) as stored:
            intact = hashlib.sha256(stored.read()).digest() == hashlib.sha256(pdf).digest()
    except OSError as error:
        raise RenderingFailed("storage", first_words(error.strerror or error)) from error
    if not intact:
        raise RenderingFailed("storage", "The stored file differs from the one that was made.")
    return name


@transaction.atomic
def finish_document(*, document: IssuedDocument, name: str, pdf: bytes, pages: int) -> bool:
    """The file lies in the store: the row becomes ready, the paper comes into force, the older version is replaced, batches count it.

    False when another attempt has taken the document over meanwhile; then nothing changes and the caller's file is of no use.
    """
    from .batches import settle_items

    row = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.production != Production.RENDERING or row.attempts != document.attempts:
        return False
    row.production = Production.READY
    row.file, row.size, row.pages = name, len(pdf), pages
    row.sha256 = hashlib.sha256(pdf).hexdigest()
    row.claim, row.heartbeat_at = "", timezone.now()
    made = ("production", "file", "size", "pages", "sha256", "claim", "heartbeat_at")
    if row.status == Status.PROJECT and not row.type.is_project(row.values):
        row.move("enter_force", by=None, save_also=made)
    else:
        row.save(update_fields=made)
    if row.replaces and row.status in (Status.PROJECT, Status.IN_FORCE):
        mark_replaced(document=row.replaces)
    settle_items(document=row)
    return True


@transaction.atomic
def fail_document(*, document: IssuedDocument, error: RenderingFailed) -> bool:
    """Put the document back for a later attempt (R-D32), or fail it for good: after the last attempt, or when trying again changes nothing."""
    from .batches import settle_items

    row = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.production != Production.RENDERING or row.attempts != document.attempts:
        return False
    delays = conf("RETRY_DELAYS")
    row.error_code, row.error_detail, row.claim = error.code, first_words(error.detail), ""
    if error.lasting or row.attempts > len(delays):
        row.production = Production.FAILED
    else:
        row.production = Production.QUEUED
        row.not_before = timezone.now() + dt.timedelta(seconds=delays[row.attempts - 1])
    row.save(update_fields=["production", "error_code", "error_detail", "claim", "not_before"])
    if row.production == Production.FAILED:
        settle_items(document=row)
    return True


@transaction.atomic
def release_document(*, pk: int) -> bool:
    """Take a document from a worker that is gone and queue it again; one that has killed several workers fails instead."""
    row = IssuedDocument.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, production=Production.RENDERING).first()
    if row is None:
        return False
    if row.attempts > len(conf("RETRY_DELAYS")):
        return fail_document(document=row, error=RenderingFailed("crash", lasting=True))
    row.production, row.claim, row.sent_at = Production.QUEUED, "", timezone.now()
    row.save(update_fields=["production", "claim", "sent_at"])
    transaction.on_commit(partial(sending.send_document, row.pk, sending.OF_BATCH))
    return True
