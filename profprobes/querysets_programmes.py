"""Who sees which programme (§8 «programme: edit / review»)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, organisations_as, regions_as
from network.models import Role

EDITORS = (*COORDINATORS, Role.TEACHER, Role.CAREER_TEACHER, Role.METHODIST, Role.REGION_OPERATOR)
REVIEWERS = (*COORDINATORS, Role.MENTOR, Role.MASTER)
SHOWN_TO_OTHERS = ("in_review", "returned", "approved", "published", "archived")


class ProgrammeQuerySet(models.QuerySet):
    """Reads of programmes."""

    def visible_to(self, user: Any) -> "ProgrammeQuerySet":
        """Published ones to everybody who is signed in; others to their owner's editors; once sent for review also to mentors of the owner, to the
        host whose expert looks at it, to external experts, the operator and the department of the region; a version that a trial keeps to
        whoever sees the trial.
        """
        if not user.is_authenticated:
            return self.none()
        found = Q(status="published") | Q(owner__in=organisations_as(user, *EDITORS))
        regions = regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
        near = organisations_as(user, *REVIEWERS)
        if near or regions:
            found |= Q(status__in=SHOWN_TO_OTHERS) & (Q(host__in=near) | Q(owner__in=near) | Q(owner__region__in=regions))
        if experts := regions_as(user, Role.EXPERT):
            found |= Q(status="in_review", host__region__in=experts) | Q(
                pk__in=self.model.reviews.rel.related_model.objects.filter(reviewer=user).values("programme")
            )
        return self.filter(found | Q(status="archived", pk__in=_of_trials(user)))

    def published(self) -> "ProgrammeQuerySet":
        """Those that a trial can be planned with."""
        return self.filter(status="published")


def _of_trials(user: Any) -> Any:
    from .models import Trial

    return Trial.objects.visible_to(user).order_by().values("programme")


class ProgrammePartQuerySet(models.QuerySet):
    """Reads of stages and reviews."""

    def visible_to(self, user: Any) -> "ProgrammePartQuerySet":
        """Whoever sees the programme."""
        from .models import TrialProgramme

        return self.filter(programme__in=TrialProgramme.objects.visible_to(user))
