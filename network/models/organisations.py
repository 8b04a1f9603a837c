"""Organisations and their units."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Collate, Concat
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_hash
from core.fields import BinField, EncryptedTextField, validate_iin
from core.states import StateMachine
from core.text import KK_COLLATION, Fold, Squash

from ..querysets import OrganisationQuerySet
from .kinds import Entity, InstructionLanguage, OrganisationKind, Ownership, Size, Subkind
from .reference import District, Named, Region, Sector


@pghistory.track(pghistory.UpdateEvent(), exclude=["search_text"])
class Organisation(StateMachine):
    """A school, college, university, enterprise or body of the network. Public data; kept while the network exists.

    An individual entrepreneur's IIN is the one personal number here: encrypted, shown masked except to own coordinators and on contracts (NR3).
    """

    Kind = OrganisationKind

    class Status(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("organisation", "Applied")
        ACTIVE = "active", pgettext_lazy("organisation", "Active")
        SUSPENDED = "suspended", pgettext_lazy("organisation", "Suspended")
        REJECTED = "rejected", pgettext_lazy("organisation", "Rejected")
        REORGANISED = "reorganised", pgettext_lazy("organisation", "Reorganised")
        CLOSED = "closed", pgettext_lazy("organisation", "Closed down")

    class Locality(models.TextChoices):
        URBAN = "urban", _("City")
        RURAL = "rural", _("Village")

    TRANSITIONS = {
        "activate": ({Status.APPLIED}, Status.ACTIVE),
        "reject": ({Status.APPLIED}, Status.REJECTED),
        "suspend": ({Status.ACTIVE}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.ACTIVE),
        "reorganise": ({Status.ACTIVE, Status.SUSPENDED}, Status.REORGANISED),
        "close": ({Status.ACTIVE, Status.SUSPENDED}, Status.CLOSED),
    }

    STATUS_LOOK = {
        Status.APPLIED: ("sun", "send"),
        Status.ACTIVE: ("leaf", "check"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.REJECTED: ("neutral", "x"),
        Status.REORGANISED: ("neutral", "route"),
        Status.CLOSED: ("neutral", "archive"),
    }

    OVER = ("rejected", "reorganised", "closed")  # states in which a BIN is free again (NR3)

    code = models.SlugField(
        _("Short code"), max_length=12, unique=True, help_text=_("2–12 Latin letters or digits, printed in document numbers.")
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=OrganisationKind)
    subkind = models.CharField(_("Subkind"), max_length=16, choices=Subkind, blank=True)
    full_name_kk = models.CharField(_("Full name (Kazakh)"), max_length=300)
    full_name_ru = models.CharField(_("Full name (Russian)"), max_length=300)
    short_name_kk = models.CharField(_("Short name (Kazakh)"), max_length=120)
    short_name_ru = models.CharField(_("Short name (Russian)"), max_length=120)
    bin = BinField(_("BIN"), blank=True, default="")
    entity = models.CharField(_("Legal status"), max_length=6, choices=Entity, default=Entity.LEGAL)
    iin = EncryptedTextField(_("IIN of the entrepreneur"), blank=True, default="", validators=[validate_iin])
    iin_hash = models.CharField(max_length=64, null=True, editable=False)
    legal_form = models.CharField(_("Organisational and legal form"), max_length=80, blank=True)
    ownership = models.CharField(_("Form of ownership"), max_length=8, choices=Ownership, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("Region"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("District"))
    locality = models.ForeignKey(
        "network.Locality", null=True, blank=True, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("Locality")
    )
    locality_type = models.CharField(_("Type of locality"), max_length=6, choices=Locality, default=Locality.URBAN)
    address_kk = models.CharField(_("Address (Kazakh)"), max_length=300)
    address_ru = models.CharField(_("Address (Russian)"), max_length=300)
    latitude = models.DecimalField(
        _("Latitude"), max_digits=8, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(40), MaxValueValidator(56)]
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=8, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(46), MaxValueValidator(88)]
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    website = models.URLField(_("Site on the Internet"), blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates", verbose_name=_("Superior organisation")
    )
    head_name = models.CharField(pgettext_lazy("organisation", "Head"), max_length=200, blank=True)
    head_position_kk = models.CharField(_("Position of the head (Kazakh)"), max_length=120, blank=True)
    head_position_ru = models.CharField(_("Position of the head (Russian)"), max_length=120, blank=True)
    basis_kk = models.CharField(_("Basis of the head's powers (Kazakh)"), max_length=200, default="Жарғы")
    basis_ru = models.CharField(_("Basis of the head's powers (Russian)"), max_length=200, default="Устав")
    bank_details = models.TextField(_("Bank details"), blank=True)

    grades_from = models.PositiveSmallIntegerField(_("Grades from"), null=True, blank=True)
    grades_to = models.PositiveSmallIntegerField(_("Grades to"), null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=InstructionLanguage), verbose_name=_("Languages of instruction"), default=list, blank=True
    )
    shifts = models.PositiveSmallIntegerField(_("Number of shifts"), null=True, blank=True)
    learners = models.PositiveIntegerField(_("Number of learners"), null=True, blank=True)
    small_class = models.BooleanField(_("Small-class school"), default=False)
    keleshek = models.BooleanField(_("Keleshek (comfortable) school"), default=False)
    social_risk = models.BooleanField(_("In a zone of social risk"), default=False)
    low_resource = models.BooleanField(_("Limited resources"), default=False)
    internet_mbps = models.PositiveIntegerField(_("Internet, Mbit/s"), null=True, blank=True)
    video_equipment = models.BooleanField(_("Video equipment"), default=False)
    mentor_time = models.BooleanField(_("Mentor's hour"), default=False)
    practicum_coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Practicum coordinator"),
    )

    pedagogical = models.BooleanField(_("Trains teachers"), default=False)
    size = models.CharField(_("Size of the enterprise"), max_length=6, choices=Size, blank=True)
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("Sector")
    )
    agro = models.BooleanField(_("Agro-industry"), default=False)

    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.ACTIVE)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors", verbose_name=_("Successor")
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    search_text = models.GeneratedField(
        expression=Fold(Concat("short_name_kk", Value(" "), "full_name_kk", Value(" "), "short_name_ru", Value(" "), "full_name_ru")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisations")
        ordering = ["short_name_ru"]
        indexes = [
            GinIndex(OpClass(Fold("full_name_kk"), "gin_trgm_ops"), name="organisation_kk_trgm"),
            GinIndex(OpClass(Fold("full_name_ru"), "gin_trgm_ops"), name="organisation_ru_trgm"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="organisation_text_trgm"),
            GinIndex(OpClass(Squash("search_text"), "gin_trgm_ops"), name="organisation_squash_trgm"),
            models.Index(fields=["bin"], opclasses=["varchar_pattern_ops"], name="organisation_bin_prefix"),
            models.Index(Collate("short_name_kk", KK_COLLATION), "id", name="organisation_by_name_kk"),
            models.Index(Collate("short_name_ru", KK_COLLATION), "id", name="organisation_by_name_ru"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(iin_hash__isnull=True) & ~models.Q(bin="") | models.Q(iin_hash__isnull=False, bin=""),
                name="organisation_bin_or_iin",
            ),
            models.UniqueConstraint(
                fields=["bin"],
                condition=~models.Q(bin="") & ~models.Q(status__in=["rejected", "reorganised", "closed"]),
                name="organisation_bin_once",
            ),
            models.UniqueConstraint(
                fields=["iin_hash"],
                condition=models.Q(iin_hash__isnull=False) & ~models.Q(status__in=["rejected", "reorganised", "closed"]),
                name="organisation_iin_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="reorganised") | models.Q(successor__isnull=False), name="reorganised_has_successor"
            ),
            models.CheckConstraint(
                condition=models.Q(grades_from__isnull=True)
                | models.Q(grades_to__isnull=True)
                | models.Q(grades_to__lte=12, grades_to__gte=models.F("grades_from")),
                name="organisation_grades",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the keyed hash in step with the encrypted IIN."""
        self.iin_hash = keyed_hash(self.iin) if self.iin else None
        if (fields := kwargs.get("update_fields")) is not None and "iin" in fields:
            kwargs["update_fields"] = {*fields, "iin_hash"}
        super().save(*args, **kwargs)

    @property
    def short_name(self) -> str:
        """Short name in the person's language."""
        return self.short_name_in(get_language() or "kk")

    @property
    def full_name(self) -> str:
        """Full name in the person's language."""
        return self.full_name_in(get_language() or "kk")

    @property
    def address(self) -> str:
        """Address in the person's language."""
        return self.address_in(get_language() or "kk")

    @property
    def head_position(self) -> str:
        """Position of the head in the person's language."""
        return self.head_position_kk if get_language() == "kk" else self.head_position_ru

    def short_name_in(self, language: str) -> str:
        return self.short_name_kk if language == "kk" else self.short_name_ru

    def full_name_in(self, language: str) -> str:
        return self.full_name_kk if language == "kk" else self.full_name_ru

    def address_in(self, language: str) -> str:
        return self.address_kk if language == "kk" else self.address_ru

    @property
    def is_rural(self) -> bool:
        return self.locality_type == self.Locality.RURAL

    @property
    def is_small(self) -> bool:
        """Rural or small-class: distance mode by default, travel fields, priority points (NR21)."""
        return self.is_rural or self.small_class

    @property
    def number(self) -> str:
        """What identifies it before the law, as contracts print it: BIN, or the entrepreneur's IIN (NR3)."""
        return self.bin or self.iin

    @property
    def shown_number(self) -> str:
        """The number for everybody: BIN, or the IIN with only its last four digits («********0016»)."""
        return self.bin or f"********{self.iin[-4:]}"


class OrgUnit(Named):
    """A department or chair of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units", verbose_name=_("Organisation"))
    active = models.BooleanField(_("In force"), default=True)

    class Meta:
        verbose_name = _("Unit")
        verbose_name_plural = _("Units")
        ordering = ["name_ru"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name_kk"], name="unit_name_once")]


class JoinRequest(StateMachine):
    """Somebody works in an organisation that is in the register already and asks its coordinator to be added (NR4).

    Held until it is answered, as proof of who let whom in; seen by the person and the organisation's coordinators.
    """

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("join request", "Sent")
        ACCEPTED = "accepted", pgettext_lazy("join request", "Accepted")
        DECLINED = "declined", pgettext_lazy("join request", "Declined")

    TRANSITIONS = {"accept": ({Status.SENT}, Status.ACCEPTED), "decline": ({Status.SENT}, Status.DECLINED)}
    STATUS_LOOK = {Status.SENT: ("sun", "send"), Status.ACCEPTED: ("leaf", "check"), Status.DECLINED: ("neutral", "x")}

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="join_requests")
    words = models.CharField(_("Who you are and what you do there"), max_length=300)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Request to join")
        verbose_name_plural = _("Requests to join")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], condition=models.Q(status="sent"), name="one_open_join_request")
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"
