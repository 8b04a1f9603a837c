"""Public checks of papers: by code, by number, by file (R-D9, R-D10, R-D12)."""

import re

from django.db.models import QuerySet

from ..models import IssuedDocument, VerificationCheck

Kind, Result = VerificationCheck.Kind, VerificationCheck.Result
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_code(*, code: str, address: str) -> IssuedDocument | None:
    """The paper of a code (already cleaned), or None; both are noted."""
    document = _made().filter(verify_code=code).first() if _CODE.fullmatch(code) else None
    return _noted(Kind.CODE, document, address)


def check_number(*, number: str, last: str, address: str) -> IssuedDocument | None:
    """The paper of a number whose code ends so, or None; of several versions the one whose code was typed."""
    found = _made().filter(number=number, verify_code__endswith=last).order_by("-version").first() if number and len(last) == 4 else None
    return _noted(Kind.NUMBER, found, address)


def check_file(*, document: IssuedDocument, sha256: str, address: str) -> VerificationCheck.Result:
    """Compare the hash that the browser computed with the stored one, and with those of the other versions of the paper."""
    result = _compare(document, sha256.strip().lower())
    VerificationCheck.objects.create(kind=Kind.FILE, result=result, document=document, address=address)
    return result


def _compare(document: IssuedDocument, sha256: str) -> VerificationCheck.Result:
    if not _SHA256.fullmatch(sha256):
        return Result.DIFFERENT
    if sha256 == document.sha256:
        return Result.SAME
    others = IssuedDocument.objects.filter(issuer=document.issuer_id, number=document.number, sha256=sha256)
    return Result.OTHER_VERSION if document.number and others.exists() else Result.DIFFERENT


def _made() -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.filter(production=IssuedDocument.Production.READY).select_related("issuer").defer("content")


def _noted(kind: VerificationCheck.Kind, document: IssuedDocument | None, address: str) -> IssuedDocument | None:
    result = Result.FOUND if document else Result.UNKNOWN
    VerificationCheck.objects.create(kind=kind, result=result, document=document, address=address)
    return document
