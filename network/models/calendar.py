"""The calendar of working days: public holidays, days moved by the government, school breaks and exam periods (network page 2.2)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .reference import AcademicYear, Named


class Holiday(Named):
    """One day that differs from its weekday (WorkCalendar): a public holiday, a day off moved to it, or a working Saturday.

    Movable feasts (Kurban Ait) and days that the government moves are entered year by year; the platform administrator keeps them.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Public holiday")
        DAY_OFF = "day_off", _("Day off moved here")
        WORKING = "working", _("Working day moved here")

    day = models.DateField(_("Day"), unique=True)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind, default=Kind.HOLIDAY)

    class Meta:
        verbose_name = _("Holiday or moved working day")
        verbose_name_plural = _("Holidays and moved working days")
        ordering = ["day"]


class PeriodQuerySet(models.QuerySet):
    """Reads of breaks and exam periods."""

    def touching(self, first: dt.date, last: dt.date) -> "PeriodQuerySet":
        """Those that share a day with the period."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class BreakPeriod(Named):
    """School holidays or an exam period of an academic year."""

    class Kind(models.TextChoices):
        BREAK = "break", pgettext_lazy("calendar", "School holidays")
        EXAM = "exam", pgettext_lazy("calendar", "Exam period")

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="breaks", verbose_name=_("Academic year"))
    kind = models.CharField(_("Kind"), max_length=5, choices=Kind)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("School break or exam period")
        verbose_name_plural = _("School breaks and exam periods")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="break_ends_after_start"),
            models.UniqueConstraint(fields=["year", "kind", "starts_on"], name="break_once"),
        ]
