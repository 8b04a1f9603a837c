"""Row-level visibility of incidents (§8, line «incident»)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, classes_as, has_role, organisations_as, regions_as
from network.models import Role

WATCHERS = (Role.REGION_OPERATOR, Role.DEPARTMENT)


class IncidentQuerySet(models.QuerySet):
    """Reads of incidents."""

    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """Coordinators of school and host, class teachers of the group, the reporter, owners of measures, operator and department of the region."""
        from .models import IncidentMeasure, Participation

        if not user.is_authenticated:
            return self.none()
        if has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        mine, regions = organisations_as(user, *COORDINATORS), regions_as(user, *WATCHERS)
        of_class = Participation.objects.filter(class_group__in=classes_as(user, Role.CLASS_TEACHER)).values("trial")
        return self.filter(
            Q(trial__school__in=mine)
            | Q(trial__host__in=mine)
            | Q(trial__in=of_class)
            | Q(reported_by=user)
            | Q(pk__in=IncidentMeasure.objects.filter(owner=user).values("incident"))
            | Q(trial__school__region__in=regions)
            | Q(trial__host__region__in=regions)
        )

    def open(self) -> "IncidentQuerySet":
        """Those that are not closed."""
        return self.exclude(status="closed")


class IncidentMeasureQuerySet(models.QuerySet):
    """Reads of measures."""

    def visible_to(self, user: Any) -> "IncidentMeasureQuerySet":
        """Whoever sees the incident."""
        from .models import Incident

        return self.filter(incident__in=Incident.objects.visible_to(user))


class IncidentPhotoQuerySet(models.QuerySet):
    """Reads of photos of incidents."""

    def visible_to(self, user: Any) -> "IncidentPhotoQuerySet":
        """Whoever sees the incident."""
        from .models import Incident

        return self.filter(incident__in=Incident.objects.visible_to(user))
