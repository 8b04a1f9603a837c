"""What is written at an event and about it: minutes, stages, actions, materials; and the address of a person's calendar (network page 2.7)."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EncryptedTextField

from ..querysets_plans import FeedQuerySet, OfEventQuerySet
from .events import CalendarEvent, event_file_path


@pghistory.track(pghistory.UpdateEvent())
class EventMinutes(models.Model):
    """Minutes of an event (NW-40) [003c F18–F20]; visible to every participant. Held as proof that the event took place; kept 10 years (NR12)."""

    event = models.OneToOneField(CalendarEvent, on_delete=models.CASCADE, related_name="minutes")
    questions = models.TextField(_("Key questions"), blank=True)
    summary = models.TextField(_("What was said and agreed"), blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Minutes of an event")
        verbose_name_plural = _("Minutes of events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True, signed_at__isnull=True)
                | models.Q(signed_by__isnull=False, signed_at__isnull=False),
                name="minutes_signed_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return str(self.event)


class AgendaStage(models.Model):
    """One stage of the event's agenda with its minutes."""

    event = models.ForeignKey(CalendarEvent, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("Stage"), max_length=200)
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("agenda", "Minutes"), default=10)

    class Meta:
        verbose_name = _("Stage of an agenda")
        verbose_name_plural = _("Stages of an agenda")
        ordering = ["event", "order", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gte=1), name="agenda_stage_lasts")]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.UpdateEvent())
class EventAction(models.Model):
    """What was agreed to be done: what, who, by when. The name is held so that the promise has an owner; seen by the participants."""

    event = models.ForeignKey(CalendarEvent, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("What is to be done"), max_length=400)
    responsible = models.CharField(_("Responsible person"), max_length=200)
    due_on = models.DateField(pgettext_lazy("action", "Due"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Action agreed at an event")
        verbose_name_plural = _("Actions agreed at events")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class EventFile(models.Model):
    """A material of an event, rebuilt by the upload check. Seen by whoever sees the event; kept with it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(CalendarEvent, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(_("What it is"), max_length=200, blank=True)
    file = models.FileField(upload_to=event_file_path, max_length=200)
    original_name = models.CharField(max_length=255)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Material of an event")
        verbose_name_plural = _("Materials of events")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "sha256"], name="event_file_once")]

    def __str__(self) -> str:
        return self.title or self.original_name


class CalendarFeed(models.Model):
    """The secret address of a person's calendar. Held so that a phone can follow it; the token is encrypted and found by its hash; seen by its
    person alone; a revoked row stays a year so that its address is never given again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Address of a calendar")
        verbose_name_plural = _("Addresses of calendars")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(revoked_at__isnull=True), name="one_live_feed_per_person")
        ]

    def __str__(self) -> str:
        return str(self.user)
