"""Refusals about cycles and hour-by-hour cards."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CardExists(DomainError):
    message = _("The programme has its hour-by-hour card already.")


class RowAtTheEdge(DomainError):
    message = _("The row cannot be moved further.")
