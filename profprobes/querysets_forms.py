"""Row-level visibility of annexes 5 and 6, table 3 and the notice to families (BR-49, §8)."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import classes_as
from network.models import Role

from .querysets import _by_host, _by_school, _classes, _escorted, _own_classes, _schools


class GroupObservationQuerySet(models.QuerySet):
    """Reads of group cards: they name the whole group, so no pupil reads one."""

    def visible_to(self, user: Any) -> "GroupObservationQuerySet":
        """School coordinator, teachers of the class, who goes along, host and mentor of the visit."""
        from .models import Participation

        if not user.is_authenticated:
            return self.none()
        of_class = Participation.objects.filter(class_group__in=_classes(user)).values("trial")
        return self.filter(
            Q(session__trial__school__in=_schools(user))
            | Q(session__trial__in=of_class)
            | Q(session__trial__in=_escorted(user))
            | _by_host(user, "session__trial__")
        )


class OfPupilQuerySet(models.QuerySet):
    """Reads of what a pupil wrote."""

    def visible_to(self, user: Any) -> "OfPupilQuerySet":
        """The pupil and the school; the host does not read it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__pupil=user) | _by_school(user, "participation__"))


class TrialRubricQuerySet(models.QuerySet):
    """Reads of table 3."""

    def visible_to(self, user: Any) -> "TrialRubricQuerySet":
        """Coordinator of the school, subject teachers of the class, host and mentor of the visit; the pupil, once it is sent."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(participation__trial__school__in=_schools(user))
            | Q(participation__class_group__in=classes_as(user, Role.TEACHER))
            | Q(participation__pupil=user, status="submitted")
            | _by_host(user, "participation__trial__")
        )


class ParentNoticeQuerySet(models.QuerySet):
    """Reads of notices by staff; families read theirs behind their link."""

    def visible_to(self, user: Any) -> "ParentNoticeQuerySet":
        """The coordinator of the school and the class teachers of the pupils."""
        from .models import Participation

        if not user.is_authenticated:
            return self.none()
        of_class = Participation.objects.filter(class_group__in=_own_classes(user)).values("trial")
        return self.filter(Q(trial__school__in=_schools(user)) | Q(trial__in=of_class))
