"""Row-level visibility of cycles and of the hour-by-hour cards (§8, lines «programme» and «cycle, partners' expectations»)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, has_role, organisations_as, regions_as
from network.models import Role


class CycleCardQuerySet(models.QuerySet):
    """Reads of hour-by-hour cards."""

    def visible_to(self, user: Any) -> "CycleCardQuerySet":
        """Whoever sees the programme."""
        from .models import TrialProgramme

        return self.filter(programme__in=TrialProgramme.objects.visible_to(user)) if user.is_authenticated else self.none()


class CycleCardRowQuerySet(models.QuerySet):
    """Reads of their rows."""

    def visible_to(self, user: Any) -> "CycleCardRowQuerySet":
        """Whoever sees the card."""
        from .models import CycleCard

        return self.filter(card__in=CycleCard.objects.visible_to(user))


SCHOOL_READERS = (*COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST, Role.CAREER_TEACHER, Role.SUPERVISOR)
WATCHERS = (Role.REGION_OPERATOR, Role.DEPARTMENT)


class TrialCycleQuerySet(models.QuerySet):
    """Reads of cycles."""

    def visible_to(self, user: Any) -> "TrialCycleQuerySet":
        """Staff of the school, operator and department of its region, the platform; a partner reads its own row of it instead."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        return self.filter(Q(school__in=organisations_as(user, *SCHOOL_READERS)) | Q(school__region__in=regions_as(user, *WATCHERS)))


class CycleStepQuerySet(models.QuerySet):
    """Reads of steps."""

    def visible_to(self, user: Any) -> "CycleStepQuerySet":
        """Whoever sees the cycle."""
        from .models import TrialCycle

        return self.filter(cycle__in=TrialCycle.objects.visible_to(user))

    def open(self) -> "CycleStepQuerySet":
        """Steps of cycles that are not closed, not marked as done or not needed; what the records tick is not known here."""
        return self.filter(status__in=["not_started", "in_work"]).exclude(cycle__status="closed")


class CyclePartnerQuerySet(models.QuerySet):
    """Reads of what partners expect."""

    def visible_to(self, user: Any) -> "CyclePartnerQuerySet":
        """Whoever sees the cycle; coordinators of the partner their own row."""
        from .models import TrialCycle

        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(organisation__in=organisations_as(user, *COORDINATORS)) | Q(cycle__in=TrialCycle.objects.visible_to(user)))


class HostProfessionQuerySet(models.QuerySet):
    """Reads of the professions that hosts show."""

    def visible_to(self, user: Any) -> "HostProfessionQuerySet":
        """Everybody who is signed in."""
        return self.all() if user.is_authenticated else self.none()
