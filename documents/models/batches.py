"""Many documents asked for at once."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets import DocumentBatchQuerySet


class DocumentBatch(StateMachine):
    """One order for many documents, with its progress and the files made of them. Seen by whoever ordered it; its ZIP and merged PDF are working
    files, erased after two weeks (R-D28).
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("document", "Being prepared")
        RUNNING = "running", pgettext_lazy("document", "Running")
        DONE = "done", pgettext_lazy("document", "Ready")
        PARTLY = "partly", pgettext_lazy("document", "Partly ready")
        CANCELLED = "cancelled", pgettext_lazy("document", "Cancelled")

    class Files(models.TextChoices):
        NONE = "none", pgettext_lazy("document", "None")
        WANTED = "wanted", pgettext_lazy("document", "In the queue")
        MAKING = "making", pgettext_lazy("document", "Being made")
        READY = "ready", pgettext_lazy("document", "Ready")
        FAILED = "failed", pgettext_lazy("document", "Error")
        ERASED = "erased", pgettext_lazy("document", "Erased")

    TRANSITIONS = {
        "start": ({Status.PREPARING}, Status.RUNNING),
        "finish": ({Status.RUNNING}, Status.DONE),
        "finish_partly": ({Status.RUNNING}, Status.PARTLY),
        "cancel": ({Status.PREPARING, Status.RUNNING}, Status.CANCELLED),
        "retry": ({Status.PARTLY, Status.CANCELLED}, Status.PREPARING),
    }
    STATUS_LOOK = {
        Status.PREPARING: ("sun", "clock"),
        Status.RUNNING: ("sky", "loader-circle"),
        Status.DONE: ("leaf", "check"),
        Status.PARTLY: ("clay", "triangle-alert"),
        Status.CANCELLED: ("neutral", "ban"),
    }

    title = models.CharField(_("Title"), max_length=300)
    type_code = models.CharField(_("Form"), max_length=20)
    scope_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope_id = models.PositiveBigIntegerField(null=True, blank=True)
    scope = GenericForeignKey("scope_type", "scope_id")
    options = models.JSONField(default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="document_batches")
    requested_at = models.DateTimeField(_("Requested"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PREPARING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    files_state = models.CharField(max_length=8, choices=Files, default=Files.NONE)
    files = models.JSONField(default=list, blank=True)
    claim = models.CharField(max_length=64, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = DocumentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("Batch of documents")
        verbose_name_plural = _("Batches of documents")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total__gte=models.F("done") + models.F("failed") + models.F("skipped")), name="batch_counts_within_total"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:batch", args=[self.pk])

    @property
    def settled(self) -> int:
        """Items that are over, one way or the other."""
        return self.done + self.failed + self.skipped

    @property
    def waiting(self) -> int:
        """Items still to come."""
        return self.total - self.settled

    @property
    def is_running(self) -> bool:
        return self.status in {self.Status.PREPARING, self.Status.RUNNING}

    @property
    def files_coming(self) -> bool:
        return self.files_state in {self.Files.WANTED, self.Files.MAKING}

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen by itself: the page stops asking."""
        return not self.is_running and not self.files_coming


class BatchItem(models.Model):
    """One source of a batch and the document that came of it, or the reason why none did."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("document", "In the queue")
        DONE = "done", pgettext_lazy("document", "Ready")
        FAILED = "failed", pgettext_lazy("document", "Error")
        SKIPPED = "skipped", pgettext_lazy("document", "Cancelled")

    STATUS_LOOK = {
        State.WAITING: ("sun", "clock"),
        State.DONE: ("leaf", "check"),
        State.FAILED: ("clay", "triangle-alert"),
        State.SKIPPED: ("neutral", "ban"),
    }

    batch = models.ForeignKey(DocumentBatch, on_delete=models.CASCADE, related_name="items")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey()
    language = models.CharField(max_length=5)
    label = models.CharField(max_length=400, blank=True)
    document = models.ForeignKey("documents.IssuedDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="batch_items")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("Item of a batch")
        verbose_name_plural = _("Items of a batch")
        constraints = [models.UniqueConstraint(fields=["batch", "content_type", "object_id"], name="one_item_per_source")]
        indexes = [models.Index(fields=["document", "state"], name="item_of_document")]

    def __str__(self) -> str:
        return self.label

    @property
    def look(self) -> dict:
        """Label, tone and icon of the badge."""
        tone, icon = self.STATUS_LOOK[self.State(self.state)]
        return {"label": self.get_state_display(), "tone": tone, "icon": icon}
