"""Which council approves a matrix: the interlevel methodical council of its network, the coordinating one where there is none (§8)."""

from typing import Any

from .access import organisations_as
from .models import AlignmentMatrix, Council, CouncilMember

KINDS = (Council.Kind.INTERLEVEL, Council.Kind.COORDINATING)
SEATS = (CouncilMember.Seat.CHAIR, CouncilMember.Seat.DEPUTY, CouncilMember.Seat.SECRETARY, CouncilMember.Seat.COORDINATOR)


def approving_council(matrix: AlignmentMatrix) -> Council | None:
    """The council that decides, or None for a matrix outside a network."""
    if matrix.network_id is None:
        return None
    councils = {council.kind: council for council in Council.objects.filter(network=matrix.network_id, closed_on__isnull=True)}
    return next((councils[kind] for kind in KINDS if kind in councils), None)


def may_approve(user: Any, matrix: AlignmentMatrix) -> bool:
    """Who writes down the decision: chair, deputy, secretary or coordinator of the council; without a council the head of the keeper."""
    council = approving_council(matrix)
    if council is None:
        return matrix.keeper_id in organisations_as(user, "org_head")
    return user.is_authenticated and CouncilMember.objects.current().filter(council=council, person=user, seat__in=SEATS).exists()
