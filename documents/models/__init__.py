"""Issuers and their numbers, issued documents, batches, public checks, signature files."""

from .batches import BatchItem, DocumentBatch
from .checks import VerificationCheck
from .issued import IssuedDocument, new_verify_code
from .issuers import Issuer, NumberEvent, NumberSeries
from .signatures import CmsFile

__all__ = [
    "BatchItem",
    "CmsFile",
    "DocumentBatch",
    "IssuedDocument",
    "Issuer",
    "NumberEvent",
    "NumberSeries",
    "VerificationCheck",
    "new_verify_code",
]
