"""Refusals of the people's room."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LinkProblem(DomainError):
    """Base of the refusals of a one-time link; ``link`` is the row where there is one, for the contact that the page shows."""

    status = 410

    def __init__(self, *, link: Any = None) -> None:
        super().__init__()
        self.link = link


class LinkUnknown(LinkProblem):
    message = _("This address leads nowhere. Check that the whole link was copied.")
    status = 404


class LinkExpired(LinkProblem):
    message = _("The time to answer is over.")


class LinkRevoked(LinkProblem):
    message = _("This link no longer works: a newer one was sent, or it was closed.")


class BirthDateMissing(DomainError):
    """A family's link asks for the child's birth date, so without one there is nothing to ask."""

    message = _("Enter the birth date of %(child)s first: the family's link asks for it.")


class NotTheGuardian(DomainError):
    message = _("This person is not a confirmed legal representative of the pupil.")


class TooManyGuardians(DomainError):
    message = _("A pupil has at most 4 legal representatives at a time.")


class ConsentMissing(DomainError):
    message = _("There is no consent of the family of %(child)s.")


class LevelMissing(DomainError):
    message = _("Choose one of the three photo permissions.")
    field = "level"


class NothingToWithdraw(DomainError):
    message = _("There is no consent in force to withdraw.")


class AddressTaken(DomainError):
    """The same sentence for every kind of address; it names no owner."""

    message = _("Another person already signs in with this address.")

    def __init__(self, *, field: str) -> None:
        super().__init__()
        self.field = field


class ReasonMissing(DomainError):
    message = _("Say why.")
    field = "reason"


class ExportNotGranted(DomainError):
    """Personal data leave the portal only with a permission (network page 2.1)."""

    message = _("You have no permission to take this out: %(kind)s. The platform's administrator gives it.")
    status = 403


class GrantToOneself(DomainError):
    message = _("Nobody gives this permission to themselves.")
    field = "user"


class GrantInThePast(DomainError):
    message = _("Choose a day that has not passed.")
    field = "until"


class NeedDatesWrong(DomainError):
    message = _("The end cannot lie before the start.")
    field = "valid_until"


class CardNotNeeded(DomainError):
    message = _("This person signs in by e-mail or phone, so no card is needed.")


class SignInStopped(DomainError):
    message = _("Signing in is blocked or the account is closed; the coordinator opens it.")


class AccountConsentMissing(DomainError):
    """Under 18 the account opens only with the family's consent (NR8)."""

    message = _("The family has not agreed to an account in the portal yet.")


class OwnConsentMissing(DomainError):
    """From 16 on the pupil agrees too (NR8)."""

    message = _("The account opens when you agree too.")
    field = "agrees"


class CardOver(DomainError):
    message = _("This card was used, replaced, or is older than 7 days. Ask the class teacher for a new one.")
    status = 410


class PinTooSimple(DomainError):
    message = _("Choose six digits that nobody guesses: not 111111, 123456, 121212, and not your birth date.")
    field = "pin"


class CodeNotPossible(DomainError):
    message = _("No code can be sent: there is no phone, or messages to phones are not set up here.")


class CodeTooSoon(DomainError):
    message = _("A code was sent a moment ago. Wait a minute before asking for another.")


class CodesUsedUp(DomainError):
    message = _("Too many codes were sent today. Enter the birth date, or ask the class teacher.")


class TextStartsInThePast(DomainError):
    message = _("Choose a day that has not passed.")
    field = "valid_from"


class TextUnchanged(DomainError):
    message = _("This is the text that stands already. Change it first.")
    field = "text_kk"


class NeedGroupsWrong(DomainError):
    message = _("Groups belong to special educational needs only.")
    field = "groups"
