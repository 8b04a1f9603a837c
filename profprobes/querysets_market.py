"""Row-level visibility of the market around a slot."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, organisations_as, regions_as
from network.models import Role


class ReserveRequestQuerySet(models.QuerySet):
    """Reads of requests for the reserve."""

    def visible_to(self, user: Any) -> "ReserveRequestQuerySet":
        """The school that asks and the operator of the region."""
        if not user.is_authenticated:
            return self.none()
        region = Q(slot__site__organisation__region__in=regions_as(user, Role.REGION_OPERATOR))
        return self.filter(Q(school__in=organisations_as(user, *COORDINATORS)) | region)


class MentorReplacementQuerySet(models.QuerySet):
    """Reads of visits that have lost their mentor."""

    def visible_to(self, user: Any) -> "MentorReplacementQuerySet":
        """The host that names another one, the school that waits, the operator of the host's region."""
        if not user.is_authenticated:
            return self.none()
        mine = organisations_as(user, *COORDINATORS)
        region = Q(session__trial__host__region__in=regions_as(user, Role.REGION_OPERATOR))
        return self.filter(Q(session__trial__host__in=mine) | Q(session__trial__school__in=mine) | region)

    def open(self) -> "MentorReplacementQuerySet":
        """Nobody has been named yet."""
        return self.filter(settled_at__isnull=True)
