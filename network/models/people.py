"""Who belongs to which organisation and in which roles, with dates."""

import datetime as dt

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..querysets import MembershipQuerySet, RoleAssignmentQuerySet
from .classes import ClassGroup
from .organisations import Organisation
from .reference import DateRange, Region, Subject


class Role(models.TextChoices):
    """Roles of people in organisations (network page 2.4); never exclusive."""

    ORG_HEAD = "org_head", _("Head of the organisation")
    ORG_COORDINATOR = "org_coordinator", _("Network coordinator")
    PRACTICUM_COORDINATOR = "practicum_coordinator", _("Practicum coordinator")
    CAREER_COORDINATOR = "career_coordinator", _("Career guidance coordinator")
    CAREER_TEACHER = "career_teacher", _("Career guidance teacher")
    METHODIST = "methodist", _("Methodist and curator")
    SUPERVISOR = "supervisor", _("Practicum leader (supervisor)")
    MENTOR = "mentor", _("Mentor")
    MASTER = "master", _("Master of production training")
    TUTOR = "tutor", _("Tutor")
    CLASS_TEACHER = "class_teacher", _("Class teacher (group curator)")
    TEACHER = "teacher", _("Subject teacher (lecturer)")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    MEDICAL_WORKER = "medical_worker", _("School medical worker")
    HR = "hr", _("HR analyst")
    FINANCE = "finance", _("Accountant")
    IT = "it", _("IT coordinator")
    TECH_LEADER = "tech_leader", _("Technology leader")
    STUDENT = "student", _("Student")
    PUPIL = "pupil", _("Pupil")
    LISTENER = "listener", _("Course participant")
    EXPERT = "expert", _("External expert")
    REGION_OPERATOR = "region_operator", _("Regional operator")
    DEPARTMENT = "department", _("Specialist of the education department")
    REGISTRAR = "registrar", _("Registrar of the chamber")
    ACADEMY = "academy", _("Specialist of the Academy")
    MINISTRY = "ministry", _("Employee of the ministry")
    PLATFORM_ADMIN = "platform_admin", _("Platform administrator")


LEARNERS = (Role.PUPIL, Role.STUDENT, Role.LISTENER)


MEMBERSHIP_HOLDS_ITS_ROLES = """
IF EXISTS (
    SELECT 1 FROM network_roleassignment r WHERE r.membership_id = NEW.id AND r.ended_at IS NULL
    AND (r.valid_from < NEW.valid_from OR (NEW.valid_until IS NOT NULL AND GREATEST(r.valid_from, r.valid_until) > NEW.valid_until))
) THEN
    RAISE EXCEPTION 'membership_holds_its_roles: a role would lie outside' USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_holds_its_roles';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent())
class Membership(models.Model):
    """A person in an organisation for a period. Held to give access; seen by own coordinators; closed, never deleted."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff member")
        LEARNER = "learner", _("Learner")
        ASSOCIATE = "associate", _("Associate")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Person"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Organisation"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.STAFF)
    unit = models.CharField(_("Unit"), max_length=120, blank=True)
    position_kk = models.CharField(_("Position (Kazakh)"), max_length=200, blank=True)
    position_ru = models.CharField(_("Position (Russian)"), max_length=200, blank=True)
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Membership")
        verbose_name_plural = _("Memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_start",
            ),
            ExclusionConstraint(
                name="membership_periods_do_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["organisation", "valid_from"])]
        triggers = [
            pgtrigger.Trigger(
                name="membership_holds_its_roles", operation=pgtrigger.Update, when=pgtrigger.Before, func=MEMBERSHIP_HOLDS_ITS_ROLES
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def position(self) -> str:
        """The position in the person's language."""
        return self.position_in(get_language() or "kk")

    def position_in(self, language: str) -> str:
        return self.position_kk if language == "kk" else self.position_ru


ROLE_WITHIN_MEMBERSHIP = """
IF NEW.ended_at IS NULL AND EXISTS (
    SELECT 1 FROM network_membership m WHERE m.id = NEW.membership_id
    AND (NEW.valid_from < m.valid_from OR (m.valid_until IS NOT NULL AND GREATEST(NEW.valid_from, NEW.valid_until) > m.valid_until))
) THEN
    RAISE EXCEPTION 'role_within_membership: the role lies outside the membership' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_within_membership';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class RoleAssignment(models.Model):
    """A role within a membership; ending the membership ends it too (NR14). ``class_group``, ``subject`` and ``region`` narrow the role, without them
    it holds for the whole organisation. Narrowed to a ``network`` it gives rights in the matters of that network alone. PLANNED, ACTIVE and ENDED
    follow from the dates, REVOKED from ``ended_at``.

    No ``valid_until`` means as long as the membership. ``ended_at`` is the moment a coordinator took the role away: access stops then, not at midnight.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("role", "Planned")
        ACTIVE = "active", pgettext_lazy("role", "In force")
        ENDED = "ended", pgettext_lazy("role", "Ended")
        REVOKED = "revoked", pgettext_lazy("role", "Revoked")

    STATUS_LOOK = {
        Status.PLANNED: ("sun", "clock"),
        Status.ACTIVE: ("leaf", "check"),
        Status.ENDED: ("neutral", "archive"),
        Status.REVOKED: ("clay", "ban"),
    }

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("Role"), max_length=24, choices=Role)
    class_group = models.ForeignKey(
        ClassGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="role_assignments", verbose_name=_("Class")
    )
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Region"))
    network = models.ForeignKey(
        "network.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="role_assignments", verbose_name=_("Network")
    )
    basis = models.CharField(_("Basis (order, date)"), max_length=200, blank=True)
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Role")
        verbose_name_plural = _("Roles")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role", "class_group", "subject", "region", "network", "valid_from"],
                condition=models.Q(ended_at__isnull=True),
                name="role_assigned_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="role_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["role", "valid_from"], condition=models.Q(ended_at__isnull=True), name="role_not_ended")]
        triggers = [
            pgtrigger.Trigger(
                name="role_within_membership",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=ROLE_WITHIN_MEMBERSHIP,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.membership}"

    @property
    def dialog_id(self) -> str:
        """Id of the question whether to end the role."""
        return f"role-{self.pk}"

    def status_on(self, day: dt.date) -> str:
        """PLANNED, ACTIVE, ENDED by the dates of role and membership, REVOKED when it was taken away."""
        if self.ended_at is not None:
            return self.Status.REVOKED
        last = min((end for end in (self.valid_until, self.membership.valid_until) if end), default=None)
        if last is not None and day > last:
            return self.Status.ENDED
        return self.Status.PLANNED if day < self.valid_from else self.Status.ACTIVE

    @property
    def status(self) -> str:
        """The state today."""
        return self.status_on(timezone.localdate())

    def get_status_display(self) -> str:
        """The state today in words."""
        return str(self.Status(self.status).label)

    @property
    def is_open(self) -> bool:
        """May it still be ended or extended?"""
        return self.status in {self.Status.PLANNED, self.Status.ACTIVE}
