"""Refusals of the allocation."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class RunsAreClosed(DomainError):
    """2.3: runs start while the round is ALLOCATION or PUBLISHED."""

    message = _("The allocation is calculated after the preferences are closed and before the practicum begins.")


class RunGoesOn(DomainError):
    message = _("A calculation is going on already.")


class NobodyToPlace(DomainError):
    message = _("There is no selected application to place.")


class NoRules(DomainError):
    message = _("Choose the rules of allocation for the round first.")


class NotProven(DomainError):
    """R23: only a proven run is published."""

    message = _("Only a proven calculation is published.")


class InputChanged(DomainError):
    """E-08."""

    message = _("The data changed after this calculation. Calculate again.")


class NobodyAnswers(DomainError):
    """R11: every practicum function has one named person."""

    message = _("These schools have no practicum coordinator or no mentors: %(schools)s.")


class LateNeedsReason(DomainError):
    """R7."""

    message = _("The result is published later than 30 days before the beginning: write why.")
    field = "late_reason"


class ShortReason(DomainError):
    """E-09."""

    message = _("Describe the reason in at least 10 characters.")
    field = "reason"


class NeverBroken(DomainError):
    """R27: H1, H2, H5, H7, H8, H11, H14, R5 are never broken."""

    message = _("This offer cannot be chosen: %(rule)s.")
    field = "offer"


class ConfirmedStays(DomainError):
    """H14: a confirmed placement moves only by a transfer."""

    message = _("The placement is confirmed by both sides: it moves only by a transfer.")


class ConsentNeeded(DomainError):
    """R27: H9, H10, H12 need the consent of the person."""

    message = _("The student's consent is needed: %(rule)s.")
    field = "consent"
