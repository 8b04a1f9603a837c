"""Messages to the worker. They carry an id only: what they say stands in the row, so a lost one loses nothing."""

import logging
from collections.abc import Iterable

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# The queue of Valkey serves lower numbers first: a single paper overtakes batches (R-D29).
SINGLE, OF_BATCH = 0, 6


def send_document(pk: int, priority: int = SINGLE) -> bool:
    """Tell the worker of one document. A broker that does not answer is noted, not raised: the sweeper sends again what was not taken."""
    from .tasks import make_document

    return _send(make_document, pk, priority)


def send_documents(pks: Iterable[int], priority: int = OF_BATCH) -> None:
    """Tell the worker of many documents; stops at the first that the broker refuses."""
    for pk in pks:
        if not send_document(pk, priority):
            break


def send_batch(pk: int) -> bool:
    """Tell the worker that a batch wants its documents."""
    from .tasks import prepare_batch

    return _send(prepare_batch, pk, SINGLE)


def send_batch_files(pk: int) -> bool:
    """Tell the worker that a batch wants its ZIP and merged PDF."""
    from .tasks import make_batch_files

    return _send(make_batch_files, pk, OF_BATCH)


def _send(task: object, pk: int, priority: int) -> bool:
    try:
        task.apply_async((pk,), priority=priority, retry=False)  # type: ignore[attr-defined]
    except (OperationalError, OSError) as error:
        log.warning("The queue does not answer: %s", error)
        return False
    return True
