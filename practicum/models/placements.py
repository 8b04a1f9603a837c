"""Placements and what was changed by hand (practicum page 2.3)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation, Subject
from network.models.reference import DateRange

from ..querysets import PlacementOverrideQuerySet, PlacementQuerySet
from .allocation import AllocationRun
from .applications import StudentApplication
from .offers import LIVE, SchoolOffer
from .rounds import PracticumRound, Stage

# The offer counts anew whenever a placement comes, changes or goes (R3).
TOUCH_OFFER = """
    IF TG_OP <> 'INSERT' THEN
        UPDATE practicum_schooloffer SET taken = taken WHERE id = OLD.offer_id;
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.offer_id <> OLD.offer_id) THEN
        UPDATE practicum_schooloffer SET taken = taken WHERE id = NEW.offer_id;
    END IF;
    RETURN NULL;
"""

# Number, and the columns that repeat what the application and the offer say: repeated so that constraints can reach them, never different.
ONE_PIECE = """
    SELECT a.student_id, o.school_id INTO NEW.student_id, NEW.school_id
        FROM practicum_studentapplication a, practicum_schooloffer o
        WHERE a.id = NEW.application_id AND o.id = NEW.offer_id AND a.round_id = NEW.round_id AND o.round_id = NEW.round_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'placement_is_of_one_round: application and offer belong to different rounds'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_is_of_one_round';
    END IF;
    IF NEW.number = '' THEN
        NEW.number := 'PR-' || EXTRACT(YEAR FROM NEW.starts_on)::text || '-' || LPAD(NEW.id::text, 6, '0');
    END IF;
    RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Placement(StateMachine):
    """A student's place of practicum. Held as the record of the practicum, 5 years; seen by the student, the coordinators of owner and school, the
    student's leaders; the region's operator reads it, the department sees numbers alone.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("placement", "Proposed")
        CONFIRMED = "confirmed", pgettext_lazy("placement", "Confirmed")
        ORDERED = "ordered", pgettext_lazy("placement", "Fixed by an order")
        ADMITTED = "admitted", pgettext_lazy("placement", "Admitted to work")
        ACTIVE = "active", pgettext_lazy("placement", "On practicum")
        SUSPENDED = "suspended", pgettext_lazy("placement", "Suspended")
        COMPLETED = "completed", pgettext_lazy("placement", "Completed")
        GRADED = "graded", pgettext_lazy("placement", "Graded")
        DECLINED = "declined", pgettext_lazy("placement", "Declined")
        TRANSFERRED = "transferred", pgettext_lazy("placement", "Transferred")
        REMOVED = "removed", pgettext_lazy("placement", "Removed")
        WITHDRAWN = "withdrawn", pgettext_lazy("placement", "Left")
        CANCELLED = "cancelled", pgettext_lazy("placement", "Cancelled")

    class Source(models.TextChoices):
        RUN = "run", pgettext_lazy("placement", "From the calculation")
        MANUAL = "manual", pgettext_lazy("placement", "By hand")
        TRANSFER = "transfer", pgettext_lazy("placement", "Transfer")

    STATUS_LOOK = {
        Status.PROPOSED: ("sky", "mail"),
        Status.CONFIRMED: ("leaf", "check"),
        Status.ORDERED: ("leaf", "file-check"),
        Status.ADMITTED: ("leaf", "shield-check"),
        Status.ACTIVE: ("sun", "play"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.COMPLETED: ("leaf", "flag"),
        Status.GRADED: ("leaf", "graduation-cap"),
        Status.DECLINED: ("neutral", "x"),
        Status.TRANSFERRED: ("neutral", "arrow-right-left"),
        Status.REMOVED: ("clay", "ban"),
        Status.WITHDRAWN: ("neutral", "log-out"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    LIVE = LIVE
    # From here on a placement is a constant of every later run (H14, R26).
    FIXED = (Status.CONFIRMED, Status.ORDERED, Status.ADMITTED, Status.ACTIVE, Status.SUSPENDED, Status.COMPLETED, Status.GRADED)
    TRANSITIONS = {
        "confirm": ({Status.PROPOSED}, Status.CONFIRMED),
        "decline": ({Status.PROPOSED, Status.CONFIRMED}, Status.DECLINED),
        "lapse": ({Status.PROPOSED}, Status.CANCELLED),
        "order": ({Status.CONFIRMED}, Status.ORDERED),
        "admit": ({Status.ORDERED}, Status.ADMITTED),
        "start": ({Status.ADMITTED}, Status.ACTIVE),
        "suspend": ({Status.ACTIVE}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.ACTIVE),
        "complete": ({Status.ACTIVE}, Status.COMPLETED),
        "grade": ({Status.COMPLETED}, Status.GRADED),
        "transfer": ({Status.CONFIRMED, Status.ORDERED, Status.ADMITTED, Status.ACTIVE, Status.SUSPENDED}, Status.TRANSFERRED),
        "remove": ({Status.ACTIVE, Status.SUSPENDED}, Status.REMOVED),
        "leave": (
            {Status.PROPOSED, Status.CONFIRMED, Status.ORDERED, Status.ADMITTED, Status.ACTIVE, Status.SUSPENDED},
            Status.WITHDRAWN,
        ),
        "cancel": ({Status.PROPOSED, Status.CONFIRMED, Status.ORDERED, Status.ADMITTED}, Status.CANCELLED),
    }

    number = models.CharField(_("Number"), max_length=20, unique=True, blank=True, editable=False)
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="placements", verbose_name=_("Round"))
    application = models.ForeignKey(StudentApplication, on_delete=models.PROTECT, related_name="placements")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="placements", editable=False, verbose_name=_("Student")
    )
    offer = models.ForeignKey(SchoolOffer, on_delete=models.PROTECT, related_name="placements", verbose_name=_("Offer"))
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements", editable=False, verbose_name=_("School"))
    starts_on = models.DateField(_("Beginning"))
    ends_on = models.DateField(_("End"))
    classes = models.CharField(_("Classes"), max_length=120, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    stage = models.CharField(_("Stage"), max_length=11, choices=Stage, default=Stage.ASSISTANT)
    source = models.CharField(_("Source"), max_length=8, choices=Source)
    run = models.ForeignKey(AllocationRun, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to", editable=False)
    answer_due_on = models.DateField(_("Answer by"), null=True, blank=True)
    confirmed_school = models.DateTimeField(_("The school said yes"), null=True, blank=True)
    confirmed_owner = models.DateTimeField(_("The institution said yes"), null=True, blank=True)
    order = models.ForeignKey(
        "practicum.SchoolOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="placements", verbose_name=_("Order")
    )
    admitted_on = models.DateField(_("Admitted on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    end_reason = models.CharField(_("Reason"), max_length=500, blank=True)
    served_share = models.DecimalField(_("Share worked"), max_digits=5, decimal_places=4, null=True, blank=True)
    route = models.CharField(_("Way and housing"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=11, choices=Status, default=Status.PROPOSED)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Placement")
        verbose_name_plural = _("Placements")
        ordering = ["student__last_name", "student__first_name", "pk"]
        indexes = [
            models.Index(fields=["round", "status"]), models.Index(fields=["school", "status"]), models.Index(fields=["student", "status"]),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["student", "round"], condition=Q(status__in=LIVE), name="one_live_placement_in_a_round"),
            ExclusionConstraint(
                name="live_placements_do_not_overlap",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=LIVE),
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(served_share__isnull=True) | Q(served_share__gte=0, served_share__lte=1), name="share_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_school__isnull=False, confirmed_owner__isnull=False),
                name="confirmed_by_both_sides",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ordered", "admitted", "active", "suspended", "completed", "graded"]) | Q(order__isnull=False),
                name="ordered_placement_has_an_order",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "suspended", "completed", "graded"]) | Q(admitted_on__isnull=False),
                name="active_placement_was_admitted",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(name="one_piece", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=ONE_PIECE),
            pgtrigger.Trigger(
                name="touch_offer",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=TOUCH_OFFER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.student}"

    @property
    def owner_org(self):
        """The college or university of the student."""
        return self.round.programme.owner_org


@pghistory.track(pghistory.InsertEvent())
class PlacementOverride(models.Model):
    """A change by hand with its price; listed in the allocation protocol and counted (R27)."""

    class Reason(models.TextChoices):
        HEALTH = "health", pgettext_lazy("override", "Health")
        FAMILY = "family", pgettext_lazy("override", "Family circumstances")
        EMPLOYMENT = "employment", pgettext_lazy("override", "Place of work")
        SCHOOL_REQUEST = "school_request", pgettext_lazy("override", "Request of the school")
        SAFETY = "safety", pgettext_lazy("override", "Safety")
        ERROR = "error", pgettext_lazy("override", "Error in the data")
        OTHER = "other", pgettext_lazy("override", "Other")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="overrides")
    from_offer = models.ForeignKey(SchoolOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("From"))
    to_offer = models.ForeignKey(SchoolOffer, on_delete=models.PROTECT, related_name="+", verbose_name=_("To"))
    reason_code = models.CharField(_("Reason"), max_length=14, choices=Reason)
    reason = models.TextField(_("Reason in words"), max_length=1000)
    cost_delta = models.IntegerField(_("Difference in points of inconvenience"))
    broken_rules = models.JSONField(_("Rules broken"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PlacementOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("Change by hand")
        verbose_name_plural = _("Changes by hand")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=GreaterThanOrEqual(Length("reason"), 10), name="override_reason_of_10")]

    def __str__(self) -> str:
        return f"{self.placement} · {self.get_reason_code_display()}"
