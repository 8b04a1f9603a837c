"""Who leads whom (mentoring page 2.3). SupervisorAssignment of the practicum page is a row of this table."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation
from network.models.reference import DateRange

from ..querysets import MentorAssignmentQuerySet
from .register import MentorProfile

# The register counts anew whenever an assignment of a mentor comes, moves or goes.
TOUCH_PROFILE = """
    IF TG_OP <> 'INSERT' AND OLD.profile_id IS NOT NULL THEN
        UPDATE mentoring_mentorprofile SET active_load = active_load WHERE id = OLD.profile_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.profile_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.profile_id IS DISTINCT FROM OLD.profile_id) THEN
        UPDATE mentoring_mentorprofile SET active_load = active_load WHERE id = NEW.profile_id;
    END IF;
    RETURN NULL;
"""


@pghistory.track(pghistory.UpdateEvent())
class MentorAssignment(StateMachine):
    """A leader of a mentee for a period. Held as the ground of load and pay; seen by both, by the coordinators of both sides; kept 5 years after its end."""

    class Mentee(models.TextChoices):
        STUDENT = "student", _("Student-trainee")
        YOUNG_TEACHER = "young_teacher", _("Young teacher")
        DUAL = "dual", _("Learner in dual training")
        PEDCLASS = "pedclass", _("Pupil of a «Pedagogical class»")

    class Role(models.TextChoices):
        MENTOR = "mentor", pgettext_lazy("assignment", "Mentor")
        CURATOR = "curator", _("Methodist-curator (college, university)")
        SUPERVISOR = "supervisor", _("Practicum leader (supervisor)")
        TUTOR = "tutor", _("Tutor (helper of the leader)")
        EXPERT = "expert", pgettext_lazy("assignment", "Expert")
        MASTER = "master", _("Master of production training")

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("assignment", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("assignment", "Accepted")
        ACTIVE = "active", pgettext_lazy("assignment", "In force")
        ENDED = "ended", pgettext_lazy("assignment", "Ended")
        REPLACED = "replaced", pgettext_lazy("assignment", "Replaced")
        DECLINED = "declined", pgettext_lazy("assignment", "Declined")
        CANCELLED = "cancelled", pgettext_lazy("assignment", "Cancelled")

    class Decline(models.TextChoices):
        LOAD = "load", _("Great load")
        TIME = "time", _("No protected time")
        PAY = "pay", _("No pay")
        SUBJECT = "subject", _("Not my subject")
        PERSONAL = "personal", _("Personal reasons")
        OTHER = "other", pgettext_lazy("reason", "Other")

    STATUS_LOOK = {
        Status.PROPOSED: ("sky", "mail"),
        Status.ACCEPTED: ("leaf", "check"),
        Status.ACTIVE: ("leaf", "badge-check"),
        Status.ENDED: ("neutral", "flag"),
        Status.REPLACED: ("neutral", "history"),
        Status.DECLINED: ("clay", "x"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "accept": ({Status.PROPOSED}, Status.ACCEPTED),
        "decline": ({Status.PROPOSED}, Status.DECLINED),
        "cancel": ({Status.PROPOSED, Status.ACCEPTED}, Status.CANCELLED),
        "activate": ({Status.ACCEPTED}, Status.ACTIVE),
        "end": ({Status.ACTIVE}, Status.ENDED),
        "replace": ({Status.ACTIVE}, Status.REPLACED),
    }
    HOLDING = (Status.PROPOSED, Status.ACCEPTED, Status.ACTIVE)

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentor_assignments", verbose_name=_("Mentor")
    )
    profile = models.ForeignKey(
        MentorProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("Entry of the register")
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation of the mentor"))
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentee_assignments", verbose_name=_("Mentee")
    )
    mentee_kind = models.CharField(_("Kind of mentee"), max_length=14, choices=Mentee, default=Mentee.STUDENT)
    role = models.CharField(_("Role"), max_length=10, choices=Role)
    source_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey("source_type", "source_id")
    starts_on = models.DateField(_("Beginning"))
    ends_on = models.DateField(_("End"))
    order_number = models.CharField(_("Order No."), max_length=40, blank=True)
    order_date = models.DateField(_("Date of the order"), null=True, blank=True)
    class_label = models.CharField(_("Class"), max_length=60, blank=True)
    answer_due_on = models.DateField(_("Answer by"), null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_by_organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decline_code = models.CharField(_("Reason of the refusal"), max_length=10, choices=Decline, blank=True)
    end_reason = models.CharField(_("Reason of the end"), max_length=300, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.PROPOSED)

    objects = MentorAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Assignment of a mentor")
        verbose_name_plural = _("Assignments of mentors")
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["source_type", "source_id"]), models.Index(fields=["mentor", "status"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="assignment_ends_after_start"),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="nobody_mentors_oneself"),
            models.CheckConstraint(condition=~Q(role="mentor") | Q(profile__isnull=False), name="mentor_stands_in_the_register"),
            models.CheckConstraint(
                condition=Q(source_type__isnull=True, source_id__isnull=True) | Q(source_type__isnull=False, source_id__isnull=False),
                name="assignment_source_is_whole",
            ),
            models.UniqueConstraint(
                F("mentee"), F("role"), Coalesce("source_type", 0), Coalesce("source_id", 0),
                condition=Q(status__in=["proposed", "accepted"]), name="one_open_proposal_per_role",
            ),
            ExclusionConstraint(
                name="one_active_leader_per_role",
                expressions=[
                    ("mentee", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("source_type", 0), RangeOperators.EQUAL),
                    (Coalesce("source_id", 0), RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(status="active"),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="touch_profile",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=TOUCH_PROFILE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"
