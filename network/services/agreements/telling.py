"""Who is told what about an agreement: the coordinators of its parties, in their languages, under the bell."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.services import notify

from ...models import Agreement, Role, RoleAssignment

TOLD = (Role.ORG_COORDINATOR, Role.ORG_HEAD, Role.CAREER_COORDINATOR)


def coordinators_of(organisations: Iterable[int]) -> list[User]:
    """People who answer for agreements in these organisations today."""
    ids = RoleAssignment.objects.current().filter(membership__organisation__in=organisations, role__in=TOLD).values("membership__user")
    return list(User.objects.filter(pk__in=ids))


def tell_parties(agreement: Agreement, text: str, *, by: Any = None, only: Iterable[int] | None = None, **params: Any) -> None:
    """Leave a line for the coordinators of the parties (of ``only`` these organisations), but not for whoever acted."""
    ids = list(only) if only is not None else [p.organisation_id for p in agreement.parties.all() if p.organisation_id]
    themselves = (
        [] if only is not None else [p.person for p in agreement.parties.all() if p.person and p.person.sign_in == User.SignIn.ACTIVE]
    )
    url = reverse("network:agreement", args=[agreement.pk])
    for person in [*coordinators_of(ids), *themselves]:
        if by is None or person.pk != by.pk:
            title = agreement.text("title", person.language)
            notify(person, text, url, params={"agreement": agreement.number or title, **params})
