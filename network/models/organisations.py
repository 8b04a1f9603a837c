"""Organisations and the places where they receive groups."""

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import BinField
from core.states import StateMachine
from core.text import Fold

from ..querysets import OrganisationQuerySet, SiteQuerySet
from .reference import District, Region


@pghistory.track(pghistory.UpdateEvent())
class Organisation(StateMachine):
    """A school, college, university, enterprise or body of the network. Public data; kept while the network exists."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        COLLEGE = "college", _("College")
        UNIVERSITY = "university", _("University")
        ENTERPRISE = "enterprise", _("Enterprise")
        CAREER_CENTRE = "career_centre", _("Regional career centre (operator)")
        EDU_DEPARTMENT = "edu_department", _("Education department")

    class Status(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("organisation", "Applied")
        ACTIVE = "active", pgettext_lazy("organisation", "Active")
        SUSPENDED = "suspended", pgettext_lazy("organisation", "Suspended")
        REJECTED = "rejected", pgettext_lazy("organisation", "Rejected")
        CLOSED = "closed", pgettext_lazy("organisation", "Closed down")

    class Locality(models.TextChoices):
        URBAN = "urban", _("City")
        RURAL = "rural", _("Village")

    TRANSITIONS = {
        "activate": ({Status.APPLIED}, Status.ACTIVE),
        "reject": ({Status.APPLIED}, Status.REJECTED),
        "suspend": ({Status.ACTIVE}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.ACTIVE),
        "close": ({Status.ACTIVE, Status.SUSPENDED}, Status.CLOSED),
    }

    STATUS_LOOK = {
        Status.APPLIED: ("sun", "send"),
        Status.ACTIVE: ("leaf", "check"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.REJECTED: ("neutral", "x"),
        Status.CLOSED: ("neutral", "archive"),
    }

    code = models.SlugField(
        _("Short code"), max_length=12, unique=True, help_text=_("2–12 Latin letters or digits, printed in document numbers.")
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    full_name_kk = models.CharField(_("Full name (Kazakh)"), max_length=300)
    full_name_ru = models.CharField(_("Full name (Russian)"), max_length=300)
    short_name_kk = models.CharField(_("Short name (Kazakh)"), max_length=120)
    short_name_ru = models.CharField(_("Short name (Russian)"), max_length=120)
    bin = BinField(_("BIN"), unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("Region"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("District"))
    locality_type = models.CharField(_("Type of locality"), max_length=6, choices=Locality, default=Locality.URBAN)
    address_kk = models.CharField(_("Address (Kazakh)"), max_length=300)
    address_ru = models.CharField(_("Address (Russian)"), max_length=300)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    head_name = models.CharField(pgettext_lazy("organisation", "Head"), max_length=200, blank=True)
    low_resource = models.BooleanField(_("Limited resources"), default=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.ACTIVE)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisations")
        ordering = ["short_name_ru"]
        indexes = [
            GinIndex(OpClass(Fold("full_name_kk"), "gin_trgm_ops"), name="organisation_kk_trgm"),
            GinIndex(OpClass(Fold("full_name_ru"), "gin_trgm_ops"), name="organisation_ru_trgm"),
        ]

    def __str__(self) -> str:
        return self.short_name

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

    def short_name_in(self, language: str) -> str:
        return self.short_name_kk if language == "kk" else self.short_name_ru

    def full_name_in(self, language: str) -> str:
        return self.full_name_kk if language == "kk" else self.full_name_ru

    def address_in(self, language: str) -> str:
        return self.address_kk if language == "kk" else self.address_ru

    @property
    def is_rural(self) -> bool:
        return self.locality_type == self.Locality.RURAL


class EmployerProfile(models.Model):
    """What an employer offers to schools: the register of employers [002a 11.1]."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="employer_profile")
    contact_name = models.CharField(_("Contact person"), max_length=200)
    contact_position = models.CharField(_("Position"), max_length=200, blank=True)
    contact_phone = models.CharField(_("Phone"), max_length=40)
    receive_days = models.CharField(_("Regular receiving days"), max_length=200, blank=True)
    insurance = models.TextField(_("Insurance"), blank=True)
    transport = models.TextField(_("Transport"), blank=True)

    class Meta:
        verbose_name = _("Employer profile")
        verbose_name_plural = _("Employer profiles")

    def __str__(self) -> str:
        return str(self.organisation)


