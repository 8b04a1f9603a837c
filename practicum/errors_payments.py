"""Refusals of the money of the practicum."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CostUnknown(DomainError):
    """R50, E-19: S is not entered for the ``year``."""

    message = _("The cost of a credit for %(year)s is not entered. Enter it first.")


class RateTooLow(DomainError):
    """R50: the share only rises."""

    message = _("Not less than %(floor)s.")
    field = "rate"


class NothingToPay(DomainError):
    message = _("Nobody has worked a day there yet: there is nothing to pay.")


class NoMentorToPay(DomainError):
    """R52: ``student`` had no mentor on any day."""

    message = _("%(student)s had no school mentor on any day. Appoint one, then calculate anew.")


class TooMuchPaid(DomainError):
    message = _("More than is left to pay: %(left)s ₸.")
    field = "amount"


class SalaryUnknown(DomainError):
    """R54: no БДО holds in the month."""

    message = _("The base salary (БДО) for this month is not entered.")


class DaysAboveNorm(DomainError):
    message = _("Not more than the norm of days: %(norm)s.")
    field = "days_worked"
