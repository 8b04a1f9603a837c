"""Whom the notices of a placement go to; the same line once a day."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.services import notify_all, source_sentence
from network.models import RoleAssignment

from ..access import OWNER, SCHOOL


def holders(organisation: Any, roles: Iterable[str]) -> list[User]:
    """People who hold one of the roles in the organisation today."""
    rows = RoleAssignment.objects.current().filter(membership__organisation=organisation, role__in=list(roles))
    return list(User.objects.filter(pk__in=rows.values("membership__user")))


def school_people(placement: Any) -> list[User]:
    """Coordinators of the host school."""
    return holders(placement.school_id, SCHOOL)


def owner_people(placement: Any) -> list[User]:
    """Coordinators of the college or university."""
    return holders(placement.round.programme.owner_org_id, OWNER)


def tell(people: Iterable[User], message: Any, view: str, *args: Any, once_a_day: bool = False, **params: Any) -> int:
    """One line under the bell of each; ``once_a_day`` leaves out those who got the same line about the same page today."""
    once = {person.pk: person for person in people}
    url = reverse(f"practicum:{view}", args=args)
    if once_a_day:
        today = Q(created_at__date=timezone.localdate(), url=url, text=source_sentence(message)[:300])
        for pk in Notice.objects.filter(today, user__in=list(once)).values_list("user", flat=True):
            once.pop(pk, None)
    return notify_all(once.values(), message, url, params=params)
