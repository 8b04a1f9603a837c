"""Every write of the engine that means something; one function, one action."""

from .batches import cancel_batch, request_batch, retry_batch
from .collecting import collect_batch
from .issuers import issuer_of, register_issuer
from .issuing import mark_replaced, request_document, retry_document, withdraw_document

__all__ = [
    "cancel_batch",
    "collect_batch",
    "issuer_of",
    "mark_replaced",
    "register_issuer",
    "request_batch",
    "request_document",
    "retry_batch",
    "retry_document",
    "withdraw_document",
]
