"""The hour-by-hour technology card of a programme (annex 7). Another paper than form А, never merged with it."""

import decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets_cycles import CycleCardQuerySet, CycleCardRowQuerySet
from .catalogue import TrialProgramme

HOURS = [decimal.Decimal(n) / 2 for n in range(1, 17)]


def _in(language: str) -> str:
    return "kk" if language == "kk" else "ru"


@pghistory.track(pghistory.UpdateEvent())
class CycleCard(models.Model):
    """Goal, tasks and results of a whole cycle of a programme; its hours stand in the rows. Holds nothing about persons."""

    programme = models.OneToOneField(TrialProgramme, on_delete=models.PROTECT, related_name="cycle_card", verbose_name=_("Programme"))
    planned_hours = models.DecimalField(
        _("Hours by the programme"), max_digits=4, decimal_places=1, validators=[MinValueValidator(decimal.Decimal("0.5"))]
    )
    goal_kk = models.TextField(_("Goal of the trial (Kazakh)"), max_length=1000)
    goal_ru = models.TextField(_("Goal of the trial (Russian)"), max_length=1000)
    tasks_kk = models.TextField(_("Tasks (Kazakh)"), max_length=3000)
    tasks_ru = models.TextField(_("Tasks (Russian)"), max_length=3000)
    results_kk = models.TextField(_("Learning results (Kazakh)"), max_length=3000)
    results_ru = models.TextField(_("Learning results (Russian)"), max_length=3000)

    objects = CycleCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hour-by-hour card")
        verbose_name_plural = _("Hour-by-hour cards")
        ordering = ["programme__name_ru", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(planned_hours__gt=0), name="cycle_card_has_hours")]

    def __str__(self) -> str:
        return str(self.programme)

    def text(self, name: str, language: str) -> str:
        """One of goal, tasks, results."""
        return getattr(self, f"{name}_{_in(language)}")

    def lines(self, name: str, language: str) -> list[str]:
        """The list that stands one item a line."""
        return [line.strip() for line in self.text(name, language).splitlines() if line.strip()]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CycleCardRow(models.Model):
    """One part of the cycle: what is done where, with what, how, in how many hours (§5.3)."""

    class Stage(models.TextChoices):
        INTRODUCTORY = "introductory", pgettext_lazy("stage", "Introductory")
        PREPARATORY = "preparatory", pgettext_lazy("stage", "Preparatory")
        PRACTICAL = "practical", pgettext_lazy("stage", "Executive (practical)")
        FINAL = "final", pgettext_lazy("stage", "Final (reflective)")

    class Form(models.TextChoices):
        WHOLE = "whole", pgettext_lazy("form of organisation", "whole group")
        GROUP = "group", pgettext_lazy("form of organisation", "in groups")
        SINGLE = "single", pgettext_lazy("form of organisation", "individual")
        MASTER = "master", pgettext_lazy("form of organisation", "together with the master of production training")

    card = models.ForeignKey(CycleCard, on_delete=models.CASCADE, related_name="rows", verbose_name=_("Hour-by-hour card"))
    order = models.PositiveSmallIntegerField(editable=False)
    stage = models.CharField(_("Stage"), max_length=12, choices=Stage)
    content_kk = models.TextField(_("Content of the stage (Kazakh)"), max_length=600)
    content_ru = models.TextField(_("Content of the stage (Russian)"), max_length=600)
    hours = models.DecimalField(
        _("Number of hours"),
        max_digits=3,
        decimal_places=1,
        default=1,
        validators=[MinValueValidator(HOURS[0]), MaxValueValidator(HOURS[-1])],
    )
    place_kk = models.CharField(_("Place of the stage (Kazakh)"), max_length=300)
    place_ru = models.CharField(_("Place of the stage (Russian)"), max_length=300)
    tools_kk = models.CharField(_("Means (Kazakh)"), max_length=300)
    tools_ru = models.CharField(_("Means (Russian)"), max_length=300)
    activity_kk = models.CharField(_("Activity of the pupils (Kazakh)"), max_length=300)
    activity_ru = models.CharField(_("Activity of the pupils (Russian)"), max_length=300)
    forms = ArrayField(models.CharField(max_length=6, choices=Form), verbose_name=_("How the activity is organised"))

    objects = CycleCardRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("Row of the hour-by-hour card")
        verbose_name_plural = _("Rows of the hour-by-hour card")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["card", "order"], name="cycle_card_row_order", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(condition=models.Q(hours__in=HOURS), name="cycle_card_row_half_hours"),
            models.CheckConstraint(
                condition=models.Q(forms__len__gt=0) & models.Q(forms__contained_by=["whole", "group", "single", "master"]),
                name="cycle_card_row_forms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_stage_display()}"

    def text(self, name: str, language: str) -> str:
        """One of content, place, tools, activity."""
        return getattr(self, f"{name}_{_in(language)}")
