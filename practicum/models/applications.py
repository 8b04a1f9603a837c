"""Applications of students with their wishes (practicum page 2.2)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent
from core.states import StateMachine
from network.models import ClassGroup, Organisation, Subject

from ..querysets import OfApplicationQuerySet, StudentApplicationQuerySet, TravelTimeQuerySet
from .offers import AccessFeature, SchoolOffer
from .programmes import GradeBand, TrainingLanguage
from .rounds import PracticumRound


class JointKind(models.TextChoices):
    """Who wants to be placed together; SIBLING and SPOUSE share a school, PAIR shares an offer (H12)."""

    SIBLING = "sibling", _("Brother, sister")
    SPOUSE = "spouse", _("Spouse")
    PAIR = "pair", pgettext_lazy("joint placement", "Pair")


@pghistory.track(pghistory.UpdateEvent())
class StudentApplication(StateMachine):
    """A student's application to a round. Held to find a place that fits; seen by the student and the owner's coordinator alone (schools see minutes, never
    the address). Address, relatives and needs are deleted 30 days after the round closes, the rest is kept 5 years (R61, R62).
    """

    class Origin(models.TextChoices):
        DORM = "dorm", _("Dormitory")
        HOME = "home", pgettext_lazy("origin", "Home")
        OTHER = "other", pgettext_lazy("origin", "Other")

    class Transport(models.TextChoices):
        WALK = "walk", _("On foot")
        BUS = "bus", _("By bus")
        CAR = "car", _("By car")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("application", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("application", "Sent")
        RETURNED = "returned", pgettext_lazy("application", "Returned for correction")
        ELIGIBLE = "eligible", pgettext_lazy("application", "Selected")
        NOT_ELIGIBLE = "not_eligible", pgettext_lazy("application", "Not selected")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SUBMITTED: ("sun", "send"),
        Status.RETURNED: ("clay", "undo-2"),
        Status.ELIGIBLE: ("leaf", "check"),
        Status.NOT_ELIGIBLE: ("clay", "x"),
        Status.WITHDRAWN: ("neutral", "ban"),
    }
    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.RETURNED}, Status.SUBMITTED),
        "reopen": ({Status.SUBMITTED}, Status.DRAFT),
        "return": ({Status.SUBMITTED, Status.ELIGIBLE}, Status.RETURNED),
        "select": ({Status.SUBMITTED}, Status.ELIGIBLE),
        "refuse": ({Status.SUBMITTED, Status.ELIGIBLE}, Status.NOT_ELIGIBLE),
        "withdraw": ({Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ELIGIBLE}, Status.WITHDRAWN),
    }

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practicum_applications", verbose_name=_("Student")
    )
    round = models.ForeignKey(PracticumRound, on_delete=models.PROTECT, related_name="applications", verbose_name=_("Round"))
    group = models.ForeignKey(ClassGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Group"))
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject"))
    languages = ArrayField(models.CharField(max_length=2, choices=TrainingLanguage), verbose_name=_("Languages of teaching"))
    grade_bands = ArrayField(models.CharField(max_length=9, choices=GradeBand), default=list, blank=True, verbose_name=_("Classes wished"))
    origin = models.CharField(pgettext_lazy("journey", "From where"), max_length=5, choices=Origin, default=Origin.DORM)
    latitude = models.DecimalField(_("Latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    settlement = models.CharField(_("Settlement"), max_length=120, blank=True)
    transport = models.CharField(_("How you travel"), max_length=4, choices=Transport, default=Transport.BUS)
    max_minutes = models.PositiveSmallIntegerField(_("Most minutes on the way"), null=True, blank=True)
    relocate = models.BooleanField(_("Ready to go to another settlement"), default=False)
    needs = ArrayField(models.CharField(max_length=6, choices=AccessFeature), default=list, blank=True, verbose_name=_("Conditions needed"))
    together_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place together with")
    )
    together_kind = models.CharField(_("Why together"), max_length=7, choices=JointKind, blank=True)
    employed_at = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place of work")
    )
    prior_hardship = models.BooleanField(_("Had a hard placement before"), default=False, editable=False)
    previous_school = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    free_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Free days"))
    free_shifts = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Free shifts"))
    blocked = models.CharField(_("Obstacle by the institution's data"), max_length=200, blank=True)
    note = models.TextField(_("Remark"), max_length=500, blank=True)
    data_consent = models.ForeignKey(
        Consent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Consent to the processing of personal data"),
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = StudentApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Application for a practicum")
        verbose_name_plural = _("Applications for a practicum")
        ordering = ["student__last_name", "student__first_name"]
        indexes = [models.Index(fields=["round", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["student", "round"], name="application_once_in_a_round"),
            models.CheckConstraint(condition=Q(languages__len__gt=0), name="application_names_languages"),
            models.CheckConstraint(condition=~Q(status="submitted") & ~Q(status="eligible") | Q(data_consent__isnull=False), name="sent_application_has_consent"),
            models.CheckConstraint(
                condition=Q(together_with__isnull=True, together_kind="") | Q(together_with__isnull=False) & ~Q(together_kind=""),
                name="joint_request_is_whole",
            ),
            models.CheckConstraint(condition=~Q(together_with=F("student")), name="nobody_joins_oneself"),
            models.CheckConstraint(condition=Q(max_minutes__isnull=True) | Q(max_minutes__gte=1), name="application_minutes_positive"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.student} · {self.round}"


class PlacementPreference(models.Model):
    """A wish: the offer at a rank; 1 is the first. Seen like the application."""

    application = models.ForeignKey(StudentApplication, on_delete=models.CASCADE, related_name="preferences")
    rank = models.PositiveSmallIntegerField(_("Rank"))
    offer = models.ForeignKey(SchoolOffer, on_delete=models.PROTECT, related_name="preferences", verbose_name=_("Offer"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Preference")
        verbose_name_plural = _("Preferences")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="rank_once", deferrable=models.Deferrable.DEFERRED),
            models.UniqueConstraint(fields=["application", "offer"], name="offer_ranked_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=10), name="rank_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.offer}"


@pghistory.track(pghistory.UpdateEvent())
class RelativeDeclaration(models.Model):
    """A school where a close relative studies or works. Seen by the student and the owner's coordinator, never by the school; deleted with the round (R62)."""

    class Relation(models.TextChoices):
        CHILD = "child", _("Child")
        SIBLING = "sibling", _("Brother, sister")
        SPOUSE = "spouse", _("Spouse")
        PARENT = "parent", pgettext_lazy("relative", "Parent")

    class Tie(models.TextChoices):
        STUDIES = "studies", pgettext_lazy("relative", "studies")
        WORKS = "works", pgettext_lazy("relative", "works")

    application = models.ForeignKey(StudentApplication, on_delete=models.CASCADE, related_name="relatives")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("School"))
    relation = models.CharField(_("Who"), max_length=7, choices=Relation)
    tie = models.CharField(_("What the relative does there"), max_length=7, choices=Tie)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("School with a relative")
        verbose_name_plural = _("Schools with a relative")
        constraints = [models.UniqueConstraint(fields=["application", "school", "relation"], name="relative_once")]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} · {self.school}"


class TravelTime(models.Model):
    """Minutes one way from a student's origin to a school. Schools see minutes only, never the address; deleted with the origin."""

    class Source(models.TextChoices):
        IMPORT = "import", pgettext_lazy("source", "Imported")
        ESTIMATE = "estimate", pgettext_lazy("source", "Estimated")
        CORRECTED = "corrected", pgettext_lazy("source", "Corrected")

    application = models.ForeignKey(StudentApplication, on_delete=models.CASCADE, related_name="journeys")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("School"))
    minutes = models.PositiveSmallIntegerField(_("Minutes"))
    source = models.CharField(_("Source"), max_length=9, choices=Source, default=Source.ESTIMATE)
    proposed_minutes = models.PositiveSmallIntegerField(_("The student's correction, minutes"), null=True, blank=True)
    proposed_note = models.CharField(_("Why"), max_length=300, blank=True)

    objects = TravelTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Journey")
        verbose_name_plural = _("Journeys")
        constraints = [models.UniqueConstraint(fields=["application", "school"], name="journey_once")]

    def __str__(self) -> str:
        return f"{self.school}: {self.minutes}"
