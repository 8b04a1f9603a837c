"""Refusals of the agreement engine; every sentence says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotThisMany(DomainError):
    message = _("This kind of agreement has %(least)s to %(most)s parties; there are %(now)s.")
    exactly = _("This kind of agreement has %(least)s parties, your organisation among them; there are %(now)s.")
    field = "parties"

    def __init__(self, *, least: int, most: int, now: int) -> None:
        super().__init__(least=least, most=most, now=now)
        if least == most:
            self.message = self.exactly


class PartyMissing(DomainError):
    """The kind names who must be a party (network page 2.6)."""

    message = _("A party of this kind is missing: %(kinds)s.")
    field = "parties"


class PartyTwice(DomainError):
    message = _("%(party)s is a party already.")
    field = "organisation"


class InitiatorStays(DomainError):
    message = _("The initiator is always a party.")


class RepresentativeMissing(DomainError):
    message = _("%(party)s has no signatory with position and ground of powers. Fill them in.")


class PowersEnded(DomainError):
    """A representative whose powers ended does not sign (NR37)."""

    message = _("The powers of %(name)s (%(party)s) ended on %(day)s. Name a representative whose powers are valid.")
    field = "powers_until"


class ClauseMissing(DomainError):
    message = _("Mandatory clauses are missing or empty: %(numbers)s.")


class PlacesEmpty(DomainError):
    message = _("Places of the text are not filled yet: %(places)s.")


class NotConfirmedInOther(DomainError):
    """NR39."""

    message = _("Clauses changed in one language only: %(numbers)s. Confirm them in the other language.")


class TermWrong(DomainError):
    message = _("The term is not complete: name the day it comes into force and the day it ends.")
    field = "ends_on"


class EndsBeforeStart(DomainError):
    message = _("The end lies before the beginning.")
    field = "ends_on"


class EndAgainstTerm(DomainError):
    """An end that the kind of term would silently drop: open-ended, or 31 December with yearly renewal (NR33)."""

    message = _("By its kind of term this agreement does not end on that day. Leave the end empty, or choose a fixed term below.")
    field = "ends_on"


class TermVeryLong(DomainError):
    """More than ten years are asked twice (network page 9.9)."""

    message = _("The term is longer than ten years. Tick the box to confirm it.")
    field = "confirm_long"


class MoneyElsewhere(DomainError):
    """NR38."""

    message = _("Finances are laid down in a separate agreement.")
    field = "money"


class ParentMissing(DomainError):
    message = _("A financial agreement needs its main agreement, signed or being signed.")
    field = "parent"


class OutlivesParent(DomainError):
    message = _("A financial agreement cannot outlive its main agreement, which ends on %(day)s.")
    field = "ends_on"


class ReasonNeeded(DomainError):
    message = _("Write the reason.")
    field = "reason"


class NotAgreed(DomainError):
    message = _("These parties have not agreed to the present text yet: %(parties)s.")


class RemarksOpen(DomainError):
    message = _("Answer the open remarks first: %(count)s.")


class AnswerNeeded(DomainError):
    message = _("Write an answer to the remark.")
    field = "answer"


class ContactMissing(DomainError):
    """NR31: annex 2 of a network agreement."""

    message = _("Name the responsible person with phone and e-mail of each party: %(parties)s.")


class DutiesIncomplete(DomainError):
    """NR31."""

    message = _("The matrix of functions is not complete: %(missing)s places have no named person.")


class SavedMeanwhile(DomainError):
    """NR59: somebody saved the clause since it was opened."""

    message = _("Somebody else saved this clause meanwhile. Both texts stand side by side: nothing is lost.")


class PaperNotReady(DomainError):
    message = _("The PDF is still being made. Try again in a minute.")
    field = "upload"


class SignedAlready(DomainError):
    message = _("This party has a signature under the present text.")


class SignedInFuture(DomainError):
    message = _("The day of signing lies in the future.")
    field = "signed_on"


class OwnSignature(DomainError):
    message = _("Another party's coordinator decides about this signature.")


class NobodyToRemind(DomainError):
    message = _("nobody is waited for.")


class RemindedToday(DomainError):
    message = _("the parties were reminded today already.")


class ScanMissing(DomainError):
    message = _("Attach the scan of the signed paper.")
    field = "upload"


class PaperInFuture(DomainError):
    message = _("The day of signing lies in the future.")
    field = "date"


class AmountElsewhere(MoneyElsewhere):
    """NR38, beside the amount that was typed."""

    field = "amount"


class EvidenceMissing(DomainError):
    message = _("Attach a file or give a link: a fact without evidence does not count.")
    field = "proof"


class FactInFuture(DomainError):
    message = _("A fact cannot lie in the future.")
    field = "on"


class FactBeforeStart(DomainError):
    message = _("The agreement holds from %(day)s: the fact lies earlier.")
    field = "on"


class ObligationStays(DomainError):
    message = _("The parties have signed this obligation, or a fact stands under it: it cannot be taken out.")


class OtherPerson(DomainError):
    """9.2: one IIN, two names."""

    message = _("Somebody with another name has this IIN. Check both.")
    field = "iin"


class IinWrong(DomainError):
    """NR1, the sentence says what is wrong."""

    message = "%(problem)s"
    field = "iin"


class NoPersonHere(DomainError):
    message = _("In an agreement of this kind only organisations are parties.")
    field = "iin"


class NumberTaken(DomainError):
    """Unique (initiator, kind, year, number), NR30."""

    message = _("Your organisation has an agreement of this kind and year with the number %(number)s already.")
    field = "number"


class NotADraftOnPaper(DomainError):
    """Origin PAPER is confirmed, objected to or mended only while it waits."""

    message = _("This agreement does not wait for a confirmation any more.")
    status = 409
