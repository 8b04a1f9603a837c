"""The register of agreements and contracts: books, entries, lines of change (spec 2.6 RegistryEntry, NR40)."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from .organisations import Organisation
from .reference import Region


class RegistryBookQuerySet(models.QuerySet):
    """Reads of the registrars' books."""

    def visible_to(self, user: Any) -> "RegistryBookQuerySet":
        """Books of the registrars where the person works, of the own region for operators and the department."""
        from ..access import organisations_as, regions_as
        from .people import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        own = organisations_as(user, Role.REGISTRAR, Role.REGION_OPERATOR, Role.ORG_HEAD, Role.ORG_COORDINATOR)
        return self.filter(
            models.Q(registrar__in=own) | models.Q(registrar__region__in=regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT))
        )


class RegistryBook(models.Model):
    """The register of one registrar for one year: its numbers run from 1 without gaps of the same year, its paper is NW-14. Kept for good."""

    registrar = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registry_books", verbose_name=_("Registrar"))
    year = models.PositiveSmallIntegerField(_("Year"))
    last_number = models.PositiveIntegerField(default=0)

    objects = RegistryBookQuerySet.as_manager()

    class Meta:
        verbose_name = _("Book of the register")
        verbose_name_plural = _("Books of the register")
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["registrar", "year"], name="one_book_per_registrar_and_year")]

    def __str__(self) -> str:
        return f"{self.registrar} · {self.year}"


class RegistryEntryQuerySet(models.QuerySet):
    """Reads of the register."""

    def visible_to(self, user: Any) -> "RegistryEntryQuerySet":
        """The registrar's people, operators and department of the region, coordinators of a party, the platform (spec §8: Agreement registry)."""
        from ..access import COORDINATORS, has_role, organisations_as, regions_as
        from .people import Role

        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or has_role(user, Role.PLATFORM_ADMIN):
            return self.all()
        registrars = organisations_as(user, Role.REGISTRAR, Role.REGION_OPERATOR)
        regions = regions_as(user, Role.REGION_OPERATOR, Role.DEPARTMENT)
        own = organisations_as(user, *COORDINATORS)
        through = RegistryParty.objects.filter(organisation__in=own).values("entry")
        return self.filter(models.Q(registrar__in=registrars) | models.Q(region__in=regions) | models.Q(pk__in=through))

    def published(self) -> "RegistryEntryQuerySet":
        """What the open page shows: registered lines, without those about one learner."""
        registered = [RegistryEntry.Status.REGISTERED, RegistryEntry.Status.CHANGED, RegistryEntry.Status.CLOSED]
        return self.filter(status__in=registered).exclude(kind=RegistryEntry.DUAL)


