"""Asking for a document, re-issuing, withdrawing."""

import datetime as dt
import json
import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation

from core.crypto import keyed_hash
from core.states import Transition

from .. import registry, sending
from ..errors import CannotIssue, FormCannotBeFilled, NoSuchLanguage, NothingToRetry
from ..languages import main
from ..models import IssuedDocument, Issuer, NumberEvent
from ..sheet import canonical

log = logging.getLogger(__name__)
Production, Status = IssuedDocument.Production, IssuedDocument.Status

_NEVER_MADE = (Production.QUEUED, Production.FAILED, Production.CANCELLED)
_VALID = (Status.PROJECT, Status.IN_FORCE)


@dataclass(frozen=True)
class Frozen:
    """Everything that is taken from the source at the request."""

    form: registry.DocumentType
    content_type: ContentType
    object_id: int
    language: str
    issuer: Issuer
    content: str
    content_hash: str
    sort_name: str
    file_label: str
    subjects: tuple
    valid_until: dt.date | None

    @property
    def same(self) -> dict:
        """The filter that finds the papers of this row, form and language."""
        return {"type_code": self.form.code, "content_type": self.content_type, "object_id": self.object_id, "language": self.language}

    @property
    def values(self) -> dict:
        """The content as the press takes it."""
        return json.loads(self.content)

    def key(self, base: IssuedDocument | None) -> str:
        """Equal for a double click and a repeated task; different for a return to an earlier content, which is a new version."""
        parts = [
            *map(str, (self.form.code, self.content_type.pk, self.object_id, self.language)),
            self.content_hash,
            str(base.pk if base else 0),
        ]
        return keyed_hash("|".join(parts))


def freeze(*, form: registry.DocumentType, source: models.Model, language: str) -> Frozen:
    """Take from the source all that the paper prints. Raises registry.UnknownType, NoSuchLanguage, CannotIssue,
    FormCannotBeFilled.
    """
    if not form.suits(source):
        raise registry.UnknownType(form.code)
    if language not in form.languages_of(source):
        raise NoSuchLanguage(form=form.title(translation.get_language() or "kk"))
    if problems := form.problems(source, language):
        raise CannotIssue(problems)
    try:
        with translation.override(main(language)):
            content = canonical(form.freeze(source, language))
            names = form.sort_name(source), form.file_label(source)
            issuer, subjects, valid_until = form.issuer(source), tuple(form.subjects(source)), form.valid_until(source)
    except (ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError) as error:
        log.exception("Form %s cannot be filled from %s %s", form.code, source._meta.label, source.pk)
        raise FormCannotBeFilled(form=form.title(translation.get_language() or "kk")) from error
    return Frozen(
        form=form,
        content_type=ContentType.objects.get_for_model(source),
        object_id=source.pk,
        language=language,
        issuer=issuer,
        content=content,
        content_hash=keyed_hash(f"{form.template_version}|{content}"),
        sort_name=names[0][:400],
        file_label=names[1][:400],
        subjects=subjects,
        valid_until=valid_until,
    )


def request_document(*, type_code: str, source: models.Model, language: str, by: Any, reason: str = "") -> IssuedDocument:
    """Ask for a paper: its content is frozen, its row committed, its task sent after the commit. Returns the row at once (R-D1).

    The same content in the same language gives the same row, however often it is asked for; one that failed is tried again. A changed content
    gives the next version under the same number. Raises registry.UnknownType, NoSuchLanguage, CannotIssue, FormCannotBeFilled.
    """
    frozen = freeze(form=registry.get(type_code), source=source, language=language)
    document, wants_making = save_request(frozen, by=by, reason=reason)
    if wants_making:
        transaction.on_commit(partial(sending.send_document, document.pk))
    return document


def save_request(frozen: Frozen, *, by: Any, reason: str = "") -> tuple[IssuedDocument, bool]:
    """Find or write the row; tells whether it has still to be made. Two requests at once: the second finds what the first wrote."""
    for attempt in range(5):
        try:
            with transaction.atomic():
                return _save_request(frozen, by=by, reason=reason)
        except IntegrityError:
            if attempt == 4:
                raise
    raise AssertionError("unreachable")


