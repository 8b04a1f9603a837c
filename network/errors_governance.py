"""Refusals about networks, functions, councils and orders."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class TitleTaken(DomainError):
    message = _("The region already has a network with this title.")
    field = "title_kk"


class AlreadyInNetwork(DomainError):
    message = _("%(organisation)s is already in the network or invited to it.")
    field = "organisation"


class JoiningFormNeeded(DomainError):
    """NR26: expected result, quantity and quality."""

    message = _("Write what the organisation should get, in what quantity and of what quality.")
    field = "expected"


class NetworkClosed(DomainError):
    message = _("The network is closed.")


class OperatorStays(DomainError):
    message = _("The operator of the network cannot leave it.")


class PhaseNotReady(DomainError):
    """NR24: what is missing stands by name on the page of the network."""

    message = _("The next phase waits for: %(missing)s.")


class DurationNeedsReason(DomainError):
    """NR24: outside the usual duration a phase ends with a reason."""

    message = _("The phase lasts %(months)s months, usually %(usual)s. Write the reason.")
    field = "reason"


class ReasonNeeded(DomainError):
    message = _("Write the reason.")
    field = "reason"


class CouncilMustDecide(DomainError):
    message = _("A network is closed by a decision of its council.")


class NotStaffHere(DomainError):
    message = _("%(person)s does not work at %(organisation)s.")
    field = "person"


class ForeignFunction(DomainError):
    message = _("This function belongs to organisations of another kind.")
    field = "functions"


class ContactsNeeded(DomainError):
    """NR25: a named person with phone and e-mail."""

    message = _("Enter the phone and the e-mail: partners must reach the person.")
    field = "phone"


class SeatsTaken(DomainError):
    """NR28, bad input 15: refused by the database too."""

    message = _("Not more than %(seats)s representatives of an organisation.")
    field = "organisation"


class SeatHeld(DomainError):
    message = _("This seat is held by somebody else in this period.")
    field = "seat"


class SitsAlready(DomainError):
    message = _("%(person)s already sits in the council in this period.")
    field = "person"


class NotInNetwork(DomainError):
    message = _("%(organisation)s is not a member of the network.")
    field = "organisation"


class NotInRegion(DomainError):
    message = _("%(organisation)s is not an organisation of the region.")
    field = "organisation"


class CouncilExists(DomainError):
    message = _("There is already a council of this kind.")
    field = "kind"


class AgendaEmpty(DomainError):
    message = _("Put at least one question on the agenda first.")


class InvitedTooLate(DomainError):
    """Invitations go out so many working days before (cfg)."""

    message = _("Invitations go out %(days)s working days before. The earliest date now is %(day)s.")
    field = "planned_on"


class DateInThePast(DomainError):
    message = _("The date lies in the past.")
    field = "planned_on"


class MeetingAhead(DomainError):
    message = _("The meeting is on %(day)s: attendance and votes are entered on that day.")


class NoQuorum(DomainError):
    """Bad input 16: without quorum a meeting is not held or gets another date."""

    message = _("No quorum: %(present)s of %(members)s organisations, at least %(needed)s are needed.")


class QuorumThere(DomainError):
    message = _("There is a quorum: close the meeting as held.")


class AbsentCannotVote(DomainError):
    message = _("%(organisation)s is not present and does not vote.")


class SubstituteNeeded(DomainError):
    message = _("Write the name of the substitute.")
    field = "substitute"


class NotYourHand(DomainError):
    message = _("The minutes are signed by the chair and the secretary of the meeting.")


class ExecutionNeeded(DomainError):
    message = _("Write how the decision was carried out.")
    field = "execution"


class OrderDateWrong(DomainError):
    message = _("The order is dated from %(start)s to today.")
    field = "date"


class NoCouncil(DomainError):
    message = _("The network has no council yet.")


class WrongMeetingState(DomainError):
    message = _("This is not possible while the meeting is “%(status)s”.")


class ItemWrittenMeanwhile(DomainError):
    """NR59: both texts are kept, the person decides."""

    message = _(
        "Somebody saved this question while you were writing. Your text is kept below, theirs stands above: save again to put yours in its place."
    )
    status = 409


class NotInPilot(DomainError):
    message = _("These papers are attached while the network is in its pilot phase.")


class DateAhead(DomainError):
    message = _("The date lies in the future.")
    field = "dated_on"
