"""What can be tried: spheres, professions, programmes."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Organisation
from network.models.reference import Named

from ..querysets import ProgrammeQuerySet
from .microtask import MicroTask
from .profession_card import ProfessionCard


class Sphere(Named):
    """A sphere of professional activity; the sources name clusters only."""

    code = models.SlugField(max_length=20, unique=True)

    class Meta:
        verbose_name = _("Sphere")
        verbose_name_plural = _("Spheres")
        ordering = ["name_ru"]


@pghistory.track(pghistory.UpdateEvent())
class Profession(ProfessionCard, Named):
    """A profession or competence that a trial is about, with its card."""

    sphere = models.ForeignKey(Sphere, on_delete=models.PROTECT, related_name="professions")

    class Meta:
        verbose_name = _("Profession")
        verbose_name_plural = _("Professions")
        ordering = ["name_ru"]


class TrialProgramme(MicroTask, Named):
    """A trial that a host offers: kind, grades, duration and the texts that prefill form А."""

    class Kind(models.TextChoices):
        MINI = "mini", _("Mini-trial")
        INTRODUCTORY = "introductory", _("Introductory trial")
        IN_DEPTH = "in_depth", _("In-depth trial")
        IMMERSION = "immersion", _("Immersion in the profession")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("programme", "Draft")
        PUBLISHED = "published", pgettext_lazy("programme", "Published")
        ARCHIVED = "archived", pgettext_lazy("programme", "In the archive")

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="programmes")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    grade_from = models.PositiveSmallIntegerField(_("From grade"), default=7)
    grade_to = models.PositiveSmallIntegerField(_("To grade"), default=11)
    minutes = models.PositiveSmallIntegerField(_("Duration, minutes"))
    product_kk = models.CharField(_("Product (Kazakh)"), max_length=200, blank=True)
    product_ru = models.CharField(_("Product (Russian)"), max_length=200, blank=True)
    hazardous = models.BooleanField(_("Dangerous to health"), default=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Trial programme")
        verbose_name_plural = _("Trial programmes")
        ordering = ["name_ru"]
        constraints = [models.CheckConstraint(condition=models.Q(grade_to__gte=models.F("grade_from")), name="programme_grades_in_order")]
