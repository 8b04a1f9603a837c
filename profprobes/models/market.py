"""The market around a slot: series, requests for the reserve, mentors to be replaced."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Organisation, Site

from ..querysets_market import MentorReplacementQuerySet, ReserveRequestQuerySet
from .sites import TrialMentor
from .slots import SiteSlot
from .trials import Trial, TrialSession

WEEKDAYS = range(1, 8)


@pghistory.track(pghistory.UpdateEvent())
class SlotSeries(models.Model):
    """How slots of a site repeat: on which weekdays, at what hours, from when to when (§2.1). Its slots stand alone afterwards; it says which belong together."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slot_series", verbose_name=_("Site"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("Weekdays"))
    every_weeks = models.PositiveSmallIntegerField(_("Every how many weeks"), default=1)
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    starts = models.TimeField(_("Beginning"))
    ends = models.TimeField(_("End"))
    seats_total = models.PositiveSmallIntegerField(_("Seats"))
    min_group = models.PositiveSmallIntegerField(_("Smallest group"))
    shared = models.BooleanField(_("Several schools may share it"), default=False)
    mentor = models.ForeignKey(TrialMentor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Mentor"))
    leave_holidays = models.BooleanField(_("Leave out holidays and days off"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Series of slots")
        verbose_name_plural = _("Series of slots")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="series_days_in_order"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="series_hours_in_order"),
            models.CheckConstraint(condition=models.Q(every_weeks__range=(1, 4)), name="series_every_one_to_four_weeks"),
            models.CheckConstraint(
                condition=models.Q(weekdays__len__gte=1, weekdays__contained_by=list(WEEKDAYS)), name="series_has_weekdays"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} · {self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"


class ReserveRequest(models.Model):
    """A school asks the operator for a slot of the reserve (BR-6, §9 case 5). Names no pupil; seen by the school and the operator; kept with the slot."""

    slot = models.ForeignKey(SiteSlot, on_delete=models.PROTECT, related_name="reserve_requests", verbose_name=_("Slot"))
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("School"))
    trial = models.ForeignKey(Trial, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Career trial"))
    seats = models.PositiveSmallIntegerField(_("Seats"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)

    objects = ReserveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Request for the reserve")
        verbose_name_plural = _("Requests for the reserve")
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "school"], name="reserve_asked_once_per_school"),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="reserve_request_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.slot}"


class MentorReplacement(models.Model):
    """A planned visit has lost its mentor: the host names another one within three working days, else the operator is told, at last the school (BR-53, S35).

    Names the mentor who left; seen by the host, the school and the operator; kept with the trial.
    """

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="replacements", verbose_name=_("Visit"))
    left = models.ForeignKey(TrialMentor, on_delete=models.PROTECT, related_name="+", verbose_name=_("Mentor who left"))
    asked_at = models.DateTimeField(_("Asked on"), auto_now_add=True)
    due = models.DateField(pgettext_lazy("replacement", "To be named by"))
    operator_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    school_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("Settled on"), null=True, blank=True)
    named = models.ForeignKey(TrialMentor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("New mentor"))

    objects = MentorReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Replacement of a mentor")
        verbose_name_plural = _("Replacements of mentors")
        ordering = ["session__period", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=models.Q(settled_at__isnull=True), name="one_open_replacement_per_visit"),
            models.CheckConstraint(condition=models.Q(named__isnull=True) | models.Q(settled_at__isnull=False), name="named_is_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.left}"
