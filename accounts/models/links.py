"""One-time links: the door of people without an account."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import OneTimeLinkQuerySet
from .guardians import GuardianLink


class OneTimeLink(models.Model):
    """A link to one object for one person. Only the hash of the token is held: the token itself is derived from the row and the secret key,
    so a reminder carries the same address and a stolen database opens nothing. Kept as long as the answer given through it.
    """

    class Purpose(models.TextChoices):
        CONSENT = "consent", _("Consent")
        SUMMARY = "summary", _("Parents' page")
        FORM = "form", _("Filling a card")
        ACCESS = "access", _("First sign-in")

    class Status(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("link", "Sent")
        OPENED = "opened", pgettext_lazy("link", "Opened")
        USED = "used", pgettext_lazy("link", "Answered")
        EXPIRED = "expired", pgettext_lazy("link", "Expired")
        REVOKED = "revoked", pgettext_lazy("link", "Revoked")

    STATUS_LOOK = {
        Status.ISSUED: ("sky", "send"),
        Status.OPENED: ("sun", "eye"),
        Status.USED: ("leaf", "check"),
        Status.EXPIRED: ("clay", "hourglass"),
        Status.REVOKED: ("neutral", "ban"),
    }

    purpose = models.CharField(max_length=10, choices=Purpose)
    guardian = models.ForeignKey(GuardianLink, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    wrong_answers = models.PositiveSmallIntegerField(default=0)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    codes_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ISSUED)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("One-time link")
        verbose_name_plural = _("One-time links")
        indexes = [models.Index(fields=["content_type", "object_id"]), models.Index(fields=["status", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(guardian__isnull=False, user__isnull=True) | models.Q(guardian__isnull=True, user__isnull=False),
                name="link_is_for_one_person",
            ),
            models.CheckConstraint(condition=models.Q(wrong_answers__lte=5), name="link_wrong_answers_at_most_5"),
            models.CheckConstraint(condition=models.Q(codes_sent__lte=5), name="link_codes_at_most_5"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.guardian or self.user}"
