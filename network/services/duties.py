"""Who answers for which function: naming people, vacancies by working days, asking partners for names (NR25)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core import workdays

from .. import errors_governance as errors
from ..models import Membership, Network, NetworkDuty, NetworkFunction, NetworkMembership, Organisation
from ..workdays import calendar_of
from .networks import end_of_today
from .telling import leaders_of, tell

Group = NetworkFunction.Group
# which organisations a group of functions belongs to; owners of indicators may sit anywhere
KINDS = {
    Group.SCHOOL: {Organisation.Kind.SCHOOL},
    Group.COLLEGE: {Organisation.Kind.COLLEGE},
    Group.UNIVERSITY: {Organisation.Kind.UNIVERSITY},
    Group.TUTORS: {Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY},
}


def belongs(function: NetworkFunction, organisation: Organisation) -> bool:
    """May organisations of this kind hold the function?"""
    return function.group not in KINDS or organisation.kind in KINDS[Group(function.group)]


@dataclass(frozen=True)
class Vacancy:
    """A mandatory function of a member that nobody holds: since when, how many working days, how urgent (amber over 10, red over 20)."""

    organisation: Organisation
    function: NetworkFunction
    since: dt.date
    days: int
    tone: str


def is_wanted(function: NetworkFunction) -> bool:
    """Must every organisation of the kind name a person for it (NR25)? Owners of indicators are named once in a network."""
    return function.active and function.mandatory and function.group != Group.OWNERS


def counts(member: NetworkMembership) -> bool:
    """Is the member bound by functions and decisions today: all but observers."""
    return member.status == NetworkMembership.Status.ACTIVE and member.role != NetworkMembership.Role.OBSERVER


def vacancies(
    network: Network,
    organisations: Iterable[Any] | None = None,
    *,
    members: list[NetworkMembership] | None = None,
    functions: list[NetworkFunction] | None = None,
    duties: Iterable[NetworkDuty] | None = None,
) -> list[Vacancy]:
    """Mandatory functions of active members without a responsible person today; what the caller has read already is not read again."""
    today = timezone.localdate()
    if members is None:
        rows = network.memberships.voting().select_related("organisation").order_by("pk")
        members = list(rows if organisations is None else rows.filter(organisation__in=organisations))
    members = [row for row in members if counts(row)]
    functions = [row for row in (functions if functions is not None else NetworkFunction.objects.filter(active=True)) if is_wanted(row)]
    held: set[tuple[int, int]] = set()
    freed: dict[tuple[int, int], dt.date] = {}
    for row in duties if duties is not None else NetworkDuty.objects.filter(network=network):
        if row.rasci != NetworkDuty.Rasci.R:
            continue
        key = (row.organisation_id, row.function_id)
        if row.is_current(today):
            held.add(key)
        elif row.valid_until and row.valid_until < today:
            freed[key] = max(row.valid_until, freed.get(key, row.valid_until))
    policy = network.policy
    first = min([row.valid_from or today for row in members], default=today)
    working = calendar_of(first, today)
    found = []
    for member in members:
        for function in functions:
            key = (member.organisation_id, function.pk)
            if belongs(function, member.organisation) and key not in held:
                since = max(member.valid_from or today, freed.get(key, dt.date.min))
                days = max(0, workdays.working_days_between(since, today, working))
                tone = "clay" if days > policy.vacant_red_days else "sun" if days > policy.vacant_amber_days else "neutral"
                found.append(Vacancy(member.organisation, function, since, days, tone))
    return found


@transaction.atomic
def assign_functions(
    *,
    network: Network,
    organisation: Organisation,
    person: Any,
    functions: Iterable[NetworkFunction],
    phone: str,
    email: str,
    by: Any,
    rasci: str = NetworkDuty.Rasci.R,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> list[NetworkDuty]:
    """Name one person for one or several functions of the organisation; who held them steps back (NR25).

    Raises NotInNetwork, NotStaffHere, ForeignFunction, ContactsNeeded.
    """
    members = NetworkMembership.objects.select_for_update(of=("self",)).select_related("network")
    if not members.active().filter(network=network, organisation=organisation).first():
        raise errors.NotInNetwork(organisation=organisation.short_name)
    if not Membership.objects.current().exclude(kind=Membership.Kind.LEARNER).filter(user=person, organisation=organisation).exists():
        raise errors.NotStaffHere(person=person, organisation=organisation.short_name)
    functions = list(functions)
    if any(not belongs(function, organisation) for function in functions):
        raise errors.ForeignFunction
    if not phone.strip() or not email.strip():
        raise errors.ContactsNeeded
    start = valid_from or timezone.localdate()
    named = {"person": person, "phone": phone.strip(), "email": email.strip(), "assigned_by": by}
    rows = [_assign(network, organisation, function, rasci, start, valid_until, named) for function in functions]
    tell(
        [person],
        gettext_noop("You answer for functions of your organisation: %(codes)s."),
        "function_matrix",
        network.pk,
        codes=", ".join(f.code for f in functions),
    )
    return rows


def _assign(
    network: Network, organisation: Organisation, function: NetworkFunction, rasci: str, start: dt.date, end: dt.date | None, named: dict
) -> NetworkDuty:
    same = NetworkDuty.objects.select_for_update(of=("self",)).filter(network=network, organisation=organisation, function=function)
    if rasci == NetworkDuty.Rasci.R:
        for row in same.filter(rasci=rasci).current(start):
            if row.valid_from >= start:  # named on the same day: the history keeps who stood there before
                for name, value in named.items():
                    setattr(row, name, value)
                row.valid_until = end
                row.save()
                return row
            row.valid_until = start - dt.timedelta(days=1)
            row.save(update_fields=["valid_until"])
        # somebody named for a later day: the new duty holds until then
        later = same.filter(rasci=rasci, valid_from__gt=start).order_by("valid_from").first()
        if later and (end is None or end >= later.valid_from):
            end = later.valid_from - dt.timedelta(days=1)
    return NetworkDuty.objects.create(
        network=network, organisation=organisation, function=function, rasci=rasci, valid_from=start, valid_until=end, **named
    )


@transaction.atomic
def end_duty(*, duty: NetworkDuty, by: Any) -> NetworkDuty:
    """A person steps back from a function now; the function is vacant until somebody is named."""
    duty = NetworkDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if duty.is_current(timezone.localdate()):
        duty.valid_until = end_of_today(duty.valid_from)
        duty.save(update_fields=["valid_until"])
    return duty


@transaction.atomic
def ask_for_names(*, network: Network, memberships: Iterable[NetworkMembership], by: Any) -> int:
    """Ask partners to name people for their vacant functions; answers how many organisations were asked."""
    rows = list(
        NetworkMembership.objects.select_for_update(of=("self",)).active().filter(pk__in=[m.pk for m in memberships], network=network)
    )
    vacant: dict[int, int] = {}
    for vacancy in vacancies(network, [row.organisation_id for row in rows]):
        vacant[vacancy.organisation.pk] = vacant.get(vacancy.organisation.pk, 0) + 1
    asked = [row for row in rows if vacant.get(row.organisation_id)]
    for row in asked:
        row.names_asked_at = timezone.now()
        row.save(update_fields=["names_asked_at"])
        message = gettext_noop("Name people for the functions of your organisation in the network: %(count)s are vacant.")
        tell(leaders_of([row.organisation_id]), message, "assign_functions", row.pk, count=vacant[row.organisation_id])
    return len(asked)
