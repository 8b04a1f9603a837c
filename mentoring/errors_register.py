"""Refusals of the mentor register."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotFit(DomainError):
    """RM1–RM3."""

    message = _("The requirements are not met: %(why)s. An exception needs a decision of the council.")


class AgreementMissing(DomainError):
    """A school mentor is approved jointly (003c 3.5)."""

    message = _("A college or university must press «Agreed» first.")


class OrderMissing(DomainError):
    message = _("Write the number and the date of the order.")
    field = "order_number"


class LeadsSomebody(DomainError):
    message = _("The mentor still leads %(load)s. End these assignments first.")


class AlreadyInRegister(DomainError):
    message = _("This person is in the register of the organisation already.")
    field = "person"


class WaiverTooLong(DomainError):
    """RM3: one school year at most."""

    message = _("An exception holds for one school year at most.")
    field = "waiver_until"


class CourseHours(DomainError):
    """[003d N33]."""

    message = _("The course «Mentor» has 16–36 hours.")
    field = "hours"


class DatesSwapped(DomainError):
    message = _("The end lies before the beginning.")
    field = "ends_on"
