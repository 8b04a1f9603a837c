"""What an adopted decision does to networks and their members."""

from typing import Any

from ..models import CouncilDecision, Network, NetworkMembership
from .approvals import on_adopted
from .networks import admit_member, exclude_member
from .phases import close_network


def _members(membership: NetworkMembership, decision: CouncilDecision) -> None:
    """An applicant is admitted, a member is excluded: one question about members means the step that is next for them."""
    by: Any = membership.answered_by or membership.network.coordinator
    if membership.status == NetworkMembership.Status.APPLIED:
        admit_member(membership=membership, by=by)
    elif membership.status == NetworkMembership.Status.ACTIVE:
        exclude_member(membership=membership, reason=decision.text_kk, by=by)


def _network(network: Network, decision: CouncilDecision) -> None:
    """Only a decision about closing closes."""
    if decision.topic == CouncilDecision.Topic.CLOSING:
        close_network(network=network, by=decision.responsible or network.coordinator, decision=decision)


def register() -> None:
    """Tell the approvals what to do with objects of this room."""
    on_adopted(NetworkMembership, _members)
    on_adopted(Network, _network)
