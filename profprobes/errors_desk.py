"""Refusals about letters of the operator and quarterly reviews."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NobodyThere(DomainError):
    message = _("%(organisation)s has no coordinator in the portal yet: invite one first.")


class TextMissing(DomainError):
    message = _("Write the text of the letter.")
    field = "text"


class ChooseSlots(DomainError):
    message = _("Choose at least one free slot.")
    field = "slots"


class SlotGone(DomainError):
    """A slot that was taken or began while the letter was written."""

    message = _("Not free any more: %(slots)s. Choose again.")
    field = "slots"


class SphereHasSite(DomainError):
    message = _("%(organisation)s has a site of this sphere already.")
    field = "employer"


class ReadAlready(DomainError):
    message = _("Somebody has taken note of this letter already.")


class TermStillRuns(DomainError):
    message = _("The term ends on %(day)s: the review is discussed after it.")


class ReviewIsOver(DomainError):
    message = _("The review is closed; nothing is changed in it any more.")


class FiguresAreFrozen(DomainError):
    message = _("The review is discussed: team and cases stay as they were discussed.")


class TooManyCases(DomainError):
    message = _("Five cases are enough: take one away first.")


class CasesMissing(DomainError):
    message = _("Write %(least)s to 5 cases before the discussion; there are %(have)s.")


class PupilNamed(DomainError):
    """A case tells what happened, not to whom."""

    message = _("The case names a pupil: %(names)s. Tell it without names.")

    def __init__(self, field: str, names: str) -> None:
        super().__init__(names=names)
        self.field = field


class TrialNotOfTheTerm(DomainError):
    message = _("This trial was not held by the school in the term.")
    field = "trial"


class MinutesMissing(DomainError):
    message = _("Enter the number of the minutes and the members who discussed.")
    field = "minutes_number"


class DiscussedInTheFuture(DomainError):
    message = _("The discussion cannot lie in the future.")
    field = "discussed_on"


class DueIsPast(DomainError):
    message = _("The due date must not lie in the past.")
    field = "due"


class OwnerElsewhere(DomainError):
    message = _("The responsible person works in this school.")
    field = "owner"


class ProposalMissing(DomainError):
    message = _("The scenario must be reworked; write a proposal with a responsible person and a date for: %(programmes)s.")


class ProposalIsDone(DomainError):
    """What was done stays in the review."""

    message = _("This proposal is marked as done already.")


class ProposalIsOpen(DomainError):
    message = _("This proposal is not marked as done.")
