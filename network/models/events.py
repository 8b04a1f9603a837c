"""Events of networks and organisations, their series and who came (network page 2.7)."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets_plans import EventQuerySet, OfEventQuerySet
from .organisations import Organisation


class EventKind(models.TextChoices):
    """Kinds of events, with the words of the sources."""

    STRATEGY = "strategy", _("Strategy session")
    PLC = "plc", _("Methodical seminar (PLC session)")
    INTERSCHOOL = "interschool", _("Network interschool session")
    CONFERENCE = "conference", _("Final conference")
    FORUM = "forum", _("School–university forum")
    SECTION = "section", _("Methodical section")
    MASTERCLASS = "masterclass", _("Master class")
    TEAM = "team", _("Team building and planning seminar")
    VISIT = "visit", _("Mutual visit")
    METHOD_DAY = "method_day", _("Joint methodical day")
    OPEN_LESSON = "open_lesson", _("Joint open lesson")
    STAFF_PLACEMENT = "staff_placement", _("Teacher's placement")
    CONTEST = "contest", _("Contest of mastery")
    PED_COUNCIL = "ped_council", _("Joint pedagogical council")
    OPEN_DAY = "open_day", _("Open day")
    JOB_FAIR = "job_fair", _("Job fair")
    FAIR = "fair", _("Fair of professions")
    EXCURSION = "excursion", _("Excursion")
    COURSE = "course", _("Course, training")
    COUNCIL = "council", pgettext_lazy("event kind", "Council meeting")
    WEBINAR = "webinar", _("Online seminar")
    REGIONAL = "regional", _("Interregional seminar")
    OTHER = "other", pgettext_lazy("event kind", "Other")


class EventSeries(models.Model):
    """The rule by which single events were made (NR49): each can be moved alone, the rule itself is never replayed over them."""

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("Every month on a weekday")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")

    frequency = models.CharField(pgettext_lazy("series", "Repeats"), max_length=11, choices=Frequency, default=Frequency.MONTHLY)
    week = models.SmallIntegerField(_("Which week of the month"), default=1)
    weekday = models.PositiveSmallIntegerField(_("Weekday"), default=1)
    until = models.DateField(_("Until"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Series of events")
        verbose_name_plural = _("Series of events")
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="series_weekday"),
            models.CheckConstraint(condition=models.Q(week__in=[-1, 1, 2, 3, 4]), name="series_week_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.get_frequency_display()} → {self.until}"


@pghistory.track(pghistory.UpdateEvent())
class CalendarEvent(StateMachine):
    """An event: who holds it, when, where, for whom. Names of invited people are held to invite them and to count who came; seen by the network or
    organisation, by those invited, by the region; kept with the network, attendance 3 years after the event's year.
    """

    class Mode(models.TextChoices):
        ONSITE = "onsite", pgettext_lazy("event", "Face to face")
        ONLINE = "online", pgettext_lazy("event", "Online")
        MIXED = "mixed", pgettext_lazy("event", "Mixed")

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("event", "Planned")
        CONFIRMED = "confirmed", pgettext_lazy("event", "Confirmed")
        MOVED = "moved", pgettext_lazy("event", "Moved, a new date is awaited")
        HELD = "held", pgettext_lazy("event", "Held")
        CLOSED = "closed", pgettext_lazy("event", "Minutes signed")
        NOT_HELD = "not_held", pgettext_lazy("event", "Not held")
        CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")

    AHEAD = (Status.PLANNED, Status.CONFIRMED)
    TRANSITIONS = {
        "confirm": ({Status.PLANNED}, Status.CONFIRMED),
        "move": ({Status.PLANNED, Status.CONFIRMED}, Status.MOVED),
        "replan": ({Status.MOVED}, Status.PLANNED),
        "hold": ({Status.PLANNED, Status.CONFIRMED}, Status.HELD),
        "fail": ({Status.PLANNED, Status.CONFIRMED, Status.MOVED}, Status.NOT_HELD),
        "cancel": ({Status.PLANNED, Status.CONFIRMED, Status.MOVED}, Status.CANCELLED),
        "close": ({Status.HELD}, Status.CLOSED),
    }
    STATUS_LOOK = {
        Status.PLANNED: ("sky", "calendar"),
        Status.CONFIRMED: ("sky", "calendar-check"),
        Status.MOVED: ("sun", "refresh-cw"),
        Status.HELD: ("leaf", "check"),
        Status.CLOSED: ("leaf", "check-check"),
        Status.NOT_HELD: ("clay", "x"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    TOOK_PLACE = (Status.HELD, Status.CLOSED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title_kk = models.CharField(_("Title (Kazakh)"), max_length=200)
    title_ru = models.CharField(_("Title (Russian)"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=16, choices=EventKind)
    network = models.ForeignKey(
        "network.Network",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="calendar_events",
        verbose_name=pgettext_lazy("one", "Network"),
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="calendar_events", verbose_name=_("Organisation")
    )
    host = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="hosted_events", verbose_name=pgettext_lazy("event", "Held by")
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="organised_events",
        verbose_name=pgettext_lazy("event", "Organiser"),
    )
    starts = models.DateTimeField(pgettext_lazy("event", "Begins"))
    ends = models.DateTimeField(pgettext_lazy("event", "Ends"))
    mode = models.CharField(pgettext_lazy("event", "Mode"), max_length=6, choices=Mode, default=Mode.ONSITE)
    place = models.CharField(pgettext_lazy("event", "Place"), max_length=300, blank=True)
    url = models.URLField(_("Address of the online room"), blank=True)
    goal_kk = models.TextField(_("Goal (Kazakh)"))
    goal_ru = models.TextField(_("Goal (Russian)"))
    format = models.CharField(pgettext_lazy("event", "Format"), max_length=200, blank=True)
    participants_kk = models.TextField(_("Participants (Kazakh)"), blank=True)
    participants_ru = models.TextField(_("Participants (Russian)"), blank=True)
    invited_organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="invited_to_events", verbose_name=_("Invited organisations")
    )
    invited_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="invited_to_events", verbose_name=_("Invited people")
    )
    invited_roles = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("Invited roles"))
    is_open = models.BooleanField(_("Open to everybody"), default=False)
    plan_item = models.ForeignKey(
        "network.PlanItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="calendar_events", verbose_name=_("Plan item")
    )
    capacity = models.PositiveSmallIntegerField(pgettext_lazy("event", "Number of places"), null=True, blank=True)
    reserve_on = models.DateField(_("Reserve date"), null=True, blank=True)
    series = models.ForeignKey(EventSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    series_day = models.DateField(null=True, blank=True)
    override_reason = models.CharField(_("Why on this day nevertheless"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    signalled_for = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PLANNED)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Event")
        verbose_name_plural = _("Events")
        ordering = ["starts", "pk"]
        indexes = [
            models.Index(fields=["network", "starts"]),
            models.Index(fields=["organisation", "starts"]),
            models.Index(fields=["ends"], condition=models.Q(status__in=["planned", "confirmed"]), name="event_to_mark"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(network__isnull=False, organisation__isnull=True)
                | models.Q(network__isnull=True, organisation__isnull=False),
                name="event_of_network_or_organisation",
            ),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(mode="onsite") & ~models.Q(place="")
                | models.Q(mode="online") & ~models.Q(url="")
                | models.Q(mode="mixed") & ~models.Q(place="") & ~models.Q(url=""),
                name="event_has_a_place",
            ),
            models.CheckConstraint(condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1), name="event_has_places"),
            models.UniqueConstraint(fields=["series", "series_day"], name="event_once_in_series"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the person's language."""
        return self.title_in(get_language() or "kk")

    def title_in(self, language: str) -> str:
        return self.title_kk if language == "kk" else self.title_ru

    @property
    def goal(self) -> str:
        """The goal in the person's language."""
        return self.goal_in(get_language() or "kk")

    def goal_in(self, language: str) -> str:
        return self.goal_kk if language == "kk" else self.goal_ru

    @property
    def participants(self) -> str:
        """Whom the event is for, in the person's language."""
        return self.participants_in(get_language() or "kk")

    def participants_in(self, language: str) -> str:
        return self.participants_kk if language == "kk" else self.participants_ru

    @property
    def owner(self) -> Any:
        """The network or the organisation in whose calendar it stands."""
        return self.network or self.organisation

    @property
    def took_place(self) -> bool:
        """Held, with or without signed minutes."""
        return self.status in self.TOOK_PLACE

    @property
    def is_ahead(self) -> bool:
        """Planned or confirmed."""
        return self.status in self.AHEAD

    @property
    def may_be_held(self) -> bool:
        """An event can be marked as held once it has begun."""
        return self.is_ahead and self.starts <= timezone.now()

    @property
    def is_late(self) -> bool:
        """It is over and nobody said whether it was held."""
        return self.is_ahead and self.ends <= timezone.now()


