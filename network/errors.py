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


class ForeignNetwork(DomainError):
    message = _("The organisation takes no part in this network.")
    field = "network"


class ForeignClass(DomainError):
    message = _("This class belongs to another organisation.")
    field = "class_group"


class LastCoordinator(DomainError):
    """An active organisation always has a coordinator (NR10)."""

    message = _("Name another network coordinator first: an organisation always has one. Colleagues: %(colleagues)s.")
    field = "successor"


class AddressTaken(DomainError):
    message = _("A person with this e-mail or phone is in the portal. Check the name: %(person)s.")
    field = "address"


class NoAddress(DomainError):
    message = _("Enter an e-mail or a phone: the invitation goes there.")
    field = "address"


class AlreadyInvited(DomainError):
    """One live invitation per organisation and address (NR9)."""

    message = _("An invitation to %(address)s is already on its way. Send it again from the list or take it back.")
    field = "email"
    status = 409


class InvitationOver(DomainError):
    message = _("This invitation is no longer open.")
    status = 410


class SentTooOften(DomainError):
    message = _("The invitation was sent again 3 times today. Copy the link or wait until tomorrow.")
    status = 429


class NobodyOffered(DomainError):
    message = _("Choose at least one role.")
    field = "roles"


class RoleNotYours(DomainError):
    message = _("You may not give the role “%(role)s” here.")
    field = "roles"
    status = 403


class RoleDatesWrong(DomainError):
    message = _("The end of the role cannot lie before its start or in the past.")
    field = "valid_until"


class ConsentNeeded(DomainError):
    """Under 18 an account opens only with the guardian's consent (NR8)."""

    message = _("The account of a person under 18 opens after a legal representative has agreed. Ask the class teacher.")


class SignInFirst(DomainError):
    message = _("You already have an account. Sign in, then answer the invitation.")


class OtherPerson(DomainError):
    message = _("This invitation is for another person")
    status = 403


class SameOrganisation(DomainError):
    message = _("Choose another organisation.")
    field = "organisation"


class NotAColleague(DomainError):
    message = _("Name somebody who works here today.")
    field = "successor"


class StaffRecordOverlaps(DomainError):
    message = _("%(person)s already has a staff record for these dates.")
    field = "hired_on"


class LeavingIncomplete(DomainError):
    message = _("Enter both the day and the reason of leaving.")
    field = "left_reason"


class NobodyToAsk(DomainError):
    message = _("There is nobody to ask: everybody has answered or no parent is entered.")


class NoConsentText(DomainError):
    message = _("There is no text for this purpose yet. The platform's administrator enters it.")
    field = "purpose"


class AnswerDateWrong(DomainError):
    message = _("Choose a day from tomorrow on, at most 30 days ahead.")
    field = "until"


class PaperDateWrong(DomainError):
    message = _("The date on the paper cannot lie in the future.")
    field = "signed_on"


class ScanMissing(DomainError):
    message = _("Add the scan or a photo of the signed paper.")
    field = "scan"


class NotInvitable(DomainError):
    message = _("%(person)s already signs in.")


class TableHasNoRows(DomainError):
    message = _("The table has a heading and no rows.")
    field = "table"


class IinTaken(DomainError):
    message = _("%(name)s is registered with this IIN. Ask its coordinator to add you.")
    field = "iin"


class NumberNeeded(DomainError):
    """Exactly one of BIN and IIN (NR3)."""

    message = _("An individual entrepreneur is entered by IIN, everybody else by BIN.")
    field = "bin"


class ReasonNeeded(DomainError):
    message = _("Write the reason: it is kept with the change.")
    field = "reason"
    status = 422


class SuccessorNeeded(DomainError):
    message = _("Choose the successor: an organisation at work, another one than this.")
    field = "successor"
    status = 422


class AlreadyAsked(DomainError):
    message = _("Your request is with the coordinator already.")


class SuccessorClosed(DomainError):
    message = _("The successor must be a district in force, another one than this.")
    field = "successor"


class ImportHasMistakes(DomainError):
    message = _("%(bad)s rows have mistakes. Correct them in the report and bring the file again, or tick that only the right rows go in.")
    field = "partial"


class ChecklistNotMet(DomainError):
    """NR20."""

    message = _("The status cannot be granted yet: %(missing)s.")


class StatusOverlaps(DomainError):
    message = _("The organisation has this status in an overlapping period.")
    field = "valid_from"


class GrantingOrgNeeded(DomainError):
    message = _("Choose the higher education institution that grants this status.")
    field = "granting_org"


class NothingToTransfer(DomainError):
    message = _("There are no learners to move from this year.")


class ClassNameTaken(DomainError):
    message = _("A class with this name is entered for this year.")
    field = "name"


class CheckTooLong(DomainError):
    """S1 of the trials page: how long a check of a site may hold."""

    message = _("A check holds at most %(months)s months.")
    field = "valid_until"


class CheckOver(DomainError):
    message = _("The check must hold at least until tomorrow.")
    field = "valid_until"


class SiteUnderCheck(DomainError):
    """What the operator checks is the operator's alone once the site was handed in."""

    message = _("The address, the numbers of people, the zones and the risk were handed in for the check. Ask the operator of the region.")


class SiteBooked(DomainError):
    """A closed site has no future bookings (2.3)."""

    message = _("Bookings are still to come: %(count)s. Cancel or hold them first.")


class ViewNameless(DomainError):
    message = _("Give the view a name.")
    field = "name"
    status = 422


class ViewOfNothing(DomainError):
    message = _("This is not the address of a list.")
    status = 422


class TooManyViews(DomainError):
    message = _("At most %(most)s views of one list. Remove one that you do not need.")
