"""The medical worker's queue."""

from typing import Any

from django.db.models import Min, QuerySet

from network.access import organisations_as
from network.models import Role

from ..models import Participation, Trial, TrialSession


def pupils_to_clear(user: Any, *, done: bool = False) -> QuerySet[Participation]:
    """Pupils of the medical worker's schools in trials that have not begun: without a result, or with one; soonest visit first (``starts``)."""
    schools = organisations_as(user, Role.MEDICAL_WORKER)
    return (
        Participation.objects.visible_to(user)
        .filter(trial__school__in=schools, status__in=Participation.IN_GROUP, medical__isnull=not done)
        .filter(trial__status__in=[Trial.Status.DRAFT, Trial.Status.PLANNED], trial__sessions__status__in=[TrialSession.Status.PLANNED, TrialSession.Status.READY])
        .annotate(starts=Min("trial__sessions__period__startswith"))
        .select_related("pupil", "class_group", "trial__programme", "trial__host", "medical")
        .order_by("starts", "trial", "class_group__name", "pupil__last_name", "pupil__first_name", "pk")
    )
