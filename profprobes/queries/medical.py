"""The medical worker's queue."""

from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from accounts.models import SupportNeed
from network.access import organisations_as
from network.models import Role

from ..models import Participation, Trial, TrialSession, TrialSite


def _pupils(user: Any) -> QuerySet[Any]:
    """Pupils of the medical worker's schools in trials that have not begun, soonest visit first: ``starts``, ``special_site``, ``own_need``."""
    special = TrialSite.objects.filter(site__slots__bookings__session__trial=OuterRef("trial"))
    special = special.exclude(special_requirements_kk="", special_requirements_ru="")
    needs = SupportNeed.objects.current().filter(user=OuterRef("pupil"), kind=SupportNeed.Kind.SEN).exclude(conditions="")
    coming = [TrialSession.Status.PLANNED, TrialSession.Status.READY]
    return (
        Participation.objects.visible_to(user)
        .filter(trial__school__in=organisations_as(user, Role.MEDICAL_WORKER), status__in=Participation.IN_GROUP, removed_at__isnull=True)
        .filter(trial__status__in=[Trial.Status.DRAFT, Trial.Status.PLANNED], trial__sessions__status__in=coming)
        .annotate(starts=Min("trial__sessions__period__startswith"), special_site=Exists(special), own_need=Exists(needs))
        .select_related("pupil", "class_group", "trial__programme", "trial__host", "medical")
        .order_by("starts", "trial", "class_group__name", "pupil__last_name", "pupil__first_name", "pk")
    )


def _needed() -> Q:
    """What makes a result necessary, as gate G7 asks: the programme, the site, or the pupil's own conditions."""
    return Q(trial__programme__hazardous=True) | Q(special_site=True) | Q(own_need=True)


def pupils_to_clear(user: Any) -> QuerySet[Participation]:
    """Those whose result the visit needs and who have none."""
    return _pupils(user).filter(_needed(), medical__isnull=True)


def pupils_without_need(user: Any) -> QuerySet[Participation]:
    """Those for whom no result is asked; the medical worker may still enter one."""
    return _pupils(user).exclude(_needed()).filter(medical__isnull=True)


def pupils_cleared(user: Any) -> QuerySet[Participation]:
    """Those who have a result."""
    return _pupils(user).filter(medical__isnull=False)
