"""Entry points of the worker. Each takes an id, may come twice or late, and leaves meaning to the services."""

from typing import Any

from celery import shared_task

from .conf import conf


@shared_task(bind=True, soft_time_limit=conf("RENDER_SECONDS"), time_limit=conf("TAKE_OVER_SECONDS") - 10)
def make_document(self: Any, pk: int) -> None:
    """Make one document, if nobody else does."""
    from . import worker
    from .services.production import produce

    info = self.request.delivery_info or {}
    produce(pk=pk, task_id=self.request.id or "", redelivered=bool(info.get("redelivered")), worker=worker.identity())


@shared_task(soft_time_limit=540, time_limit=570)
def prepare_batch(pk: int) -> None:
    """Freeze, number and queue the documents of a batch."""
    from .services.batches import prepare_batch as prepare

    prepare(pk=pk)


@shared_task(soft_time_limit=1500, time_limit=1530)
def make_batch_files(pk: int) -> None:
    """Make the ZIP and the merged PDF of a batch, if nobody else does."""
    from .services.batch_files import make_files

    make_files(pk=pk)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Heal: send again what lost its message, take back what lost its worker, end what is over. Runs every 20 seconds."""
    from .services.sweeping import sweep as clean

    clean()
