"""Refusals around families: consents and parents' pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class TermsIncomplete(DomainError):
    """A family cannot be asked before it can be told everything (BR-22). ``missing``: lazy words."""

    message = _("Families cannot be asked yet. Missing: %(missing)s.")

    def __init__(self, missing: list[Any]) -> None:
        self.missing = missing
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % {"missing": "; ".join(str(item) for item in self.missing)}


class NotAsked(DomainError):
    message = _("Families are asked when the trial is planned and the partner has confirmed the booking.")


class NobodyToAsk(DomainError):
    message = _("There is nobody to send to: every family has answered or has no legal representative entered.")


class NothingToRemind(DomainError):
    message = _("There is nobody to remind: no family has an unanswered link, or they were reminded less than an hour ago.")


class AlreadyAnswered(DomainError):
    """§9 case 7: the second submit of a used link shows the saved answer."""

    message = _("Your answer is already saved.")


class PersonalDataNeeded(DomainError):
    """BR-22: «given» = takes part and personal data."""

    message = _("Without this the school cannot put the child on the list. If you do not agree, press “I do not agree”.")
    field = "personal_data"


class AboveTheLimit(DomainError):
    """BR-25: the site or the school allows less."""

    message = _("At this trial photos are allowed less widely. Choose another answer.")
    field = "photo"


class NotGivenNow(DomainError):
    message = _("There is no consent in force to change.")


class NoDisagreement(DomainError):
    message = _("The legal representatives have not answered differently.")


class NoteMissing(DomainError):
    message = _("Write how the family settled it.")
    field = "note"


class ScanMissing(DomainError):
    message = _("Attach a photo or scan of the signed paper.")
    field = "scan"


class PaperDateWrong(DomainError):
    message = _("The date of the paper cannot lie in the future.")
    field = "signed_on"


class NothingToSign(DomainError):
    message = _("No page is ready to sign.")


class SummaryNotReady(DomainError):
    """BR-39. ``pupil``, ``missing``."""

    message = _("The page of %(pupil)s cannot be signed. Missing: %(missing)s.")


class NotSigned(DomainError):
    message = _("The page is not signed yet.")


class OneSentence(DomainError):
    """BR-39: the class teacher adds one sentence, and does not delete facts."""

    message = _("Write one sentence, up to 300 characters.")
