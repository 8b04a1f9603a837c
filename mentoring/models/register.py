"""The register of mentors and what they have learnt (mentoring page 2.1, 2.2)."""

import datetime as dt

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Organisation, Subject
from network.models.kinds import InstructionLanguage

from ..querysets import MentorProfileQuerySet, MentorTrainingQuerySet

STUDENT_CAP = 10  # RM4: default of `student_cap`; the council may set 1–15 for one person

# Whoever writes a profile, the database counts its load from the assignments, after it got the row's lock: two coordinators who take the last place
# at once see each other, and the CHECK refuses the second (RM6).
COUNT_LOAD = """
    NEW.active_load := (SELECT COUNT(DISTINCT mentee_id) FROM mentoring_mentorassignment
        WHERE profile_id = NEW.id AND role = 'mentor' AND status IN ('proposed', 'accepted', 'active'));
    RETURN NEW;
"""


@pghistory.track(pghistory.UpdateEvent())
class MentorProfile(StateMachine):
    """A mentor's entry in the register. Held to prove that the mentor is fit and how many the mentor leads; seen by the person, the own coordinator, as a
    card by coordinators of partners, as numbers by the region; kept 5 years after it is closed.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School mentor")
        TUTOR = "tutor", _("Mentor of the college or university (tutor)")
        ENTERPRISE = "enterprise", _("Mentor of the enterprise")

    class Category(models.TextChoices):
        """Ordered: RM1 asks for EXPERT or higher."""

        TEACHER = "teacher", pgettext_lazy("category", "Teacher")
        MODERATOR = "moderator", _("Teacher-moderator")
        EXPERT = "expert", _("Teacher-expert")
        RESEARCHER = "researcher", _("Teacher-researcher")
        MASTER = "master", _("Teacher-master")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("mentor", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("mentor", "Under review")
        ACTIVE = "active", pgettext_lazy("mentor", "In the register")
        SUSPENDED = "suspended", pgettext_lazy("mentor", "Suspended")
        CLOSED = "closed", pgettext_lazy("mentor", "Removed from the register")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SUBMITTED: ("sky", "clock"),
        Status.ACTIVE: ("leaf", "badge-check"),
        Status.SUSPENDED: ("clay", "pause"),
        Status.CLOSED: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "submit": ({Status.DRAFT}, Status.SUBMITTED),
        "approve": ({Status.SUBMITTED}, Status.ACTIVE),
        "return": ({Status.SUBMITTED}, Status.DRAFT),
        "suspend": ({Status.ACTIVE}, Status.SUSPENDED),
        "resume": ({Status.SUSPENDED}, Status.ACTIVE),
        "close": ({Status.ACTIVE, Status.SUSPENDED}, Status.CLOSED),
    }

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentor_profiles", verbose_name=_("Mentor"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentor_profiles", verbose_name=_("Organisation"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.SCHOOL)
    position_kk = models.CharField(_("Position (Kazakh)"), max_length=200)
    position_ru = models.CharField(_("Position (Russian)"), max_length=200)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("Subject or field"))
    languages = ArrayField(
        models.CharField(max_length=2, choices=InstructionLanguage), default=list, blank=True, verbose_name=_("Working languages")
    )
    category = models.CharField(_("Qualification category"), max_length=12, choices=Category, blank=True)
    category_valid_until = models.DateField(_("Category valid until"), null=True, blank=True)
    teaching_since = models.DateField(_("Beginning of the teaching service"), null=True, blank=True)
    break_months = models.PositiveSmallIntegerField(_("Breaks, months"), default=0)
    qualification_text = models.CharField(_("Qualification, grade"), max_length=300, blank=True)
    employment_confirmed = models.BooleanField(_("Confirmed as an employee of the enterprise"), default=False)
    youth_work_confirmed = models.BooleanField(_("Able to work with young people: confirmed"), default=False)
    capacity_max = models.PositiveSmallIntegerField(_("Most mentees"), default=STUDENT_CAP)
    capacity_decision = models.CharField(_("Council's decision on the number of mentees"), max_length=200, blank=True)
    active_load = models.PositiveSmallIntegerField(_("Present load"), default=0, editable=False)
    protected_hours = models.DecimalField(_("Mentor's hour (a week)"), max_digits=3, decimal_places=1, default=0)
    load_reduction = models.PositiveSmallIntegerField(_("Less teaching load (hours a week)"), default=0)
    waiver_decision = models.CharField(_("Exception: council's decision"), max_length=200, blank=True)
    waiver_until = models.DateField(_("Exception holds until"), null=True, blank=True)
    waiver_reason = models.CharField(_("Reason of the exception"), max_length=500, blank=True)
    about = models.TextField(_("About myself"), max_length=600, blank=True)
    order_number = models.CharField(_("Order No."), max_length=40, blank=True)
    order_date = models.DateField(_("Date of the order"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Agreed by the college or university"),
    )  # fmt: skip
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = MentorProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mentor")
        verbose_name_plural = _("Mentors")
        ordering = ["person__last_name", "person__first_name"]
        indexes = [models.Index(fields=["organisation", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "kind"], name="mentor_once_in_the_register"),
            models.CheckConstraint(condition=Q(active_load__lte=F("capacity_max")), name="mentor_load_within_capacity"),
            models.CheckConstraint(
                condition=Q(capacity_max__gte=1, capacity_max__lte=STUDENT_CAP) | Q(capacity_max__lte=15, capacity_max__gte=1) & ~Q(capacity_decision=""),
                name="mentor_capacity_by_the_council",
            ),
            models.CheckConstraint(condition=Q(protected_hours__gte=0, protected_hours__lte=6), name="mentor_hours_up_to_6"),
            models.CheckConstraint(condition=Q(load_reduction__lte=4), name="mentor_reduction_up_to_4"),
            models.CheckConstraint(
                condition=Q(waiver_decision="", waiver_until__isnull=True) | ~Q(waiver_decision="") & Q(waiver_until__isnull=False) & ~Q(waiver_reason=""),
                name="mentor_waiver_is_whole",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(name="count_load", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=COUNT_LOAD)
        ]

    def __str__(self) -> str:
        return str(self.person)

    def position_in(self, language: str) -> str:
        """The position in Kazakh, or in Russian for every other language."""
        return self.position_kk if language == "kk" else self.position_ru

    @property
    def free_load(self) -> int:
        """How many more mentees the mentor may take (RM4)."""
        return max(0, self.capacity_max - self.active_load)

    def experience_months(self, day: dt.date | None = None) -> int:
        """Whole months of teaching without the breaks, on a day (today by default); 0 where the beginning is not known (MP9, MP10)."""
        if self.teaching_since is None:
            return 0
        day = day or timezone.localdate()
        months = (day.year - self.teaching_since.year) * 12 + day.month - self.teaching_since.month - (day.day < self.teaching_since.day)
        return max(0, months - self.break_months)

    def has_waiver(self, day: dt.date | None = None) -> bool:
        """RM3: an exception of the council that holds on the day."""
        return bool(self.waiver_decision and self.waiver_until and self.waiver_until >= (day or timezone.localdate()))


@pghistory.track(pghistory.UpdateEvent())
class MentorTraining(StateMachine):
    """A training of a mentor. Held to prove RM1; seen with the mentor's entry, kept as long."""

    class Kind(models.TextChoices):
        INITIAL = "initial", _("Initial course")
        REFRESHER = "refresher", _("Refresher course")
        SEMINAR = "seminar", _("Seminar")
        EXCHANGE = "exchange", _("Exchange of experience with mentors of other schools")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("training", "Uploaded")
        VERIFIED = "verified", pgettext_lazy("training", "Confirmed")
        REJECTED = "rejected", pgettext_lazy("training", "Rejected")
        ENROLLED = "enrolled", pgettext_lazy("training", "Enrolled")
        COMPLETED = "completed", pgettext_lazy("training", "Completed")
        FAILED = "failed", pgettext_lazy("training", "Not completed")

    STATUS_LOOK = {
        Status.UPLOADED: ("sky", "upload"),
        Status.VERIFIED: ("leaf", "badge-check"),
        Status.REJECTED: ("clay", "ban"),
        Status.ENROLLED: ("sky", "play"),
        Status.COMPLETED: ("leaf", "check-check"),
        Status.FAILED: ("neutral", "x"),
    }
    TRANSITIONS = {
        "verify": ({Status.UPLOADED}, Status.VERIFIED),
        "reject": ({Status.UPLOADED}, Status.REJECTED),
        "complete": ({Status.ENROLLED}, Status.COMPLETED),
        "fail": ({Status.ENROLLED}, Status.FAILED),
    }
    DONE = (Status.VERIFIED, Status.COMPLETED)

    profile = models.ForeignKey(MentorProfile, on_delete=models.PROTECT, related_name="trainings")
    title = models.CharField(_("Programme"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.INITIAL)
    hours = models.PositiveSmallIntegerField(_("Volume, hours"))
    provider = models.CharField(_("Held by"), max_length=200)
    starts_on = models.DateField(_("Beginning"))
    ends_on = models.DateField(_("End"))
    certificate_number = models.CharField(_("Certificate No."), max_length=60, blank=True)
    certificate_date = models.DateField(_("Date of the certificate"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Checked by")
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.UPLOADED)

    objects = MentorTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Training of a mentor")
        verbose_name_plural = _("Trainings of mentors")
        ordering = ["-ends_on"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=500), name="training_hours_1_to_500"),
            # «Тәлімгер» / «Наставник»: 16–36 hours [003d N33].
            models.CheckConstraint(condition=~Q(kind="initial") | Q(hours__gte=16, hours__lte=36), name="initial_course_16_to_36_hours"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="training_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title
