"""Encryption at rest with key rotation, and keyed hashes for looking encrypted values up."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def cipher() -> MultiFernet:
    """The cipher of settings.FIELD_KEYS: the first key encrypts, each key decrypts."""
    return _cipher(tuple(settings.FIELD_KEYS))


def encrypt(value: str) -> str:
    """Encrypt a text; the same text gives another result each time."""
    return cipher().encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt what encrypt() made; raises cryptography's InvalidToken when no key fits."""
    return cipher().decrypt(token.encode()).decode()


def keyed_hash(value: str) -> str:
    """64 hex digits by which an encrypted value is found without being readable (HMAC-SHA-256 under LOOKUP_KEY)."""
    return hmac.new(settings.LOOKUP_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()
