"""Invitations of people to organisations (NR9)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.fields import EncryptedTextField
from core.states import StateMachine

from ..querysets_people import InvitationQuerySet
from .classes import ClassGroup
from .organisations import Organisation
from .people import Membership, Role


@pghistory.track(pghistory.UpdateEvent(), exclude=["kept"])
class Invitation(StateMachine):
    """An invitation to an organisation with the roles it brings. Held 90 days after it ends (NR12) so that a person gets in and nobody is asked
    twice; seen by those who may invite people of the organisation. Phone and what the person typed are encrypted.

    The address is held as a keyed hash: one live invitation per organisation and address (NR9). Without an address the invitation is handed over
    on paper with a code. Of the token only a hash is held.
    """

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("invitation", "Sent")
        OPENED = "opened", pgettext_lazy("invitation", "Opened")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "Declined")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
        REVOKED = "revoked", pgettext_lazy("invitation", "Revoked")

    LIVE = (Status.SENT, Status.OPENED)
    TRANSITIONS = {
        "open": ({Status.SENT}, Status.OPENED),
        "accept": (set(LIVE), Status.ACCEPTED),
        "decline": (set(LIVE), Status.DECLINED),
        "expire": (set(LIVE), Status.EXPIRED),
        "revoke": (set(LIVE), Status.REVOKED),
    }
    STATUS_LOOK = {
        Status.SENT: ("sky", "send"),
        Status.OPENED: ("sun", "eye"),
        Status.ACCEPTED: ("leaf", "check"),
        Status.DECLINED: ("clay", "x"),
        Status.EXPIRED: ("neutral", "hourglass"),
        Status.REVOKED: ("neutral", "ban"),
    }
    RESENDS_A_DAY = 3

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("Organisation"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("Person")
    )
    last_name = models.CharField(_("Last name"), max_length=120, blank=True)
    first_name = models.CharField(_("First name"), max_length=120, blank=True)
    middle_name = models.CharField(_("Patronymic (if any)"), max_length=120, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, default="")
    printed_code = models.CharField(_("Code"), max_length=8, blank=True)
    address_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("Language"), max_length=2, choices=User.Language, default=User.Language.KK)
    kind = models.CharField(_("Kind"), max_length=10, choices=Membership.Kind, default=Membership.Kind.STAFF)
    unit = models.CharField(_("Unit"), max_length=120, blank=True)
    position_kk = models.CharField(_("Position (Kazakh)"), max_length=200, blank=True)
    position_ru = models.CharField(_("Position (Russian)"), max_length=200, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.SENT)
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("Until"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    resent_on = models.DateField(null=True, blank=True, editable=False)
    resent_count = models.PositiveSmallIntegerField(default=0, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    kept = EncryptedTextField(blank=True, default="", editable=False)
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Invitation")
        verbose_name_plural = _("Invitations")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "status"]),
            models.Index(fields=["address_hash", "kept_at"]),
            models.Index(fields=["expires_at"], condition=models.Q(status__in=["sent", "opened"]), name="invitation_live"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address_hash"], condition=models.Q(status__in=["sent", "opened"]), name="one_live_invitation"
            ),
            models.CheckConstraint(condition=models.Q(resent_count__lte=3), name="invitation_resent_3_times_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name or self.email} · {self.organisation}"

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic, as far as they were entered."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def is_live(self) -> bool:
        """May it still be answered?"""
        return self.status in self.LIVE and self.expires_at > timezone.now()


class InvitedRole(models.Model):
    """One role that an invitation brings, with its period; given when the person accepts. Kept and seen as the invitation is."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("Role"), max_length=24, choices=Role)
    class_group = models.ForeignKey(ClassGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Class"))
    valid_from = models.DateField(_("From"), null=True, blank=True)
    valid_until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        verbose_name = _("Invited role")
        verbose_name_plural = _("Invited roles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "role", "class_group"], name="role_invited_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="invited_role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
