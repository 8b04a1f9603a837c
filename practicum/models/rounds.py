"""Rounds of the practicum: windows, norms, stages (practicum page 2.1)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import AcademicYear

from ..querysets import PracticumRoundQuerySet
from .programmes import PracticumProgramme, TemplatePackage, Worded


class Stage(models.TextChoices):
    """Stages of a practicum in the order of the source [003a P5]."""

    ASSISTANT = "assistant", _("Assistant stage")
    CO_TEACHING = "co_teaching", _("Co-teaching stage")
    INDEPENDENT = "independent", _("Independent lessons under observation")


@pghistory.track(pghistory.UpdateEvent())
class PracticumRound(StateMachine, Worded):
    """One run of a programme for the students of one institution. No personal data of its own; kept with the placements, 5 years."""

    class Term(models.IntegerChoices):
        FIRST = 1, "1"
        SECOND = 2, "2"

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("round", "Draft")
        OFFERS = "offers", _("Offers of schools are taken")
        PREFERENCES = "preferences", _("Preferences are taken")
        ALLOCATION = "allocation", pgettext_lazy("round", "Allocation is going on")
        PUBLISHED = "published", _("The result is published")
        IN_PROGRESS = "in_progress", _("The practicum is going on")
        GRADING = "grading", _("Final grading")
        CLOSED = "closed", pgettext_lazy("round", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.OFFERS: ("sky", "inbox"),
        Status.PREFERENCES: ("sky", "list-ordered"),
        Status.ALLOCATION: ("sun", "shuffle"),
        Status.PUBLISHED: ("leaf", "megaphone"),
        Status.IN_PROGRESS: ("leaf", "play"),
        Status.GRADING: ("sun", "graduation-cap"),
        Status.CLOSED: ("neutral", "archive"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    BEFORE_START = (Status.DRAFT, Status.OFFERS, Status.PREFERENCES, Status.ALLOCATION, Status.PUBLISHED)
    TRANSITIONS = {
        "open_offers": ({Status.DRAFT}, Status.OFFERS),
        "open_preferences": ({Status.OFFERS}, Status.PREFERENCES),
        "close_preferences": ({Status.PREFERENCES}, Status.ALLOCATION),
        "publish": ({Status.ALLOCATION}, Status.PUBLISHED),
        "start": ({Status.PUBLISHED}, Status.IN_PROGRESS),
        "grade": ({Status.IN_PROGRESS}, Status.GRADING),
        "close": ({Status.GRADING}, Status.CLOSED),
        "cancel": (set(BEFORE_START), Status.CANCELLED),
    }

    programme = models.ForeignKey(PracticumProgramme, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Programme"))
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("Academic year"))
    term = models.PositiveSmallIntegerField(_("Semester"), choices=Term)
    starts_on = models.DateField(_("Beginning"))
    ends_on = models.DateField(_("End"))
    days_per_week = models.PositiveSmallIntegerField(_("Days a week"), default=5)
    package = models.ForeignKey(
        TemplatePackage, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Package of templates")
    )
    policy = models.ForeignKey(
        "practicum.AllocationPolicy", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds",
        verbose_name=_("Rules of allocation"),
    )  # fmt: skip
    agreement_required = models.BooleanField(_("An agreement is needed"), default=True)
    offers_due = models.DateField(_("Schools offer places until"))
    preferences_due = models.DateField(_("Students state preferences until"))
    publish_due = models.DateField(_("The result is published by"))
    orders_due = models.DateField(_("Orders by"))
    admission_due = models.DateField(_("Admission by"))
    max_preferences = models.PositiveSmallIntegerField(_("Number of preferences"), default=5)
    mentor_load_max = models.PositiveSmallIntegerField(_("Limit of a mentor's load"), default=10)
    contact_weeks = models.PositiveSmallIntegerField(_("Contacts every … weeks"), default=1)
    visits_per_month = models.PositiveSmallIntegerField(_("Visits a month"), default=2)
    coaching_per_week = models.PositiveSmallIntegerField(_("Coaching sessions a week"), default=1)
    attendance_min_pct = models.PositiveSmallIntegerField(_("Norm of attendance, %"), default=80)
    answer_days = models.PositiveSmallIntegerField(_("Term of an answer, working days"), default=5)
    report_days = models.PositiveSmallIntegerField(_("Term of a report, working days"), default=5)
    appeal_days = models.PositiveSmallIntegerField(_("Term of an appeal, working days"), default=5)
    moderation_pct = models.PositiveSmallIntegerField(_("Share of moderation, %"), default=10)
    late_publish_reason = models.CharField(_("Why the result is published late"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=11, choices=Status, default=Status.DRAFT)

    objects = PracticumRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("Round of the practicum")
        verbose_name_plural = _("Rounds of the practicum")
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["status", "starts_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="round_ends_after_start"),
            models.CheckConstraint(
                condition=Q(
                    offers_due__lte=F("preferences_due"), preferences_due__lte=F("publish_due"), publish_due__lte=F("orders_due"),
                    orders_due__lte=F("admission_due"), admission_due__lte=F("starts_on"),
                ),
                name="round_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(days_per_week__gte=1, days_per_week__lte=6), name="round_days_1_to_6"),
            models.CheckConstraint(condition=Q(max_preferences__gte=1, max_preferences__lte=10), name="round_preferences_1_to_10"),
            models.CheckConstraint(condition=Q(mentor_load_max__gte=1, mentor_load_max__lte=15), name="round_load_1_to_15"),
            models.CheckConstraint(condition=Q(attendance_min_pct__lte=100), name="round_attendance_up_to_100"),
        ]  # fmt: skip

    @property
    def owner_org(self):
        """The college or university that holds the round."""
        return self.programme.owner_org


class StageRule(models.Model):
    """Share of the days and least number of lessons of one stage (R8, R9)."""

    round = models.ForeignKey(PracticumRound, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(_("Stage"), max_length=11, choices=Stage)
    share_pct = models.PositiveSmallIntegerField(_("Share, %"))
    min_observed = models.PositiveSmallIntegerField(_("Lessons observed"), default=0)
    min_coteach = models.PositiveSmallIntegerField(_("Lessons taught together"), default=0)
    min_taught = models.PositiveSmallIntegerField(_("Lessons taught"), default=0)
    min_rubric = models.PositiveSmallIntegerField(_("Lessons with the rubric"), default=0)
    order_no = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Rule of a stage")
        verbose_name_plural = _("Rules of stages")
        ordering = ["order_no"]
        constraints = [
            models.UniqueConstraint(fields=["round", "stage"], name="stage_once_in_a_round"),
            models.UniqueConstraint(fields=["round", "order_no"], name="stage_order_once"),
            models.CheckConstraint(condition=Q(share_pct__lte=100), name="stage_share_up_to_100"),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()
