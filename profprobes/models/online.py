"""What a visit needs that runs online or partly online (BR-17)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Membership

from ..querysets import SessionPaperQuerySet
from .trials import TrialSession


@pghistory.track(pghistory.UpdateEvent())
class OnlinePart(models.Model):
    """The online part of a visit: where it meets, who moderates, what comes of it, whether access was tried. Seen by whoever sees the visit; no personal data
    beyond the moderator's name. A visit without such a row is face to face.
    """

    class Mode(models.TextChoices):
        ONLINE = "online", pgettext_lazy("format of trials", "Online")
        HYBRID = "hybrid", pgettext_lazy("format of trials", "Hybrid")

    class PupilsAt(models.TextChoices):
        SCHOOL = "school", pgettext_lazy("pupils", "at school")
        HOME = "home", pgettext_lazy("pupils", "at home")

    # What G10 asks before the access test: fields and the words for what is missing.
    ASKED = ("platform", "link", "moderator", "roles", "goal", "product")

    session = models.OneToOneField(TrialSession, on_delete=models.PROTECT, related_name="online")
    mode = models.CharField(_("Format"), max_length=8, choices=Mode)
    pupils_at = models.CharField(_("Where the pupils are"), max_length=8, choices=PupilsAt, default=PupilsAt.SCHOOL)
    platform = models.CharField(_("Platform"), max_length=100, blank=True)
    link = models.URLField(_("Link"), max_length=500, blank=True)
    moderator = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Adult moderator")
    )
    roles = models.CharField(_("Roles of adults and pupils"), max_length=300, blank=True)
    goal = models.CharField(_("Goal of the online part"), max_length=300, blank=True)
    product = models.CharField(_("Expected product"), max_length=300, blank=True)
    specialist_stays = models.BooleanField(_("The specialist is connected all the time"), default=False)
    access_checked_on = models.DateField(_("Access and equipment tried on"), null=True, blank=True)
    access_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    calendar_event = models.OneToOneField(
        "network.CalendarEvent", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Online part of a visit")
        verbose_name_plural = _("Online parts of visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode="online") | models.Q(pupils_at="school"), name="hybrid_pupils_start_from_school"
            ),
            models.CheckConstraint(
                condition=models.Q(access_checked_on__isnull=True, access_checked_by__isnull=True)
                | models.Q(access_checked_on__isnull=False, access_checked_by__isnull=False),
                name="access_test_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()}: {self.platform}"

    @property
    def missing(self) -> list[str]:
        """Names of the fields that BR-17 asks for and that are empty; ``specialist_stays`` among them."""
        found = [name for name in self.ASKED if not getattr(self, "moderator_id" if name == "moderator" else name)]
        return found if self.specialist_stays else [*found, "specialist_stays"]
