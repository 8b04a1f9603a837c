"""The student's journal (practicum page 2.4)."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Subject

from ..querysets_journal import JournalEntryQuerySet
from .placements import Placement
from .rounds import Stage

# R10: the placement's row is held, so that two entries of one day written at once are counted one after the other.
EIGHT_HOURS = """
    PERFORM 1 FROM practicum_placement WHERE id = NEW.placement_id FOR NO KEY UPDATE;
    IF NEW.hours + COALESCE((
        SELECT SUM(hours) FROM practicum_journalentry WHERE placement_id = NEW.placement_id AND date = NEW.date AND id <> NEW.id
    ), 0) > 8 THEN
        RAISE EXCEPTION 'journal_day_of_8_hours: more than 8 hours on one day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_day_of_8_hours';
    END IF;
    RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class JournalEntry(StateMachine):
    """One activity of one day. Held as evidence of the practicum with all versions, 5 years (R62); seen by the student, mentor, leader and the
    coordinators of school and institution. Each of the three writes the own part alone.
    """

    class Activity(models.TextChoices):
        ACQUAINT = "acquaint", pgettext_lazy("journal", "Getting acquainted")
        OBSERVE = "observe", pgettext_lazy("journal", "Observation")
        ANALYSE = "analyse", pgettext_lazy("journal", "Analysis")
        FRAGMENT = "fragment", pgettext_lazy("journal", "Part of a lesson")
        COTEACH = "coteach", pgettext_lazy("journal", "Lesson taught together")
        LESSON = "lesson", pgettext_lazy("journal", "Lesson taught alone")
        CLASSWORK = "classwork", pgettext_lazy("journal", "Work with the class (routine, exercise books)")
        EXTRA = "extra", pgettext_lazy("journal", "Work outside lessons")
        ORGANISE = "organise", pgettext_lazy("journal", "Organising kinds of activity")
        RESEARCH = "research", pgettext_lazy("journal", "Small research")
        METHOD = "method", pgettext_lazy("journal", "Methodical meeting")
        DOCS = "docs", pgettext_lazy("journal", "Papers")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("journal", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("journal", "Sent")
        REVIEWED = "reviewed", pgettext_lazy("journal", "Reviewed")
        RETURNED = "returned", pgettext_lazy("journal", "Returned")
        LOCKED = "locked", pgettext_lazy("journal", "Fixed")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SUBMITTED: ("sky", "send"),
        Status.REVIEWED: ("leaf", "check"),
        Status.RETURNED: ("sun", "undo-2"),
        Status.LOCKED: ("neutral", "lock"),
    }
    OPEN = (Status.DRAFT, Status.RETURNED)
    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.RETURNED}, Status.SUBMITTED),
        "review": ({Status.SUBMITTED}, Status.REVIEWED),
        "return": ({Status.SUBMITTED}, Status.RETURNED),
        "lock": ({Status.DRAFT, Status.SUBMITTED, Status.REVIEWED, Status.RETURNED}, Status.LOCKED),
    }
    TEXTS = ("done", "self_worked", "self_hard", "self_next")

    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="journal", verbose_name=_("Placement"))
    date = models.DateField(_("Day"))
    activity = models.CharField(_("Activity"), max_length=9, choices=Activity)
    stage = models.CharField(_("Stage"), max_length=11, choices=Stage)
    class_label = models.CharField(_("Class"), max_length=30, blank=True)
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    lesson_no = models.PositiveSmallIntegerField(_("Lesson No."), null=True, blank=True)
    topic = models.CharField(_("Topic"), max_length=300, blank=True)
    hours = models.DecimalField(_("Hours"), max_digits=3, decimal_places=1)
    done = models.TextField(_("What was done"), max_length=4000)
    self_worked = models.TextField(_("What worked"), max_length=4000, blank=True)
    self_hard = models.TextField(_("What was hard"), max_length=4000, blank=True)
    self_next = models.TextField(_("Next step"), max_length=4000, blank=True)
    merged = models.BooleanField(default=False, editable=False)
    not_a_pupil = models.BooleanField(_("The names are not of pupils"), default=False)
    formal = models.BooleanField(_("Empty or repeated"), default=False, editable=False)
    late_allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    mentor_opinion = models.TextField(_("Mentor's opinion"), max_length=2000, blank=True)
    leader_advice = models.TextField(_("Leader's advice"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.DRAFT)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Journal entry")
        verbose_name_plural = _("Journal entries")
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["placement", "date"]), models.Index(fields=["placement", "status"])]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0.5, hours__lte=8), name="journal_hours_from_half_to_8"),
            models.CheckConstraint(condition=Q(lesson_no__isnull=True) | Q(lesson_no__lte=10), name="journal_lesson_up_to_10"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "locked"]) | Q(submitted_at__isnull=False), name="sent_entry_has_a_time"
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="eight_hours",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("hours", "date", "placement_id"),
                func=EIGHT_HOURS,
            ),
            pgtrigger.Trigger(
                name="locked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="locked"),
                func="RAISE EXCEPTION 'locked_journal_stays: a fixed entry does not change'"
                " USING ERRCODE = 'check_violation', CONSTRAINT = 'locked_journal_stays';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} · {self.get_activity_display()}"
