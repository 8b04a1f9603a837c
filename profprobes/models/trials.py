"""The trial, its group, its visit and the pupils who take part."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel
from core.states import StateMachine
from network.models import AcademicYear, ClassGroup, Membership, Organisation
from portfolio.models import Artefact

from ..querysets import ParticipationQuerySet, TrialQuerySet, TrialSessionQuerySet
from .catalogue import TrialProgramme
from .sites import TrialMentor
from .slots import SlotBooking


class TrialGroup(models.Model):
    """Pupils of one or several classes who go together."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trial_groups")
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=60)
    classes = models.ManyToManyField(ClassGroup, related_name="trial_groups")

    class Meta:
        verbose_name = _("Trial group")
        verbose_name_plural = _("Trial groups")

    def __str__(self) -> str:
        return self.name


class Trial(StateMachine):
    """A career trial of one group at one host. Consents, form В and form Г belong to the whole trial; form А, booking and briefings to its visit.
    Seen by school, class teacher, host, mentor and the pupils in it; kept until leaving school + 3 years.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("trial", "Draft")
        PLANNED = "planned", pgettext_lazy("trial", "Planned")
        RUNNING = "running", pgettext_lazy("trial", "In progress")
        HELD = "held", pgettext_lazy("trial", "Held")
        CLOSED = "closed", pgettext_lazy("trial", "Closed")
        MOVED = "moved", pgettext_lazy("trial", "Postponed")
        CANCELLED = "cancelled", pgettext_lazy("trial", "Cancelled")

    class Cards(models.TextChoices):
        FORM = "form", _("Form Б for each pupil")
        GROUP = "group", _("Group card (annex 5)")
        BOTH = "both", _("Form Б and the group card")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.PLANNED: ("sky", "calendar-check"),
        Status.RUNNING: ("sun", "play"),
        Status.HELD: ("sky", "flag"),
        Status.CLOSED: ("leaf", "check-check"),
        Status.MOVED: ("sun", "calendar-x"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "plan": ({Status.DRAFT, Status.MOVED}, Status.PLANNED),
        "start": ({Status.PLANNED}, Status.RUNNING),
        "hold": ({Status.RUNNING}, Status.HELD),
        "close": ({Status.HELD}, Status.CLOSED),
        "postpone": ({Status.PLANNED}, Status.MOVED),
        "cancel": ({Status.DRAFT, Status.PLANNED, Status.MOVED, Status.RUNNING}, Status.CANCELLED),
    }

    number = models.CharField(_("Number"), max_length=40, unique=True)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trials_as_school", verbose_name=_("School"))
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trials_as_host", verbose_name=_("Partner"))
    programme = models.ForeignKey(TrialProgramme, on_delete=models.PROTECT, related_name="trials", verbose_name=_("Programme"))
    group = models.ForeignKey(TrialGroup, on_delete=models.PROTECT, related_name="trials", verbose_name=_("Group"))
    mentor = models.ForeignKey(
        TrialMentor, null=True, blank=True, on_delete=models.PROTECT, related_name="trials", verbose_name=_("Mentor")
    )
    responsible = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible person of the school")
    )
    accompanying = models.ManyToManyField(Membership, related_name="+", blank=True, verbose_name=_("Accompanying adults"))
    cycle = models.ForeignKey(
        "TrialCycle", null=True, blank=True, on_delete=models.PROTECT, related_name="trials", verbose_name=_("Cycle of trials")
    )
    photo_choice = models.CharField(_("Photo choice of the school"), max_length=10, choices=PhotoLevel, default=PhotoLevel.PUBLISH)
    cards = models.CharField(_("Card of the specialist"), max_length=5, choices=Cards, default=Cards.FORM)  # BR-32
    table3 = models.BooleanField(_("Criteria of a trial (table 3)"), null=True, blank=True)  # BR-35; empty: as the kind of the trial says
    informing_date = models.DateField(_("Pupils and parents informed on"), null=True, blank=True)
    diagnostics_date = models.DateField(_("Diagnostics held on"), null=True, blank=True)
    counts_as_trial = models.BooleanField(null=True, editable=False)
    closing_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("Career trial")
        verbose_name_plural = _("Career trials")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=models.Q(cards__in=["form", "group", "both"]), name="card_of_a_trial_is_known")]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    @property
    def title(self) -> str:
        """Name of the trial in the person's language."""
        return self.programme.name_in(get_language() or "kk")

    @property
    def scores_table3(self) -> bool:
        """Is table 3 scored? The school's choice, else on for an in-depth trial only (BR-35)."""
        return self.programme.kind == TrialProgramme.Kind.IN_DEPTH if self.table3 is None else self.table3

    @property
    def visit(self) -> "TrialSession | None":
        """The practical session; a trial of several sessions shows its first."""
        sessions = list(self.sessions.all())
        return sessions[0] if sessions else None


