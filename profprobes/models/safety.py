"""Consents of families, medical restrictions, briefings, the way there and back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import GuardianLink, OneTimeLink, PhotoLevel
from core.fields import EncryptedTextField
from core.states import StateMachine
from network.models import Site

from ..querysets import MedicalClearanceQuerySet, ParentConsentQuerySet, SessionPaperQuerySet
from ..querysets_safety import BriefingAckQuerySet
from .trials import Participation, Trial, TrialSession


class ParentConsent(StateMachine):
    """A guardian's answer for one child and one trial [002b F16]. Held as legal proof until the child leaves school + 3 years; its content is read by
    the school's coordinator, the class teacher and the family; every reading by others than the family is logged. The host sees the photo level only.
    """

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("consent", "Sent")
        OPENED = "opened", pgettext_lazy("consent", "Opened")
        GIVEN = "given", pgettext_lazy("consent", "Given")
        DECLINED = "declined", pgettext_lazy("consent", "Not given")
        EXPIRED = "expired", pgettext_lazy("consent", "Expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
        RECONFIRM = "reconfirm", pgettext_lazy("consent", "To be confirmed again")

    class Channel(models.TextChoices):
        LINK = "link", _("Link")
        PAPER = "paper", _("Paper")

    TRANSITIONS = {
        "open": ({Status.SENT}, Status.OPENED),
        "give": ({Status.SENT, Status.OPENED, Status.RECONFIRM, Status.DECLINED, Status.WITHDRAWN}, Status.GIVEN),
        "decline": ({Status.SENT, Status.OPENED, Status.RECONFIRM}, Status.DECLINED),
        "expire": ({Status.SENT, Status.OPENED}, Status.EXPIRED),
        "send_again": ({Status.EXPIRED, Status.OPENED, Status.SENT}, Status.SENT),
        "withdraw": ({Status.GIVEN, Status.RECONFIRM}, Status.WITHDRAWN),
        "ask_again": ({Status.GIVEN}, Status.RECONFIRM),
    }
    ANSWERED = (Status.GIVEN, Status.DECLINED, Status.WITHDRAWN, Status.RECONFIRM)
    STATUS_LOOK = {
        Status.SENT: ("sun", "send"),
        Status.OPENED: ("sun", "eye"),
        Status.GIVEN: ("leaf", "check"),
        Status.DECLINED: ("clay", "x"),
        Status.EXPIRED: ("clay", "clock"),
        Status.WITHDRAWN: ("clay", "undo-2"),
        Status.RECONFIRM: ("sun", "refresh-cw"),
    }

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="consents")
    guardian = models.ForeignKey(GuardianLink, on_delete=models.PROTECT, related_name="trial_consents")
    link = models.ForeignKey(OneTimeLink, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.LINK)
    participates = models.BooleanField(_("Agrees to taking part"), null=True)
    photo_permission = models.CharField(_("Photo and video"), max_length=10, choices=PhotoLevel, blank=True, default="")
    personal_data = models.BooleanField(_("Agrees to the use of personal data"), null=True)
    travel = models.BooleanField(_("Agrees to the trip"), null=True)
    emergency_care = models.BooleanField(_("Agrees to emergency care"), null=True)
    health_note = EncryptedTextField(_("Note about health"), blank=True, default="")
    text_version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=2, default="kk")
    typed_name = models.CharField(_("Full name"), max_length=360, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    scan = models.FileField(upload_to="consents/%Y/", blank=True)
    # What the guardian was told when signing (services.terms.terms_of): proof of what was agreed to, and the base of "only the difference" (BR-24).
    terms = models.JSONField(default=dict, blank=True)
    brings_child = models.BooleanField(_("The family brings the child"), default=False)
    # Two guardians disagreed and settled it: this answer no longer counts (BR-23). A new answer of this guardian counts again.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_aside_note = models.CharField(_("How the family settled it"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.SENT)

    objects = ParentConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Parent's consent")
        verbose_name_plural = _("Parents' consents")
        constraints = [models.UniqueConstraint(fields=["participation", "guardian"], name="one_consent_per_guardian")]

    def __str__(self) -> str:
        return f"{self.participation.pupil.short_name}: {self.get_status_display()}"


class MedicalClearance(models.Model):
    """Whether a pupil may go, from the school medical worker. Class teacher, coordinator and mentor see the result and the conditions for the mentor,
    never the diagnosis note; notes are cleared each 31 August (BR-27, BR-50).
    """

    class Result(models.TextChoices):
        FIT = "fit", _("Fit")
        CONDITIONS = "conditions", _("Fit with conditions")
        UNFIT = "unfit", _("Not fit")
        NOT_REQUIRED = "not_required", pgettext_lazy("medical", "Not required")

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="medical")
    result = models.CharField(_("Result"), max_length=12, choices=Result)
    conditions_for_mentor = models.CharField(_("Conditions for the mentor (no diagnosis)"), max_length=300, blank=True)
    diagnosis_note = EncryptedTextField(_("Note of the medical worker"), blank=True, default="")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now=True)
    # The place whose conditions the medical worker had in view: another place asks for a new look (G7).
    site = models.ForeignKey(Site, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = MedicalClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Check of medical restrictions")
        verbose_name_plural = _("Checks of medical restrictions")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(result="conditions") | ~models.Q(conditions_for_mentor=""), name="conditions_are_named"
            )
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class Briefing(models.Model):
    """A safety briefing at school or on site. Rows form the briefing journal: they are never edited, a correction is a new row; kept 10 years."""

    class Place(models.TextChoices):
        SCHOOL = "school", _("At school")
        SITE = "site", _("On site")

    session = models.ForeignKey(TrialSession, on_delete=models.PROTECT, related_name="briefings")
    place = models.CharField(_("Place"), max_length=6, choices=Place)
    conductor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Date and time"))
    conduct = models.BooleanField(_("Conduct"), default=True)
    risks = models.BooleanField(_("Risks"), default=True)
    clothes = models.BooleanField(_("Clothes and protective equipment"), default=True)
    emergencies = models.BooleanField(_("Unusual situations"), default=True)
    whom_to_tell = models.BooleanField(_("Whom to tell"), default=True)
    client_uuid = models.UUIDField(null=True, blank=True, unique=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Briefing")
        verbose_name_plural = _("Briefings")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_place_display()} · {self.at:%d.%m.%Y %H:%M}"


OWN_WORD_STAYS = """
IF OLD.own_at IS NOT NULL AND NEW.own_at IS DISTINCT FROM OLD.own_at THEN
    RAISE EXCEPTION 'own_word_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'own_word_stays';
