"""Parents and other legal representatives, who need no account."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField

from ..querysets import GuardianLinkQuerySet
from .users import User, normal_phone


@pghistory.track(pghistory.UpdateEvent())
class GuardianLink(models.Model):
    """A child's legal representative. Held to ask for consents; seen by the child's class teacher and own coordinator, the family itself;
    kept as long as the consents given through it (network page 2.1, NR12). Contacts are encrypted.
    """

    class Relation(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        GUARDIAN = "guardian", _("Guardian")
        TRUSTEE = "trustee", _("Trustee")
        OTHER = "other", _("Other legal representative")

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("guardian", "Not confirmed")
        ACTIVE = "active", pgettext_lazy("guardian", "Confirmed")
        ENDED = "ended", pgettext_lazy("guardian", "Ended")

    child = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardians")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="wards")
    name = models.CharField(_("Full name"), max_length=360)
    relation = models.CharField(_("Relation"), max_length=10, choices=Relation)
    phone = EncryptedTextField(_("Phone"), blank=True, default="")
    email = EncryptedTextField(_("E-mail"), blank=True, default="")
    language = models.CharField(_("Language"), max_length=2, choices=User.Language, default=User.Language.KK)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.ACTIVE)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = GuardianLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Guardian")
        verbose_name_plural = _("Guardians")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the phone in one spelling."""
        self.phone = normal_phone(self.phone) if self.phone else ""
        super().save(*args, **kwargs)
