"""Classes and who is in them."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import ClassGroupQuerySet, EnrolmentQuerySet
from .kinds import InstructionLanguage
from .organisations import Organisation
from .reference import AcademicYear


@pghistory.track(pghistory.UpdateEvent())
class ClassGroup(models.Model):
    """A class of a school (grade 0–12) or a group of a college (course 1–6) in one academic year; all classes of one grade are a parallel."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="classes")
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(_("Name"), max_length=20, help_text=_("For example 8 «А»."))
    grade = models.PositiveSmallIntegerField(_("Grade"), null=True, blank=True)
    course = models.PositiveSmallIntegerField(_("Course"), null=True, blank=True)
    shift = models.PositiveSmallIntegerField(_("Shift"), null=True, blank=True)
    programme = models.CharField(_("Programme"), max_length=200, blank=True)
    language = models.CharField(_("Language of instruction"), max_length=2, choices=InstructionLanguage, default=InstructionLanguage.KK)

    objects = ClassGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("Class")
        verbose_name_plural = _("Classes")
        ordering = ["grade", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "academic_year", "name"], name="class_name_once_a_year"),
            models.CheckConstraint(condition=models.Q(grade__isnull=True) | models.Q(grade__lte=12), name="grade_up_to_12"),
            models.CheckConstraint(
                condition=models.Q(grade__isnull=False, course__isnull=True) | models.Q(grade__isnull=True, course__gte=1, course__lte=6),
                name="class_grade_or_course",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent())
class Enrolment(models.Model):
    """A learner in a class for a period; history stays with the school. Held to know who is taught where; seen by the school and the learner;
    kept as long as the learner's record.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="enrolments")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Enrolment")
        verbose_name_plural = _("Enrolments")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(valid_until__isnull=True), name="one_current_class"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="enrolment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"
