"""Who sees what of a survey. Responses have no reader: results are read through services.results() alone."""

from typing import Any

from django.db import models
from django.utils import timezone


class SurveyInvitationQuerySet(models.QuerySet):
    """Reads of invitations."""

    def visible_to(self, user: Any) -> "SurveyInvitationQuerySet":
        """Own ones only."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def open(self) -> "SurveyInvitationQuerySet":
        """Unanswered, in a round that takes answers now."""
        now = timezone.now()
        return self.filter(done=False, round__opens_at__lte=now, round__closes_at__gt=now)


class RoundQuerySet(models.QuerySet):
    """Reads of rounds."""

    def about(self, thing: Any) -> "RoundQuerySet":
        """Rounds whose scope is the thing."""
        from django.contrib.contenttypes.models import ContentType

        return self.filter(scope_type=ContentType.objects.get_for_model(thing), scope_id=thing.pk)
