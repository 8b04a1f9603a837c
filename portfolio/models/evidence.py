"""Portfolios, their entries and the files behind them."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import ArtefactQuerySet, PortfolioEntryQuerySet, PortfolioQuerySet


class Portfolio(models.Model):
    """A pupil's portfolio («Жеке жетістіктер портфелі»). Held to show development to those the owner lets in; seen by owner, guardian and the
    school's class teacher by access level; kept until the owner leaves school, then a year.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portfolio")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("Portfolio")
        verbose_name_plural = _("Portfolios")

    def __str__(self) -> str:
        return str(self.owner)


def artefact_path(artefact: "Artefact", filename: str) -> str:
    """A key that neither repeats nor tells the name of a person or a file."""
    return f"artefacts/{artefact.owner_id}/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


class Artefact(models.Model):
    """A file a person made or shows. Images are re-encoded without location data; the type is told by content. Seen by the owner, the owner's
    school, and others as far as the photo permission and the entry's access allow (portfolio.visibility).
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        SCAN = "scan", _("Scan of the check-sheet")
        REPORT = "report", _("Mini-report")
        BADGE = "badge", _("Badge")

    class People(models.TextChoices):
        NONE = "none", _("No people in the picture")
        OWNER = "owner", _("Only me")
        ADULTS = "adults", _("Adults")
        MINORS = "minors", _("Other children too")

    class Status(models.TextChoices):
        READY = "ready", pgettext_lazy("artefact", "Ready")
        BLOCKED = "blocked", pgettext_lazy("artefact", "Consent withdrawn")
        DELETED = "deleted", pgettext_lazy("artefact", "Deleted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="artefacts")
    kind = models.CharField(_("What it is"), max_length=10, choices=Kind)
    file = models.FileField(upload_to=artefact_path, max_length=200)
    thumbnail = models.FileField(upload_to=artefact_path, max_length=200, blank=True)
    original_name = models.CharField(max_length=255)
    mime = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels of a picture as it is kept
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)  # of a PDF
    caption = models.CharField(_("Caption"), max_length=300, blank=True)
    people = models.CharField(_("Who is in the picture"), max_length=10, choices=People, default=People.NONE)
    status = models.CharField(max_length=10, choices=Status, default=Status.READY)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArtefactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Artefact")
        verbose_name_plural = _("Artefacts")
        ordering = ["id"]
        indexes = [models.Index(fields=["owner", "sha256"])]

    def __str__(self) -> str:
        return self.caption or self.original_name

    @property
    def is_image(self) -> bool:
        return self.mime.startswith("image/")

    @property
    def shows_people(self) -> bool:
        return self.is_image and self.people != self.People.NONE


class PortfolioEntry(models.Model):
    """One piece of evidence with its story. ``source`` is the object of the app that added it; (portfolio, source, type) is unique, so a repeated
    call changes nothing.
    """

    class Type(models.TextChoices):
        TRIAL_PRODUCT = "trial_product", _("Product of a trial")
        TRIAL_CARD = "trial_card", _("Observation card and questionnaire of a trial")
        CERTIFICATE = "certificate", pgettext_lazy("portfolio entry", "Certificate")

    class Access(models.TextChoices):
        PRIVATE = "private", _("Only me")
        GROUP = "group", _("Mentor and teachers")
        ORG = "org", _("Inside the organisation")

    class Status(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("portfolio entry", "Accepted")
        HIDDEN = "hidden", pgettext_lazy("portfolio entry", "Hidden")
        REMOVED = "removed", pgettext_lazy("portfolio entry", "Removed")

    # looks of both choices: who sees the entry, and its state
    STATUS_LOOK = {
        Access.PRIVATE: ("neutral", "lock"),
        Access.GROUP: ("dusk", "users"),
        Access.ORG: ("dusk", "school"),
        Status.ACCEPTED: ("leaf", "check"),
        Status.HIDDEN: ("neutral", "eye-off"),
        Status.REMOVED: ("neutral", "trash-2"),
    }

    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="entries")
    type = models.CharField(max_length=20, choices=Type)
    title = models.CharField(_("Title"), max_length=200)
    description = models.TextField(_("Description"), max_length=3000, blank=True)
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)
    happened_on = models.DateField(_("Date"))
    artefacts = models.ManyToManyField(Artefact, related_name="entries", blank=True)
    access = models.CharField(_("Access"), max_length=10, choices=Access, default=Access.PRIVATE)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACCEPTED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PortfolioEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Portfolio entry")
        verbose_name_plural = _("Portfolio entries")
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "content_type", "object_id", "type"],
                condition=models.Q(content_type__isnull=False),
                name="entry_once_per_source",
            )
        ]

    def __str__(self) -> str:
        return self.title
