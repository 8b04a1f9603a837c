"""Councils: seats, meetings with agenda and attendance (NR28)."""

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets_governance import (
    AgendaItemQuerySet,
    CouncilMeetingQuerySet,
    CouncilMemberQuerySet,
    CouncilQuerySet,
)
from .networks import Network
from .organisations import Organisation
from .reference import DateRange, Region


def order_scan_path(order: Any, name: str) -> str:
    """Where the scan of an order lies in the private store."""
    return f"orders/{order.decision_id}/{order.organisation_id}/{name}"


@pghistory.track(pghistory.UpdateEvent())
class Council(models.Model):
    """A council of a network or, the consultative one, of a region. Not the coordinating hub: that is the operator organisation [003b §10.23]."""

    class Kind(models.TextChoices):
        COORDINATING = "coordinating", _("Coordinating council")
        METHODICAL = "methodical", _("Network methodical council")
        INTERLEVEL = "interlevel", _("Interlevel methodical council")
        CONSULTATIVE = "consultative", _("Consultative council")
        PROJECT_OFFICE = "project_office", _("Project office")

    class Per(models.TextChoices):
        TERM = "term", pgettext_lazy("council meets", "School term")
        HALF_YEAR = "half_year", pgettext_lazy("council meets", "Half-year")

    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="councils")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="councils", verbose_name=_("Region"))
    kind = models.CharField(_("Kind"), max_length=14, choices=Kind, default=Kind.COORDINATING)
    formed_on = models.DateField(_("Formed on"))
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    min_meetings = models.PositiveSmallIntegerField(_("Fewest meetings"), default=1)
    meets_per = models.CharField(_("Meetings are counted per"), max_length=10, choices=Per, default=Per.HALF_YEAR)
    seats_per_org = models.PositiveSmallIntegerField(_("Seats of an organisation"), default=2)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Council")
        verbose_name_plural = _("Councils")
        ordering = ["network", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(network__isnull=False, region__isnull=True) | models.Q(network__isnull=True, region__isnull=False),
                name="council_of_network_or_region",
            ),
            models.CheckConstraint(condition=models.Q(seats_per_org__in=[1, 2]), name="council_seats_one_or_two"),
            models.CheckConstraint(condition=models.Q(min_meetings__gte=1), name="council_meets_at_least_once"),
            models.UniqueConstraint(
                fields=["network", "kind"], condition=models.Q(closed_on__isnull=True), name="council_kind_once_in_network"
            ),
            models.UniqueConstraint(
                fields=["region", "kind"], condition=models.Q(closed_on__isnull=True), name="council_kind_once_in_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.owner_title}"

    @property
    def owner_title(self) -> str:
        """The network or the region whose council it is, in the person's language."""
        return self.network.title if self.network else self.region.name if self.region else ""

    def owner_title_in(self, language: str) -> str:
        return self.network.title_in(language) if self.network else self.region.name_in(language) if self.region else ""


SEATS_PER_ORGANISATION = """
PERFORM 1 FROM network_council c WHERE c.id = NEW.council_id FOR UPDATE;
IF NEW.seat <> 'expert' AND (
    SELECT count(*) FROM network_councilmember m
    WHERE m.council_id = NEW.council_id AND m.organisation_id = NEW.organisation_id AND m.seat <> 'expert' AND m.id <> NEW.id
    AND daterange(m.valid_from, m.valid_until, '[]') && daterange(NEW.valid_from, NEW.valid_until, '[]')
) >= (SELECT c.seats_per_org FROM network_council c WHERE c.id = NEW.council_id) THEN
    RAISE EXCEPTION 'council_seats_per_organisation: no seat left for the organisation'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'council_seats_per_organisation';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class CouncilMember(models.Model):
    """A seat in a council. The name is held because it stands in minutes; seen by the network; kept 10 years after the council's end (NR12)."""

    class Seat(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("council seat", "Chair")
        DEPUTY = "deputy", pgettext_lazy("council seat", "Deputy chair")
        SECRETARY = "secretary", pgettext_lazy("council seat", "Secretary")
        COORDINATOR = "coordinator", pgettext_lazy("council seat", "Council coordinator")
        MEMBER = "member", pgettext_lazy("council seat", "Member")
        EXPERT = "expert", pgettext_lazy("council seat", "Independent expert")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="council_seats", verbose_name=_("Person"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="council_seats", verbose_name=_("Organisation"))
    seat = models.CharField(_("Seat in the council"), max_length=12, choices=Seat, default=Seat.MEMBER)
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Substitute")
    )

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Council member")
        verbose_name_plural = _("Council members")
        ordering = ["council", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="council_seat_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("person")), name="council_substitute_is_another"
            ),
            ExclusionConstraint(
                name="council_person_sits_once",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            ExclusionConstraint(
                name="council_has_one_chair_one_secretary",
                condition=models.Q(seat__in=["chair", "secretary"]),
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="council_seats_per_organisation",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=SEATS_PER_ORGANISATION,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_seat_display()}"

    @property
    def votes(self) -> bool:
        """Experts do not vote (NR29)."""
        return self.seat != self.Seat.EXPERT


@pghistory.track(pghistory.UpdateEvent())
class CouncilMeeting(StateMachine):
    """A meeting: planned, invited to, held, its minutes signed. Minutes are kept 10 years and then archived (NR12)."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "Planned")
        INVITED = "invited", pgettext_lazy("meeting", "Invitations sent")
        HELD = "held", pgettext_lazy("meeting", "Held")
        SIGNED = "signed", pgettext_lazy("meeting", "Minutes signed")
        NOT_HELD = "not_held", pgettext_lazy("meeting", "Not held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    TRANSITIONS = {
        "invite": ({Status.PLANNED}, Status.INVITED),
        "replan": ({Status.PLANNED, Status.INVITED}, Status.PLANNED),
        "hold": ({Status.INVITED}, Status.HELD),
        "sign": ({Status.HELD}, Status.SIGNED),
        "fail": ({Status.INVITED}, Status.NOT_HELD),
        "cancel": ({Status.PLANNED, Status.INVITED}, Status.CANCELLED),
    }
    STATUS_LOOK = {
        Status.PLANNED: ("neutral", "calendar"),
        Status.INVITED: ("sky", "send"),
        Status.HELD: ("sun", "check"),
        Status.SIGNED: ("leaf", "file-check"),
        Status.NOT_HELD: ("clay", "x"),
        Status.CANCELLED: ("neutral", "ban"),
    }

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("Number"))
    planned_on = models.DateField(_("Date"))
    starts_at = models.TimeField(_("Begins at"))
    place = models.CharField(pgettext_lazy("meeting", "Place"), max_length=300, blank=True)
    online_url = models.URLField(_("Address of the online room"), blank=True)
    held_on = models.DateField(_("Held on"), null=True, blank=True)
    members_count = models.PositiveSmallIntegerField(_("Member organisations"), null=True, blank=True)
    present_count = models.PositiveSmallIntegerField(_("Organisations present"), null=True, blank=True)
    chaired_by = models.ForeignKey(CouncilMember, null=True, blank=True, on_delete=models.PROTECT, related_name="chaired_meetings")
    recorded_by = models.ForeignKey(CouncilMember, null=True, blank=True, on_delete=models.PROTECT, related_name="recorded_meetings")
    chair_signed_at = models.DateTimeField(null=True, blank=True)
    secretary_signed_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PLANNED)

    objects = CouncilMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Council meeting")
        verbose_name_plural = _("Council meetings")
        ordering = ["-planned_on", "-number"]
        indexes = [models.Index(fields=["council", "planned_on"])]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["held", "signed"]) | models.Q(held_on__isnull=False), name="held_meeting_has_its_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="signed") | models.Q(chair_signed_at__isnull=False, secretary_signed_at__isnull=False),
                name="signed_minutes_have_both_hands",
            ),
            models.CheckConstraint(condition=~models.Q(place="") | ~models.Q(online_url=""), name="meeting_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number} · {self.council}"


class AgendaItem(models.Model):
    """A question for the council. Without a meeting it waits for the next agenda: so drafts move on from a meeting that was not held (§9.16).

    ``edition`` counts saves: who saves over a newer text is shown both (NR59).
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(CouncilMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    order = models.PositiveSmallIntegerField(pgettext_lazy("agenda", "No."), default=1)
    question_kk = models.CharField(_("Question (Kazakh)"), max_length=500)
    question_ru = models.CharField(_("Question (Russian)"), max_length=500)
    speaker = models.CharField(pgettext_lazy("agenda", "Speaker"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("agenda", "Minutes"), default=10)
    heard = models.TextField(pgettext_lazy("minutes", "Heard"), blank=True)
    spoke = models.TextField(pgettext_lazy("minutes", "Spoke"), blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    moved_from = models.ForeignKey(CouncilMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="moved_items")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Agenda item")
        verbose_name_plural = _("Agenda items")
        ordering = ["meeting", "order", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        """The question in the person's language."""
        return self.question_in(get_language() or "kk")

    def question_in(self, language: str) -> str:
        return self.question_kk if language == "kk" else self.question_ru


class Attendance(models.Model):
    """Who was at a meeting: the member, the substitute, from afar, or nobody. Held as part of the minutes (NR12)."""

    class State(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "Present")
        REMOTE = "remote", pgettext_lazy("attendance", "Remotely")
        SUBSTITUTE = "substitute", pgettext_lazy("attendance", "Substitute")
        ABSENT = "absent", pgettext_lazy("attendance", "Absent")

    meeting = models.ForeignKey(CouncilMeeting, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(_("Attendance"), max_length=10, choices=State, default=State.ABSENT)
    substitute_name = models.CharField(_("Substitute"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Attendance of a meeting")
        verbose_name_plural = _("Attendance of meetings")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="council_attendance_once"),
            models.CheckConstraint(
                condition=models.Q(state="substitute") & ~models.Q(substitute_name="")
                | ~models.Q(state="substitute") & models.Q(substitute_name=""),
                name="attendance_substitute_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_state_display()}"


class CouncilSignal(models.Model):
    """A warning that was raised once: the council did not meet in a period (NR28). The row keeps a second run of the night from saying it again."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="signals")
    period_from = models.DateField()
    period_until = models.DateField()
    held = models.PositiveSmallIntegerField(default=0)
    required = models.PositiveSmallIntegerField(default=1)
    raised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Signal of a council")
        verbose_name_plural = _("Signals of councils")
        ordering = ["-period_until"]
        constraints = [models.UniqueConstraint(fields=["council", "period_from"], name="council_signal_once")]

    def __str__(self) -> str:
        return f"{self.council} · {self.period_until}"
