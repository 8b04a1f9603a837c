"""Form Б of the mentor, form В of the pupil, and what two devices said differently."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets import ConflictQuerySet, ObservationCardQuerySet, ParticipantFormQuerySet
from .trials import Participation, TrialSession

# The five criteria of form Б (rubric PP-B5); form В repeats them as self-assessment.
CRITERIA = ("understanding", "procedure", "accuracy", "communication", "safety")


class Level(models.IntegerChoices):
    """Scale of forms Б and В; 0 stands for "not observed", which is better than an invented level."""

    HELP = 1, _("needs help")
    INSTRUCTION = 2, _("works by the instruction")
    ALONE = 3, _("works independently and with understanding")
    NOT_SEEN = 0, _("not observed")


def _level_field(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Level, null=True, blank=True)


@pghistory.track(pghistory.UpdateEvent())
class ObservationCard(StateMachine):
    """Form Б for one pupil at one visit, filled by the mentor on a phone, also without a connection. ``client_uuid`` is made on the device, so a
    repeated submit changes nothing; ``device_time`` is the device's clock. Every earlier version stays in the history, a reopened card's too.
    Kept until leaving school + 3 years (BR-31, BR-48).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("observation card", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("observation card", "Sent")
        REOPENED = "reopened", pgettext_lazy("observation card", "Opened again")

    class Result(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        PARTLY = "partly", _("partly")

    TRANSITIONS = {
        "submit": ({Status.DRAFT, Status.REOPENED}, Status.SUBMITTED),
        "reopen": ({Status.SUBMITTED}, Status.REOPENED),
    }
    STATUS_LOOK = {Status.DRAFT: ("neutral", "pencil"), Status.SUBMITTED: ("leaf", "check"), Status.REOPENED: ("sun", "undo-2")}
    CONTENT = (*(f"c_{code}" for code in CRITERIA), "result", "comment", "next_step", "plus", "delta", "next")

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="observations")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="observations")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    c_understanding = _level_field(_("Understanding the task"))
    c_procedure = _level_field(_("Following the procedure"))
    c_accuracy = _level_field(_("Accuracy and care"))
    c_communication = _level_field(_("Communication and questions"))
    c_safety = _level_field(_("Attention to safety"))
    result = models.CharField(_("Result of the micro-task"), max_length=6, choices=Result, blank=True, default="")
    comment = models.CharField(_("Mentor's comment (1–2 sentences)"), max_length=300, blank=True)
    next_step = models.CharField(_("Recommendation on the next step"), max_length=200, blank=True)
    plus = models.CharField(_("Plus: the pupil's strength"), max_length=300, blank=True)
    delta = models.CharField(_("Delta: what to improve"), max_length=300, blank=True)
    next = models.CharField(_("Next step"), max_length=300, blank=True)
    from_paper = models.BooleanField(_("Entered from paper"), default=False)
    confirmed_words = models.BooleanField(default=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    device_time = models.DateTimeField(null=True, blank=True)
    synced_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = ObservationCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Observation card")
        verbose_name_plural = _("Observation cards")
        constraints = [
            models.UniqueConstraint(fields=["session", "participation"], name="one_card_per_pupil_and_visit"),
            models.CheckConstraint(
                condition=models.Q(*(models.Q(**{f"c_{code}__lte": 3}) | models.Q(**{f"c_{code}__isnull": True}) for code in CRITERIA)),
                name="observation_levels_0_to_3",
            ),
        ]

    def __str__(self) -> str:
        return str(self.participation)

    @property
    def levels(self) -> dict[str, int | None]:
        """Criterion code → level 1–3, 0 for not observed, None for not rated."""
        return {code: getattr(self, f"c_{code}") for code in CRITERIA}


class Conflict(models.Model):
    """A second, different version from another device. The first received stays; the author picks or merges field by field, nothing is lost
    (BR-48). Seen by its author; kept as long as the paper it belongs to.
    """

    content = models.JSONField()
    client_uuid = models.UUIDField(unique=True)
    device_time = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["received_at"]


class CardConflict(Conflict):
    """A second version of a sent observation card."""

    card = models.ForeignKey(ObservationCard, on_delete=models.PROTECT, related_name="conflicts")

    class Meta(Conflict.Meta):
        verbose_name = _("Conflict")
        verbose_name_plural = _("Conflicts")

    def __str__(self) -> str:
        return str(self.card)


@pghistory.track(pghistory.UpdateEvent())
class ParticipantForm(models.Model):
    """Form В, both halves: «before» closes when the visit starts (later = marked late), «after» opens when it is held. One row per participation keeps
    (participation, moment) unique. Seen by the pupil, class teacher and school coordinator; kept until leaving school + 3 years.
    """

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="form")
    expects = models.TextField(_("What I expect"), max_length=600, blank=True)
    fears = models.TextField(_("What I am afraid of or what may be difficult"), max_length=600, blank=True)
    before_at = models.DateTimeField(null=True, blank=True)
    before_device_time = models.DateTimeField(null=True, blank=True)
    before_late = models.BooleanField(default=False)
    before_uuid = models.UUIDField(null=True, blank=True, unique=True)
    did = models.TextField(_("What exactly I did"), max_length=600, blank=True)
    went_well = models.TextField(_("What went well and why"), max_length=600, blank=True)
    hard = models.TextField(_("What was hard and how I managed"), max_length=600, blank=True)
    requirements = models.TextField(_("Which requirements of the profession I saw"), max_length=600, blank=True)
    about_me = models.TextField(_("What I understood about myself"), max_length=600, blank=True)
    go_on = models.TextField(_("Do I want to go on getting to know this field, and how"), max_length=600, blank=True)
    artefact_consent = models.BooleanField(_("I agree to putting the artefact into my portfolio"), null=True)
    photo_consent = models.BooleanField(_("I agree to being photographed and filmed"), null=True)
    s_understanding = _level_field(_("Understanding the task"))
    s_procedure = _level_field(_("Procedure"))
    s_accuracy = _level_field(_("Accuracy"))
    s_communication = _level_field(_("Communication"))
    s_safety = _level_field(_("Safety"))
    team_feeling = models.TextField(_("How did I feel in the team?"), max_length=600, blank=True)
    could_do = models.TextField(_("Was I able to do the task?"), max_length=600, blank=True)
    longer = models.TextField(_("Would I like to do this for longer?"), max_length=600, blank=True)
    after_at = models.DateTimeField(null=True, blank=True)
    after_uuid = models.UUIDField(null=True, blank=True, unique=True)
    device_time = models.DateTimeField(null=True, blank=True)

    BEFORE = ("expects", "fears")
    ANSWERS = ("did", "went_well", "hard", "requirements", "about_me", "go_on")
    EXTRA = ("team_feeling", "could_do", "longer")  # asked in grades 8–9 only, not printed

    objects = ParticipantFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("Participant's questionnaire")
        verbose_name_plural = _("Participants' questionnaires")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *(models.Q(**{f"s_{code}__range": (1, 3)}) | models.Q(**{f"s_{code}__isnull": True}) for code in CRITERIA)
                ),
                name="self_assessment_levels_1_to_3",
            )
        ]

    def __str__(self) -> str:
        return str(self.participation)

    @property
    def levels(self) -> dict[str, int | None]:
        """Criterion code → own level 1–3 or None."""
        return {code: getattr(self, f"s_{code}") for code in CRITERIA}


class FormConflict(Conflict):
    """A second version of a half of form В that a pupil sent from another device."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before the trial")
        AFTER = "after", _("After the trial")

    form = models.ForeignKey(ParticipantForm, on_delete=models.PROTECT, related_name="conflicts")
    moment = models.CharField(max_length=6, choices=Moment)

    class Meta(Conflict.Meta):
        verbose_name = _("Conflict of questionnaires")
        verbose_name_plural = _("Conflicts of questionnaires")

    def __str__(self) -> str:
        return str(self.form)
