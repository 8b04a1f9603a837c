"""Who belongs to which organisation and in which roles, with dates."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..querysets import MembershipQuerySet, RoleAssignmentQuerySet
from .classes import ClassGroup
from .organisations import Organisation
from .reference import DateRange


class Role(models.TextChoices):
    """Roles of people in organisations; never exclusive."""

    ORG_HEAD = "org_head", _("Head of the organisation")
    ORG_COORDINATOR = "org_coordinator", _("Network coordinator")
    CAREER_COORDINATOR = "career_coordinator", _("Career guidance coordinator")
    MENTOR = "mentor", _("Mentor")
    CLASS_TEACHER = "class_teacher", _("Class teacher")
    TEACHER = "teacher", _("Subject teacher")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    MEDICAL_WORKER = "medical_worker", _("School medical worker")
    PUPIL = "pupil", _("Pupil")
    REGION_OPERATOR = "region_operator", _("Regional operator")
    DEPARTMENT = "department", _("Specialist of the education department")
    PLATFORM_ADMIN = "platform_admin", _("Platform administrator")


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

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def position(self) -> str:
        """The position in the person's language."""
        return self.position_in(get_language() or "kk")

    def position_in(self, language: str) -> str:
        return self.position_kk if language == "kk" else self.position_ru


ROLE_WITHIN_MEMBERSHIP = """
IF EXISTS (
    SELECT 1 FROM network_membership m WHERE m.id = NEW.membership_id
    AND (NEW.valid_from < m.valid_from OR (NEW.valid_until IS NOT NULL AND m.valid_until IS NOT NULL AND NEW.valid_until > m.valid_until))
) THEN
    RAISE EXCEPTION 'role_within_membership: the role lies outside the membership' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_within_membership';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class RoleAssignment(models.Model):
    """A role within a membership; ending the membership ends it too (NR14). ``class_group`` narrows the role to one class.

    No ``valid_until`` means as long as the membership. ``ended_at`` is the moment a coordinator took the role away: access stops then, not at midnight.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("Role"), max_length=20, choices=Role)
    class_group = models.ForeignKey(
        ClassGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="role_assignments", verbose_name=_("Class")
    )
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
                fields=["membership", "role", "class_group", "valid_from"],
                condition=models.Q(ended_at__isnull=True),
                name="role_assigned_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="role_ends_after_start",
            ),
        ]
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
