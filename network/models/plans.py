"""Yearly plans with their items, what was changed and why, and the interaction model of a school (network page 2.7)."""

import datetime as dt

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import dates
from core.states import StateMachine

from ..plan_words import period_words
from ..querysets_plans import InteractionModelQuerySet, OfPlanQuerySet, PlanQuerySet
from .events import EventKind
from .organisations import Organisation
from .reference import AcademicYear

ONE_OWNER = models.Q(network__isnull=False, organisation__isnull=True) | models.Q(network__isnull=True, organisation__isnull=False)


@pghistory.track(pghistory.UpdateEvent())
class NetworkPlan(StateMachine):
    """The plan of a network or of an organisation for an academic year. A change is a new version; the former one stays as it was.

    Names of responsible people are held because they answer for items; seen by the network, the organisation and their region; kept with the plan.
    """

    class Kind(models.TextChoices):
        NETWORK = "network", _("Yearly plan of the network")
        CAREER = "career", _("Plan of career guidance events")
        COMMUNICATION = "communication", _("Communication plan")
        RESOURCE = "resource", _("Resource plan")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "Draft")
        COUNCIL = "council", pgettext_lazy("plan", "Before the council")
        APPROVED = "approved", pgettext_lazy("plan", "Approved")
        IN_WORK = "in_work", pgettext_lazy("plan", "In work")
        REPORTED = "reported", pgettext_lazy("plan", "Report handed in")
        REPLACED = "replaced", pgettext_lazy("plan", "Replaced by a new version")

    TRANSITIONS = {
        "send": ({Status.DRAFT}, Status.COUNCIL),
        "return": ({Status.COUNCIL}, Status.DRAFT),
        "approve": ({Status.COUNCIL}, Status.APPROVED),
        "start": ({Status.APPROVED}, Status.IN_WORK),
        "report": ({Status.IN_WORK}, Status.REPORTED),
        "replace": ({Status.APPROVED, Status.IN_WORK}, Status.REPLACED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.COUNCIL: ("sun", "hourglass"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.IN_WORK: ("sky", "play"),
        Status.REPORTED: ("leaf", "check-check"),
        Status.REPLACED: ("neutral", "history"),
    }
    BINDING = (Status.APPROVED, Status.IN_WORK, Status.REPORTED)

    network = models.ForeignKey(
        "network.Network",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plans",
        verbose_name=pgettext_lazy("one", "Network"),
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="plans", verbose_name=_("Organisation")
    )
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="plans", verbose_name=_("Academic year"))
    kind = models.CharField(_("Kind"), max_length=13, choices=Kind, default=Kind.NETWORK)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    version_reason = models.TextField(_("Why a new version"), blank=True)
    remarks = models.TextField(_("Remarks of the council"), blank=True)
    head_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    head_order = models.CharField(_("Number of the head's order"), max_length=40, blank=True)
    head_approved_on = models.DateField(_("Date of the head's order"), null=True, blank=True)
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Plan")
        verbose_name_plural = _("Plans")
        ordering = ["-year__starts_on", "kind", "-version"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="plan_of_network_or_organisation"),
            models.CheckConstraint(
                condition=models.Q(kind="network", network__isnull=False) | ~models.Q(kind="network"), name="plan_network_kind"
            ),
            models.UniqueConstraint(
                fields=["network", "organisation", "year", "kind", "version"], name="plan_version_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["network", "organisation", "year", "kind"],
                condition=models.Q(status__in=["draft", "council"]),
                name="plan_one_version_in_the_making",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["network", "organisation", "year", "kind"],
                condition=models.Q(status__in=["approved", "in_work", "reported"]),
                name="plan_one_version_in_force",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "in_work", "reported", "replaced"]) | models.Q(approved_on__isnull=False),
                name="approved_plan_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year} · {self.owner}"

    @property
    def owner(self):
        """The network or the organisation whose plan it is."""
        return self.network or self.organisation

    def owner_name_in(self, language: str) -> str:
        """The owner's name as papers print it."""
        return self.network.title_in(language) if self.network else self.organisation.full_name_in(language)

    @property
    def first_day(self) -> dt.date:
        """Planning begins on 1 August: the strategy session of a year is held before its first lesson (Table 2.7)."""
        start = self.year.starts_on
        return start.replace(month=start.month - 1) if start.month > 1 else start

    @property
    def is_open(self) -> bool:
        """Items are written while the plan is a draft."""
        return self.status == self.Status.DRAFT


