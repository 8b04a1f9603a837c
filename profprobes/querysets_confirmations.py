"""Who sees papers that confirm a trial (§8, line «certificate and other confirmations»)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, classes_as, organisations_as
from network.models import Role


class ConfirmationRuleQuerySet(models.QuerySet):
    """Reads of decisions."""

    def visible_to(self, user: Any) -> "ConfirmationRuleQuerySet":
        """Whoever sees the network."""
        from network.models import Network

        return self.filter(network__in=Network.objects.visible_to(user).values("pk"))


class IssuedConfirmationQuerySet(models.QuerySet):
    """Reads of confirmations."""

    def visible_to(self, user: Any) -> "IssuedConfirmationQuerySet":
        """The pupil; the class teacher; the coordinators of school and host."""
        if not user.is_authenticated:
            return self.none()
        mine = organisations_as(user, *COORDINATORS)
        return self.filter(
            Q(participation__pupil=user)
            | Q(participation__trial__school__in=mine)
            | Q(participation__trial__host__in=mine)
            | Q(participation__class_group__in=classes_as(user, Role.CLASS_TEACHER))
        )


class TrialBookQuerySet(models.QuerySet):
    """Reads of trial books."""

    def visible_to(self, user: Any) -> "TrialBookQuerySet":
        """The pupil; whoever answers for the pupil at school: by a trial there, or because the pupil learns there today."""
        from network.models import Enrolment

        from .models import Participation

        if not user.is_authenticated:
            return self.none()
        cared = Participation.objects.in_care_of(user).values("pupil")
        mine, classes = organisations_as(user, *COORDINATORS), classes_as(user, Role.CLASS_TEACHER)
        here = Enrolment.objects.current().filter(Q(group__organisation__in=mine) | Q(group__in=classes)).values("user")
        return self.filter(Q(pupil=user) | Q(pupil__in=cared) | Q(pupil__in=here))
