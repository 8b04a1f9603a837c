"""Making one document from its frozen row: claim, render, store, finish; every failure becomes a state of the row."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import DatabaseError

from ..errors import RenderingFailed, first_words
from ..models import IssuedDocument
from .making import claim_document, fail_document, finish_document, store_file

log = logging.getLogger(__name__)
T = TypeVar("T")


def produce(*, pk: int, task_id: str = "", redelivered: bool = False, worker: str = "") -> bool:
    """Make the document if it is free; True when it became ready by this call."""
    document = claim_document(pk=pk, task_id=task_id, redelivered=redelivered, worker=worker)
    if document is None:
        return False
    started = time.monotonic()
    try:
        ready = _make(document)
    except RenderingFailed as error:
        log.warning("Document %s, attempt %s: %s", pk, document.attempts, error)
        fail_document(document=document, error=error)
        return False
    log.info("Document %s %s v%s made in %.2f s", pk, document.number, document.version, time.monotonic() - started)
    return ready


def _make(document: IssuedDocument) -> bool:
    from ..engine.press import press_document  # WeasyPrint is loaded where papers are made, not in the web process

    printed = _guard(lambda: press_document(document))
    name = _guard(lambda: store_file(document, printed.pdf))
    try:
        if finish_document(document=document, name=name, pdf=printed.pdf, pages=printed.pages):
            return True
    except DatabaseError as error:
        raise RenderingFailed("storage", first_words(error)) from error
    default_storage.delete(name)  # another attempt was faster: this file is nobody's
    return False


def _guard(work: Callable[[], T]) -> T:
    """Name what went wrong: whatever a form's template or the printing raises belongs to the form, not to the worker."""
    try:
        return work()
    except RenderingFailed:
        raise
    except SoftTimeLimitExceeded as error:
        raise RenderingFailed("timeout") from error
    except OSError as error:
        raise RenderingFailed("storage", str(error)) from error
    except Exception as error:
        log.exception("The form failed")
        raise RenderingFailed("template", f"{type(error).__name__}: {error}", lasting=True) from error