class Direction(models.TextChoices):
    """Directions of work: those of the model regulation [003e 2.1] and the two of the career plan [002a 2.2]."""

    GOVERNANCE = "governance", _("Governance and coordination")
    PRACTICUM = "practicum", pgettext_lazy("direction", "Practicum")
    MENTORING = "mentoring", pgettext_lazy("direction", "Mentoring")
    EVENTS = "events", _("Joint events")
    RESEARCH = "research", _("Joint research")
    RESOURCES = "resources", pgettext_lazy("direction", "Resources")
    CAREER_PROCESS = "career_process", _("Organising the educational and career guidance process")
    CAREER_PRACTICE = "career_practice", _("Practice-oriented career guidance")
    COMMUNICATION = "communication", pgettext_lazy("direction", "Communication")
    OTHER = "other", pgettext_lazy("direction", "Other")


class Period(models.TextChoices):
    """How the period of an item is said."""

    MONTH = "month", pgettext_lazy("period", "A month")
    TERM = "term", pgettext_lazy("period", "A school term")
    DATES = "dates", pgettext_lazy("period", "From day to day")
    MONTHLY = "monthly", pgettext_lazy("period", "Every month")
    QUARTERLY = "quarterly", pgettext_lazy("period", "Every school term")
    YEAR = "year", pgettext_lazy("period", "During the year")


ITEM_WITHIN_YEAR = """
IF EXISTS (
    SELECT 1 FROM network_networkplan p JOIN network_academicyear y ON y.id = p.year_id
    WHERE p.id = NEW.plan_id AND (NEW.starts_on < y.starts_on - interval '1 month' OR NEW.ends_on > y.ends_on)
) THEN
    RAISE EXCEPTION 'plan_item_within_year: the item lies outside the academic year'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_item_within_year';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent())
class PlanItem(models.Model):
    """One line of a plan: what, how many times, when, who answers, with what result. The fact is counted from held events; what is no event is
    entered by hand with its proof. ``edition`` counts saves: who saves over a newer text is shown both (NR59).
    """

    plan = models.ForeignKey(NetworkPlan, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(pgettext_lazy("item", "No."), default=1)
    code = models.CharField(_("Code"), max_length=12, blank=True)
    direction = models.CharField(pgettext_lazy("plan", "Direction"), max_length=16, choices=Direction)
    text_kk = models.TextField(_("What is done (Kazakh)"))
    text_ru = models.TextField(_("What is done (Russian)"))
    event_kind = models.CharField(_("Kind of event"), max_length=16, choices=EventKind, blank=True)
    planned_count = models.PositiveSmallIntegerField(_("Number planned"), default=1)
    period = models.CharField(pgettext_lazy("plan", "Period"), max_length=9, choices=Period, default=Period.MONTH)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    place_kk = models.CharField(_("Place, form (Kazakh)"), max_length=300, blank=True)
    place_ru = models.CharField(_("Place, form (Russian)"), max_length=300, blank=True)
    responsible_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plan_items", verbose_name=_("Responsible organisation")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_items",
        verbose_name=_("Responsible person"),
    )
    participants_kk = models.TextField(_("Participants (Kazakh)"), blank=True)
    participants_ru = models.TextField(_("Participants (Russian)"), blank=True)
    resources = models.TextField(pgettext_lazy("plan", "Resources"), blank=True)
    result_kk = models.TextField(_("Expected result (Kazakh)"))
    result_ru = models.TextField(_("Expected result (Russian)"))
    budget = models.PositiveBigIntegerField(pgettext_lazy("plan", "Budget, ₸"), null=True, blank=True)
    allocated = models.PositiveBigIntegerField(pgettext_lazy("plan", "Allocated, ₸"), null=True, blank=True)
    source = models.CharField(pgettext_lazy("plan", "Source of money"), max_length=200, blank=True)
    manual_fact = models.PositiveSmallIntegerField(_("Done besides the events"), default=0)
    fact_proof = models.TextField(_("Proof"), blank=True)
    shortfall = models.TextField(_("Why less than planned"), blank=True)
    agreed_from = models.DateField(null=True, blank=True, editable=False)
    agreed_until = models.DateField(null=True, blank=True, editable=False)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    edition = models.PositiveIntegerField(default=1)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Plan item")
        verbose_name_plural = _("Plan items")
        ordering = ["plan", "order", "pk"]
        indexes = [models.Index(fields=["plan", "direction"]), models.Index(fields=["responsible_org"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(planned_count__gte=1), name="plan_item_at_least_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="plan_item_ends_after_start"),
            models.CheckConstraint(condition=models.Q(manual_fact=0) | ~models.Q(fact_proof=""), name="manual_fact_has_proof"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="plan_item_within_year", operation=pgtrigger.Insert | pgtrigger.Update, when=pgtrigger.Before, func=ITEM_WITHIN_YEAR
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What is done, in the person's language."""
        return self.text_in(get_language() or "kk")

    def text_in(self, language: str) -> str:
        return self.text_kk if language == "kk" else self.text_ru

    @property
    def deficit(self) -> int | None:
        """What is still missing of the money needed; None where no need is written (NW-41)."""
        return None if self.budget is None else max(0, self.budget - (self.allocated or 0))

    @property
    def result(self) -> str:
        """The expected result in the person's language."""
        return self.result_in(get_language() or "kk")

    def result_in(self, language: str) -> str:
        return self.result_kk if language == "kk" else self.result_ru

    def place_in(self, language: str) -> str:
        return self.place_kk if language == "kk" else self.place_ru

    @property
    def participants(self) -> str:
        """The participants in the person's language."""
        return self.participants_in(get_language() or "kk")

    def participants_in(self, language: str) -> str:
        return self.participants_kk if language == "kk" else self.participants_ru

    @property
    def when(self) -> str:
        """The period in words of the person's language."""
        return self.when_in(dates.language())

    def when_in(self, language: str) -> str:
        return period_words(self.period, self.starts_on, self.ends_on, language)


