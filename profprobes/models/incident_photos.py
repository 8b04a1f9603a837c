"""Photos of an incident: the place and the thing, never a face (§2.4 «photos, restricted»)."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets_incidents import IncidentPhotoQuerySet
from .incidents import Incident


def incident_photo_path(photo: "IncidentPhoto", filename: str) -> str:
    """A key in the private store that tells neither the incident nor a name."""
    return f"incidents/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


class IncidentPhoto(models.Model):
    """A picture of where it happened, rebuilt without location data. Held as proof for the review; seen by those who see the incident and nobody else,
    in no public page, paper, link or export. Files are erased 10 years after they were added (S31, retention rule «incident_photos»).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to=incident_photo_path, max_length=200)
    thumbnail = models.FileField(upload_to=incident_photo_path, max_length=200)
    caption = models.CharField(_("Caption"), max_length=200, blank=True)
    mime = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = IncidentPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("Photo of an incident")
        verbose_name_plural = _("Photos of incidents")
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["added_at"])]
        constraints = [models.UniqueConstraint(fields=["incident", "sha256"], name="incident_photo_once")]

    def __str__(self) -> str:
        return self.caption or str(self.incident)
