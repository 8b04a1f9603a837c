"""Refusals about agreements after signing: notices, acts of the parties, amendments, the register, patronage."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotInForce(DomainError):
    message = _("The agreement is not in force: its state is “%(status)s”.")


class NotAParty(DomainError):
    message = _("%(organisation)s is not a party of the agreement any more.")
    field = "party"


class EndsByItself(DomainError):
    message = _("The agreement does not renew itself: it ends on %(day)s without any notice.")
    field = "kind"


class OnlyTogether(DomainError):
    message = _("By its text the agreement ends only by mutual consent. Propose an early termination.")
    field = "kind"


class NoticeStands(DomainError):
    message = _("A notice of this kind from your side was delivered already. Recall it first.")
    field = "kind"


class DayNeeded(DomainError):
    message = _("Enter the date.")
    field = "on_day"


class DayOutside(DomainError):
    message = _("The date must lie between %(first)s and %(last)s.")
    field = "on_day"


class DeliveryDay(DomainError):
    message = _("The day on the received paper lies between %(first)s and today.")
    field = "delivered_on"


class ScanNeeded(DomainError):
    message = _("Attach the scan of the signed paper.")
    field = "scan"


class OwnNotice(DomainError):
    message = _("The day of delivery is entered by the party that received the notice.")


class AlreadyAsked(DomainError):
    message = _("This has been proposed already and waits for the other parties.")


class AlreadyAnswered(DomainError):
    message = _("Your side has answered already.")


class NoticeInEffect(DomainError):
    message = _("The notice has taken effect and cannot be recalled.")


class NothingChanges(DomainError):
    message = _("Nothing differs from what is written now.")


class RegistrarMissing(DomainError):
    message = _("Nobody keeps the register for this kind of agreement in %(region)s yet.")


class AlreadySubmitted(DomainError):
    message = _("The agreement was handed in for registration already.")


class ReasonNeeded(DomainError):
    message = _("Say why.")
    field = "reason"


class PairListed(DomainError):
    message = _("This enterprise and this college stand on the list already.")
    field = "college"


class WrongSide(DomainError):
    message = _("On the list an enterprise helps a college. Choose organisations of these kinds.")
    field = "enterprise"


class MemorandumMissing(DomainError):
    message = _("First the memorandum of patronage between the two must be in force.")


class FactAhead(DomainError):
    message = _("A fact cannot lie in the future.")
    field = "on"


class FactOutsideYear(DomainError):
    message = _("The date lies outside the year of the plan (%(year)s).")
    field = "on"


class BothLanguages(DomainError):
    message = _("Write the clause in Kazakh and in Russian.")
    field = "text_kk"


class PartyAlready(DomainError):
    message = _("%(organisation)s is a party already.")
    field = "organisation"


class NotGone(DomainError):
    """§9.13, NR58."""

    message = _("%(organisation)s works as before: nobody takes its place.")


class SuccessorMissing(DomainError):
    message = _("%(organisation)s has no successor at work in the register.")


class NumberTaken(DomainError):
    message = _("%(organisation)s already has an agreement № %(number)s of this kind and year: withdraw this one and begin anew.")