class ScheduleChange(models.Model):
    """One line of the change log: what moved, from when to when, why, by whom (NR49). Append-only; kept with the plan or the event."""

    plan = models.ForeignKey(NetworkPlan, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey(PlanItem, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    event = models.ForeignKey("network.CalendarEvent", null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    what_kk = models.CharField(max_length=400)
    what_ru = models.CharField(max_length=400)
    from_words = models.CharField(_("Formerly"), max_length=120, blank=True)
    to_words = models.CharField(_("Now"), max_length=120, blank=True)
    reason = models.TextField(_("Reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Change of the plan or the calendar")
        verbose_name_plural = _("Changes of plans and calendars")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(plan__isnull=False) | models.Q(event__isnull=False), name="change_of_plan_or_event"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="change_has_a_reason"),
        ]
        triggers = [pgtrigger.Protect(name="schedule_changes_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.what

    @property
    def what(self) -> str:
        """What was changed, in the person's language."""
        return self.what_kk if (get_language() or "kk") == "kk" else self.what_ru


class InteractionModel(models.Model):
    """NW-23: how a school works with employers in a year: seven elements of the educational process [002a 2.1]. Kept with the organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="interaction_models", verbose_name=_("Organisation")
    )
    network = models.ForeignKey("network.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="interaction_models")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="interaction_models", verbose_name=_("Academic year"))

    objects = InteractionModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("Interaction model")
        verbose_name_plural = _("Interaction models")
        ordering = ["-year__starts_on"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="interaction_model_once_a_year")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.year}"


@pghistory.track(pghistory.UpdateEvent())
class InteractionElement(StateMachine):
    """One of the seven elements of NW-23 with its partner and the event or paper by which it was done."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", pgettext_lazy("element", "Not started")
        IN_WORK = "in_work", pgettext_lazy("element", "In work")
        DONE = "done", pgettext_lazy("element", "Done")

    TRANSITIONS = {
        "start": ({Status.NOT_STARTED}, Status.IN_WORK),
        "finish": ({Status.NOT_STARTED, Status.IN_WORK}, Status.DONE),
        "reopen": ({Status.DONE}, Status.IN_WORK),
    }
    STATUS_LOOK = {
        Status.NOT_STARTED: ("neutral", "circle-dashed"),
        Status.IN_WORK: ("sun", "hourglass"),
        Status.DONE: ("leaf", "check"),
    }

    model = models.ForeignKey(InteractionModel, on_delete=models.CASCADE, related_name="elements")
    element = models.PositiveSmallIntegerField(_("Element"))
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("element", "Partner")
    )
    partner_name = models.CharField(_("Partners, in words"), max_length=300, blank=True)
    event = models.ForeignKey(
        "network.CalendarEvent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("one", "Event"),
    )
    procedure = models.CharField(_("Paper or meeting by which it was done"), max_length=300, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=11, choices=Status, default=Status.NOT_STARTED)

    class Meta:
        verbose_name = _("Element of the interaction model")
        verbose_name_plural = _("Elements of the interaction model")
        ordering = ["model", "element"]
        constraints = [
            models.CheckConstraint(condition=models.Q(element__range=(1, 7)), name="interaction_element_one_to_seven"),
            models.UniqueConstraint(fields=["model", "element"], name="interaction_element_once"),
            models.CheckConstraint(
                condition=~models.Q(status="done")
                | (models.Q(done_on__isnull=False) & (models.Q(event__isnull=False) | ~models.Q(procedure=""))),
                name="done_element_has_day_and_procedure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} · {self.model}"
