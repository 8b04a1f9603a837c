"""Refusals about cycles and hour-by-hour cards."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CardExists(DomainError):
    message = _("The programme has its hour-by-hour card already.")


class RowAtTheEdge(DomainError):
    message = _("The row cannot be moved further.")


class CycleIncomplete(DomainError):
    """``missing``: what stands in the way, named one by one (§2.2)."""

    message = _("Still missing: %(missing)s.")


class CycleClosed(DomainError):
    message = _("The cycle is closed; nothing is changed in it any more.")


class NotADraft(DomainError):
    message = _("Programmes and partners are changed while the cycle is a draft.")


class ProgrammeElsewhere(DomainError):
    """Trials belong to a cycle by their programme, so a programme stands in one cycle of the year."""

    message = _("The programme stands in the cycle “%(cycle)s” of this year already.")
    field = "programme"


class NotPublished(DomainError):
    message = _("Only a published programme enters a cycle.")
    field = "programme"


class CycleNameTaken(DomainError):
    message = _("The school has a cycle of this name in this year.")
    field = "name"


class WaveOfSeniors(DomainError):
    """Two waves exist in grades 10–11 only."""

    message = _("Only cycles of grades 10–11 have waves.")
    field = "wave"


class PartnerInvited(DomainError):
    message = _("The organisation is invited already.")
    field = "organisation"


class OwnSchool(DomainError):
    message = _("The school itself is no partner.")
    field = "organisation"


class PartnerJoined(DomainError):
    message = _("A partner that has joined stays in the cycle.")


class ExpectationsMissing(DomainError):
    """CyclePartner is accepted with all three expectations filled (§2.2)."""

    message = _("Say what you are to receive, in what quantity and of what quality.")


class CycleNotRunning(DomainError):
    message = _("The result is entered when the cycle is under way.")


class StepByRecords(DomainError):
    message = _("The records tick this step by themselves; it can only be marked as not needed.")
    field = "status"


class CycleDoesNotFit(DomainError):
    message = _("The cycle must be of the same school and year and hold this programme.")
    field = "cycle"


class ReviewMissing(DomainError):
    message = _("Write the review of the cycle.")
    field = "review"


class DayAhead(DomainError):
    message = _("This day has not come yet.")


class HostHasProfession(DomainError):
    message = _("The organisation shows this profession already.")
    field = "organisation"