def _save_request(frozen: Frozen, *, by: Any, reason: str) -> tuple[IssuedDocument, bool]:
    base = IssuedDocument.objects.select_for_update(of=("self",)).filter(**frozen.same).order_by("-version").first()
    if base is None:
        return _create(frozen, base=None, by=by, reason=reason), True
    unchanged = base.content_hash == frozen.content_hash and base.status in _VALID
    if unchanged and base.production in (Production.READY, Production.RENDERING):
        return base, False
    if base.production in _NEVER_MADE and base.status == Status.PROJECT:
        return _refresh(base, frozen, by=by, reason=reason)
    return _create(frozen, base=base, by=by, reason=reason), True


def _create(frozen: Frozen, *, base: IssuedDocument | None, by: Any, reason: str) -> IssuedDocument:
    document = IssuedDocument(
        **frozen.same,
        **_values(frozen),
        idempotency_key=frozen.key(base),
        version=base.version + 1 if base else 1,
        number=base.number if base and base.issuer_id == frozen.issuer.pk else "",
        replaces=base,
        requested_by=by,
        reason=reason,
        sent_at=timezone.now(),
    )
    document.save()
    document.subjects.set(frozen.subjects)
    return document


def _values(frozen: Frozen) -> dict:
    return {
        "issuer": frozen.issuer,
        "title": frozen.form.title(frozen.language),
        "content": frozen.content,
        "content_hash": frozen.content_hash,
        "template_version": frozen.form.template_version,
        "sort_name": frozen.sort_name,
        "file_label": frozen.file_label,
        "valid_until": frozen.valid_until,
    }


def _refresh(document: IssuedDocument, frozen: Frozen, *, by: Any, reason: str) -> tuple[IssuedDocument, bool]:
    """No paper exists yet: the row takes the newest content instead of leaving a version that nobody ever saw."""
    waits = document.production == Production.QUEUED
    if document.content_hash != frozen.content_hash:
        for name, value in _values(frozen).items():
            setattr(document, name, value)
        document.idempotency_key = frozen.key(document.replaces)
        document.subjects.set(frozen.subjects)
        document.__dict__.pop("values", None)
    if not waits:
        _queue_again(document)
        document.requested_by, document.reason = by, reason
    document.save()
    return document, not waits


def _queue_again(document: IssuedDocument) -> None:
    if document.production == Production.CANCELLED and document.number:
        NumberEvent.objects.create(number=document.number, document=document, event=NumberEvent.Event.ASSIGNED)
    document.production = Production.QUEUED
    document.attempts, document.claim, document.error_code, document.error_detail = 0, "", "", ""
    document.not_before, document.sent_at = None, timezone.now()


@transaction.atomic
def retry_document(*, document: IssuedDocument, by: Any) -> IssuedDocument:
    """Try a failed paper again from its frozen content. Raises NothingToRetry."""
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.production != Production.FAILED:
        raise NothingToRetry
    _queue_again(document)
    document.requested_by = by
    document.save()
    transaction.on_commit(partial(sending.send_document, document.pk))
    return document


@transaction.atomic
def withdraw_document(*, document: IssuedDocument, by: Any, reason: str) -> IssuedDocument:
    """Take a paper out of force; the public page says so at once. Raises WrongState, NotReady for a paper that was never made."""
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.move("withdraw", by=by, reason=reason)
    return document


def mark_replaced(*, document: IssuedDocument, by: Any = None) -> None:
    """A newer version stands for this one: the old paper stays verifiable and points to the new. The caller is in a transaction."""
    old = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if old.may("replace"):
        old.move("replace", by=by)


def withdrawal_of(document: IssuedDocument) -> Transition | None:
    """When, by whom and why the paper was withdrawn."""
    return document.transitions.filter(action="withdraw").last()
