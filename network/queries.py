"""Read models of the network's screens."""

from typing import Any

from django.db.models import Count, QuerySet

from .models import LEARNERS, Agreement, Membership, Organisation, Role, RoleAssignment, Site


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
