"""Refusals of plans, the calendar and local acts."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class PlanExists(DomainError):
    message = _("This plan of the year is there already: %(plan)s.")


class PlanEmpty(DomainError):
    message = _("Add at least one item first.")


class ItemOutsideYear(DomainError):
    """§9.18: a month outside the year is refused."""

    message = _("The period must lie between %(start)s and %(end)s.")
    field = "starts_on"


class CountTooSmall(DomainError):
    """§9.18: zero and negative counts are refused."""

    message = _("Plan at least one.")
    field = "planned_count"


class PlanClosed(DomainError):
    message = _("The plan is approved. Make a new version, or move one item by up to a month.")


class ItemChangedMeanwhile(DomainError):
    """NR59: the second of two people sees both texts, nothing is lost."""

    message = _("%(person)s has changed this item meanwhile. Both versions are below: correct yours and save again.")


class MovedTooFar(DomainError):
    """The responsible organisation alone may move an item by up to a month (network page 2.7)."""

    message = _(
        "The responsible organisation alone may move an item by up to a month: from %(start)s to %(end)s. Further is a new version for the council."
    )
    field = "starts_on"


class ReasonNeeded(DomainError):
    message = _("Write the reason: it stays in the change log.")
    field = "reason"


class DecisionNeeded(DomainError):
    message = _("The council has not adopted a decision on this plan yet.")


class HeadNeeded(DomainError):
    message = _("The head of the organisation approves the plan with an order: enter its number and date.")
    field = "head_order"


class NothingToCopy(DomainError):
    message = _("There is no plan of last year to copy from.")


class ProofNeeded(DomainError):
    message = _("Say what proves it: the number of a paper, an address, a file.")
    field = "fact_proof"


class DayBlocked(DomainError):
    """NR49: public holidays and exam periods block interschool sessions and conferences."""

    message = _("%(day)s: %(names)s. Choose another day, or write why the event is held nevertheless.")
    field = "override_reason"


class EndBeforeStart(DomainError):
    message = _("The end must be later than the beginning.")
    field = "ends"


class PlaceNeeded(DomainError):
    message = _("Enter the place.")
    field = "place"


class RoomNeeded(DomainError):
    message = _("Enter the address of the online room.")
    field = "url"


class TooManyInvited(DomainError):
    message = _("%(invited)s people are invited by name, there are %(capacity)s places.")
    field = "capacity"


class ForeignPlanItem(DomainError):
    message = _("This plan item belongs to another plan.")
    field = "plan_item"


class SeriesTooLong(DomainError):
    message = _("A series has at most %(limit)s events. Choose an earlier last day.")
    field = "until"


class SeriesEmpty(DomainError):
    message = _("No day of this series lies before its last day.")
    field = "until"


class NotYetBegun(DomainError):
    message = _("The event has not begun yet.")


class NobodyPresent(DomainError):
    message = _("Mark at least one person who took part.")


class MinutesSigned(DomainError):
    message = _("The minutes are signed: they are no longer changed.")


class MinutesEmpty(DomainError):
    message = _("Write what was said and agreed before you sign.")
    field = "summary"


class DutyTaken(DomainError):
    message = _("One person cannot hold two roles of the session, and one role has one person.")
    field = "facilitator"


class FileTwice(DomainError):
    message = _("This file is attached already.")
    field = "upload"


class ActExists(DomainError):
    message = _("An act of this kind is being prepared already.")


class ActWithoutText(DomainError):
    message = _("Attach the scan of the act or write its text from the template.")
    field = "upload"


class ActNumberNeeded(DomainError):
    message = _("Enter the number and the date of the act.")
    field = "number"


class OrderNeeded(DomainError):
    message = _("An act comes into force by an order: enter its number and date.")
    field = "order_number"


class OrderBeforeAct(DomainError):
    message = _("The order cannot be earlier than the act.")
    field = "order_date"


class ElementNeedsProof(DomainError):
    message = _("Name the event or the paper by which it was done.")
    field = "procedure"
