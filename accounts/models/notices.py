"""What the portal tells people: notices inside it, messages that left it, and the journal of sign-in events."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField

from ..querysets import DeliveryQuerySet, NoticeQuerySet
from .guardians import GuardianLink


class Notice(models.Model):
    """A line under the bell. Held until 90 days after it is read; seen by its person only. ``text`` is the English source sentence with named
    placeholders, ``params`` fill them: so a person who changes the language reads old notices in the new one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    params = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notice")
        verbose_name_plural = _("Notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"]),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The sentence in the language of the reader."""
        sentence = gettext(self.text)
        return sentence % self.params if self.params else sentence


class Delivery(models.Model):
    """One message that left the portal by e-mail or SMS. Held 1 year as proof that a family was told; seen by the class teacher and own
    coordinator. The address is masked; the text is held encrypted until it is sent and then dropped, because the link inside it opens a page.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waiting")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Not delivered")

    guardian = models.ForeignKey(GuardianLink, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    to_masked = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    body = EncryptedTextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Message sent")
        verbose_name_plural = _("Messages sent")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], condition=models.Q(state="queued"), name="delivery_queued")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(guardian__isnull=False, user__isnull=True) | models.Q(guardian__isnull=True, user__isnull=False),
                name="delivery_has_one_addressee",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.to_masked}"


class SecurityEvent(models.Model):
    """Sign-in, failed sign-in, change of protection, link opened, session ended. Append-only, held 1 year (NR12); seen by its person and by
    platform operators. The internet address is held as a keyed hash: it answers "the same place again?" and nothing else.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        FAILED = "failed", _("Failed sign-in")
        LOCKED = "locked", _("Locked for 15 minutes")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        MFA_ADDED = "mfa_added", _("Two-step sign-in turned on")
        MFA_REMOVED = "mfa_removed", _("Two-step sign-in turned off")
        SESSIONS_ENDED = "sessions_ended", _("Other sessions ended")
        BLOCKED = "blocked", _("Sign-in blocked")
        UNBLOCKED = "unblocked", _("Sign-in allowed")
        LINK_OPENED = "link_opened", _("One-time link opened")
        LINK_REVOKED = "link_revoked", _("One-time link revoked")
        EXPORTED = "exported", _("Personal data taken out")
        KEY_MADE = "key_made", _("API key made")
        KEY_REVOKED = "key_revoked", _("API key ended")
        PIN_SET = "pin_set", _("PIN chosen")
        PIN_CLOSED = "pin_closed", _("PIN closed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="security_events")
    kind = models.CharField(max_length=20, choices=Kind)
    device = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=16, blank=True)
    details: Any = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Security event")
        verbose_name_plural = _("Security events")
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "-at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at}"
