"""Consents, support needs, and the log of who read what is sensitive."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField

from ..querysets import ConsentQuerySet, ConsentTextQuerySet, SensitiveReadQuerySet, SupportNeedQuerySet
from .guardians import GuardianLink


class ConsentPurpose(models.TextChoices):
    """What a consent is for."""

    ACCOUNT = "account", _("Account in the portal")
    TRIAL = "trial", _("Taking part in a career trial")
    PHOTO = "photo", _("Photo and video")
    LESSON_RECORDING = "lesson_recording", _("Video recording of a lesson")
    RESEARCH = "research", _("Research")
    PORTFOLIO = "portfolio", _("Showing the portfolio")
    PRACTICUM = "practicum", _("Data of the practicum")
    DUAL = "dual", _("Contract of dual training")
    DIAGNOSTICS = "diagnostics", _("Psychological diagnostics")
    EXPORT = "export", _("Handing data to third persons")


class PhotoLevel(models.TextChoices):
    """Photo permission of form А row 19, three levels. The lowest that anyone set is the one that counts; no answer is NO."""

    NO = "no", _("Prohibited")
    PORTFOLIO = "portfolio", _("Allowed for the portfolio only")
    PUBLISH = "publish", _("Allowed to publish")

    @property
    def rank(self) -> int:
        """0 for NO, 1 for PORTFOLIO, 2 for PUBLISH."""
        return list(PhotoLevel).index(self)

    @classmethod
    def lowest(cls, *levels: str) -> "PhotoLevel":
        """The most careful of the levels (BR-25)."""
        return min((cls(level) for level in levels), key=lambda level: level.rank)


USED_TEXT_STAYS = """
IF (NEW.purpose, NEW.version, NEW.text_kk, NEW.text_ru, NEW.valid_days) IS DISTINCT FROM (OLD.purpose, OLD.version, OLD.text_kk, OLD.text_ru, OLD.valid_days)
   AND EXISTS (SELECT 1 FROM accounts_consent c WHERE c.text_id = OLD.id) THEN
    RAISE EXCEPTION 'used_text_stays: somebody answered this text' USING ERRCODE = 'check_violation', CONSTRAINT = 'used_text_stays';
END IF;
RETURN NEW;
"""


class ConsentText(models.Model):
    """The sentences a person agreed to, in both languages; a version that was used is never edited."""

    purpose = models.CharField(_("Purpose"), max_length=20, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField(_("Version"))
    text_kk = models.TextField(_("Text (Kazakh)"))
    text_ru = models.TextField(_("Text (Russian)"))
    valid_from = models.DateField(_("Valid from"))
    valid_days = models.PositiveSmallIntegerField(
        _("Days a consent holds"), null=True, blank=True, help_text=_("Empty: until it is withdrawn.")
    )
    re_consent = models.BooleanField(
        _("Ask again"), default=False, help_text=_("Consents to earlier versions stop counting once this version is in force.")
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("Consent text")
        verbose_name_plural = _("Consent texts")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once"),
            models.CheckConstraint(
                condition=models.Q(valid_days__isnull=True) | models.Q(valid_days__gte=1), name="consent_text_holds_a_day"
            ),
        ]
        triggers = [pgtrigger.Trigger(name="used_text_stays", operation=pgtrigger.Update, when=pgtrigger.Before, func=USED_TEXT_STAYS)]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.version}"

    def text_in(self, language: str) -> str:
        """The sentences in Kazakh, or in Russian for every other language."""
        return self.text_kk if language == "kk" else self.text_ru


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Consent(models.Model):
    """A consent or a refusal. Held as legal proof; seen by the subject, the guardian, the own coordinator and the role that asked; given by a
    guardian it is kept until the child leaves school + 3 years, other consents 5 years after they end. Reading by others is logged.

    A new answer never overwrites an old one: it ends the row in force and adds its own. Each guardian and the person answer for themselves.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("consent", "Requested")
        GRANTED = "granted", pgettext_lazy("consent", "Given")
        REFUSED = "refused", pgettext_lazy("consent", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("consent", "Expired")

    class Giver(models.TextChoices):
        SELF = "self", _("The person")
        GUARDIAN = "guardian", _("Legal representative")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        LINK = "link", _("Link")
        PAPER = "paper", _("Paper")

    STATUS_LOOK = {
        Status.REQUESTED: ("sun", "send"),
        Status.GRANTED: ("leaf", "check"),
        Status.REFUSED: ("clay", "x"),
        Status.WITHDRAWN: ("clay", "undo-2"),
        Status.EXPIRED: ("neutral", "hourglass"),
    }

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    given_by = models.CharField(max_length=10, choices=Giver)
    guardian = models.ForeignKey(GuardianLink, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("Purpose"), max_length=20, choices=ConsentPurpose)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    scope = GenericForeignKey()
    level = models.CharField(max_length=10, choices=PhotoLevel, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status)
    channel = models.CharField(max_length=10, choices=Channel)
    given_at = models.DateTimeField()
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    scan = models.FileField(_("Scan of the paper"), upload_to="consents/%Y/", blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ip_hash = models.CharField(max_length=16, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Consent")
        verbose_name_plural = _("Consents")
        indexes = [models.Index(fields=["content_type", "object_id", "purpose"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "content_type", "object_id", "guardian"],
                condition=models.Q(status="granted"),
                name="one_consent_in_force",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(given_by="guardian", guardian__isnull=False) | models.Q(given_by="self", guardian__isnull=True),
                name="guardian_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_status_display()}"


class NeedGroup(models.TextChoices):
    """Groups of special educational needs: of a learner, and those for which a place may be adapted."""

    MOBILITY = "mobility", _("Mobility")
    SIGHT = "sight", _("Sight")
    HEARING = "hearing", _("Hearing")
    SPEECH = "speech", _("Speech")
    INTELLECT = "intellect", _("Intellect")
    DELAY = "delay", _("Delayed development")
    AUTISM = "autism", _("Autism spectrum")
    OTHER = "other", pgettext_lazy("need", "Other")


@pghistory.track(pghistory.UpdateEvent())
class SupportNeed(models.Model):
    """Special educational needs or low family resources. Held to give priority and adapted conditions; seen by the person, guardian, class teacher,
    psychologist, own coordinator (others get yes or no by the gate; every reading is logged); kept to the end of studies.
    """

    class Kind(models.TextChoices):
        SEN = "sen", _("Special educational needs")
        LOW_RESOURCE = "low_resource", _("Family with limited resources")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="support_needs")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    groups = ArrayField(models.CharField(max_length=12, choices=NeedGroup), verbose_name=_("Groups"), default=list, blank=True)
    escort = models.BooleanField(_("Needs an escort"), default=False)
    conditions = EncryptedTextField(_("Conditions needed"), blank=True, default="")
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SupportNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Support need")
        verbose_name_plural = _("Support needs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="need_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(kind="sen") | models.Q(groups=[]), name="need_groups_only_of_sen"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def group_names(self) -> str:
        """The groups in words, in the order of the list."""
        return ", ".join(str(group.label) for group in NeedGroup if group in self.groups)


class SensitiveRead(models.Model):
    """Who read whose consent, medical condition or document, and why. Append-only, kept 3 years; the subject may see it."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sensitive_reads")
    what = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = SensitiveReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reading of sensitive data")
        verbose_name_plural = _("Readings of sensitive data")
        indexes = [models.Index(fields=["subject", "at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"

    @property
    def what_text(self) -> str:
        """What was read, in the language of whoever looks."""
        return gettext(self.what)