@pghistory.track(pghistory.UpdateEvent())
class EventAttendance(models.Model):
    """Who was at an event. A person of the portal, or a name typed in for somebody who has no account (§9.18). Held to count participation (NET09) and
    to print the sheet (NW-40); seen by the participants and by those who see the event; kept 3 years after the event's year.
    """

    class Mark(models.TextChoices):
        PRESENT = "present", pgettext_lazy("event attendance", "Present")
        REMOTE = "remote", pgettext_lazy("event attendance", "Remotely")
        ABSENT = "absent", pgettext_lazy("event attendance", "Absent")

    class Side(models.TextChoices):
        SCHOOL_TEACHER = "school_teacher", _("School teacher")
        METHODIST = "methodist", _("Methodist or curator of the college or university")
        ADMINISTRATION = "administration", pgettext_lazy("attendance", "Administration")
        OTHER = "other", pgettext_lazy("attendance", "Other")

    class Duty(models.TextChoices):
        FACILITATOR = "facilitator", _("Facilitator")
        SECRETARY = "secretary", pgettext_lazy("session", "Secretary")
        TIMEKEEPER = "timekeeper", _("Timekeeper")

    event = models.ForeignKey(CalendarEvent, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="attended_events", verbose_name=_("Person")
    )
    name = models.CharField(_("Surname, name, patronymic"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    organisation_name = models.CharField(_("Organisation, in words"), max_length=200, blank=True)
    side = models.CharField(_("Takes part as"), max_length=14, choices=Side, default=Side.OTHER)
    mark = models.CharField(_("Attendance"), max_length=7, choices=Mark, default=Mark.PRESENT)
    duty = models.CharField(_("Role in the session"), max_length=11, choices=Duty, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Attendance of an event")
        verbose_name_plural = _("Attendance of events")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, name="") | models.Q(person__isnull=True) & ~models.Q(name=""),
                name="event_attendance_person_or_name",
            ),
            models.UniqueConstraint(fields=["event", "person"], condition=models.Q(person__isnull=False), name="event_attendance_once"),
            models.UniqueConstraint(
                fields=["event", "name", "organisation", "organisation_name"],
                condition=models.Q(person__isnull=True),
                name="event_attendance_name_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["event", "duty"], condition=~models.Q(duty=""), name="session_duty_once"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The person's name, or the one that was typed in."""
        return self.person.full_name if self.person else self.name

    def organisation_in(self, language: str) -> str:
        """The organisation as the sheet prints it."""
        return self.organisation.short_name_in(language) if self.organisation else self.organisation_name


def event_file_path(row: Any, name: str) -> str:
    """Where a material of an event lies in the private store."""
    return f"events/{row.event_id}/{name}"
