"""Row-level visibility of invitations, staff records and requests for consent; one place per model."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone


class InvitationQuerySet(models.QuerySet):
    """Reads of invitations."""

    def live(self) -> "InvitationQuerySet":
        """Sent or opened and not past their end."""
        return self.filter(status__in=["sent", "opened"], expires_at__gt=timezone.now())

    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """Of organisations whose people one manages, of the region one operates, and those one has sent."""
        from .access import COORDINATORS, organisations_as, regions_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        managed = organisations_as(user, *COORDINATORS, Role.HR)
        operated = Q(organisation__region__in=regions_as(user, Role.REGION_OPERATOR))
        return self.filter(Q(organisation__in=managed) | operated | Q(sent_by=user))


class StaffRecordQuerySet(models.QuerySet):
    """Reads of staff records."""

    def visible_to(self, user: Any) -> "StaffRecordQuerySet":
        """Own ones; those of the organisation for its HR and coordinators (page 8: the region sees numbers only)."""
        from .access import COORDINATORS, organisations_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(organisation__in=organisations_as(user, *COORDINATORS, Role.HR)))


class ConsentRequestQuerySet(models.QuerySet):
    """Reads of requests for consent."""

    def open(self) -> "ConsentRequestQuerySet":
        """Not closed, not past their day."""
        return self.filter(closed_at__isnull=True, until__gte=timezone.localdate())

    def visible_to(self, user: Any) -> "ConsentRequestQuerySet":
        """Of the class one leads and of the organisation one coordinates."""
        from .access import COORDINATORS, classes_as, organisations_as
        from .models import Role

        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(class_group__in=classes_as(user, Role.CLASS_TEACHER)) | Q(class_group__organisation__in=organisations_as(user, *COORDINATORS))
        )
