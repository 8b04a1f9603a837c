"""The check sheet PP-SAFE: what the coordinator answers by hand; and the lessons that a visit moves (BR-54)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import ClassGroup, Membership, Subject

from ..querysets import SessionPaperQuerySet
from .trials import TrialSession

# Items of PP-SAFE that no record answers: zones, insurance, first-aid kit, evacuation, administration, online (§5.8).
ASKED_ITEMS = (8, 9, 15, 16, 17, 18)


@pghistory.track(pghistory.UpdateEvent())
class SafetyMark(models.Model):
    """One answer on the check sheet of a visit. Held as proof that the coordinator looked; seen by whoever sees the visit; kept 10 years (S31)."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("check sheet", "yes")
        NO = "no", pgettext_lazy("check sheet", "no")
        NOT_NEEDED = "not_needed", pgettext_lazy("check sheet", "not needed")

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="safety_marks")
    item = models.PositiveSmallIntegerField(_("Item"))
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer)
    responsible = models.CharField(_("Responsible"), max_length=160, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Answer on the safety check sheet")
        verbose_name_plural = _("Answers on the safety check sheet")
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["session", "item"], name="safety_item_answered_once"),
            models.CheckConstraint(condition=models.Q(item__in=ASKED_ITEMS), name="safety_item_is_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_answer_display()}"


@pghistory.track(pghistory.UpdateEvent())
class LessonTime(models.Model):
    """Whether a visit takes lesson time, who of the school's heads agreed and who was told (BR-54)."""

    session = models.OneToOneField(TrialSession, on_delete=models.PROTECT, related_name="lesson_time")
    moves_lessons = models.BooleanField(_("The visit takes lesson time"))
    agreed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Deputy head who agreed")
    )
    agreed_on = models.DateField(_("Agreed on"), null=True, blank=True)
    told = models.CharField(_("Who was told about the changes"), max_length=300, blank=True)

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lesson time of a visit")
        verbose_name_plural = _("Lesson times of visits")

    def __str__(self) -> str:
        return str(self.session)


@pghistory.track(pghistory.UpdateEvent())
class MovedLesson(models.Model):
    """A lesson that a class has on another day because of the visit."""

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="moved_lessons")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="+", verbose_name=_("Class"))
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    lesson_no = models.PositiveSmallIntegerField(_("Lesson No."))
    new_date = models.DateField(_("New date"))

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Moved lesson")
        verbose_name_plural = _("Moved lessons")
        ordering = ["class_group", "lesson_no"]
        constraints = [
            models.UniqueConstraint(fields=["session", "class_group", "lesson_no"], name="lesson_moved_once"),
            models.CheckConstraint(condition=models.Q(lesson_no__gte=1, lesson_no__lte=12), name="lesson_no_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.class_group}, {self.lesson_no}: {self.subject}"
