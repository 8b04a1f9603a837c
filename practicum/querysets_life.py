"""Row-level visibility of removals, contacts and visits (practicum page 8)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from network.access import organisations_as

from .access import OWNER, SCHOOL
from .querysets import OfPlacementQuerySet, sees_everything


class RemovalQuerySet(OfPlacementQuerySet):
    """Reads of removals."""

    def visible_to(self, user: Any) -> Self:
        """The student and the coordinators of both sides, nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(placement__student=user)
            | Q(placement__school__in=organisations_as(user, *SCHOOL))
            | Q(placement__round__programme__owner_org__in=organisations_as(user, *OWNER))
        )


class SupervisorContactQuerySet(models.QuerySet):
    """Reads of contacts."""

    def visible_to(self, user: Any) -> Self:
        """The leader, coordinators of both sides, mentors of the trainees met, the platform."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self.all()
        from .models import Placement

        return self.filter(
            Q(supervisor=user)
            | Q(school__in=organisations_as(user, *SCHOOL))
            | Q(round__programme__owner_org__in=organisations_as(user, *OWNER))
            | Q(
                pk__in=self.model.placements.through.objects.filter(placement__in=Placement.objects.led_by(user)).values(
                    "supervisorcontact"
                )
            )
        )


class VisitReportQuerySet(models.QuerySet):
    """Reads of reports."""

    def visible_to(self, user: Any) -> Self:
        """Drafts by the leader and the institution alone; sent ones by whoever sees the contact."""
        from .models import SupervisorContact

        if not user.is_authenticated:
            return self.none()
        own = Q(contact__supervisor=user) | Q(contact__round__programme__owner_org__in=organisations_as(user, *OWNER))
        return self.filter(own | ~Q(status="draft") & Q(contact__in=SupervisorContact.objects.visible_to(user)))
