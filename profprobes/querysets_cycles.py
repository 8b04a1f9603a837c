"""Row-level visibility of cycles and of the hour-by-hour cards (§8, lines «programme» and «cycle, partners' expectations»)."""

from typing import Any

from django.db import models


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
