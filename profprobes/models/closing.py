"""The parents' page and the last line of the journal."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets import ClosingNoteQuerySet, ParentSummaryQuerySet
from .trials import Participation, Trial


class ParentSummary(StateMachine):
    """Form Г: one page per pupil, signed by the class teacher. The personal line is made from forms А, Б and В when it is signed and kept as printed;
    the class teacher may add one sentence, not delete the facts (BR-39). Seen by the family, the pupil, class teacher and school coordinator.
    """

    class Status(models.TextChoices):
        COLLECTING = "collecting", pgettext_lazy("parents' page", "Data are being collected")
        READY = "ready", pgettext_lazy("parents' page", "Ready to sign")
        SIGNED = "signed", pgettext_lazy("parents' page", "Signed")
        DELIVERED = "delivered", pgettext_lazy("parents' page", "Delivered")

    class NextStep(models.TextChoices):
        REPEAT = "repeat", _("repeat the trial on another operation")
        VISIT = "visit", _("visit a college or university of this profile")
        HOME_PROJECT = "home_project", _("do a short home mini-project")
        ONLINE_MEETING = "online_meeting", _("meet a professional online")
        FAMILY_INTERVIEW = "family_interview", _("hold a family interview with a professional")

    class Handed(models.TextChoices):
        LINK = "link", _("Opened by link")
        PAPER = "paper", _("Handed over on paper")

    STATUS_LOOK = {
        Status.COLLECTING: ("neutral", "hourglass"),
        Status.READY: ("sky", "pen-line"),
        Status.SIGNED: ("leaf", "signature"),
        Status.DELIVERED: ("leaf", "mail-check"),
    }
    TRANSITIONS = {
        "complete": ({Status.COLLECTING}, Status.READY),
        "incomplete": ({Status.READY}, Status.COLLECTING),
        "sign": ({Status.READY}, Status.SIGNED),
        "deliver": ({Status.SIGNED}, Status.DELIVERED),
        "change": ({Status.SIGNED, Status.DELIVERED}, Status.READY),
    }

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="summary")
    personal_line = models.JSONField(default=dict, blank=True)  # {"kk": …, "ru": …}, frozen when signed
    extra_kk = models.CharField(_("One more sentence (Kazakh)"), max_length=300, blank=True)
    extra_ru = models.CharField(_("One more sentence (Russian)"), max_length=300, blank=True)
    next_steps = ArrayField(
        models.CharField(max_length=20, choices=NextStep), default=list, blank=True, verbose_name=_("Next step (as the family wishes)")
    )
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_how = models.CharField(_("How it reached the family"), max_length=6, choices=Handed, blank=True, default="")
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.COLLECTING)

    objects = ParentSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Parents' page")
        verbose_name_plural = _("Parents' pages")

    def __str__(self) -> str:
        return str(self.participation)


class ClosingNote(models.Model):
    """Column 8 of the journal: how teacher and pupil saw the trial."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="closing_note")
    teacher_view = models.CharField(_("Teacher's view"), max_length=300)
    pupil_view = models.CharField(_("Pupil's view"), max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    objects = ClosingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Closing note")
        verbose_name_plural = _("Closing notes")

    def __str__(self) -> str:
        return str(self.trial)
