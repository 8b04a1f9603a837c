"""Issuers and their numbers, issued documents, batches, public checks."""

from .batches import BatchItem, DocumentBatch
from .checks import VerificationCheck
from .issued import IssuedDocument, new_verify_code
from .issuers import Issuer, NumberEvent, NumberSeries

__all__ = ["BatchItem", "DocumentBatch", "IssuedDocument", "Issuer", "NumberEvent", "NumberSeries", "VerificationCheck", "new_verify_code"]
