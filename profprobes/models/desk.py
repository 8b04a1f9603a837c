"""Letters of the regional operator: the one action that the figures of the desk ask for when only somebody else can help."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Organisation

from ..querysets_desk import DeskLetterQuerySet
from .catalogue import Sphere
from .slots import SiteSlot


@pghistory.track(pghistory.UpdateEvent())
class DeskLetter(models.Model):
    """What the operator wrote to a school («these slots are free for your grade 10») or to an employer («the region has no site of this sphere»).

    Held so that nobody is written to twice and the answer can be seen. It names no child; of adults, who wrote it and who read it. Seen by the
    coordinators of the addressee, the operator and the department of the region; kept five years.
    """

    class Kind(models.TextChoices):
        SLOTS = "slots", pgettext_lazy("letter of the operator", "Free slots for a school")
        SPHERE = "sphere", pgettext_lazy("letter of the operator", "A site of a missing sphere")

    kind = models.CharField(_("Kind"), max_length=6, choices=Kind)
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="desk_letters", verbose_name=_("Addressee"))
    sphere = models.ForeignKey(Sphere, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Sphere"))
    grades = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Grades"))
    slots = models.ManyToManyField(SiteSlot, related_name="+", blank=True, verbose_name=_("Slots"))
    text = models.TextField(_("Text of the letter"), max_length=1000)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Sent by"))
    sent_at = models.DateTimeField(_("Sent"), auto_now_add=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("Taken note of"), null=True, blank=True)

    objects = DeskLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Letter of the operator")
        verbose_name_plural = _("Letters of the operator")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["to", "-sent_at"]),
            models.Index(fields=["to"], condition=models.Q(read_at__isnull=True), name="desk_letter_waits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="sphere", sphere__isnull=False) | models.Q(kind="slots", sphere__isnull=True),
                name="desk_letter_names_its_sphere",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="desk_letter_has_a_text"),
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True, read_by__isnull=True) | models.Q(read_at__isnull=False, read_by__isnull=False),
                name="desk_letter_read_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.to}"
