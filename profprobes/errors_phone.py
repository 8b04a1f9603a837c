"""Refusals of forms Б and В."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class VisitNotBegun(DomainError):
    message = _("The visit has not begun yet: record the briefing on site first.")


class NotBriefed(DomainError):
    """BR-30. ``pupil``."""

    message = _("%(pupil)s has not acknowledged the briefing on site, so there is no card. Brief a latecomer separately.")


class PupilNotThere(DomainError):
    """§9 case 16. ``pupil``."""

    message = _("%(pupil)s was not at the visit, so there is no card.")


class TrialClosed(DomainError):
    message = _("The trial is closed. Ask the school's coordinator.")


class OtherCardsNumber(DomainError):
    """One client_uuid for two pupils: a broken device."""

    message = _("This card carries the number of another one. Fill it in again.")


class ConflictSettled(DomainError):
    message = _("The choice between the two versions has already been made.")


class NotInThisTrial(DomainError):
    """``pupil`` declined or was not admitted."""

    message = _("You are not taking part in this trial, so there is no questionnaire.")


class BeforeOnly(DomainError):
    message = _("The questions after the trial open when the visit has been held.")


class NotAttended(DomainError):
    """§9 case 16."""

    message = _("You were not at the visit, so there are no questions after it.")


class TraceNotOpen(DomainError):
    """S20. ``day``: when it opens."""

    message = _("The questions about what stayed open on %(day)s, a day after the trial.")


class TraceOver(DomainError):
    """S20. ``day``: until when it was open."""

    message = _("The questions were open until %(day)s.")


class TraceAnswered(DomainError):
    message = _("Your answers are kept already. The first ones stay.")


class FilesNotOpen(DomainError):
    message = _("Files can be added once the visit has begun.")
    field = "upload"
