"""Whom the network's notices go to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.services import notify_all

from ..models import Council, CouncilMember, Role, RoleAssignment

LEADERS = (Role.ORG_COORDINATOR, Role.ORG_HEAD)


def leaders_of(organisations: Iterable[Any]) -> list[User]:
    """Coordinators and heads of the organisations, each once."""
    holders = RoleAssignment.objects.current().filter(membership__organisation__in=list(organisations), role__in=LEADERS)
    return list(User.objects.filter(pk__in=holders.values("membership__user")))


def seats_of(council: Council, *seats: str) -> list[User]:
    """People who hold these seats today; all seats when none is named."""
    rows = CouncilMember.objects.current().filter(council=council)
    if seats:
        rows = rows.filter(Q(seat__in=seats))
    return list(User.objects.filter(pk__in=rows.values("person")))


def officers_of(council: Council) -> list[User]:
    """Chair, secretary and coordinator of the council."""
    seat = CouncilMember.Seat
    return seats_of(council, seat.CHAIR, seat.SECRETARY, seat.COORDINATOR)


def tell(people: Iterable[User], message: Any, view: str, *args: Any, **params: Any) -> int:
    """One line under the bell of each person, once, with the address of a page of the network."""
    once = {person.pk: person for person in people}
    return notify_all(once.values(), message, reverse(f"network:{view}", args=args), params=params)
