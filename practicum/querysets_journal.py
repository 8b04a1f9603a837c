"""Who reads the journal (practicum page 8, row «plan, journal, lesson plan»)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from network.access import organisations_as

from .access import OWNER, SCHOOL


class JournalEntryQuerySet(models.QuerySet):
    """Reads of the journal."""

    def visible_to(self, user: Any) -> Self:
        """The student; mentor and leader of the placement; coordinators of the school and of the institution. Drafts: the student and those two."""
        from .models import Placement

        if not user.is_authenticated:
            return self.none()
        coordinators = Q(placement__school__in=organisations_as(user, *SCHOOL)) | Q(
            placement__round__programme__owner_org__in=organisations_as(user, *OWNER)
        )
        return self.filter(
            Q(placement__student=user) | Q(placement__in=Placement.objects.led_by(user).values("pk")) | coordinators & ~Q(status="draft")
        )
