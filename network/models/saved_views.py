"""Lists as a person likes to see them: filters, order and columns under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SavedViewQuerySet(models.QuerySet):
    """Reads of saved views."""

    def visible_to(self, user: object) -> "SavedViewQuerySet":
        """Own ones alone."""
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class SavedView(models.Model):
    """The address of a list with its filters, order and columns, under a name that one person gave it (page 4, «saved views»).

    Held for convenience; seen by that person alone; kept until the person removes it. The address is opened with the rights
    of the moment, so a view shows nothing that the list would not.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    path = models.CharField(max_length=200)
    name = models.CharField(pgettext_lazy("view", "Name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("Saved view of a list")
        verbose_name_plural = _("Saved views of lists")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "path", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
