"""What only trials need to know of a site, and the mentors of a host."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import PhotoLevel
from network.models import Membership, Site

from ..querysets import TrialMentorQuerySet
from .catalogue import Profession, TrialProgramme

GRADES = range(1, 12)


@pghistory.track(pghistory.UpdateEvent())
class TrialSite(models.Model):
    """The trial side of a network.Site: formats, rules, who may come. Without it a site is not in the trial catalogue and opens no slots (§2.1)."""

    class Format(models.TextChoices):
        IN_PERSON = "in_person", pgettext_lazy("format of trials", "In person")
        ONLINE = "online", pgettext_lazy("format of trials", "Online")
        HYBRID = "hybrid", pgettext_lazy("format of trials", "Hybrid")

    class Booking(models.TextChoices):
        INSTANT = "instant", _("Confirmed at once")
        REQUEST = "request", _("Confirmed by the partner")
        WINDOW = "window", _("By priority after the window")

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="trial_site")
    professions = models.ManyToManyField(Profession, related_name="trial_sites")
    programmes = models.ManyToManyField(TrialProgramme, related_name="trial_sites", blank=True)
    grades = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name=_("Grades"))
    formats = ArrayField(models.CharField(max_length=9, choices=Format), default=list, blank=True, verbose_name=_("Formats of trials"))
    booking = models.CharField(_("Booking"), max_length=8, choices=Booking, default=Booking.INSTANT)
    photo_rule = models.CharField(_("Photo rule"), max_length=10, choices=PhotoLevel, default=PhotoLevel.PUBLISH)
    is_popular = models.BooleanField(_("Popular site"), default=False)
    min_conditions_kk = models.TextField(_("Minimum conditions (Kazakh)"), blank=True)
    min_conditions_ru = models.TextField(_("Minimum conditions (Russian)"), blank=True)
    special_conditions_kk = models.TextField(_("Special conditions: noise, vibration, flicker, dirt (Kazakh)"), blank=True)
    special_conditions_ru = models.TextField(_("Special conditions: noise, vibration, flicker, dirt (Russian)"), blank=True)
    special_requirements_kk = models.TextField(_("Special requirements (Kazakh)"), blank=True)
    special_requirements_ru = models.TextField(_("Special requirements (Russian)"), blank=True)
    access_rules_kk = models.TextField(_("Access rules (Kazakh)"), blank=True)
    access_rules_ru = models.TextField(_("Access rules (Russian)"), blank=True)
    exits_kk = models.CharField(_("Evacuation exits (Kazakh)"), max_length=300, blank=True)
    exits_ru = models.CharField(_("Evacuation exits (Russian)"), max_length=300, blank=True)
    assembly_kk = models.CharField(_("Assembly point (Kazakh)"), max_length=300, blank=True)
    assembly_ru = models.CharField(_("Assembly point (Russian)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Trial site")
        verbose_name_plural = _("Trial sites")
        constraints = [models.CheckConstraint(condition=models.Q(grades__contained_by=list(GRADES)), name="trial_site_grades_of_a_school")]

    def __str__(self) -> str:
        return str(self.site)

    def text(self, field: str, language: str) -> str:
        """One of the two-language texts: min_conditions, special_conditions, special_requirements, access_rules, exits, assembly."""
        return getattr(self, f"{field}_{'kk' if language == 'kk' else 'ru'}")


@pghistory.track(pghistory.UpdateEvent())
class TrialMentor(models.Model):
    """A specialist of the host who runs trials. A visit of some hours opens no mentoring assignment, since its mentee is a group."""

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("mentor", "Active")
        UNTRAINED = "untrained", pgettext_lazy("mentor", "Training has lapsed")
        ENDED = "ended", pgettext_lazy("mentor", "Ended")

    class Level(models.TextChoices):
        BASIC = "basic", pgettext_lazy("training of a mentor", "basic")
        SAFETY = "safety", pgettext_lazy("training of a mentor", "safety")

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="trial_mentor")
    phone = models.CharField(_("Phone"), max_length=40)
    professions = models.ManyToManyField(Profession, related_name="mentors")
    trained_on = models.DateField(_("Trained in safety on"))
    valid_until = models.DateField(_("Training valid until"))
    level = models.CharField(_("Level of the training"), max_length=6, choices=Level, default=Level.BASIC)
    training_note = models.CharField(_("Who trained, document No."), max_length=200, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.ACTIVE)

    objects = TrialMentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trial mentor")
        verbose_name_plural = _("Trial mentors")

    def __str__(self) -> str:
        return str(self.membership.user)
