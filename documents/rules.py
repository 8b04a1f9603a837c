"""Permissions of the engine itself; whether a form may be issued is the form's own permission (DocumentType.may_issue)."""

from typing import Any

import rules

from . import registry
from .models import DocumentBatch, IssuedDocument


@rules.predicate
def may_issue_its_form(user: Any, document: IssuedDocument) -> bool:
    """Holds the form's permission to issue on the document's source."""
    return holds_form_permission(user, document, "may_issue")


@rules.predicate
def may_withdraw_its_form(user: Any, document: IssuedDocument) -> bool:
    """Holds the form's permission to withdraw on the document's source."""
    return holds_form_permission(user, document, "withdraw_permission")


@rules.predicate
def is_the_valid_paper(user: Any, document: IssuedDocument) -> bool:
    """Is this neither replaced nor withdrawn nor expired? Such a file stays with those who may issue it (R-D40)."""
    return document.status in (IssuedDocument.Status.IN_FORCE, IssuedDocument.Status.PROJECT)


@rules.predicate
def ordered_it(user: Any, batch: DocumentBatch) -> bool:
    """Ordered the batch."""
    return batch.requested_by_id == user.pk


def holds_form_permission(user: Any, document: IssuedDocument, which: str) -> bool:
    """Ask the form's permission against the source; no for a form that the code no longer has, or a source that is gone."""
    try:
        permission = getattr(document.type, which)
    except registry.UnknownType:
        return False
    return bool(permission and document.source is not None and user.has_perm(permission, document.source))


rules.add_perm("documents.download_issueddocument", is_the_valid_paper | may_issue_its_form)
rules.add_perm("documents.reissue_issueddocument", may_issue_its_form)
rules.add_perm("documents.retry_issueddocument", may_issue_its_form)
rules.add_perm("documents.withdraw_issueddocument", may_withdraw_its_form)
rules.add_perm("documents.cancel_documentbatch", ordered_it)
rules.add_perm("documents.retry_documentbatch", ordered_it)
