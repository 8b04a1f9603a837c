"""Row-level visibility of what safety papers hold."""

from typing import Any

from django.db import models


class BriefingAckQuerySet(models.QuerySet):
    """Reads of the lines of the briefing journal."""

    def visible_to(self, user: Any) -> "BriefingAckQuerySet":
        """Lines of pupils whom the person sees in their trial."""
        from .models import Participation

        return self.filter(participation__in=Participation.objects.visible_to(user))

    def own(self, user: Any) -> "BriefingAckQuerySet":
        """The pupil's own lines, the oldest first."""
        return self.filter(participation__pupil=user).select_related("briefing__conductor", "participation__trial").order_by("briefing__at")


class FamilyMessageQuerySet(models.QuerySet):
    """Reads of messages to families."""

    def visible_to(self, user: Any) -> "FamilyMessageQuerySet":
        """Whoever sees the incident."""
        from .models import Incident

        return self.filter(incident__in=Incident.objects.visible_to(user))
