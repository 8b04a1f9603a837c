"""What an agreement that comes into force or ends does to what depends on it (network page 2.6, column «effect»; NR38)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import Agreement, KindCode, Network, NetworkMembership
from ..telling import leaders_of, tell
from .signals import agreement_ending, agreement_in_force

ALIVE = (Agreement.Status.IN_FORCE, Agreement.Status.SUSPENDED)
JOIN = _("%(agreement)s is in force. Fill in the joining form: it makes your organisation a member of the network.")
PARENT_ENDS = _("%(parent)s ends on %(day)s, and %(agreement)s cannot outlive it: settle the accounts by that day.")
NETWORK_LOSES = _("The network agreement %(agreement)s of “%(network)s” ended on %(day)s: conclude a new one.")


def connect() -> None:
    """Listen to both signals."""
    agreement_in_force.connect(_on_force, dispatch_uid="network.agreement_in_force")
    agreement_ending.connect(_on_ending, dispatch_uid="network.agreement_ending")


def _on_force(sender: Any, agreement: Agreement, **_kwargs: Any) -> None:
    from ..contract_registry import submit_if_ruled  # the register reads agreements, agreements know it only here

    activate_members(agreement)
    submit_if_ruled(agreement)


def _on_ending(sender: Any, agreement: Agreement, last_day: dt.date | None, is_over: bool, **_kwargs: Any) -> None:
    if is_over:
        _end_children(agreement, last_day)
        _tell_network(agreement, last_day)
    elif last_day:
        _warn_children(agreement, last_day)


def signed_for(network: Network, organisation: Any) -> bool:
    """Is the organisation a party of a network agreement of this network that is in force?"""
    rows = Agreement.objects.filter(kind=KindCode.NET, network=network, status__in=ALIVE)
    return rows.filter(parties__organisation=organisation, parties__status="signed").exists()


def activate_members(agreement: Agreement) -> int:
    """NET in force: parties that have answered the invitation are members from today; the others get one and are asked for the joining form (NR26)."""
    from ..networks import admit_member, invite_organisation

    network = agreement.network
    if agreement.kind_id != KindCode.NET or network is None or network.status == Network.Status.CLOSED:
        return 0
    rows = NetworkMembership.objects.select_for_update(of=("self",)).filter(network=network, status__in=["applied", "active"])
    known = {row.organisation_id: row for row in rows.select_related("organisation", "network__coordinator")}
    made = 0
    sides = [party.organisation for party in agreement.parties.filter(status="signed").select_related("organisation") if party.organisation]
    for side in sides:
        member = known.get(side.pk)
        if member is None:
            invite_organisation(network=network, organisation=side, by=None)
        elif member.status == NetworkMembership.Status.APPLIED and member.expected and member.quantity and member.quality:
            admit_member(membership=member, by=None)
            made += 1
        elif member.status == NetworkMembership.Status.APPLIED:
            tell(leaders_of([side]), JOIN, "joining", member.pk, agreement=agreement.number)
    return made


def _end_children(agreement: Agreement, last_day: dt.date | None) -> None:
    """NR38: a financial agreement does not outlive its main one."""
    from ..life.ending import end
    from ..life.periods import cut_if_shorter

    children = Agreement.objects.select_for_update(of=("self",)).filter(parent=agreement, kind__needs_parent=True)
    for child in children.filter(status__in=ALIVE).order_by("pk"):
        if last_day and child.periods.filter(valid_from__lte=last_day).exists():
            cut_if_shorter(child, last_day)
        end(child, "terminate", by=None, reason=str(agreement), last_day=last_day)


def _warn_children(agreement: Agreement, last_day: dt.date) -> None:
    from ..life.telling import tell_parties
    from ..life.words import figures

    for child in Agreement.objects.filter(parent=agreement, kind__needs_parent=True, status__in=ALIVE).order_by("pk"):
        if child.ends_on is None or child.ends_on > last_day:
            tell_parties(child, PARENT_ENDS, parent=agreement.number, day=figures(last_day))


def _tell_network(agreement: Agreement, last_day: dt.date | None) -> None:
    """The network's coordinator: without NET in force the next phase waits (NR24); a successor that is in force already says enough."""
    from ..life.words import figures

    network = agreement.network
    if agreement.kind_id != KindCode.NET or network is None or agreement.status == Agreement.Status.REPLACED:
        return
    title = network.title_in(network.coordinator.language)
    tell([network.coordinator], NETWORK_LOSES, "network", network.pk, agreement=agreement.number, network=title, day=figures(last_day))
