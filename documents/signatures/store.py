"""Keeping a signature file as it was handed in, with what was read in it."""

import hashlib

from django.core.files.base import ContentFile

from ..models import CmsFile
from .reading import CmsReading


def store_cms(*, data: bytes, name: str, reading: CmsReading, document_sha256: str) -> CmsFile:
    """Write the file and its facts; both stay for good, also where the verdict is invalid: they are proof. The caller's transaction."""
    holder = reading.holder
    return CmsFile.objects.create(
        file=ContentFile(data, name="signature.cms"),
        original_name=name[:255],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        document_sha256=document_sha256,
        holder=holder.name,
        organisation=holder.organisation,
        bin=holder.bin,
        iin=holder.iin,
        issuer=holder.issuer,
        certificate_number=holder.number,
        certificate_from=holder.valid_from,
        certificate_until=holder.valid_until,
        signing_time=reading.signing_time,
        algorithm=reading.algorithm,
        findings=reading.findings,
    )
