"""Networks and their members: making one, inviting, answering, leaving (NR23, NR26)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .. import errors_governance as errors
from ..models import CouncilMember, Network, NetworkDuty, NetworkMembership, NetworkPolicy, Organisation
from .agreements.consequences import signed_for
from .telling import leaders_of, tell

Member = NetworkMembership
_FOUNDING = {Network.Status.DRAFT, Network.Status.PREPARATION}
PASSPORT = ("title_kk", "title_ru", "goal_kk", "goal_ru", "scope", "form", "model", "scale", "package", "coordinator")


@transaction.atomic
def create_network(*, operator: Organisation, coordinator: Any, by: Any, **fields: Any) -> Network:
    """Start a network: a draft in the region of its operator. Raises TitleTaken."""
    network = Network(operator=operator, region_id=operator.region_id, coordinator=coordinator, phase_from=timezone.localdate(), **fields)
    network.policy = NetworkPolicy.objects.create()
    _save_title(network)
    return network


@transaction.atomic
def change_network(*, network: Network, by: Any, **fields: Any) -> Network:
    """Write fields of the network's passport. Raises NetworkClosed, TitleTaken."""
    network = _locked(network)
    for name in PASSPORT:
        if name in fields:
            setattr(network, name, fields[name])
    _save_title(network)
    return network


@transaction.atomic
def change_policy(*, network: Network, by: Any, **fields: Any) -> NetworkPolicy:
    """Set what the council may set (cfg): terms, quorum, pattern. Orders and meetings that run keep their dates. Raises NetworkClosed."""
    network = _locked(network)
    policy = NetworkPolicy.objects.select_for_update(of=("self",)).get(pk=network.policy_id)
    for name, value in fields.items():
        setattr(policy, name, value)
    policy.save(update_fields=list(fields))
    return policy


def _save_title(network: Network) -> None:
    try:
        with transaction.atomic():
            network.save()
    except IntegrityError as error:
        if "network_title_once_in_region" not in str(error):
            raise
        raise errors.TitleTaken from error


def _locked(network: Network) -> Network:
    network = Network.objects.select_for_update(of=("self",)).select_related("policy").get(pk=network.pk)
    if network.status == Network.Status.CLOSED:
        raise errors.NetworkClosed
    return network


@transaction.atomic
def invite_organisation(*, network: Network, organisation: Organisation, by: Any, role: str = Member.Role.PARTNER) -> Member:
    """Invite an organisation: its coordinators answer with the joining form. Raises NetworkClosed, AlreadyInNetwork."""
    network = _locked(network)
    try:
        with transaction.atomic():
            membership = Member.objects.create(network=network, organisation=organisation, role=role, invited_by=by)
    except IntegrityError as error:
        raise errors.AlreadyInNetwork(organisation=organisation.short_name) from error
    people = leaders_of([organisation])
    for person in people:
        title = network.title_in(person.language)
        tell(
            [person],
            gettext_noop("%(network)s invites your organisation. Answer with the joining form."),
            "joining",
            membership.pk,
            network=title,
        )
    return membership


@transaction.atomic
def answer_invitation(*, membership: Member, expected: str, quantity: str, quality: str, by: Any) -> Member:
    """Join with the joining form (NR26). While the network is being prepared the answer makes a member; later the council admits.

    Raises JoiningFormNeeded, WrongState, NetworkClosed.
    """
    membership = _locked_member(membership)
    network = _locked(membership.network)
    form = {"expected": expected.strip(), "quantity": quantity.strip(), "quality": quality.strip()}
    if not all(form.values()):
        raise errors.JoiningFormNeeded
    for name, value in form.items():
        setattr(membership, name, value)
    membership.answered_by, membership.answered_at = by, timezone.now()
    if membership.status == Member.Status.ACTIVE:  # the words of a member may be mended, the membership stays
        membership.save()
        return membership
    if network.status in _FOUNDING or (membership.status == Member.Status.APPLIED and signed_for(network, membership.organisation)):
        admit_member(membership=membership, by=by)
    elif membership.status == Member.Status.APPLIED:
        membership.save()
        _put_to_the_council(membership, by)
    else:
        membership.move("join", by=by)  # raises WrongState
    return membership


