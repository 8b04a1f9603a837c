"""Rules of allocation, runs, their lines (practicum page 2.3)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation

from ..querysets import AllocationLineQuerySet, AllocationPolicyQuerySet, AllocationRunQuerySet
from .applications import StudentApplication
from .offers import SchoolOffer
from .rounds import PracticumRound


@pghistory.track(pghistory.UpdateEvent())
class AllocationPolicy(models.Model):
    """Costs, limits and switches of R20–R27, a version of the council; frozen into each run. No personal data."""

    owner_org = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Educational organisation")
    )
    version = models.PositiveSmallIntegerField(_("Version"))
    decision_number = models.CharField(_("Council's decision No."), max_length=40, blank=True)
    decision_date = models.DateField(_("Date of the decision"), null=True, blank=True)
    rank_step = models.PositiveSmallIntegerField(_("Points for each rank down"), default=10)
    travel_free = models.PositiveSmallIntegerField(_("Minutes without points"), default=20)
    travel_max = models.PositiveSmallIntegerField(_("Most points for the way"), default=70)
    travel_ceiling = models.PositiveSmallIntegerField(_("Longest way, minutes"), default=90)
    hardship_minutes = models.PositiveSmallIntegerField(_("A hard way is longer than, minutes"), default=60)
    related_subject = models.PositiveSmallIntegerField(_("Points for a related subject"), default=15)
    other_band = models.PositiveSmallIntegerField(_("Points for classes not wished"), default=5)
    balance = models.PositiveSmallIntegerField(_("Points for each student above the school's share"), default=4)
    stability = models.PositiveSmallIntegerField(_("Points for moving a published place"), default=25)
    employer = models.PositiveSmallIntegerField(_("Points for another school than the employer"), default=30)
    siblings_together = models.BooleanField(_("Brothers and sisters together"), default=True)
    sibling_pupil_excludes = models.BooleanField(_("Not where a brother or sister studies"), default=True)
    avoid_previous_school = models.BooleanField(_("Not the school of the previous practicum"), default=False)
    time_limit = models.PositiveSmallIntegerField(_("Time limit, s"), default=300)

    objects = AllocationPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rules of allocation")
        verbose_name_plural = _("Rules of allocation")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["owner_org", "version"], name="policy_version_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(travel_ceiling__lte=180), name="policy_way_up_to_3_hours"),
            models.CheckConstraint(condition=Q(time_limit__gte=1, time_limit__lte=3600), name="policy_time_limit"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


@pghistory.track(pghistory.UpdateEvent())
class AllocationRun(StateMachine):
    """One calculation. The input is kept by pseudonyms for 5 years (R62); seen by the owner's coordinators."""

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("run", "In the queue")
        RUNNING = "running", pgettext_lazy("run", "Being calculated")
        OPTIMAL = "optimal", pgettext_lazy("run", "Optimal, proven")
        NOT_PROVEN = "not_proven", pgettext_lazy("run", "Not proven")
        INFEASIBLE = "infeasible", pgettext_lazy("run", "No solution")
        FAILED = "failed", pgettext_lazy("run", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")
        PUBLISHED = "published", pgettext_lazy("run", "Published")
        REPLACED = "replaced", pgettext_lazy("run", "Replaced")
        DISCARDED = "discarded", pgettext_lazy("run", "Not used")

    STATUS_LOOK = {
        Status.QUEUED: ("sky", "clock"),
        Status.RUNNING: ("sun", "loader"),
        Status.OPTIMAL: ("leaf", "badge-check"),
        Status.NOT_PROVEN: ("clay", "circle-help"),
        Status.INFEASIBLE: ("clay", "circle-x"),
        Status.FAILED: ("clay", "triangle-alert"),
        Status.CANCELLED: ("neutral", "ban"),
        Status.PUBLISHED: ("leaf", "megaphone"),
        Status.REPLACED: ("neutral", "history"),
        Status.DISCARDED: ("neutral", "archive"),
    }
    TRANSITIONS = {
        "begin": ({Status.QUEUED}, Status.RUNNING),
        "prove": ({Status.RUNNING}, Status.OPTIMAL),
        "stop": ({Status.RUNNING}, Status.NOT_PROVEN),
        "refuse": ({Status.QUEUED, Status.RUNNING}, Status.INFEASIBLE),
        "fail": ({Status.QUEUED, Status.RUNNING}, Status.FAILED),
        "cancel": ({Status.QUEUED, Status.RUNNING}, Status.CANCELLED),
        "publish": ({Status.OPTIMAL}, Status.PUBLISHED),
        "replace": ({Status.PUBLISHED}, Status.REPLACED),
        "discard": ({Status.OPTIMAL, Status.NOT_PROVEN}, Status.DISCARDED),
    }

    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("Run No."))
    seed = models.BigIntegerField(_("Seed"))
    what_if = models.JSONField(_("What if"), default=dict, blank=True)
    input_hash = models.CharField(_("Hash of the input"), max_length=64, blank=True)
    policy_snapshot = models.JSONField(default=dict)
    input_data = models.JSONField(default=dict, editable=False)
    result = models.JSONField(default=dict, editable=False)
    tiers = models.JSONField(_("Goals: value and bound"), default=list)
    fixed_count = models.PositiveIntegerField(_("Fixed"), default=0)
    placed = models.PositiveIntegerField(_("Placed"), default=0)
    unplaced = models.PositiveIntegerField(_("Not placed"), default=0)
    seconds = models.DecimalField(_("Seconds"), max_digits=8, decimal_places=2, null=True, blank=True)
    log = models.TextField(blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.QUEUED)

    objects = AllocationRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("Run of the allocation")
        verbose_name_plural = _("Runs of the allocation")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["round"], condition=Q(status="published"), name="one_published_run"),
            models.UniqueConstraint(fields=["round"], condition=Q(status__in=["queued", "running"]), name="one_run_at_a_time"),
            models.CheckConstraint(
                condition=Q(status__in=["published", "replaced"], published_at__isnull=False)
                | ~Q(status__in=["published", "replaced"]) & Q(published_at__isnull=True),
                name="published_run_has_its_time",
            ),
            models.CheckConstraint(condition=Q(published_at__isnull=True) | Q(what_if={}), name="what_if_is_never_published"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.number}"


