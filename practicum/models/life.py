"""Removal signed by both sides, contacts of leaders, reports on visits (practicum page 2.4, R32, R33, R39)."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation

from ..querysets_life import RemovalQuerySet, SupervisorContactQuerySet, VisitReportQuerySet
from .placements import Placement
from .rounds import PracticumRound


@pghistory.track(pghistory.UpdateEvent())
class Removal(StateMachine):
    """A request to end a practicum for discipline or for the programme not done: it works only when school and institution have both signed (R39).
    Names a student and a fault: seen by the student and the coordinators of both sides; kept with the placement, 5 years.
    """

    class Ground(models.TextChoices):
        DISCIPLINE = "discipline", _("Breach of discipline")
        PROGRAMME = "programme", _("The programme is not carried out")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("removal", "Waits for the second signature")
        DONE = "done", pgettext_lazy("removal", "Signed by both")
        DROPPED = "dropped", pgettext_lazy("removal", "Taken back")

    STATUS_LOOK = {Status.OPEN: ("sun", "hourglass"), Status.DONE: ("clay", "ban"), Status.DROPPED: ("neutral", "undo-2")}
    TRANSITIONS = {"finish": ({Status.OPEN}, Status.DONE), "drop": ({Status.OPEN}, Status.DROPPED)}

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="removals", verbose_name=_("Placement"))
    ground = models.CharField(_("Kind"), max_length=10, choices=Ground)
    reason = models.TextField(_("What happened"), max_length=2000)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(_("Decision by"))
    school_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_at = models.DateTimeField(_("The school signed"), null=True, blank=True)
    owner_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_at = models.DateTimeField(_("The institution signed"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.OPEN)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Removal from the practicum")
        verbose_name_plural = _("Removals from the practicum")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["placement"], condition=Q(status="open"), name="one_open_removal"),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(school_at__isnull=False, owner_at__isnull=False), name="removal_signed_by_both"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.placement} · {self.get_ground_display()}"


@pghistory.track(pghistory.InsertEvent())
class SupervisorContact(models.Model):
    """A contact of a leader with a school. Names staff and trainees; seen by the leader, both coordinators, the mentors; kept with the round, 5 years."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit to the school")
        ONLINE = "online", _("Online contact")
        MENTOR_MEETING = "mentor_meeting", _("Meeting of curators and mentors")
        MENTOR_INTERVIEW = "mentor_interview", _("Interview with a mentor")

    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practicum_contacts", verbose_name=_("Practicum leader")
    )
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("Round"))
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practicum_contacts", verbose_name=_("School"))
    date = models.DateField(_("Date"))
    kind = models.CharField(_("Kind"), max_length=16, choices=Kind, default=Kind.VISIT)
    placements = models.ManyToManyField(Placement, blank=True, related_name="contacts", verbose_name=_("Students met"))
    note = models.TextField(_("Remark"), max_length=2000)
    proposals = models.TextField(_("Proposals"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SupervisorContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Contact of a leader")
        verbose_name_plural = _("Contacts of leaders")
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["round", "school", "date"]), models.Index(fields=["supervisor", "date"])]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="mentor_interview") | ~Q(proposals=""), name="interview_has_proposals"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.school} · {self.date:%d.%m.%Y}"


@pghistory.track(pghistory.UpdateEvent())
class VisitReport(StateMachine):
    """The report on a visit (PR-17): a visit without a submitted report counts for nothing (R33). Seen with the contact; kept as long."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("visit report", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("visit report", "Sent")
        ACKNOWLEDGED = "acknowledged", _("The school has read it")

    STATUS_LOOK = {Status.DRAFT: ("sun", "pencil"), Status.SUBMITTED: ("sky", "send"), Status.ACKNOWLEDGED: ("leaf", "check-check")}
    TRANSITIONS = {"submit": ({Status.DRAFT}, Status.SUBMITTED), "acknowledge": ({Status.SUBMITTED}, Status.ACKNOWLEDGED)}
    COUNTS = (Status.SUBMITTED, Status.ACKNOWLEDGED)

    contact = models.OneToOneField(SupervisorContact, on_delete=models.CASCADE, related_name="report", verbose_name=_("Visit"))
    time_from = models.TimeField(_("From"), null=True, blank=True)
    time_to = models.TimeField(_("Until"), null=True, blank=True)
    mentors_met = models.CharField(_("Mentors met"), max_length=500, blank=True)
    lessons_seen = models.TextField(_("Lessons seen"), max_length=1000, blank=True)
    admission_checked = models.BooleanField(_("Papers of admission checked"), default=False)
    journal_checked = models.BooleanField(_("Diary and plan checked"), default=False)
    attendance = models.CharField(_("Attendance"), max_length=500, blank=True)
    successes = models.TextField(_("Successes"), max_length=2000, blank=True)
    problems = models.TextField(_("Problems"), max_length=2000, blank=True)
    recommendations = models.TextField(_("Recommendations"), max_length=2000, blank=True)
    agreements = models.TextField(_("Agreements: who, by when"), max_length=2000, blank=True)
    next_visit_on = models.DateField(_("Next visit"), null=True, blank=True)
    due_on = models.DateField(_("Report by"))
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    school_remark = models.CharField(_("Remark of the school"), max_length=1000, blank=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = VisitReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Report on a visit")
        verbose_name_plural = _("Reports on visits")
        ordering = ["-contact__date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(submitted_at__isnull=False) & ~Q(successes="") & ~Q(recommendations=""), name="sent_report_is_filled"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def was_late(self) -> bool:
        """Sent after its term: flagged, never refused."""
        from django.utils import timezone

        return self.submitted_at is not None and timezone.localdate(self.submitted_at) > self.due_on
