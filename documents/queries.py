"""What pages and other apps read about documents."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import get_language

from core.text import KK_COLLATION, search

from . import registry
from .languages import NAMES as LANGUAGE_NAMES
from .models import BatchItem, DocumentBatch, IssuedDocument

WAITING = ("queued", "rendering")


def documents_of(source: Any) -> QuerySet[IssuedDocument]:
    """All versions of all documents of a row, newest first. Whoever sees the row sees them."""
    return IssuedDocument.objects.of(source).select_related("issuer")


def register_of(user: Any, *, text: str = "", form: str = "", state: str = "", language: str = "") -> QuerySet[IssuedDocument]:
    """Documents that the person sees, newest first; ``state`` is a status of the paper or waiting, failed, cancelled."""
    rows = IssuedDocument.objects.visible_to(user).select_related("issuer", "requested_by").defer("content")
    if form:
        rows = rows.filter(type_code=form)
    if language:
        rows = rows.filter(language=language)
    if state:
        rows = rows.filter(_state(state))
    return search(rows, text, "number", "title", "sort_name") if text else rows


def _state(state: str) -> Q:
    if state == "waiting":
        return Q(production__in=WAITING)
    if state in ("failed", "cancelled"):
        return Q(production=state)
    return Q(production="ready", status=state)


@dataclass(frozen=True)
class Slot:
    """One form of a row in one language: the newest document, the newest one that can be downloaded, and what the person may do."""

    form: registry.DocumentType
    language: str
    newest: IssuedDocument | None
    ready: IssuedDocument | None
    may_issue: bool

    @property
    def title(self) -> str:
        """Title of the form in the person's language."""
        return self.form.title(get_language() or "kk")

    @property
    def language_name(self) -> str:
        """The language of the paper, in that language."""
        return LANGUAGE_NAMES[self.language]


def slots_of(source: Any, user: Any, codes: tuple[str, ...] = ()) -> list[Slot]:
    """What can be made of a row and what is there already: one slot per form and language. One query, and one permission per form."""
    newest: dict[tuple[str, str], IssuedDocument] = {}
    ready: dict[tuple[str, str], IssuedDocument] = {}
    for document in documents_of(source).defer("content"):
        newest.setdefault((document.type_code, document.language), document)
        if document.is_ready and document.status in ("in_force", "project"):
            ready.setdefault((document.type_code, document.language), document)
    slots = []
    for form in registry.types_for(source):
        if codes and form.code not in codes:
            continue
        may_issue = user.has_perm(form.may_issue, source)
        keys = [(form.code, language) for language in form.languages_of(source)]
        slots += [Slot(form, key[1], newest.get(key), ready.get(key), may_issue) for key in keys if may_issue or key in newest]
    return slots


def versions_of(document: IssuedDocument) -> QuerySet[IssuedDocument]:
    """All versions of one paper, newest first."""
    return (
        IssuedDocument.objects.filter(
            type_code=document.type_code, content_type=document.content_type_id, object_id=document.object_id, language=document.language
        )
        .defer("content")
        .order_by("-version")
    )


def batches_of(user: Any) -> QuerySet[DocumentBatch]:
    """Batches that the person ordered, newest first."""
    return DocumentBatch.objects.visible_to(user)


def items_of(batch: DocumentBatch) -> QuerySet[BatchItem]:
    """Items in printing order with their documents."""
    documents = Prefetch("document", IssuedDocument.objects.defer("content"))
    return batch.items.prefetch_related(documents).order_by(Collate("label", KK_COLLATION), "pk")
