"""Who is told what about an agreement. Lines under the bell are written after commit, so a refused action tells nobody."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.services import notify_all

from ...access import COORDINATORS
from ...models import Agreement, RoleAssignment


def holders(organisations: Iterable[Any], *roles: str) -> list[User]:
    """People who hold one of the roles in one of the organisations today."""
    rows = RoleAssignment.objects.current().filter(role__in=roles, membership__organisation__in=list(organisations))
    return list(User.objects.filter(pk__in=rows.values("membership__user")))


def tell(people: Iterable[User], message: Any, *, url_name: str = "", args: tuple = (), but: Any = None, **params: Any) -> None:
    """After commit, put the line under the bell of everybody except ``but`` (who did it)."""
    whom = list({person.pk: person for person in people if person is not None and person != but}.values())
    if whom:
        transaction.on_commit(partial(notify_all, whom, message, _address(url_name, args), params=params))


def tell_parties(agreement: Agreement, message: Any, *, but: Any = None, only: Iterable[Any] | None = None, **params: Any) -> None:
    """Tell the coordinators of all remaining parties, or of ``only`` these."""
    organisations = agreement.parties.exclude(status="left").values_list("organisation_id", flat=True) if only is None else only
    people = holders(organisations, *COORDINATORS)
    tell(people, message, url_name="network:agreement", args=(agreement.pk,), but=but, agreement=agreement.number, **params)


def _address(url_name: str, args: tuple) -> str:
    try:
        return reverse(url_name, args=args) if url_name else ""
    except NoReverseMatch:
        return ""
