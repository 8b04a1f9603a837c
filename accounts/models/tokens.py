"""Keys by which a person's own programs read and write in their name."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets_tokens import ApiTokenQuerySet


class ApiToken(models.Model):
    """A key of the API: it opens at most what its owner may do, and of that only the ticked scopes. The key itself is shown once and never held,
    only its keyed hash; ``tail`` tells keys apart. Held so that a leaked key can be found and ended; seen by its owner; kept as long as the account.
    """

    class Scope(models.TextChoices):
        REGISTERS_READ = "registers:read", _("Organisations, statuses, sites: read")
        REGISTERS_WRITE = "registers:write", _("Organisations, statuses: write")
        PEOPLE_READ = "people:read", _("People, roles, classes, own consents: read")
        PEOPLE_WRITE = "people:write", _("Invitations, roles, own consents: write")
        GOVERNANCE_READ = "governance:read", _("Networks, councils, decisions: read")
        GOVERNANCE_WRITE = "governance:write", _("Decisions and orders: write")
        AGREEMENTS_READ = "agreements:read", _("Agreements and register: read")
        AGREEMENTS_WRITE = "agreements:write", _("Agreements and register: write")
        PLANS_READ = "plans:read", _("Plans, events, local acts: read")
        PLANS_WRITE = "plans:write", _("Events and attendance: write")
        ALIGNMENT_READ = "alignment:read", _("Modules, matrices, recognition: read")
        ALIGNMENT_WRITE = "alignment:write", _("Modules, matrices, recognition: write")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("Name of the key"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    tail = models.CharField(max_length=4, editable=False)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope), verbose_name=_("What the key may do"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("Valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scopes__len__gt=0), name="api_token_has_scopes"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("created_at")), name="api_token_ends_after_its_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.tail}"

    @property
    def is_live(self) -> bool:
        """Does the key open anything now?"""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_names(self) -> list[Any]:
        """What the key may do, in words."""
        labels = dict(self.Scope.choices)
        return [labels[scope] for scope in self.scopes if scope in labels]
