"""Who sees keys of the API."""

from typing import Any

from django.db import models
from django.utils import timezone


class ApiTokenQuerySet(models.QuerySet):
    """Reads of keys."""

    def visible_to(self, user: Any) -> "ApiTokenQuerySet":
        """Everybody sees the own keys alone."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def live(self) -> "ApiTokenQuerySet":
        """Not revoked and not past their end."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
