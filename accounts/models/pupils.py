"""How pupils without an address sign in: a printed card for the first time, then a PIN of their own (network page, NR8)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PupilCard(models.Model):
    """A printed card with a code that opens the account once. Held 1 year as proof of who handed access to whom; seen by the class teacher.

    Only the hash of the code is held: the code is derived from the row and LOOKUP_KEY, so the card can be printed and a stolen database opens nothing.
    """

    class Status(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("card", "Handed out")
        USED = "used", pgettext_lazy("card", "Used")
        EXPIRED = "expired", pgettext_lazy("card", "Too old")
        REVOKED = "revoked", pgettext_lazy("card", "Replaced")

    STATUS_LOOK = {
        Status.ISSUED: ("sky", "printer"),
        Status.USED: ("leaf", "check"),
        Status.EXPIRED: ("neutral", "hourglass"),
        Status.REVOKED: ("neutral", "ban"),
    }

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pupil_cards", verbose_name=_("Pupil"))
    nonce = models.CharField(max_length=32, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.ISSUED)
    expires_at = models.DateTimeField(_("Until"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Pupil card")
        verbose_name_plural = _("Pupil cards")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(status="issued"), name="one_card_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(status="used", used_at__isnull=False) | ~models.Q(status="used") & models.Q(used_at__isnull=True),
                name="card_used_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_status_display()}"

    @property
    def is_live(self) -> bool:
        """Does its code open the account?"""
        return self.status == self.Status.ISSUED and self.expires_at > timezone.now()


class PupilPin(models.Model):
    """The PIN of a pupil, held as a password hash; seen by nobody. It goes when the class teacher hands out a new card or after too many guesses."""

    WRONG_AT_MOST = 20

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pin")
    secret = models.CharField(max_length=256, editable=False)
    set_at = models.DateTimeField(auto_now_add=True)
    wrong = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("PIN of a pupil")
        verbose_name_plural = _("PINs of pupils")
        constraints = [models.CheckConstraint(condition=models.Q(wrong__lt=20), name="pin_wrong_under_20")]

    def __str__(self) -> str:
        return str(self.user)
