"""The PDF that the parties sign: ordered when the text is locked, its hash is what every signature is compared with."""

from typing import Any

from documents.models import IssuedDocument
from documents.services import request_document

from ...models import Agreement, AgreementVersion


def request_paper(agreement: Agreement, version: AgreementVersion, by: Any, *, source: Any = None) -> IssuedDocument:
    """Order the paper in the languages of the text: the agreement's own, or NW-11 of the supplementary agreement ``source``."""
    from ...documents.agreements.forms import form_of  # the forms read agreements, agreements order forms

    code = "NW-11" if source is not None else form_of(agreement)
    document = request_document(type_code=code, source=source or agreement, language=language_of(agreement), by=by)
    version.document, version.pdf_sha256 = document, ""
    version.save(update_fields=["document", "pdf_sha256"])
    return document


def language_of(agreement: Agreement) -> str:
    """Both languages side by side, or the one in which the text is written."""
    from documents.languages import BOTH

    return BOTH if agreement.languages == Agreement.Languages.BOTH else agreement.languages


def hash_of_paper(version: AgreementVersion) -> str:
    """SHA-256 of the finished PDF; empty while it is being made. Once known it is written beside the version and stays."""
    if not version.pdf_sha256 and version.document_id:
        document = IssuedDocument.objects.get(pk=version.document_id)
        if document.production == IssuedDocument.Production.READY:
            version.pdf_sha256 = document.sha256
            version.save(update_fields=["pdf_sha256"])
    return version.pdf_sha256
