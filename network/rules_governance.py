"""Rights over networks, functions, councils and orders (network page §8); ``why_not`` says who may."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from .access import acts_in_network, has_role, is_self, organisations_as, regions_as
from .models import Council, CouncilMeeting, CouncilMember, Network, NetworkMembership, OrganisationOrder, Region, Role
from .rules import operates_a_region, runs_the_platform

LEADERS = (Role.ORG_COORDINATOR, Role.ORG_HEAD)
OFFICERS = (CouncilMember.Seat.CHAIR, CouncilMember.Seat.DEPUTY, CouncilMember.Seat.SECRETARY, CouncilMember.Seat.COORDINATOR)


@rules.predicate
def leads_an_organisation(user: Any) -> bool:
    """A network coordinator or the head of any organisation."""
    return has_role(user, *LEADERS)


@rules.predicate
def coordinates_network(user: Any, network: Network | None) -> bool:
    """The coordinator of the network, or who leads its operator."""
    led = network is not None and acts_in_network(user, network.operator_id, network.pk, *LEADERS)
    return network is not None and (is_self(user, network.coordinator_id) or led)


@rules.predicate
def operates_network_region(user: Any, network: Network | None) -> bool:
    """The regional operator of the network's region."""
    return network is not None and network.region_id in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def operates_region(user: Any, region: Region | None) -> bool:
    """The regional operator of the region; of any region where none is named."""
    own = regions_as(user, Role.REGION_OPERATOR)
    return bool(own) if region is None else region.pk in own


@rules.predicate
def network_at_work(user: Any, network: Network | None) -> bool:
    """The network is not closed."""
    return network is not None and network.status != Network.Status.CLOSED


@rules.predicate
def leads_member(user: Any, membership: NetworkMembership | None) -> bool:
    """The coordinator or head of the member organisation."""
    return membership is not None and acts_in_network(user, membership.organisation_id, membership.network_id, *LEADERS)


def _network(obj: Any) -> Network | None:
    return getattr(obj, "network", None)


def seats_of(user: Any) -> dict[int, str]:
    """Council id → seat of the person today; read once per request."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_council_seats"):
        rows = CouncilMember.objects.current().filter(person=user).values_list("council", "seat")
        user._council_seats = dict(rows)
    return user._council_seats


def _council(obj: Any) -> Council | None:
    return obj if isinstance(obj, Council) else getattr(obj, "council", None)


@rules.predicate
def officer_of_the_network(user: Any, network: Network | None) -> bool:
    """Chair, deputy, secretary or coordinator of the network's coordinating council: the rules are the council's to set (cfg)."""
    if network is None or not seats_of(user):
        return False
    own = {pk for pk, seat in seats_of(user).items() if seat in OFFICERS}
    return Council.objects.filter(pk__in=own, network=network, kind=Council.Kind.COORDINATING).exists()


def _founded_by(user: Any, council: Council) -> bool:
    """Whoever coordinates the network; of a council of a region its operator."""
    if council.network_id is None:
        return council.region_id in regions_as(user, Role.REGION_OPERATOR)
    return coordinates_network(user, council.network)


@rules.predicate
def runs_council(user: Any, obj: Any) -> bool:
    """Chair, deputy, secretary or coordinator of the council; before it has any of them, whoever coordinates the network or operates the region."""
    council = _council(obj)
    if council is None:
        return False
    if seats_of(user).get(council.pk) in OFFICERS:
        return True
    if not _founded_by(user, council):
        return False
    return not CouncilMember.objects.current().filter(council=council, seat__in=OFFICERS).exists()


@rules.predicate
def coordinates_council_network(user: Any, obj: Any) -> bool:
    """Whoever coordinates the council's network, or operates the council's region."""
    council = _council(obj)
    return council is not None and _founded_by(user, council)


@rules.predicate
def signs_minutes_of(user: Any, meeting: CouncilMeeting | None) -> bool:
    """The chair or the secretary of the meeting."""
    hands = (meeting.chaired_by, meeting.recorded_by) if meeting else ()
    return any(hand is not None and hand.person_id == user.pk for hand in hands)


@rules.predicate
def leads_orders_organisation(user: Any, order: OrganisationOrder | None) -> bool:
    """The coordinator or head of the organisation whose order it is."""
    return order is not None and order.organisation_id in organisations_as(user, *LEADERS)


rules.add_perm("network.add_network", runs_the_platform | operates_a_region | leads_an_organisation)
rules.add_perm("network.change_network", network_at_work & (runs_the_platform | coordinates_network | operates_network_region))
rules.add_perm("network.change_policy", network_at_work & (runs_the_platform | coordinates_network | officer_of_the_network))
rules.add_perm("network.answer_invitation", leads_member)
rules.add_perm("network.change_duties", leads_member)
rules.add_perm("network.add_council", network_at_work & coordinates_network)
rules.add_perm("network.add_regional_council", operates_region)
rules.add_perm("network.change_seats", runs_council | coordinates_council_network)
rules.add_perm("network.run_council", runs_council)
rules.add_perm("network.sign_minutes", signs_minutes_of)
rules.add_perm("network.register_order", leads_orders_organisation)
rules.add_perm("network.change_groups", network_at_work & coordinates_network)


def why_not_council(user: Any, obj: Any) -> Any:
    """The sentence under a disabled button of the council, or empty."""
    return "" if runs_council(user, obj) else _("The chair, the secretary and the coordinator of the council do this.")
