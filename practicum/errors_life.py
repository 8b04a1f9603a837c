"""Refusals in the life of a placement."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LeaderMissing(DomainError):
    """R12: two leaders are named before the yes; both have accepted before the order."""

    message = _("%(who)s is not named yet.")


class LeaderNotAccepted(DomainError):
    """R12: an order needs the consent of both."""

    message = _("%(student)s: %(who)s has not accepted yet.")


class TooLateToDecline(DomainError):
    message = _("A place may be declined within 3 days after the notice; the term ended on %(day)s.")


class DeclinedOnce(DomainError):
    message = _("A place may be declined once in a round.")


class AnswerOver(DomainError):
    message = _("The term of the answer ended on %(day)s.")


class NothingToOrder(DomainError):
    message = _("None of the chosen students can be put into this order.")


class OrderNumberTaken(DomainError):
    message = _("The school has an order with this number this year.")
    field = "number"


class OrderIncomplete(DomainError):
    message = _("Fill in number, date and who signs.")
    field = "number"


class NotAdmittable(DomainError):
    """R16."""

    message = _("The admission is not complete: %(missing)s.")


class FutureDate(DomainError):
    message = _("The date lies in the future.")
    field = "done_on"


class MedicalIncomplete(DomainError):
    message = _("A medical certificate needs its number, date and the day until which it is valid.")
    field = "number"


class ValidBeforeDone(DomainError):
    message = _("The certificate ends before it begins.")
    field = "valid_until"


class NotYours(DomainError):
    """INITIAL is recorded by the institution, the other points by the school."""

    message = _("This point is recorded by the other side.")


class NotThisOffer(DomainError):
    """H5, H7, H8, H11: limits that nobody may break (R27)."""

    message = _("The student cannot be placed here: %(why)s.")
    field = "offer"


class SignedAlready(DomainError):
    message = _("Your side has signed already.")


class NotYourSchool(DomainError):
    message = _("You lead nobody in this school in this round.")
    field = "school"


class ReportIncomplete(DomainError):
    message = _("Write successes and recommendations before sending.")
    field = "successes"