class AllocationLine(models.Model):
    """What a run gave to one student, with the parts of the cost; seen by the owner's coordinators, the own line by the student."""

    class Unplaced(models.TextChoices):
        """R25: the first reason that explains it."""

        NO_SUBJECT = "no_subject", _("No places in the subject")
        NO_LANGUAGE = "no_language", _("The language of instruction does not match")
        NO_ACCESS = "no_access", _("No needed conditions")
        RELATIVE = "relative", _("A relative is in the school")
        TOO_FAR = "too_far", _("Too far")
        GROUP = "group", _("The group did not fit together")
        MIN_GROUP = "min_group", _("The group was not gathered")
        NO_SEAT = "no_seat", _("Not enough places")

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(StudentApplication, on_delete=models.PROTECT, related_name="lines")
    offer = models.ForeignKey(SchoolOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    rank_got = models.PositiveSmallIntegerField(_("Rank got"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("On the way, minutes"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("Points of inconvenience"), default=0)
    cost_parts = models.JSONField(default=dict)
    hardship = models.BooleanField(_("Hard placement"), default=False)
    fixed = models.BooleanField(_("Fixed"), default=False)
    unplaced_reason = models.CharField(_("Why not placed"), max_length=11, choices=Unplaced, blank=True)

    objects = AllocationLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("Line of a run")
        verbose_name_plural = _("Lines of runs")
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="line_once_in_a_run"),
            models.CheckConstraint(
                condition=Q(offer__isnull=False, unplaced_reason="") | Q(offer__isnull=True) & ~Q(unplaced_reason=""),
                name="unplaced_line_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.offer or self.get_unplaced_reason_display()}"