@pghistory.track(pghistory.UpdateEvent())
class RegistryEntry(StateMachine):
    """A line of the register of agreements and contracts. Held as the public proof that a contract exists, for good; seen by the registrar, the
    region's operator and department and the parties; learner and mentor of a dual contract stand in ``copied`` and never on the open page.
    """

    DUAL = "DUAL"

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("registry", "Submitted for registration")
        REGISTERED = "registered", pgettext_lazy("registry", "Registered")
        RETURNED = "returned", pgettext_lazy("registry", "Returned")
        CHANGED = "changed", pgettext_lazy("registry", "Changed")
        CLOSED = "closed", pgettext_lazy("registry", "Closed in the register")

    class State(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("registry state", "in force")
        ENDED = "ended", pgettext_lazy("registry state", "ended")
        TERMINATED = "terminated", pgettext_lazy("registry state", "terminated")
        ALTERED = "altered", pgettext_lazy("registry state", "altered")

    TRANSITIONS = {
        "register": ({Status.SUBMITTED}, Status.REGISTERED),
        "return": ({Status.SUBMITTED}, Status.RETURNED),
        "submit_again": ({Status.RETURNED}, Status.SUBMITTED),
        "change": ({Status.REGISTERED, Status.CHANGED}, Status.CHANGED),
        "close": ({Status.REGISTERED, Status.CHANGED}, Status.CLOSED),
    }

    STATUS_LOOK = {
        Status.SUBMITTED: ("sun", "send"),
        Status.REGISTERED: ("leaf", "stamp"),
        Status.RETURNED: ("clay", "undo-2"),
        Status.CHANGED: ("sky", "history"),
        Status.CLOSED: ("neutral", "archive"),
        State.IN_FORCE: ("leaf", "check"),
        State.ENDED: ("neutral", "clock"),
        State.TERMINATED: ("neutral", "ban"),
        State.ALTERED: ("sky", "history"),
    }

    registrar = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registry_entries", verbose_name=_("Registrar"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("Region"))
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    kind = models.CharField(_("Kind"), max_length=10)
    book = models.ForeignKey(RegistryBook, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    number = models.PositiveIntegerField(_("Registration number"), null=True, blank=True)
    date = models.DateField(_("Date of registration"), null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("State of the contract"), max_length=12, choices=State, default=State.IN_FORCE)
    ground_kk = models.CharField(_("Ground (Kazakh)"), max_length=300, blank=True)
    ground_ru = models.CharField(_("Ground (Russian)"), max_length=300, blank=True)
    contract_number = models.CharField(_("Number of the agreement"), max_length=80, blank=True)
    contract_date = models.DateField(_("Date of the agreement"), null=True, blank=True)
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    copied: Any = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    return_reason = models.TextField(_("Why it was returned"), blank=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.SUBMITTED)

    objects = RegistryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entry of the register")
        verbose_name_plural = _("Register of agreements")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["registrar", "year", "number"], name="registry_number_once_a_year"),
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_registry_entry_per_contract"),
            models.CheckConstraint(
                condition=models.Q(status__in=["submitted", "returned"], number__isnull=True)
                | models.Q(number__isnull=False, year__isnull=False, date__isnull=False, officer__isnull=False, book__isnull=False),
                name="a_registered_entry_has_number_date_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["registrar", "status", "-year", "-number"]),
            models.Index(fields=["region", "-year", "-number"]),
            models.Index(fields=["-year", "-number"], name="registry_by_number"),
        ]

    def __str__(self) -> str:
        return self.shown_number or self.contract_number

    @property
    def shown_number(self) -> str:
        """«1/2026»: the number within its year; empty before registration."""
        return f"{self.number}/{self.year}" if self.number else ""

    @property
    def kind_name(self) -> str:
        """Kind of the contract in the person's language, as copied."""
        return self.copied.get(f"kind_{'kk' if (get_language() or 'kk') == 'kk' else 'ru'}", self.kind)

    @property
    def party_names(self) -> list[str]:
        """Names of the parties in the person's language, as copied."""
        return [name for name, _bin in self.named_parties]

    @property
    def named_parties(self) -> list[tuple[str, str]]:
        """(name in the person's language, BIN) of each party, as copied."""
        field = "name_kk" if (get_language() or "kk") == "kk" else "name_ru"
        return [(party[field], party["bin"]) for party in self.copied.get("parties", [])]


class RegistryParty(models.Model):
    """Which organisations a line of the register names: for search by enterprise or college and for the rights of the parties."""

    entry = models.ForeignKey(RegistryEntry, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Party in the register")
        verbose_name_plural = _("Parties in the register")
        constraints = [models.UniqueConstraint(fields=["entry", "organisation"], name="registry_party_once")]

    def __str__(self) -> str:
        return f"{self.entry} · {self.organisation}"


class RegistryChange(models.Model):
    """One line of change under a registered entry (NR40). Append-only, kept and seen like the entry."""

    entry = models.ForeignKey(RegistryEntry, on_delete=models.PROTECT, related_name="changes")
    on = models.DateField(_("Date"))
    text_kk = models.CharField(_("What changed (Kazakh)"), max_length=400)
    text_ru = models.CharField(_("What changed (Russian)"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Change in the register")
        verbose_name_plural = _("Changes in the register")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The line in the person's language."""
        return self.text_kk if (get_language() or "kk") == "kk" else self.text_ru


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class RegistryPolicy(models.Model):
    """Kinds of agreements whose registration a region made a rule: they are handed in on the day they come into force (spec 2.6, cfg per region).

    Without a row registration is a choice of the parties. It never delays the coming into force.
    """

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="registry_policy", verbose_name=_("Region"))
    kinds: Any = models.JSONField(
        _("Kinds handed in at once"), default=list, blank=True, help_text=_("Codes of kinds, for example PATRON.")
    )

    class Meta:
        verbose_name = _("Rule of registration")
        verbose_name_plural = _("Rules of registration")

    def __str__(self) -> str:
        return str(self.region)
