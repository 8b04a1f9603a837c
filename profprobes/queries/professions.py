"""Professions as pupils and adults read them."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from network.access import COORDINATORS, has_role, organisations_as, regions_as
from network.models import Organisation, Role

from ..models import Profession, TrialProgramme

HOSTS = (Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)


def profession_rows(*, q: str = "", **filters: Any) -> QuerySet:
    """Professions with how many trials of them are offered; words look into both names."""
    rows = Profession.objects.filter(**filters).select_related("sphere")
    for word in q.split():
        rows = rows.filter(Q(name_kk__icontains=word) | Q(name_ru__icontains=word))
    published = Q(programmes__status=TrialProgramme.Status.PUBLISHED)
    return rows.annotate(offers=Count("programmes", filter=published, distinct=True)).order_by("sphere__name_ru", "name_ru", "pk")


def hosts_to_name(user: Any) -> QuerySet:
    """Organisations for which the person may say which professions they show: own ones, those of the operator's region, all for the platform."""
    rows = Organisation.objects.filter(kind__in=HOSTS)
    if not has_role(user, Role.PLATFORM_ADMIN):
        own = Q(pk__in=organisations_as(user, *COORDINATORS)) | Q(region__in=regions_as(user, Role.REGION_OPERATOR))
        rows = rows.filter(own)
    return rows.order_by("short_name_ru", "pk")