class TrialSession(StateMachine):
    """A visit to the site. ``group`` and ``mentor`` repeat the trial's, so that the database can refuse that either is in two places at once (BR-13)."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("visit", "Planned")
        READY = "ready", pgettext_lazy("visit", "Ready")
        IN_PROGRESS = "in_progress", pgettext_lazy("visit", "In progress")
        HELD = "held", pgettext_lazy("visit", "Held")
        MOVED = "moved", pgettext_lazy("visit", "Postponed")
        CANCELLED = "cancelled", pgettext_lazy("visit", "Cancelled")

    STATUS_LOOK = {
        Status.PLANNED: ("sun", "clock"),
        Status.READY: ("leaf", "check"),
        Status.IN_PROGRESS: ("sun", "play"),
        Status.HELD: ("sky", "flag"),
        Status.MOVED: ("sun", "calendar-x"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    LIVE = (Status.PLANNED, Status.READY, Status.IN_PROGRESS, Status.HELD)
    TRANSITIONS = {
        "make_ready": ({Status.PLANNED}, Status.READY),
        "unready": ({Status.READY}, Status.PLANNED),
        "start": ({Status.READY}, Status.IN_PROGRESS),
        "hold": ({Status.IN_PROGRESS}, Status.HELD),
        "postpone": ({Status.PLANNED, Status.READY}, Status.MOVED),
        "plan_again": ({Status.MOVED}, Status.PLANNED),
        "cancel": ({Status.PLANNED, Status.READY, Status.MOVED, Status.IN_PROGRESS}, Status.CANCELLED),
    }

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="sessions")
    booking = models.OneToOneField(SlotBooking, null=True, blank=True, on_delete=models.PROTECT, related_name="session")
    group = models.ForeignKey(TrialGroup, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(TrialMentor, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    period = DateTimeRangeField(_("Time"))
    break_minutes = models.PositiveSmallIntegerField(_("Breaks, minutes"), default=0)
    families_informed_at = models.DateTimeField(null=True, blank=True)
    late_notice_reason = models.CharField(_("Reason for the late notice"), max_length=300, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)  # the school was told that the gate is still red
    tools_shown = models.BooleanField(_("The mentor showed the tools"), null=True)
    chain_done = models.BooleanField(_("The pupils carried out the actions in order"), null=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.PLANNED)

    objects = TrialSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Visit")
        verbose_name_plural = _("Visits")
        ordering = ["period"]
        constraints = [
            ExclusionConstraint(
                name="group_in_one_place",
                expressions=[("group", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~models.Q(status__in=["moved", "cancelled"]),
            ),
            ExclusionConstraint(
                name="mentor_in_one_place",
                expressions=[("mentor", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(mentor__isnull=False) & ~models.Q(status__in=["moved", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial} · {localtime(self.period.lower):%d.%m.%Y}"

    @property
    def starts(self):
        """Start, aware datetime."""
        return self.period.lower

    @property
    def ends(self):
        """End, aware datetime."""
        return self.period.upper

    @property
    def minutes(self) -> int:
        """Length in whole minutes."""
        return int((self.period.upper - self.period.lower).total_seconds() // 60)


class Participation(StateMachine):
    """One pupil in one trial. Joining is voluntary; an adult cannot admit a pupil who said no (BR-19)."""

    class Status(models.TextChoices):
        INVITED = "invited", pgettext_lazy("participation", "Invited")
        VOLUNTEERED = "volunteered", pgettext_lazy("participation", "Wants to take part")
        ADMITTED = "admitted", pgettext_lazy("participation", "Admitted")
        ATTENDED = "attended", pgettext_lazy("participation", "Took part")
        ABSENT = "absent", pgettext_lazy("participation", "Did not come")
        WITHDRAWN = "withdrawn", pgettext_lazy("participation", "Declined to take part")
        NOT_ADMITTED = "not_admitted", pgettext_lazy("participation", "Not admitted")

    class Outcome(models.TextChoices):
        CONTINUE = "continue", _("I want to continue")
        UNSURE = "unsure", _("I do not know yet")
        NOT_FOR_ME = "not_for_me", _("It does not suit me")

    STATUS_LOOK = {
        Status.INVITED: ("neutral", "mail"),
        Status.VOLUNTEERED: ("sun", "hand"),
        Status.ADMITTED: ("leaf", "check"),
        Status.ATTENDED: ("leaf", "check-check"),
        Status.ABSENT: ("neutral", "circle-minus"),
        Status.WITHDRAWN: ("neutral", "x"),
        Status.NOT_ADMITTED: ("clay", "ban"),
    }
    # In the group, whether or not the family has answered.
    IN_GROUP = (Status.INVITED, Status.VOLUNTEERED, Status.ADMITTED, Status.ATTENDED, Status.ABSENT)
    TRANSITIONS = {
        "volunteer": ({Status.INVITED, Status.WITHDRAWN, Status.NOT_ADMITTED}, Status.VOLUNTEERED),
        "admit": ({Status.VOLUNTEERED}, Status.ADMITTED),
        "reconsider": ({Status.ADMITTED}, Status.VOLUNTEERED),
        "attend": ({Status.ADMITTED}, Status.ATTENDED),
        "miss": ({Status.ADMITTED}, Status.ABSENT),
        "withdraw": ({Status.INVITED, Status.VOLUNTEERED, Status.ADMITTED, Status.NOT_ADMITTED}, Status.WITHDRAWN),
        "refuse": ({Status.INVITED, Status.VOLUNTEERED, Status.ADMITTED}, Status.NOT_ADMITTED),
    }

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="participations")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="+")
    pupil_said_no = models.BooleanField(default=False)
    removed_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # taken out of the group by the school: a late consent changes nothing
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Outcome, blank=True, default="")
    photo_effective = models.CharField(max_length=10, choices=PhotoLevel, default=PhotoLevel.NO)
    artefacts = models.ManyToManyField(Artefact, related_name="participations", blank=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.INVITED)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Participation")
        verbose_name_plural = _("Participations")
        constraints = [models.UniqueConstraint(fields=["trial", "pupil"], name="pupil_once_in_a_trial")]

    def __str__(self) -> str:
        return f"{self.pupil} · {self.trial}"


class SessionAttendance(models.Model):
    """Who was at a visit."""

    class Mark(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "Present")
        ABSENT = "absent", pgettext_lazy("attendance", "Absent")
        LATE = "late", pgettext_lazy("attendance", "Came late")
        LEFT = "left", pgettext_lazy("attendance", "Left early")

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="attendance")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="attendance")
    mark = models.CharField(max_length=8, choices=Mark)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Attendance")
        verbose_name_plural = _("Attendance")
        constraints = [models.UniqueConstraint(fields=["session", "participation"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.participation}: {self.get_mark_display()}"
