"""Row-level visibility of the network's models; one place per model."""

from typing import Any

from django.db import models
from django.db.models import Q


class OrganisationQuerySet(models.QuerySet):
    """Reads of organisations."""

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The register is open to everybody who is signed in (network page, S6: names and addresses are public)."""
        return self.all() if user.is_authenticated else self.none()


class SiteQuerySet(models.QuerySet):
    """Reads of sites."""

    def visible_to(self, user: Any) -> "SiteQuerySet":
        """Verified sites to everybody who is signed in; others to the host and to the operator of the region."""
        from .access import COORDINATORS, organisations_as, regions_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(status="verified")
            | Q(organisation__in=organisations_as(user, *COORDINATORS, Role.MENTOR))
            | Q(organisation__region__in=regions_as(user, Role.REGION_OPERATOR))
        )


class ClassGroupQuerySet(models.QuerySet):
    """Reads of classes."""

    def visible_to(self, user: Any) -> "ClassGroupQuerySet":
        """A school's staff see its classes; a class teacher whose role is narrowed sees that class."""
        from .access import COORDINATORS, classes_as, organisations_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(organisation__in=organisations_as(user, *COORDINATORS)) | Q(pk__in=classes_as(user, Role.CLASS_TEACHER, Role.TEACHER))
        )
