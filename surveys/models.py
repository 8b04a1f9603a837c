"""One questionnaire engine: definition, round, invitation, response. Invitations keep who has answered, responses keep what; nothing joins them (R25)."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .querysets import RoundQuerySet, SurveyInvitationQuerySet

MIN_GROUP = 5  # R26, never below


class Bilingual:
    """Texts in Kazakh and Russian, read in the person's language."""

    def in_language(self, name: str) -> str:
        """``text`` → text_kk or text_ru."""
        return getattr(self, f"{name}_{'ru' if get_language() == 'ru' else 'kk'}")


@pghistory.track(pghistory.UpdateEvent())
class Questionnaire(Bilingual, models.Model):
    """A definition. An approved version is locked: its wording never changes under answers that were given. No personal data."""

    class Identity(models.TextChoices):
        ANONYMOUS = "anonymous", _("Anonymous")
        CONFIDENTIAL = "confidential", _("Confidential (under a pseudonym)")
        NAMED = "named", _("Named")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    code = models.CharField(_("Code"), max_length=20)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    title_kk = models.CharField(_("Title (Kazakh)"), max_length=200)
    title_ru = models.CharField(_("Title (Russian)"), max_length=200)
    purpose_kk = models.CharField(_("Purpose (Kazakh)"), max_length=300)
    purpose_ru = models.CharField(_("Purpose (Russian)"), max_length=300)
    identity = models.CharField(_("Identity"), max_length=12, choices=Identity)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        verbose_name = _("Questionnaire")
        verbose_name_plural = _("Questionnaires")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once")]

    def __str__(self) -> str:
        return self.in_language("title")


class Question(Bilingual, models.Model):
    """One question of a version."""

    class Type(models.TextChoices):
        LIKERT_5 = "likert_5", _("Scale 1–5")
        TEXT = "text", _("Text up to 500 characters")

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    no = models.PositiveSmallIntegerField(_("No."))
    code = models.CharField(_("Code"), max_length=20)
    text_kk = models.CharField(_("Question (Kazakh)"), max_length=300)
    text_ru = models.CharField(_("Question (Russian)"), max_length=300)
    type = models.CharField(_("Type"), max_length=10, choices=Type)
    required = models.BooleanField(_("Required"), default=False)

    class Meta:
        verbose_name = _("Question")
        verbose_name_plural = _("Questions")
        ordering = ["questionnaire", "no"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="question_once")]

    def __str__(self) -> str:
        return self.in_language("text")


class Round(Bilingual, models.Model):
    """A questionnaire put to people about one thing (``scope``) for a time. ``title`` is the thing's name when it opened. No personal data."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="rounds")
    scope_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    scope_id = models.PositiveBigIntegerField()
    scope = GenericForeignKey("scope_type", "scope_id")
    title_kk = models.CharField(_("Title (Kazakh)"), max_length=250)
    title_ru = models.CharField(_("Title (Russian)"), max_length=250)
    opens_at = models.DateTimeField(_("Opens"))
    closes_at = models.DateTimeField(_("Closes"))
    min_group = models.PositiveSmallIntegerField(_("Smallest group shown"), default=MIN_GROUP)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("Survey round")
        verbose_name_plural = _("Survey rounds")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "scope_type", "scope_id"], name="round_once_about_a_thing"),
            models.CheckConstraint(condition=models.Q(min_group__gte=MIN_GROUP), name="round_hides_under_five"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="round_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.in_language("title")

    @property
    def is_open(self) -> bool:
        """Does the round take answers now?"""
        return self.opens_at <= timezone.now() < self.closes_at


class Invitation(models.Model):
    """Who may answer, and whether they have: it holds no answer and no time of answering (R25). Seen by the person alone; deleted with the round."""

    class Source(models.TextChoices):
        PUPIL = "pupil", _("Pupil")
        MENTOR = "mentor", _("Mentor")
        TEACHER = "teacher", _("Teacher")
        HOST = "host", _("Host")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("Source"), max_length=10, choices=Source)
    done = models.BooleanField(_("Answered"), default=False)

    objects = SurveyInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Invitation to a survey")
        verbose_name_plural = _("Invitations to surveys")
        indexes = [models.Index(fields=["person"], condition=models.Q(done=False), name="survey_waits_for")]
        constraints = [models.UniqueConstraint(fields=["round", "person", "source"], name="invited_once_per_source")]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_source_display()}"


class Response(models.Model):
    """One filled questionnaire: a random number, a day, a source where at least five share it. No person, no invitation, no address (R25)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="responses")
    stratum = models.CharField(_("Source"), max_length=10, blank=True)
    submitted_day = models.DateField(_("Day"))

    class Meta:
        verbose_name = _("Response")
        verbose_name_plural = _("Responses")
        ordering = ["id"]  # random, so the order of rows tells nothing

    def __str__(self) -> str:
        return str(self.round)


class Answer(models.Model):
    """One value of a response."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("Answer")
        verbose_name_plural = _("Answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once"),
            models.CheckConstraint(condition=models.Q(number__isnull=True) | models.Q(number__range=(1, 5)), name="answer_1_to_5"),
        ]

    def __str__(self) -> str:
        return self.text or str(self.number)
