"""Who sees regulations on trials (§8, line «regulation»)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, has_role, organisations_as, regions_as
from network.models import Role


class TrialRegulationQuerySet(models.QuerySet):
    """Reads of regulations."""

    def visible_to(self, user: Any) -> "TrialRegulationQuerySet":
        """An approved one is open to everybody who is signed in; drafts and former versions to the coordinators of the organisation, the operator and
        the department of the region, the platform's administrator.
        """
        if not user.is_authenticated:
            return self.none()
        if has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        return self.filter(
            Q(status="approved")
            | Q(organisation__in=organisations_as(user, *COORDINATORS))
            | Q(organisation__region__in=regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT))
        )


class TrialJournalQuerySet(models.QuerySet):
    """Reads of journals as papers."""

    def visible_to(self, user: Any) -> "TrialJournalQuerySet":
        """Coordinators of the school; the class teacher of its class; operator and department of the region those without names."""
        from network.access import classes_as

        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(school__in=organisations_as(user, *COORDINATORS))
            | Q(class_group__in=classes_as(user, Role.CLASS_TEACHER))
            | Q(depersonalised=True, school__region__in=regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT))
        )
