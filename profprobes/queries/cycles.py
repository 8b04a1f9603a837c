"""Hour-by-hour cards as lists and pages show them."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from network.access import COORDINATORS, organisations_as

from ..models import TrialProgramme


def programmes_with_cards(user: Any) -> QuerySet:
    """Programmes that have a card, and own ones that still lack one."""
    own = organisations_as(user, *COORDINATORS)
    return (
        TrialProgramme.objects.visible_to(user)
        .filter(Q(cycle_card__isnull=False) | Q(owner__in=own))
        .exclude(status=TrialProgramme.Status.ARCHIVED)
        .select_related("owner", "profession", "cycle_card")
        .annotate(rows=Count("cycle_card__rows"), hours=Sum("cycle_card__rows__hours"))
        .order_by("name_ru", "pk")
    )
