"""What is done to organisations and their people. One function is one action."""

from .invitations import Offer, invite
from .organisations import change_organisation, create_organisation, issuer_of, register_organisation
from .people import add_member, assign_role, end_membership, end_role, extend_role, move_class, name_successor, transfer

__all__ = [
    "Offer",
    "add_member",
    "assign_role",
    "change_organisation",
    "create_organisation",
    "end_membership",
    "end_role",
    "extend_role",
    "invite",
    "issuer_of",
    "move_class",
    "name_successor",
    "register_organisation",
    "transfer",
]
