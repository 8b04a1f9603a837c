"""Limits of the public pages, per address and minute (R-D12)."""

import logging
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from core.crypto import keyed_hash

log = logging.getLogger(__name__)


def address_hash(request: HttpRequest) -> str:
    """The caller's address as 64 hex digits: enough to count, too little to find the person."""
    return keyed_hash(get_adapter().get_client_ip(request))


def is_too_often(request: HttpRequest, *, name: str, limit: int) -> bool:
    """Count this call; True from the one after ``limit`` within a minute. A cache that does not answer lets people through."""
    key = f"documents:{name}:{address_hash(request)}:{int(time.time() // 60)}"
    try:
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > limit
    except Exception as error:  # noqa: BLE001 - whatever the cache backend raises
        log.warning("Calls cannot be counted: %s", error)
        return False
