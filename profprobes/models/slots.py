"""Slots of a site and their bookings. The database holds the capacity: a trigger counts the seats, a CHECK bounds them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from network.models import Organisation, Site

from ..querysets import SlotBookingQuerySet, SlotQuerySet
from .sites import TrialMentor


class SiteSlot(StateMachine):
    """A time at which a site takes a group. ``seats_taken`` counts confirmed seats and is written by the database alone (BR-4)."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        FULL = "full", _("Full")
        WITHDRAWN = "withdrawn", _("Taken off")
        PAST = "past", _("Past")

    TRANSITIONS = {
        "withdraw": ({Status.OPEN, Status.FULL}, Status.WITHDRAWN),
        "pass": ({Status.OPEN, Status.FULL}, Status.PAST),
    }

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots", verbose_name=_("Site"))
    period = DateTimeRangeField(_("Time"))
    seats_total = models.PositiveSmallIntegerField(_("Seats"))
    seats_taken = models.PositiveSmallIntegerField(_("Seats taken"), default=0, editable=False)
    min_group = models.PositiveSmallIntegerField(_("Smallest group"), default=5)
    shared = models.BooleanField(_("Several schools may share it"), default=False)
    mentor = models.ForeignKey(TrialMentor, null=True, blank=True, on_delete=models.PROTECT, related_name="slots", verbose_name=_("Mentor"))
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.OPEN)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Slot")
        verbose_name_plural = _("Slots")
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seats_taken__lte=models.F("seats_total")), name="slot_taken_within_capacity"),
            models.CheckConstraint(condition=models.Q(seats_total__gte=1), name="slot_has_seats"),
            ExclusionConstraint(
                name="slots_of_a_site_do_not_overlap",
                expressions=[("site", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~models.Q(status="withdrawn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} · {self.period.lower:%d.%m.%Y %H:%M}"

    @property
    def seats_free(self) -> int:
        return self.seats_total - self.seats_taken


class SlotBooking(StateMachine):
    """A school's claim on seats of a slot. Confirmed = both coordinators have said yes; in instant mode the open slot is the host's yes."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        CANCELLED_SCHOOL = "cancelled_school", _("Cancelled by the school")
        CANCELLED_HOST = "cancelled_host", _("Cancelled by the partner")
        COMPLETED = "completed", _("Held")

    HOLDS_SEATS = (Status.CONFIRMED, Status.COMPLETED)
    TRANSITIONS = {
        "confirm": ({Status.REQUESTED}, Status.CONFIRMED),
        "decline": ({Status.REQUESTED}, Status.DECLINED),
        "cancel_school": ({Status.REQUESTED, Status.CONFIRMED}, Status.CANCELLED_SCHOOL),
        "cancel_host": ({Status.CONFIRMED}, Status.CANCELLED_HOST),
        "complete": ({Status.CONFIRMED}, Status.COMPLETED),
    }

    slot = models.ForeignKey(SiteSlot, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="slot_bookings")
    seats = models.PositiveSmallIntegerField(_("Seats"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    status = models.CharField(_("State"), max_length=16, choices=Status, default=Status.REQUESTED)

    objects = SlotBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Booking")
        verbose_name_plural = _("Bookings")
        constraints = [models.CheckConstraint(condition=models.Q(seats__gte=1), name="booking_has_seats")]
        triggers = [
            pgtrigger.Trigger(
                name="count_seats_taken",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    UPDATE profprobes_siteslot SET seats_taken = held.seats,
                        status = CASE WHEN status IN ('open', 'full') THEN CASE WHEN held.seats >= seats_total THEN 'full' ELSE 'open' END ELSE status END
                    FROM (SELECT COALESCE(SUM(seats), 0) AS seats FROM profprobes_slotbooking
                          WHERE slot_id = COALESCE(NEW.slot_id, OLD.slot_id) AND status IN ('confirmed', 'completed')) AS held
                    WHERE id = COALESCE(NEW.slot_id, OLD.slot_id);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.slot}"
