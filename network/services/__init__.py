"""What is done to organisations and their people. One function is one action."""

from .organisations import change_organisation, create_organisation, issuer_of, register_organisation
from .people import add_member, assign_role, end_membership, end_role, invite_person, renew_invitation

__all__ = [
    "add_member",
    "assign_role",
    "change_organisation",
    "create_organisation",
    "end_membership",
    "end_role",
    "invite_person",
    "issuer_of",
    "register_organisation",
    "renew_invitation",
]
