"""A cycle of trials of a school: its programmes, its partners with what they expect, the 16 steps (§2.2)."""

import datetime as dt

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import AcademicYear, Organisation

from ..cycle_steps import BY_RECORDS, step_title
from ..querysets_cycles import CyclePartnerQuerySet, CycleStepQuerySet, TrialCycleQuerySet
from .catalogue import TrialProgramme

SENIOR = [10, 11]
CYCLE_GRADES = list(range(5, 12))


@pghistory.track(pghistory.UpdateEvent())
class TrialCycle(StateMachine):
    """A year's plan of trials for some grades. Holds no data of pupils; of adults the names of who led and wrote down the
    set-up meeting, seen by staff of the school and whoever watches the region. Kept with the school's records.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("cycle", "Draft")
        AGREED = "agreed", pgettext_lazy("cycle", "Agreed")
        ACTIVE = "active", pgettext_lazy("cycle", "Under way")
        CLOSED = "closed", pgettext_lazy("cycle", "Closed")

    class Form(models.TextChoices):
        TECHNOLOGY = "technology", pgettext_lazy("programme form", "working programme in technology")
        EXTRACURRICULAR = "extracurricular", pgettext_lazy("programme form", "programme of extracurricular work")
        ADDITIONAL = "additional", pgettext_lazy("programme form", "programme of additional education")
        EVENTS = "events", pgettext_lazy("programme form", "programme of extracurricular events")

    class Quality(models.TextChoices):
        INDEPENDENT = "independent", pgettext_lazy("quality of choice", "independence")
        CONSCIOUS = "conscious", pgettext_lazy("quality of choice", "consciousness")
        GROUNDED = "grounded", pgettext_lazy("quality of choice", "groundedness")
        COMPLETE = "complete", pgettext_lazy("quality of choice", "completeness")
        STABLE = "stable", pgettext_lazy("quality of choice", "stability")
        MATURE = "mature", pgettext_lazy("quality of choice", "maturity")
        BREADTH = "breadth", pgettext_lazy("quality of choice", "breadth or narrowness")
        ELABORATE = "elaborate", pgettext_lazy("quality of choice", "elaboration")
        CONSISTENT = "consistent", pgettext_lazy("quality of choice", "consistency")

    class Tool(models.TextChoices):
        GAME = "game", pgettext_lazy("assessment tool", "business game")
        PORTFOLIO = "portfolio", pgettext_lazy("assessment tool", "defence of the portfolio")
        PLAN = "plan", pgettext_lazy("assessment tool", "presentation of the individual plan of profession and education")
        OTHER = "other", pgettext_lazy("assessment tool", "other")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.AGREED: ("sky", "handshake"),
        Status.ACTIVE: ("sun", "play"),
        Status.CLOSED: ("leaf", "check-check"),
    }
    TRANSITIONS = {
        "agree": ({Status.DRAFT}, Status.AGREED),
        "activate": ({Status.AGREED}, Status.ACTIVE),
        "close": ({Status.ACTIVE}, Status.CLOSED),
    }

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trial_cycles", verbose_name=_("School"))
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("Academic year"))
    name = models.CharField(_("Name of the cycle"), max_length=200)
    grades = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("Grades"))
    wave = models.PositiveSmallIntegerField(_("Wave (grades 10–11)"), null=True, blank=True, choices=[(1, "1"), (2, "2")])
    programme_form = models.CharField(_("Form of the programme"), max_length=15, choices=Form)
    goal = models.TextField(_("Goal of the cycle"), max_length=1000)
    results = models.TextField(_("Expected results"), max_length=2000)
    programmes = models.ManyToManyField(TrialProgramme, through="CycleProgramme", related_name="cycles", verbose_name=_("Programmes"))
    qualities = ArrayField(
        models.CharField(max_length=12, choices=Quality), default=list, blank=True, verbose_name=_("Qualities of choice to assess")
    )
    tools = ArrayField(models.CharField(max_length=10, choices=Tool), default=list, blank=True, verbose_name=_("Tools of assessment"))
    diagnostics_entry = models.DateField(_("Diagnostics: entry"), null=True, blank=True)
    diagnostics_preliminary = models.DateField(_("Diagnostics: preliminary"), null=True, blank=True)
    diagnostics_interim = models.DateField(_("Diagnostics: intermediate"), null=True, blank=True)
    diagnostics_final = models.DateField(_("Diagnostics: final"), null=True, blank=True)
    meeting_on = models.DateField(_("Set-up meeting with pupils and parents held on"), null=True, blank=True)
    meeting_minutes = models.CharField(_("No. of the minutes of the meeting"), max_length=40, blank=True)
    meeting_pupils = models.PositiveSmallIntegerField(_("Pupils at the meeting"), null=True, blank=True)
    meeting_parents = models.PositiveSmallIntegerField(_("Parents at the meeting"), null=True, blank=True)
    meeting_parents_part = models.TextField(_("How parents take part in the assessment"), max_length=1000, blank=True)
    meeting_decisions = models.TextField(_("Questions and decisions of the meeting"), max_length=2000, blank=True)
    meeting_chair = models.CharField(_("Chair of the meeting"), max_length=120, blank=True)
    meeting_secretary = models.CharField(_("Secretary of the meeting"), max_length=120, blank=True)
    included_on = models.DateField(_("Included in the school's programme on"), null=True, blank=True)
    included_minutes = models.CharField(_("No. of the minutes about the inclusion"), max_length=40, blank=True)
    final_event = models.CharField(_("Final event"), max_length=300, blank=True)
    final_event_on = models.DateField(_("Date of the final event"), null=True, blank=True)
    review = models.TextField(_("Review of the cycle"), max_length=3000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.DRAFT)

    objects = TrialCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Cycle of trials")
        verbose_name_plural = _("Cycles of trials")
        ordering = ["-academic_year__starts_on", "name"]
        indexes = [models.Index(fields=["school", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year", "name"], name="cycle_name_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(grades__len__gt=0) & models.Q(grades__contained_by=CYCLE_GRADES), name="cycle_grades_of_a_school"
            ),
            models.CheckConstraint(
                condition=models.Q(wave__isnull=True) | models.Q(wave__in=[1, 2], grades__contained_by=SENIOR), name="cycle_wave_of_seniors"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "agreed"])
                | models.Q(included_on__isnull=False, meeting_on__isnull=False, qualities__len__gt=0, tools__len__gt=0)
                & ~models.Q(included_minutes=""),
                name="active_cycle_is_prepared",
            ),
            models.CheckConstraint(condition=~models.Q(status="closed") | ~models.Q(review=""), name="closed_cycle_has_a_review"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.academic_year}"

    def diagnosed_by(self, day: dt.date) -> bool:
        """Was the entry or preliminary diagnostics held by the day? Later moments come after a trial and do not stand for it (BR-15)."""
        return any(moment is not None and moment <= day for moment in (self.diagnostics_entry, self.diagnostics_preliminary))


class CycleProgramme(models.Model):
    """A programme of a cycle in its order."""

    cycle = models.ForeignKey(TrialCycle, on_delete=models.CASCADE, related_name="steps_of_programmes")
    programme = models.ForeignKey(TrialProgramme, on_delete=models.PROTECT, related_name="+", verbose_name=_("Programme"))
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("Programme of a cycle")
        verbose_name_plural = _("Programmes of cycles")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "programme"], name="programme_once_in_a_cycle")]

    def __str__(self) -> str:
        return str(self.programme)


@pghistory.track(pghistory.UpdateEvent())
class CycleStep(models.Model):
    """One of the 16 steps. Steps 2, 3, 13, 14, 15 are ticked by the records and are never marked by hand. Names the responsible member of staff."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", pgettext_lazy("cycle step", "Not started")
        IN_WORK = "in_work", pgettext_lazy("cycle step", "In work")
        DONE = "done", pgettext_lazy("cycle step", "Carried out")
        NOT_NEEDED = "not_needed", pgettext_lazy("cycle step", "Not needed")

    LOOK = {
        Status.NOT_STARTED: ("neutral", "circle"),
        Status.IN_WORK: ("sun", "clock"),
        Status.DONE: ("leaf", "check"),
        Status.NOT_NEEDED: ("neutral", "minus"),
    }

    cycle = models.ForeignKey(TrialCycle, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("Step"))
    due = models.DateField(_("Due"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible")
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)
    status = models.CharField(_("State"), max_length=11, choices=Status, default=Status.NOT_STARTED)
    reason = models.CharField(_("Why it is not needed"), max_length=300, blank=True)
    done_on = models.DateField(_("Carried out on"), null=True, blank=True, editable=False)

    objects = CycleStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Step of a cycle")
        verbose_name_plural = _("Steps of cycles")
        ordering = ["number"]
        indexes = [models.Index(fields=["due"], condition=models.Q(status__in=["not_started", "in_work"]), name="open_steps_of_cycles")]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="cycle_step_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=16), name="cycle_has_16_steps"),
            models.CheckConstraint(condition=~models.Q(status="not_needed") | ~models.Q(reason=""), name="unneeded_step_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(status="done", done_on__isnull=False) | ~models.Q(status="done") & models.Q(done_on__isnull=True),
                name="done_step_has_a_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(number__in=BY_RECORDS) | models.Q(status__in=["not_started", "not_needed"]),
                name="records_tick_their_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def title(self) -> str:
        """As the guide names it, in the reader's language."""
        return step_title(self.number)

    @property
    def by_records(self) -> bool:
        """Do the records tick it?"""
        return self.number in BY_RECORDS


@pghistory.track(pghistory.UpdateEvent())
class CyclePartner(StateMachine):
    """An organisation that joins the cycle: what it is to receive, how much, of what quality, and what came of it (K9). Names who accepted."""

    class Status(models.TextChoices):
        INVITED = "invited", pgettext_lazy("cycle partner", "Invited")
        ACCEPTED = "accepted", pgettext_lazy("cycle partner", "Joined")
        ASSESSED = "assessed", pgettext_lazy("cycle partner", "Assessed")
        DECLINED = "declined", pgettext_lazy("cycle partner", "Declined")

    STATUS_LOOK = {
        Status.INVITED: ("sun", "mail"),
        Status.ACCEPTED: ("leaf", "handshake"),
        Status.ASSESSED: ("leaf", "check-check"),
        Status.DECLINED: ("neutral", "x"),
    }
    TRANSITIONS = {
        "accept": ({Status.INVITED}, Status.ACCEPTED),
        "decline": ({Status.INVITED}, Status.DECLINED),
        "assess": ({Status.ACCEPTED}, Status.ASSESSED),
    }

    cycle = models.ForeignKey(TrialCycle, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    expects_what = models.CharField(_("What it is to receive"), max_length=300, blank=True)
    quantity = models.PositiveIntegerField(pgettext_lazy("expectation", "In what quantity"), null=True, blank=True)
    quality = models.CharField(_("Of what quality"), max_length=300, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    actual = models.PositiveIntegerField(_("How much it was in fact"), null=True, blank=True)
    result_note = models.CharField(_("Note about the result"), max_length=300, blank=True)
    reason = models.CharField(_("Reason of the refusal"), max_length=300, blank=True)
    status = models.CharField(_("State"), max_length=8, choices=Status, default=Status.INVITED)

    objects = CyclePartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Partner of a cycle")
        verbose_name_plural = _("Partners of cycles")
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organisation"], name="partner_once_in_a_cycle"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["accepted", "assessed"])
                | models.Q(quantity__gt=0, accepted_by__isnull=False, accepted_at__isnull=False)
                & ~models.Q(expects_what="")
                & ~models.Q(quality=""),
                name="joined_partner_says_what_it_expects",
            ),
            models.CheckConstraint(condition=~models.Q(status="assessed") | models.Q(actual__isnull=False), name="assessed_has_a_figure"),
            models.CheckConstraint(condition=~models.Q(status="declined") | ~models.Q(reason=""), name="declined_partner_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.cycle}"
