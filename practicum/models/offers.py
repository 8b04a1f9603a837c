"""Quotas of schools and the places they offer (practicum page 2.2)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from mentoring.models import MentorProfile
from network.models import AcademicYear, Agreement, Organisation, Subject

from ..querysets import SchoolOfferQuerySet, SchoolQuotaQuerySet
from .programmes import GradeBand, TrainingLanguage
from .rounds import PracticumRound

# Statuses in which a placement holds its seat (R1, R3); the trigger below and the constraints of Placement read the same list.
LIVE = ("proposed", "confirmed", "ordered", "admitted", "active", "suspended", "completed", "graded")
LIVE_SQL = ", ".join(f"'{status}'" for status in LIVE)


class AccessFeature(models.TextChoices):
    """What makes a school accessible [004 T12]; also what a student may need."""

    RAMP = "ramp", _("Ramp at the entrance")
    LIGHT = "light", _("Light signals")
    CALL = "call", _("Call button")
    WC = "wc", _("Adapted sanitary room")
    LIFT = "lift", pgettext_lazy("access", "Lift")
    GROUND = "ground", _("Ground floor")
    SIGN = "sign", _("Sign language specialist")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class SchoolQuota(models.Model):
    """How many trainees a school takes from one institution in a year, by their agreement [003d F25, 003e 2.3]. No personal data."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practicum_quotas", verbose_name=_("School"))
    owner_org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="school_quotas", verbose_name=_("Educational organisation")
    )
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("Academic year"))
    students_quota = models.PositiveSmallIntegerField(_("Quota, students"))
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", verbose_name=_("Agreement"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    over_quota = models.BooleanField(_("We take more than the quota"), default=False)

    objects = SchoolQuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("Quota of a school")
        verbose_name_plural = _("Quotas of schools")
        ordering = ["school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "owner_org", "academic_year"], name="quota_once_a_year"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_on__isnull=True) | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="quota_approval_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.students_quota}"


# ``taken`` counts live placements. A writer that waited for the row's lock counts after it got the lock, so two placements at once see each other and
# the CHECK refuses the second (R3, E-03).
COUNT_TAKEN = f"""
    NEW.taken := (SELECT COUNT(*) FROM practicum_placement WHERE offer_id = NEW.id AND status IN ({LIVE_SQL}));
    RETURN NEW;
"""  # noqa: S608  (constants only)


@pghistory.track(pghistory.UpdateEvent())
class SchoolOffer(StateMachine):
    """Places of a school in a round: subject × language × band. Seen by the school, the owner, students of the round once accepted; mentors are named
    (staff); kept with the round.
    """

    class Status(models.TextChoices):
        INTEREST = "interest", _("Interest expressed")
        DRAFT = "draft", pgettext_lazy("offer", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("offer", "Sent")
        RETURNED = "returned", pgettext_lazy("offer", "Returned for correction")
        ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
        CLOSED = "closed", pgettext_lazy("offer", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")

    STATUS_LOOK = {
        Status.INTEREST: ("sky", "hand"),
        Status.DRAFT: ("neutral", "pencil"),
        Status.SUBMITTED: ("sun", "send"),
        Status.RETURNED: ("clay", "undo-2"),
        Status.ACCEPTED: ("leaf", "check"),
        Status.CLOSED: ("neutral", "archive"),
        Status.WITHDRAWN: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "draft": ({Status.INTEREST}, Status.DRAFT),
        "submit": ({Status.DRAFT, Status.RETURNED}, Status.SUBMITTED),
        "return": ({Status.SUBMITTED}, Status.RETURNED),
        "accept": ({Status.SUBMITTED}, Status.ACCEPTED),
        "close": ({Status.ACCEPTED}, Status.CLOSED),
        "withdraw": ({Status.INTEREST, Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED}, Status.WITHDRAWN),
    }

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practicum_offers", verbose_name=_("School"))
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="offers", verbose_name=_("Round"))
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    teaching_language = models.CharField(_("Language of instruction"), max_length=2, choices=TrainingLanguage, blank=True)
    grade_band = models.CharField(_("Classes"), max_length=9, choices=GradeBand, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Number of places"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("Places taken"), default=0, editable=False)
    min_group = models.PositiveSmallIntegerField(_("Smallest group"), default=1)
    mentors = models.ManyToManyField(MentorProfile, blank=True, related_name="offers", verbose_name=_("Mentors"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Days of the week"))
    shift = models.PositiveSmallIntegerField(_("Shift"), null=True, blank=True, choices=[(1, "1"), (2, "2")])
    hostel = models.BooleanField(_("Hostel"), default=False)
    travel_paid = models.BooleanField(_("Travel is paid"), default=False)
    access_features = ArrayField(
        models.CharField(max_length=6, choices=AccessFeature), default=list, blank=True, verbose_name=_("Conditions of access")
    )
    related_subject_ok = models.BooleanField(_("A related subject will do"), default=False)
    note = models.TextField(_("Remark"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.INTEREST)

    objects = SchoolOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Offer of a school")
        verbose_name_plural = _("Offers of schools")
        ordering = ["school", "pk"]
        indexes = [models.Index(fields=["round", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "round", "subject", "teaching_language", "grade_band"],
                condition=~Q(status="withdrawn"), name="offer_once_in_a_round",
            ),
            models.UniqueConstraint(
                fields=["school", "round"], condition=Q(status="interest"), name="interest_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["interest", "draft", "withdrawn"])
                | Q(subject__isnull=False, capacity__isnull=False) & ~Q(teaching_language="") & ~Q(grade_band=""),
                name="sent_offer_is_filled",
            ),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1, capacity__lte=60), name="offer_places_1_to_60"),
            models.CheckConstraint(condition=Q(taken=0) | Q(taken__lte=F("capacity")), name="offer_taken_within_capacity"),
            models.CheckConstraint(condition=Q(min_group__gte=1), name="offer_group_of_one"),
            models.CheckConstraint(condition=Q(taken=0) | ~Q(status="withdrawn"), name="taken_offer_is_not_withdrawn"),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(name="count_taken", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=COUNT_TAKEN)
        ]

    def __str__(self) -> str:
        parts = [str(self.school), str(self.subject or ""), self.get_teaching_language_display(), self.get_grade_band_display()]
        return " · ".join(part for part in parts if part)

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return max(0, (self.capacity or 0) - self.taken)
