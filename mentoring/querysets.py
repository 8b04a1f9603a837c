"""Row-level visibility of the mentor register; one place per model (mentoring page 8)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import has_role, holdings, organisations_as, regions_as
from network.models import Role

from .access import COORDINATORS, WATCHERS


class MentorProfileQuerySet(models.QuerySet):
    """Reads of the register."""

    def active(self) -> "MentorProfileQuerySet":
        """Entries that may be proposed."""
        return self.filter(status="active")

    def visible_to(self, user: Any) -> "MentorProfileQuerySet":
        """The person; own coordinator; the card of an active mentor to coordinators of other organisations; the region; the platform."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        own = organisations_as(user, *COORDINATORS)
        seen = Q(person=user) | Q(organisation__in=own) | Q(organisation__region__in=regions_as(user, *WATCHERS))
        if own or has_role(user, Role.METHODIST):
            seen |= Q(status="active")
        # whoever agrees to a nomination reads it: colleges and universities of the school's region (003c 3.5)
        halls = {row.region_id for row in holdings(user) if row.role in COORDINATORS and row.kind in ("college", "university")}
        if halls:
            seen |= Q(status="submitted", organisation__region__in=halls)
        return self.filter(seen)


class MentorTrainingQuerySet(models.QuerySet):
    """Reads of trainings."""

    def visible_to(self, user: Any) -> "MentorTrainingQuerySet":
        """Whoever sees the entry of the mentor."""
        from .models import MentorProfile

        return self.filter(profile__in=MentorProfile.objects.visible_to(user))


class MentorAssignmentQuerySet(models.QuerySet):
    """Reads of assignments."""

    def holding(self) -> "MentorAssignmentQuerySet":
        """Those that take a place of the mentor (RM4): proposed, accepted, active."""
        return self.filter(status__in=["proposed", "accepted", "active"])

    def of(self, source: Any) -> "MentorAssignmentQuerySet":
        """Those whose ground is this row (a placement, a contract)."""
        from django.contrib.contenttypes.models import ContentType

        return self.filter(source_type=ContentType.objects.get_for_model(source), source_id=source.pk)

    def visible_to(self, user: Any) -> "MentorAssignmentQuerySet":
        """Mentor and mentee; coordinators of the mentor's organisation and of the organisation that proposed; the platform."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        own = organisations_as(user, *COORDINATORS, Role.METHODIST)
        return self.filter(Q(mentor=user) | Q(mentee=user) | Q(organisation__in=own) | Q(proposed_by_organisation__in=own))