END IF;
RETURN NEW;
"""


class BriefingAck(models.Model):
    """One pupil who was briefed: the row is the conductor's mark, ``own_at`` is when the pupil said so in the own account (ADR 0077)."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="acks")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="briefing_acks")
    own_at = models.DateTimeField(_("The pupil confirmed"), null=True, blank=True, editable=False)

    objects = BriefingAckQuerySet.as_manager()

    class Meta:
        verbose_name = _("Acknowledged briefing")
        verbose_name_plural = _("Acknowledged briefings")
        constraints = [models.UniqueConstraint(fields=["briefing", "participation"], name="briefed_once")]
        triggers = [pgtrigger.Trigger(name="own_word_stays", operation=pgtrigger.Update, when=pgtrigger.Before, func=OWN_WORD_STAYS)]

    def __str__(self) -> str:
        return str(self.participation)


class RouteSheet(models.Model):
    """The way to the site and back [002b F15]; enough for the gate, the consent page and the parents' page."""

    class Way(models.TextChoices):
        ON_FOOT = "on_foot", _("On foot")
        SCHOOL_BUS = "school_bus", _("School bus")
        HIRED_BUS = "hired_bus", _("Hired bus")
        PUBLIC = "public", _("Public transport")

    session = models.OneToOneField(TrialSession, on_delete=models.PROTECT, related_name="route")
    way = models.CharField(_("Way of travel"), max_length=12, choices=Way)
    departs_at = models.TimeField(_("Departure"))
    departs_from_kk = models.CharField(_("From where (Kazakh)"), max_length=200)
    departs_from_ru = models.CharField(_("From where (Russian)"), max_length=200)
    returns_at = models.TimeField(_("Return"))
    travel_minutes = models.PositiveSmallIntegerField(_("Minutes one way"))
    transport = models.CharField(_("Vehicle and driver"), max_length=200, blank=True)
    insurance = models.CharField(_("Insurance No."), max_length=100, blank=True)
    insurer = models.CharField(_("Insurer"), max_length=200, blank=True)
    insured_from = models.DateField(_("Insured from"), null=True, blank=True)
    insured_until = models.DateField(_("Insured until"), null=True, blank=True)

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Route sheet")
        verbose_name_plural = _("Route sheets")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(insured_from__isnull=True)
                | models.Q(insured_until__isnull=True)
                | models.Q(insured_until__gte=models.F("insured_from")),
                name="insurance_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


__all__ = ["Briefing", "BriefingAck", "MedicalClearance", "ParentConsent", "RouteSheet", "Trial"]
