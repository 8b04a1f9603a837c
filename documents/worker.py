"""Is anybody there? Workers leave a sign in the cache; pages and the sweeper look at it. Fonts and styles are read once per worker process."""

import logging
import secrets
import time
from typing import Any

from celery import current_app
from celery.signals import heartbeat_sent, worker_init, worker_process_init, worker_ready, worker_shutdown
from django.core.cache import cache
from kombu.exceptions import OperationalError

from .conf import conf

log = logging.getLogger(__name__)
_KEY = "documents:workers"
_EVERY = 4.0
_last_sign = 0.0
_identity = ""


def identity() -> str:
    """Name of the worker that this process belongs to, another one after each start; empty outside a worker."""
    return _identity


def give_sign(name: str) -> None:
    """Note that the worker of this name lives. A cache that does not answer must not stop a worker."""
    global _last_sign
    if time.monotonic() - _last_sign < _EVERY:
        return
    try:
        cache.set(f"{_KEY}:{name}", 1, timeout=conf("WORKER_SILENCE_SECONDS"))
        cache.set(_KEY, sorted({*alive(), name}), timeout=86_400)
        _last_sign = time.monotonic()
    except Exception as error:  # noqa: BLE001 - whatever the cache backend raises
        log.warning("The sign of life could not be left: %s", error)


def alive() -> set[str]:
    """Names of the workers that were heard of lately."""
    names = cache.get(_KEY) or []
    return {key.removeprefix(f"{_KEY}:") for key in cache.get_many([f"{_KEY}:{name}" for name in names])}


def is_down() -> bool:
    """No worker was heard of: documents wait, and pages say so. True too when the queue's server does not answer."""
    try:
        return not alive()
    except Exception:  # noqa: BLE001 - the server of cache and queue is one: no answer means that nothing is being made
        return True


def queue_is_empty() -> bool:
    """Does the broker hold no message for the documents' queue? An unreachable broker counts as empty: sending will tell."""
    try:
        with current_app.connection_for_read() as connection:
            return connection.default_channel.queue_declare("documents", passive=True).message_count == 0
    except (OperationalError, OSError):
        return True
    except Exception as error:  # noqa: BLE001 - a queue that nobody has declared yet is an error of the transport's own class
        log.debug("The queue is not there yet: %s", error)
        return True


@worker_init.connect
def _name(sender: Any = None, **_kwargs: Any) -> None:
    """Before the pool is forked: a worker killed and started again under its old host name is another worker."""
    global _identity
    _identity = f"{sender.hostname[:100]}#{secrets.token_hex(4)}"


@worker_ready.connect
@heartbeat_sent.connect
def _beat(**_kwargs: Any) -> None:
    give_sign(_identity)


@worker_shutdown.connect
def _leave(**_kwargs: Any) -> None:
    try:
        cache.delete(f"{_KEY}:{_identity}")
    except Exception as error:  # noqa: BLE001 - the sign fades by itself
        log.debug("The sign of life stays until it fades: %s", error)


@worker_process_init.connect
def _warm(**_kwargs: Any) -> None:
    """Read fonts and styles before the first paper is asked for. A failure shows again, with its reason, on that paper."""
    from .engine.press import press

    try:
        press()
    except Exception:
        log.exception("The press could not be prepared")
