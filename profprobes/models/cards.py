"""Form А, the technology card of a visit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets import SessionPaperQuerySet
from .microtask import MicroTask
from .trials import TrialSession


class TechnologyCard(MicroTask, StateMachine):
    """Form А of one visit. Rows 1–6, 12–14, 18–21 come from the trial, the site and the consents; an edit of rows 1–21 after a signature makes a new
    revision that both sign again; row 22 opens after the session (BR-29). Kept with the trial; seen by school, host and mentor.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("technology card", "Draft")
        SIGNED_SCHOOL = "signed_school", pgettext_lazy("technology card", "Signed by the school")
        SIGNED_HOST = "signed_host", pgettext_lazy("technology card", "Signed by the partner")
        AGREED = "agreed", pgettext_lazy("technology card", "Agreed")
        COMPLETED = "completed", pgettext_lazy("technology card", "Filled in")

    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.SIGNED_SCHOOL: ("sun", "signature"),
        Status.SIGNED_HOST: ("sun", "signature"),
        Status.AGREED: ("leaf", "handshake"),
        Status.COMPLETED: ("leaf", "check-check"),
    }
    TRANSITIONS = {
        "sign_school": ({Status.DRAFT}, Status.SIGNED_SCHOOL),
        "sign_host": ({Status.DRAFT}, Status.SIGNED_HOST),
        "agree": ({Status.SIGNED_SCHOOL, Status.SIGNED_HOST}, Status.AGREED),
        "revise": ({Status.SIGNED_SCHOOL, Status.SIGNED_HOST, Status.AGREED}, Status.DRAFT),
        "complete": ({Status.AGREED}, Status.COMPLETED),
    }

    session = models.OneToOneField(TrialSession, on_delete=models.PROTECT, related_name="card")
    revision = models.PositiveSmallIntegerField(_("Revision"), default=1)
    status = models.CharField(_("State"), max_length=14, choices=Status, default=Status.DRAFT)
    school_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_signed_at = models.DateTimeField(null=True, blank=True)
    host_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host_signed_at = models.DateTimeField(null=True, blank=True)
    went_well = models.TextField(_("What worked"), max_length=600, blank=True)
    improve = models.TextField(_("What to improve"), max_length=600, blank=True)
    next_step = models.TextField(_("Next step"), max_length=600, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Technology card")
        verbose_name_plural = _("Technology cards")

    def __str__(self) -> str:
        return f"{self.session.trial} · {self.revision}"
