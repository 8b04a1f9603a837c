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
