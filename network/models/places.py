"""What organisations offer: employers to schools, places to groups."""

import datetime as dt

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import NeedGroup
from core.states import StateMachine

from ..querysets import SiteQuerySet
from .organisations import Organisation
from .reference import District


class OfferFormat(models.TextChoices):
    """What an employer is ready to do [002a 11.1]."""

    EXCURSION = "excursion", _("Excursion")
    TRIAL = "trial", _("Career trial")
    MASTERCLASS = "masterclass", _("Master class")
    MEETING = "meeting", _("Meeting with a specialist")
    PRACTICE = "practice", _("Practice of students")
    DUAL = "dual", _("Dual training")
    STAFF_PLACEMENT = "staff_placement", _("Placement of teachers")
    PROJECT = "project", _("Project with pupils")


@pghistory.track(pghistory.UpdateEvent())
class EmployerProfile(models.Model):
    """What an employer offers to schools: the register of employers [002a 11.1]. ``check`` of the operator lasts 12 months (NR22).

    Names the contact person with a working phone: shown to staff who book, kept while the profile stands.
    """

    class Check(models.TextChoices):
        NOT = "not", pgettext_lazy("employer", "Not checked")
        CHECKED = "checked", pgettext_lazy("employer", "Checked")
        REJECTED = "rejected", pgettext_lazy("employer", "Rejected")

    STATUS_LOOK = {Check.NOT: ("sun", "clock"), Check.CHECKED: ("leaf", "badge-check"), Check.REJECTED: ("clay", "x")}

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="employer_profile")
    formats = ArrayField(
        models.CharField(max_length=16, choices=OfferFormat), verbose_name=_("What they are ready to do"), default=list, blank=True
    )
    when = models.CharField(pgettext_lazy("employer", "When"), max_length=300, blank=True)
    where = models.CharField(pgettext_lazy("employer", "Where"), max_length=300, blank=True)
    contact_name = models.CharField(_("Contact person"), max_length=200)
    contact_position = models.CharField(_("Position"), max_length=200, blank=True)
    contact_phone = models.CharField(_("Phone"), max_length=40)
    contact_who = models.CharField(_("Who this is"), max_length=200, blank=True)
    contact_hours = models.CharField(_("Working hours"), max_length=200, blank=True)
    receive_days = models.CharField(_("Regular receiving days"), max_length=200, blank=True)
    minitasks = models.TextField(_("Roles and mini-tasks"), blank=True)
    rural_quota = models.PositiveSmallIntegerField(_("Quota for rural schools"), default=0)
    csr = models.TextField(_("Social responsibility"), blank=True)
    staff_children = models.BooleanField(_("Children of the staff"), default=False)
    insurance = models.TextField(_("Insurance"), blank=True)
    transport = models.TextField(_("Transport"), blank=True)
    passes = models.TextField(_("Passes"), blank=True)
    check_state = models.CharField(_("Check"), max_length=8, choices=Check, default=Check.NOT)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    check_remark = models.CharField(_("Remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Employer profile")
        verbose_name_plural = _("Employer profiles")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(check_state="checked") | models.Q(checked_on__isnull=False), name="employer_checked_has_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def check_until(self) -> dt.date | None:
        """Last day of the check; None where there is none."""
        if self.check_state != self.Check.CHECKED or self.checked_on is None:
            return None
        return self.checked_on + dt.timedelta(days=settings.REGISTERS["EMPLOYER_CHECK_DAYS"])


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
    ppe = models.TextField(_("Personal protective equipment"), blank=True)
    adapted_for = ArrayField(models.CharField(max_length=12, choices=NeedGroup), verbose_name=_("Adapted for"), default=list, blank=True)
    transport = models.TextField(_("Transport"), blank=True)
    passes = models.TextField(_("Passes"), blank=True)
    insurance = models.TextField(_("Insurance"), blank=True)
    latitude = models.DecimalField(_("Latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
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
