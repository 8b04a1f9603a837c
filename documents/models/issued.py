"""An issued document: the row in the database is the truth, the queue only carries its id."""

import json
import secrets
import uuid
from functools import cached_property

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.states import StateMachine

from .. import registry
from ..languages import BOTH
from ..querysets import IssuedDocumentQuerySet

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_verify_code() -> str:
    """16 characters of Crockford's base 32: 80 random bits (R-D9)."""
    return "".join(secrets.choice(CROCKFORD) for _i in range(16))


class IssuedDocument(StateMachine):
    """A paper made from frozen values. Held to prove what was issued, to whom and in which state; seen by whoever sees its source and by the people it
    is about (R-D40); kept as long as the form demands.

    ``production`` tells how far the making is, ``status`` what the paper is worth. Two languages are two papers with two numbers; a changed content
    is a new version under the same number (R-D6).
    """

    class Production(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("document", "In the queue")
        RENDERING = "rendering", pgettext_lazy("document", "Being made")
        READY = "ready", pgettext_lazy("document", "Ready")
        FAILED = "failed", pgettext_lazy("document", "Error")
        CANCELLED = "cancelled", pgettext_lazy("document", "Cancelled")

    class Status(models.TextChoices):
        PROJECT = "project", pgettext_lazy("document", "Project")
        IN_FORCE = "in_force", pgettext_lazy("document", "In force")
        REPLACED = "replaced", pgettext_lazy("document", "Replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("document", "Expired")

    class ErrorCode(models.TextChoices):
        TEMPLATE = "template", _("The form cannot be filled")
        FONT = "font", _("A font is missing")
        STORAGE = "storage", _("The file store does not answer")
        TIMEOUT = "timeout", _("It took too long")
        CRASH = "crash", _("The service stopped several times")

    TRANSITIONS = {
        "enter_force": ({Status.PROJECT}, Status.IN_FORCE),
        "replace": ({Status.PROJECT, Status.IN_FORCE}, Status.REPLACED),
        "withdraw": ({Status.PROJECT, Status.IN_FORCE}, Status.WITHDRAWN),
        "expire": ({Status.IN_FORCE}, Status.EXPIRED),
    }
    STATUS_LOOK = {
        Status.PROJECT: ("neutral", "pencil"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.REPLACED: ("sun", "history"),
        Status.WITHDRAWN: ("clay", "ban"),
        Status.EXPIRED: ("sun", "clock"),
    }
    PRODUCTION_LOOK = {
        Production.QUEUED: ("sun", "clock"),
        Production.RENDERING: ("sky", "loader-circle"),
        Production.READY: ("leaf", "check"),
        Production.FAILED: ("clay", "triangle-alert"),
        Production.CANCELLED: ("neutral", "ban"),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type_code = models.CharField(_("Form"), max_length=20)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey()
    issuer = models.ForeignKey(
        "documents.Issuer", on_delete=models.PROTECT, related_name="documents", verbose_name=_("Issuing organisation")
    )
    language = models.CharField(
        _("Language"), max_length=5, choices=[("kk", _("Kazakh")), ("ru", _("Russian")), (BOTH, _("Kazakh and Russian side by side"))]
    )
    number = models.CharField(_("Number"), max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    title = models.CharField(_("Title"), max_length=300)
    sort_name = models.CharField(pgettext_lazy("document", "About"), max_length=400, blank=True)
    file_label = models.CharField(max_length=400, blank=True)
    subjects = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="documents_about", blank=True)

    template_version = models.PositiveSmallIntegerField()
    content = EncryptedTextField()
    content_hash = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, unique=True)

    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    verify_code = models.CharField(max_length=16, unique=True, default=new_verify_code)

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents_requested")
    requested_at = models.DateTimeField(_("Requested"), auto_now_add=True)
    issued_at = models.DateTimeField(_("Date of issue"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PROJECT)
    production = models.CharField(_("Production"), max_length=10, choices=Production, default=Production.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=64, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=10, choices=ErrorCode, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number", "version"], condition=~models.Q(number=""), name="document_number_once"),
            models.UniqueConstraint(fields=["type_code", "content_type", "object_id", "language", "version"], name="document_version_once"),
            models.CheckConstraint(
                condition=~models.Q(production="ready")
                | (~models.Q(file="") & ~models.Q(sha256="") & models.Q(pages__gte=1, issued_at__isnull=False)),
                name="ready_document_has_its_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="in_force") | models.Q(production="ready"), name="document_in_force_is_ready"
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="document_of_source"),
            models.Index(
                fields=["production", "sent_at"], condition=models.Q(production__in=["queued", "rendering"]), name="document_unfinished"
            ),
            models.Index(fields=["-requested_at", "-id"], name="document_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])

    @property
    def type(self) -> registry.DocumentType:
        """The form. Raises registry.UnknownType for one that the code no longer has."""
        return registry.get(self.type_code)

    @property
    def type_title(self) -> str:
        """Title of the form in the person's language; the printed one for a form that the code no longer has."""
        try:
            return self.type.title(get_language() or "kk")
        except registry.UnknownType:
            return self.title

    @cached_property
    def values(self) -> dict:
        """The frozen content."""
        return json.loads(self.content)

    @property
    def code_in_groups(self) -> str:
        """«AAAA-BBBB-CCCC-DDDD», as it is printed beside the QR code."""
        return "-".join(self.verify_code[i : i + 4] for i in range(0, 16, 4))

    @property
    def verify_url(self) -> str:
        """What the QR code opens."""
        return f"{settings.SITE_URL}/v/{self.verify_code}"

    @property
    def is_ready(self) -> bool:
        return self.production == self.Production.READY

    @property
    def is_waiting(self) -> bool:
        return self.production in {self.Production.QUEUED, self.Production.RENDERING}

    @property
    def is_failed(self) -> bool:
        return self.production == self.Production.FAILED

    @property
    def look(self) -> dict:
        """Label, tone and icon of the badge: the making until the paper is ready, then what it is worth."""
        if self.is_ready:
            tone, icon = self.STATUS_LOOK[self.Status(self.status)]
            return {"label": self.get_status_display(), "tone": tone, "icon": icon}
        tone, icon = self.PRODUCTION_LOOK[self.Production(self.production)]
        return {"label": self.get_production_display(), "tone": tone, "icon": icon}