@pghistory.track(pghistory.UpdateEvent())
class Site(StateMachine):
    """One place of an organisation that takes one group at a time, shared by trials, dual training and practicum [002a 11.1]."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("site", "Draft")
        UNDER_CHECK = "under_check", pgettext_lazy("site", "Under check")
        VERIFIED = "verified", pgettext_lazy("site", "Verified")
        SUSPENDED = "suspended", pgettext_lazy("site", "Suspended")
        CLOSED = "closed", pgettext_lazy("site", "Closed")

    class Risk(models.TextChoices):
        LOW = "low", pgettext_lazy("risk", "Low")
        MEDIUM = "medium", pgettext_lazy("risk", "Medium")
        HIGH = "high", pgettext_lazy("risk", "High")

    TRANSITIONS = {
        "submit": ({Status.DRAFT}, Status.UNDER_CHECK),
        "verify": ({Status.UNDER_CHECK, Status.SUSPENDED}, Status.VERIFIED),
        "fail": ({Status.UNDER_CHECK}, Status.DRAFT),
        "suspend": ({Status.VERIFIED}, Status.SUSPENDED),
        "close": ({Status.DRAFT, Status.UNDER_CHECK, Status.VERIFIED, Status.SUSPENDED}, Status.CLOSED),
    }

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.UNDER_CHECK: ("sun", "hourglass"),
        Status.VERIFIED: ("leaf", "badge-check"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.CLOSED: ("neutral", "archive"),
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites", verbose_name=_("Organisation"))
    name_kk = models.CharField(_("Name (Kazakh)"), max_length=200)
    name_ru = models.CharField(_("Name (Russian)"), max_length=200)
    workshop_kk = models.CharField(_("Workshop (Kazakh)"), max_length=200, blank=True)
    workshop_ru = models.CharField(_("Workshop (Russian)"), max_length=200, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="sites", verbose_name=_("District"))
    address_kk = models.CharField(_("Address (Kazakh)"), max_length=300)
    address_ru = models.CharField(_("Address (Russian)"), max_length=300)
    min_people = models.PositiveSmallIntegerField(_("Fewest people"), default=5)
    max_people = models.PositiveSmallIntegerField(_("Most people"), default=25)
    allowed_zones_kk = models.TextField(_("Allowed zones (Kazakh)"), blank=True)
    allowed_zones_ru = models.TextField(_("Allowed zones (Russian)"), blank=True)
    forbidden_zones_kk = models.TextField(_("Forbidden zones (Kazakh)"), blank=True)
    forbidden_zones_ru = models.TextField(_("Forbidden zones (Russian)"), blank=True)
    risk_level = models.CharField(_("Risk level"), max_length=6, choices=Risk, default=Risk.LOW)
    emergency_contacts = models.CharField(_("Emergency contacts"), max_length=300, blank=True)
    check_valid_until = models.DateField(_("Check valid until"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Site")
        verbose_name_plural = _("Sites")
        ordering = ["name_ru"]
        constraints = [
            models.CheckConstraint(condition=models.Q(min_people__gte=1, max_people__gte=models.F("min_people")), name="site_people_range")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the person's language."""
        return self.text("name", get_language() or "kk")

    @property
    def address(self) -> str:
        """Address in the person's language."""
        return self.text("address", get_language() or "kk")

    def text(self, field: str, language: str) -> str:
        """One of the two-language texts: name, workshop, address, allowed_zones, forbidden_zones."""
        return getattr(self, f"{field}_{'kk' if language == 'kk' else 'ru'}")
