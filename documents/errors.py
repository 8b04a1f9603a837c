"""Refusals of the engine."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CannotIssue(DomainError):
    """Something that the paper must print is missing; ``problems`` lists it, one sentence each."""

    message = _("The document cannot be made yet: %(problems)s")

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems=" ".join(map(str, problems)))
        self.problems = problems


class FormCannotBeFilled(DomainError):
    """The form's own code failed on this row; the details are in the log."""

    message = _("The form “%(form)s” cannot be filled from this record. The administrators have been told.")


class NoSuchLanguage(DomainError):
    """The form is not printed in this language."""

    message = _("The form “%(form)s” is not printed in this language.")


class NotReady(DomainError):
    """The file is asked for before it is there."""

    message = _("The document is not ready yet.")


class NothingToRetry(DomainError):
    """Only what failed or was cancelled is made again."""

    message = _("There is nothing to make again: nothing failed.")


class EmptyBatch(DomainError):
    """A batch of nothing."""

    message = _("Choose at least one record.")


class BatchTooLarge(DomainError):
    """More items than one batch takes (R-D29)."""

    message = _("One batch takes at most %(limit)s documents; this one has %(count)s.")


class RecordGone(DomainError):
    """The record of a batch item no longer exists."""

    message = _("The record is no longer there.")


class CodeTaken(DomainError):
    """Two organisations want one short code."""

    message = _("The short code %(code)s belongs to another organisation.")
    field = "code"


class RenderingFailed(Exception):
    """A paper could not be made. ``code`` is one of IssuedDocument.ErrorCode; ``lasting`` means that trying again changes nothing."""

    def __init__(self, code: str, detail: str = "", *, lasting: bool = False) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.lasting = code, detail, lasting


def first_words(value: Any, length: int = 300) -> str:
    """A text cut to what a column takes."""
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"


class NotCms(DomainError):
    """The file is no CMS signature."""

    message = _("This is not a signature file. Choose the .cms, .p7s or .sig file that the signing program made.")
    field = "file"


class CmsTooLarge(DomainError):
    """A signature file has a size; what is larger is something else."""

    message = _("The signature file is larger than %(limit)s MB: choose the signature, not the document.")
    field = "file"
