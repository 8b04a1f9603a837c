"""What families are told after an incident (§5.8 «Оқиғадан кейінгі хабарлама»)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField

from ..querysets_safety import FamilyMessageQuerySet
from .incidents import Incident


class FamilyMessage(models.Model):
    """A message of the school to families after an incident: what happened, what was done, whom to ask. No child is named in it.

    Held as proof of what families were told and when; seen by whoever sees the incident; kept 10 years like the incident. Never changed: a
    correction is a new message.
    """

    class Audience(models.TextChoices):
        CONCERNED = "concerned", pgettext_lazy("families", "families of the pupils concerned")
        GROUP = "group", pgettext_lazy("families", "families of the whole group")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="family_messages")
    audience = models.CharField(_("To whom"), max_length=9, choices=Audience)
    happened_kk = EncryptedTextField(_("What happened (Kazakh)"))
    happened_ru = EncryptedTextField(_("What happened (Russian)"))
    measures_kk = EncryptedTextField(_("What measures were taken (Kazakh)"))
    measures_ru = EncryptedTextField(_("What measures were taken (Russian)"))
    reached = models.PositiveSmallIntegerField(_("Families to whom it was sent"), default=0)
    unreached = models.PositiveSmallIntegerField(_("Families without e-mail and telephone"), default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = FamilyMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Message to families after an incident")
        verbose_name_plural = _("Messages to families after incidents")
        ordering = ["-sent_at"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.incident.number} · {localtime(self.sent_at):%d.%m.%Y %H:%M}"

    def text(self, field: str, language: str) -> str:
        """happened or measures in the language."""
        return str(getattr(self, f"{field}_{'ru' if language == 'ru' else 'kk'}"))
