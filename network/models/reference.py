"""Reference data: regions and districts with KATO codes, the school year with its terms, subjects."""

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """Base of rows with a Kazakh and a Russian name."""

    name_kk = models.CharField(_("Name (Kazakh)"), max_length=200)
    name_ru = models.CharField(_("Name (Russian)"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the person's language; English readers get the Russian one."""
        return self.name_in(get_language() or "kk")

    def name_in(self, language: str) -> str:
        """The name in the given language."""
        return self.name_kk if language == "kk" else self.name_ru


class DateRange(Func):
    """SQL daterange(lower, upper) for exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Region(Named):
    """One of 17 oblasts and 3 cities; ``row`` and ``column`` place its tile on the map of the country."""

    kato = models.CharField(_("KATO code"), max_length=9, unique=True)
    is_city = models.BooleanField(default=False)
    short_kk = models.CharField(max_length=40)
    short_ru = models.CharField(max_length=40)
    row = models.PositiveSmallIntegerField(default=0)
    column = models.PositiveSmallIntegerField(default=0)
    sort = models.PositiveSmallIntegerField(default=0)
    centre_kk = models.CharField(_("Centre (Kazakh)"), max_length=80, blank=True)
    centre_ru = models.CharField(_("Centre (Russian)"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")
        ordering = ["sort"]


class Unit(Named):
    """Base of rows with a KATO code that a reform may close: old records keep the old row, which points to what came after it."""

    kato = models.CharField(_("KATO code"), max_length=9, unique=True)
    active = models.BooleanField(_("In force"), default=True)
    valid_until = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        abstract = True


@pghistory.track(pghistory.UpdateEvent())
class District(Unit):
    """A district or a city of a region. ``successor`` is set where one unit took all of it; a split one is closed without."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="districts", verbose_name=_("Region"))
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors", verbose_name=_("Successor")
    )

    class Meta:
        verbose_name = _("District")
        verbose_name_plural = _("Districts")
        ordering = ["region__sort", "name_ru"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True) | models.Q(active=False), name="district_with_successor_is_closed"
            )
        ]


@pghistory.track(pghistory.UpdateEvent())
class Locality(Unit):
    """A town or village of a district, from the official file; optional."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="localities", verbose_name=_("District"))
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors", verbose_name=_("Successor")
    )

    class Meta:
        verbose_name = _("Locality")
        verbose_name_plural = _("Localities")
        ordering = ["name_ru"]


class Sector(Named):
    """A branch of the economy, of enterprises and competence centres [004 T11]."""

    code = models.SlugField(unique=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Sector")
        verbose_name_plural = _("Sectors")
        ordering = ["sort"]


class LegalAct(models.Model):
    """A law or an order that papers name. A paper prints only acts that somebody has checked in the last 12 months; others come with a warning."""

    title_kk = models.CharField(_("Title (Kazakh)"), max_length=400)
    title_ru = models.CharField(_("Title (Russian)"), max_length=400)
    number = models.CharField(_("Number"), max_length=40)
    date = models.DateField(_("Date"))
    valid_until = models.DateField(_("In force until"), null=True, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    for_trials = models.BooleanField(_("Named by regulations on career trials (clause 1.1)"), default=False)

    class Meta:
        verbose_name = _("Legal act")
        verbose_name_plural = _("Legal acts")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["number", "date"], name="legal_act_once")]

    def __str__(self) -> str:
        return self.title_kk if get_language() == "kk" else self.title_ru

    def is_printable(self, day: dt.date) -> bool:
        """In force on the day, and checked in the 12 months before it."""
        fresh = self.checked_on is not None and self.checked_on >= day - dt.timedelta(days=366)
        return fresh and (self.valid_until is None or self.valid_until >= day)


class AcademicYearQuerySet(models.QuerySet):
    """Reads of academic years."""

    def on(self, day: dt.date | None = None) -> "AcademicYear | None":
        """The year that holds the day (today by default), or None where nobody has opened one."""
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day, ends_on__gte=day).first()


class AcademicYear(models.Model):
    """The time axis of schools: 1 September to 31 August."""

    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = AcademicYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("Academic year")
        verbose_name_plural = _("Academic years")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="year_ends_after_start"),
            ExclusionConstraint(
                name="academic_years_do_not_overlap",
                expressions=[
                    (DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)), RangeOperators.OVERLAPS)
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}–{self.ends_on.year}"


class Term(models.Model):
    """A school term (тоқсан / четверть), 1 to 4."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("Term")
        verbose_name_plural = _("Terms")
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="term_once_a_year")]

    def __str__(self) -> str:
        return f"{self.number} · {self.year}"


class Subject(Named):
    """A school subject."""

    code = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("Subject")
        verbose_name_plural = _("Subjects")
        ordering = ["name_ru"]
