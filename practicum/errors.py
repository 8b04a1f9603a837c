"""Refusals of the practicum: each is a rule of the requirements page that said no. A part with many of its own keeps them in errors_<part>.py."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NoSeatLeft(DomainError):
    """E-03: somebody was faster."""

    message = _("No places are left, the page has been refreshed.")


class AlreadyPlaced(DomainError):
    """R1: one live placement per student and round."""

    message = _("The student already has a place in this round.")


class BusyElsewhere(DomainError):
    """R2: live placements of one student never overlap."""

    message = _("The student has another practicum on these days.")


class ReasonNeeded(DomainError):
    message = _("Write the reason.")
    field = "reason"
