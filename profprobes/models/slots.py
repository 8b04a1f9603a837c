"""Slots of a site and their bookings. The database holds the capacity: a trigger counts the seats, a CHECK bounds them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation, Site

from ..querysets import SlotBookingQuerySet, SlotQuerySet
from .sites import TrialMentor

# Whoever writes a slot, the database counts its seats from the bookings. A writer that waited for the row's lock counts after it got the lock, in a
# fresh snapshot (the function is volatile), so two confirmations at once see each other and the CHECK refuses the second.
COUNT_OWN_SEATS = """
    NEW.seats_taken := (SELECT COALESCE(SUM(seats), 0) FROM profprobes_slotbooking WHERE slot_id = NEW.id AND status IN ('confirmed', 'offered', 'completed'));
    IF NEW.status IN ('open', 'full') THEN
        NEW.status := CASE WHEN NEW.seats_taken >= NEW.seats_total THEN 'full' ELSE 'open' END;
    END IF;
    RETURN NEW;
"""


class SiteSlot(StateMachine):
    """A time at which a site takes a group. ``seats_taken`` counts confirmed and offered seats and is written by the database alone, as is open ⇄ full (BR-4)."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("slot", "Open")
        FULL = "full", pgettext_lazy("slot", "Full")
        WITHDRAWN = "withdrawn", pgettext_lazy("slot", "Taken off")
        PAST = "past", pgettext_lazy("slot", "Past")

    class Quota(models.TextChoices):
        OPEN = "open", pgettext_lazy("quota", "General")
        RURAL = "rural", pgettext_lazy("quota", "Rural quota")
        SEN = "sen", pgettext_lazy("quota", "Special needs quota")
        RESERVE = "reserve", pgettext_lazy("quota", "Reserve")

    STATUS_LOOK = {
        Status.OPEN: ("leaf", "lock-open"),
        Status.FULL: ("sky", "users"),
        Status.WITHDRAWN: ("clay", "ban"),
        Status.PAST: ("neutral", "history"),
    }
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
    series = models.ForeignKey(
        "profprobes.SlotSeries", null=True, blank=True, on_delete=models.PROTECT, related_name="slots", verbose_name=_("Series of slots")
    )
    published = models.BooleanField(_("Published"), default=True)
    quota_class = models.CharField(pgettext_lazy("slot", "Quota"), max_length=7, choices=Quota, default=Quota.OPEN)
    release_at = models.DateTimeField(_("Open to everybody from"), null=True, blank=True)
    released_at = models.DateTimeField(_("Opened to everybody"), null=True, blank=True)
    granted_to = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="granted_slots",
        verbose_name=_("Given by the operator to"),
    )
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.OPEN)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Slot")
        verbose_name_plural = _("Slots")
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seats_taken__lte=models.F("seats_total")), name="slot_taken_within_capacity"),
            models.CheckConstraint(condition=models.Q(seats_total__gte=1), name="slot_has_seats"),
            models.CheckConstraint(
                condition=models.Q(quota_class="open", release_at__isnull=True, released_at__isnull=True)
                | (~models.Q(quota_class="open") & models.Q(release_at__isnull=False)),
                name="slot_quota_has_release_date",
            ),
            models.CheckConstraint(
                condition=models.Q(granted_to__isnull=True) | models.Q(quota_class="reserve"), name="slot_only_reserve_is_granted"
            ),
            ExclusionConstraint(
                name="slots_of_a_site_do_not_overlap",
                expressions=[("site", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~models.Q(status="withdrawn"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="count_own_seats", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=COUNT_OWN_SEATS
            )
        ]

    def __str__(self) -> str:
        return f"{self.site} · {localtime(self.period.lower):%d.%m.%Y %H:%M}"

    @property
    def starts(self):
        """Start, aware datetime."""
        return self.period.lower

    @property
    def ends(self):
        """End, aware datetime."""
        return self.period.upper

    @property
    def quota_now(self) -> str:
        """The class that decides who may book: a quota that was released is open (BR-6)."""
        return self.Quota.OPEN if self.released_at else self.quota_class

    @property
    def seats_free(self) -> int:
        return self.seats_total - self.seats_taken


class SlotBooking(StateMachine):
    """A school's claim on seats of a slot. Confirmed = both coordinators have said yes; in instant mode the open slot is the host's yes."""

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("booking", "Requested")
        WAITLISTED = "waitlisted", pgettext_lazy("booking", "On the waiting list")
        OFFERED = "offered", pgettext_lazy("booking", "A place is offered")
        CONFIRMED = "confirmed", pgettext_lazy("booking", "Confirmed")
        DECLINED = "declined", pgettext_lazy("booking", "Declined")
        CANCELLED_SCHOOL = "cancelled_school", pgettext_lazy("booking", "Cancelled by the school")
        CANCELLED_HOST = "cancelled_host", pgettext_lazy("booking", "Cancelled by the partner")
        COMPLETED = "completed", pgettext_lazy("booking", "Held")
        NO_SHOW = "no_show", pgettext_lazy("booking", "Did not come")

    STATUS_LOOK = {
        Status.REQUESTED: ("sun", "clock"),
        Status.WAITLISTED: ("sun", "hourglass"),
        Status.OFFERED: ("sky", "bell"),
        Status.CONFIRMED: ("leaf", "check"),
        Status.DECLINED: ("clay", "x"),
        Status.CANCELLED_SCHOOL: ("neutral", "ban"),
        Status.CANCELLED_HOST: ("clay", "ban"),
        Status.COMPLETED: ("leaf", "check-check"),
        Status.NO_SHOW: ("clay", "user-x"),
    }
    WAITING = (Status.REQUESTED, Status.WAITLISTED, Status.OFFERED)
    LIVE = (*WAITING, Status.CONFIRMED)
    HOLDS_SEATS = (Status.CONFIRMED, Status.COMPLETED)
    TRANSITIONS = {
        "confirm": ({Status.REQUESTED}, Status.CONFIRMED),
        "waitlist": ({Status.REQUESTED}, Status.WAITLISTED),
        "offer": ({Status.WAITLISTED}, Status.OFFERED),
        "accept": ({Status.OFFERED}, Status.CONFIRMED),
        "let_go": ({Status.OFFERED}, Status.WAITLISTED),
        "decline": (set(WAITING), Status.DECLINED),
        "cancel_school": (set(LIVE), Status.CANCELLED_SCHOOL),
        "cancel_host": ({Status.CONFIRMED}, Status.CANCELLED_HOST),
        "complete": ({Status.CONFIRMED}, Status.COMPLETED),
        "miss": ({Status.CONFIRMED}, Status.NO_SHOW),
    }

    slot = models.ForeignKey(SiteSlot, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="slot_bookings")
    seats = models.PositiveSmallIntegerField(_("Seats"))
    sen_seats = models.PositiveSmallIntegerField(_("Pupils with special needs"), default=0)
    priority = models.SmallIntegerField(_("Priority"), null=True, blank=True)
    priority_parts = models.JSONField(_("Summands of the priority"), default=dict, blank=True)
    offered_until = models.DateTimeField(_("Place held until"), null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)  # the operator was told that the host has not answered (S8)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    status = models.CharField(_("State"), max_length=16, choices=Status, default=Status.REQUESTED)

    objects = SlotBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Booking")
        verbose_name_plural = _("Bookings")
        constraints = [
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="booking_has_seats"),
            models.CheckConstraint(condition=models.Q(sen_seats__lte=models.F("seats")), name="booking_sen_within_seats"),
            models.CheckConstraint(
                condition=models.Q(status="offered", offered_until__isnull=False)
                | (~models.Q(status="offered") & models.Q(offered_until__isnull=True)),
                name="booking_offer_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["slot", "school"],
                condition=models.Q(status__in=["requested", "waitlisted", "offered", "confirmed"]),
                name="one_live_booking_per_school",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="count_seats_taken",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # OLD and NEW differ when a booking moves to another slot: both are counted again.
                func="UPDATE profprobes_siteslot SET seats_taken = seats_taken WHERE id IN (NEW.slot_id, OLD.slot_id); RETURN NULL;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.slot}"
