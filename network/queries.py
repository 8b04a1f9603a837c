"""Read models of the network's screens."""

from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import get_language

from core.text import KK_COLLATION, search

from .models import LEARNERS, Agreement, Membership, Organisation, Role, RoleAssignment, Site


def organisations_for(
    user: Any, *, q: str = "", region: Any = None, kind: str = "", locality: str = "", sort: str = "name"
) -> QuerySet[Organisation]:
    """Organisations that the person sees, filtered; a number is looked for in the BIN, words in both languages with Kazakh letters folded."""
    rows = Organisation.objects.visible_to(user).exclude(status__in=[Organisation.Status.CLOSED, Organisation.Status.REJECTED])
    if q.strip().isdigit():
        rows = rows.filter(bin__startswith=q.strip())
    elif q:
        rows = search(rows, q, "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru")
    filters = {"region": region, "kind": kind, "locality_type": locality}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    name = "short_name_kk" if get_language() == "kk" else "short_name_ru"
    order: dict[str, Any] = {
        "name": Collate(name, KK_COLLATION).asc(),
        "-name": Collate(name, KK_COLLATION).desc(),
        "region": "region__sort",
        "-region": "-region__sort",
    }
    return rows.select_related("region", "district").order_by(order.get(sort, order["name"]), "pk")


def staff_counts(organisation: Organisation) -> list[tuple[str, int]]:
    """(role in words, people who hold it today), in the order of the roles; roles that nobody holds are left out."""
    rows = RoleAssignment.objects.current().filter(membership__organisation=organisation).exclude(role__in=LEARNERS)
    counted = dict(rows.values_list("role").annotate(people=Count("membership__user", distinct=True)))
    return [(str(role.label), counted[role]) for role in Role if role in counted]


def learner_count(organisation: Organisation) -> int:
    """Learners of the organisation today."""
    return Membership.objects.current().filter(organisation=organisation, kind=Membership.Kind.LEARNER).count()


def sites_of(organisation: Organisation, user: Any) -> QuerySet[Site]:
    """Places of the organisation that the person sees."""
    return Site.objects.visible_to(user).filter(organisation=organisation).select_related("district")


def agreements_of(organisation: Organisation, user: Any) -> QuerySet[Agreement]:
    """Agreements of the organisation whose title the person may know, newest first, with their parties."""
    rows = Agreement.objects.titled_for(user).filter(parties__organisation=organisation)
    return rows.select_related("kind").prefetch_related("parties__organisation", "parties__person").order_by("-created_at")
