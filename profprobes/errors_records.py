"""Refusals about the regulation on trials and the journal as a paper."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class DraftExists(DomainError):
    message = _("A draft of the regulation is there already: go on with it.")


class ClauseStays(DomainError):
    """``no``: number of the clause."""

    message = _("Clause %(no)s cannot be removed: without it the document is no regulation of trials. You may word it longer.")


class ClauseEmpty(DomainError):
    message = _("Write the clause in both languages.")
    field = "text_ru"


class UnknownBlank(DomainError):
    """``name`` stands in braces and is no blank of the form."""

    message = _("The text names a blank that does not exist: {%(name)s}.")
    field = "text_kk"


class BlanksEmpty(DomainError):
    """``blanks``: names of what is not filled."""

    message = _("Fill the blanks first: %(blanks)s.")


class GroupSizeWrong(DomainError):
    message = _("The largest group must not be smaller than the smallest one.")
    field = "group_max"


class OrderMissing(DomainError):
    message = _("Write the number of the order.")
    field = "order_number"


class OrderDayWrong(DomainError):
    message = _("Write the day of the order; it must not lie ahead.")
    field = "approved_on"


class LegalActsUnchecked(DomainError):
    message = _(
        "No legal act has been checked by the operator in the last 12 months: clause 1.1 would have no basis. Ask the operator of the portal."
    )


class JournalDaysWrong(DomainError):
    message = _("The end must not be earlier than the beginning.")
    field = "ends_on"


class JournalEmpty(DomainError):
    message = _("No trial has been held in this cut of the journal.")
