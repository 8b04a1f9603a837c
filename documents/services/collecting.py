"""Papers that exist already, as one package: a task makes its ZIP, nothing is printed anew."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from .. import sending
from ..conf import conf
from ..errors import BatchTooLarge, EmptyBatch
from ..models import BatchItem, DocumentBatch, IssuedDocument

Files = DocumentBatch.Files


@transaction.atomic
def collect_batch(*, documents: list[IssuedDocument], by: Any, title: str) -> DocumentBatch:
    """One package of finished papers that the person may read; what is not theirs to read or not finished is left out. Raises EmptyBatch, BatchTooLarge."""
    wanted = [document.pk for document in documents]
    rows = list(IssuedDocument.objects.visible_to(by).filter(pk__in=wanted, production=IssuedDocument.Production.READY).distinct())
    if not rows:
        raise EmptyBatch
    if len(rows) > conf("BATCH_LIMIT"):
        raise BatchTooLarge(limit=conf("BATCH_LIMIT"), count=len(rows))
    now = timezone.now()
    batch = DocumentBatch.objects.create(
        title=title[:300],
        type_code=rows[0].type_code,
        options={"zip": True, "merged": False, "duplex": False, "screen": translation.get_language() or "kk"},
        requested_by=by,
        total=len(rows),
        done=len(rows),
        sent_at=now,
    )
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            content_type_id=row.content_type_id,
            object_id=row.object_id,
            language=row.language,
            label=(row.sort_name or row.number or row.type_code)[:400],
            document=row,
            state=BatchItem.State.DONE,
        )
        for row in rows
    )
    batch.move("start", by=by)
    batch.finished_at, batch.files_state = now, Files.WANTED
    batch.move("finish", by=None, save_also=("finished_at", "files_state"))
    transaction.on_commit(partial(sending.send_batch_files, batch.pk))
    return batch
