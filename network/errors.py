"""Refusals of the network's room."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class BinTaken(DomainError):
    message = _("%(name)s is registered with this BIN. Ask its coordinator to add you.")
    field = "bin"


class CodeTaken(DomainError):
    message = _("Another organisation has this short code.")
    field = "code"


class AlreadyMember(DomainError):
    message = _("%(person)s already belongs to %(organisation)s in this period.")


class RoleOutsideMembership(DomainError):
    message = _("The role must lie within the membership: from %(start)s to %(end)s.")
    field = "valid_from"


class RoleHeld(DomainError):
    message = _("%(person)s already holds this role.")
    field = "role"


class ClassNeeded(DomainError):
    message = _("Choose the class.")
    field = "class_group"


class ForeignClass(DomainError):
    message = _("This class belongs to another organisation.")
    field = "class_group"


class LastCoordinator(DomainError):
    """An active organisation always has a coordinator (NR10)."""

    message = _("Name another network coordinator first: an organisation always has one.")


class AddressTaken(DomainError):
    message = _("A person with this e-mail or phone is in the portal. Check the name: %(person)s.")
    field = "address"


class NoAddress(DomainError):
    message = _("Enter an e-mail or a phone: the invitation goes there.")
    field = "address"


class NotInvitable(DomainError):
    message = _("%(person)s already signs in.")
