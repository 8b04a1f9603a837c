"""Councils and their seats (NR28)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.errors import DomainError

from .. import errors_governance as errors
from ..models import Council, CouncilMember, Network, Organisation, Region
from .networks import end_of_today
from .telling import tell


def _refusal(error: IntegrityError, council: Council, person: Any) -> DomainError | None:
    """The rule behind a refusal of the database, or None for something else."""
    refusals = {
        "council_seats_per_organisation": errors.SeatsTaken(seats=council.seats_per_org),
        "council_person_sits_once": errors.SitsAlready(person=person),
        "council_has_one_chair_one_secretary": errors.SeatHeld(),
        "council_substitute_is_another": errors.SubstituteNeeded(),
    }
    return next((refusal for name, refusal in refusals.items() if name in str(error)), None)


@transaction.atomic
def found_council(
    *,
    by: Any,
    network: Network | None = None,
    region: Region | None = None,
    kind: str = Council.Kind.COORDINATING,
    seats_per_org: int = 2,
    min_meetings: int = 1,
    meets_per: str = Council.Per.HALF_YEAR,
    formed_on: dt.date | None = None,
) -> Council:
    """Form a council of a network, or one of a region [002a 3.2]. Raises CouncilExists."""
    try:
        with transaction.atomic():
            return Council.objects.create(
                network=network,
                region=region,
                kind=kind,
                seats_per_org=seats_per_org,
                min_meetings=min_meetings,
                meets_per=meets_per,
                formed_on=formed_on or timezone.localdate(),
            )
    except IntegrityError as error:
        raise errors.CouncilExists from error


@transaction.atomic
def change_council(*, council: Council, by: Any, seats_per_org: int, min_meetings: int, meets_per: str) -> Council:
    """How often the council meets and how many seats an organisation has; seats already held stay."""
    council = Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    council.seats_per_org, council.min_meetings, council.meets_per = seats_per_org, min_meetings, meets_per
    council.save(update_fields=["seats_per_org", "min_meetings", "meets_per"])
    return council


@transaction.atomic
def seat_member(
    *,
    council: Council,
    person: Any,
    organisation: Organisation,
    by: Any,
    seat: str = CouncilMember.Seat.MEMBER,
    substitute: Any = None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> CouncilMember:
    """Give a person a seat. Raises NotInNetwork, SeatsTaken (NR28, the database refuses the third), SeatHeld, SitsAlready."""
    if seat != CouncilMember.Seat.EXPERT and not _may_send(council, organisation):
        raise (errors.NotInNetwork if council.network_id else errors.NotInRegion)(organisation=organisation.short_name)
    try:
        with transaction.atomic():
            member = CouncilMember.objects.create(
                council=council,
                person=person,
                organisation=organisation,
                seat=seat,
                substitute=substitute,
                valid_from=valid_from or timezone.localdate(),
                valid_until=valid_until,
            )
    except IntegrityError as error:
        refusal = _refusal(error, council, person)
        if refusal is None:
            raise
        raise refusal from error
    if council.network_id:
        tell([person], gettext_noop("You have a seat in the council of the network."), "council", council.network_id)
    else:
        tell([person], gettext_noop("You have a seat in the council of the region."), "regional_council", council.pk)
    return member


def _may_send(council: Council, organisation: Organisation) -> bool:
    """Members of the network and those invited to it; to a council of a region its own organisations."""
    if council.network is None:
        return organisation.region_id == council.region_id
    return council.network.memberships.live().filter(organisation=organisation).exists()


@transaction.atomic
def change_seat(*, member: CouncilMember, by: Any, seat: str, substitute: Any = None) -> CouncilMember:
    """Another seat or another substitute for the same person. Raises SeatHeld, SeatsTaken."""
    member = CouncilMember.objects.select_for_update(of=("self",)).select_related("council").get(pk=member.pk)
    member.seat, member.substitute = seat, substitute
    try:
        with transaction.atomic():
            member.save(update_fields=["seat", "substitute"])
    except IntegrityError as error:
        refusal = _refusal(error, member.council, member.person)
        if refusal is None:
            raise
        raise refusal from error
    return member


@transaction.atomic
def end_seat(*, member: CouncilMember, by: Any) -> CouncilMember:
    """A person leaves the council now; minutes keep the name."""
    member = CouncilMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    member.valid_until = end_of_today(member.valid_from)
    member.save(update_fields=["valid_until"])
    return member