def admit_member(*, membership: Member, by: Any) -> Member:
    """Make an organisation that has answered a member from today. Raises JoiningFormNeeded, WrongState."""
    if not (membership.expected and membership.quantity and membership.quality):
        raise errors.JoiningFormNeeded
    membership.valid_from = timezone.localdate()
    form = ("expected", "quantity", "quality", "answered_by", "answered_at")
    membership.move("join", by=by, save_also=("valid_from", *form))
    network = membership.network
    name = membership.organisation.short_name_in(network.coordinator.language)
    tell([network.coordinator], gettext_noop("%(organisation)s has joined the network."), "network", network.pk, organisation=name)
    return membership


def _put_to_the_council(membership: Member, by: Any) -> None:
    from .approvals import council_approve

    name_kk, name_ru = membership.organisation.short_name_kk, membership.organisation.short_name_ru
    council_approve(
        membership,
        by=by,
        topic="members",
        question_kk=f"{name_kk}: желіге қабылдау туралы",
        question_ru=f"{name_ru}: о принятии в сеть",
        text_kk=f"{name_kk} желі мүшелігіне қабылдансын.",
        text_ru=f"Принять {name_ru} в состав сети.",
    )


@transaction.atomic
def decline_invitation(*, membership: Member, reason: str, by: Any) -> Member:
    """Say no to an invitation. Raises ReasonNeeded, WrongState."""
    membership = _locked_member(membership)
    membership.answered_by, membership.answered_at = by, timezone.now()
    membership.move("reject", by=by, reason=_reason(reason), save_also=("answered_by", "answered_at"))
    network = membership.network
    name = membership.organisation.short_name_in(network.coordinator.language)
    tell([network.coordinator], gettext_noop("%(organisation)s will not join the network."), "network", network.pk, organisation=name)
    return membership


@transaction.atomic
def leave_network(*, membership: Member, reason: str, by: Any) -> Member:
    """An organisation leaves: its duties and seats end with it, what was signed stays. Raises OperatorStays, ReasonNeeded, WrongState."""
    return _part(membership, "leave", reason, by)


@transaction.atomic
def exclude_member(*, membership: Member, reason: str, by: Any) -> Member:
    """Exclude an organisation after the council has decided so. Raises OperatorStays, ReasonNeeded, WrongState."""
    return _part(membership, "exclude", reason, by)


def _part(membership: Member, action: str, reason: str, by: Any) -> Member:
    membership = _locked_member(membership)
    if membership.organisation_id == membership.network.operator_id:
        raise errors.OperatorStays
    reason, today = _reason(reason), timezone.localdate()
    membership.valid_until = max(today, membership.valid_from or today)
    membership.move(action, by=by, reason=reason, save_also=("valid_until",))
    duties = NetworkDuty.objects.current().filter(network=membership.network, organisation=membership.organisation)
    _end_today(
        [*duties, *CouncilMember.objects.current().filter(council__network=membership.network, organisation=membership.organisation)]
    )
    network = membership.network
    name = membership.organisation.short_name_in(network.coordinator.language)
    tell([network.coordinator], gettext_noop("%(organisation)s is no longer in the network."), "network", network.pk, organisation=name)
    return membership


def _end_today(rows: Iterable[Any]) -> None:
    for row in rows:
        row.valid_until = end_of_today(row.valid_from)
        row.save(update_fields=["valid_until"])


def end_of_today(start: dt.date) -> dt.date:
    """The last day of a row that ends now: yesterday, so that it does not hold any more; its first day where it began today."""
    return max(start, timezone.localdate() - dt.timedelta(days=1))


@transaction.atomic
def write_actual(*, membership: Member, actual: str, by: Any) -> Member:
    """At the end of the year: what the organisation got in fact (NR26); the difference feeds the annual report."""
    membership = _locked_member(membership)
    membership.actual = actual.strip()
    membership.save(update_fields=["actual"])
    return membership


@transaction.atomic
def change_member_role(*, membership: Member, role: str, by: Any) -> Member:
    """Say which part the organisation plays in the network."""
    membership = _locked_member(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


def _locked_member(membership: Member) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("network__coordinator", "network__operator", "organisation")
    return rows.get(pk=membership.pk)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise errors.ReasonNeeded
    return reason.strip()
