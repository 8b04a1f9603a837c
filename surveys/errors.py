"""Refusals of surveys."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class RoundNotOpen(DomainError):
    message = _("This survey takes no answers now.")


class AnsweredAlready(DomainError):
    """BR-44: one answer per person and source."""

    message = _("You have answered this survey already.")


class AnswerRefused(DomainError):
    """A required answer is missing or a value is not one of the scale. ``field``: code of the question."""

    status = 422
    message = _("Answer this question.")

    def __init__(self, code: str) -> None:
        super().__init__()
        self.field = code
