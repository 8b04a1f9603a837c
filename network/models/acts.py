"""The five local acts of career guidance (network page 2.9, NW-31)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets_plans import LocalActQuerySet
from .organisations import Organisation


def local_act_path(act: "LocalAct", name: str) -> str:
    """Where the scan of an act lies in the private store."""
    return f"acts/{act.organisation_id}/{name}"


@pghistory.track(pghistory.UpdateEvent())
class LocalAct(StateMachine):
    """A local act of an organisation: text from the template or a scan, the order that brought it in, its yearly review. Open inside the portal;
    kept while the organisation exists, a replaced one too.
    """

    class Type(models.TextChoices):
        REGULATION = "regulation", _("Regulation on the network form of career guidance")
        NETWORK_AGREEMENT = "network_agreement", _("Agreement on the network form of career guidance")
        COOPERATION = "cooperation", _("Agreement on interaction and cooperation")
        PLAN = "plan", _("Plan of career guidance work")
        TRIALS = "trials", _("Agreement on holding career trials")
        TRIAL_REGULATION = "trial_regulation", _("Regulation on organising and holding career trials")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("act", "Draft")
        APPROVED = "approved", pgettext_lazy("act", "Approved")
        IN_FORCE = "in_force", pgettext_lazy("act", "In force")
        UNDER_REVIEW = "under_review", pgettext_lazy("act", "Under review")
        REPLACED = "replaced", pgettext_lazy("act", "Replaced")
        CANCELLED = "cancelled", pgettext_lazy("act", "Cancelled")

    TRANSITIONS = {
        "approve": ({Status.DRAFT}, Status.APPROVED),
        "enter": ({Status.APPROVED}, Status.IN_FORCE),
        "review": ({Status.IN_FORCE}, Status.UNDER_REVIEW),
        "confirm": ({Status.IN_FORCE, Status.UNDER_REVIEW}, Status.IN_FORCE),
        "replace": ({Status.IN_FORCE, Status.UNDER_REVIEW}, Status.REPLACED),
        "cancel": ({Status.DRAFT, Status.APPROVED, Status.IN_FORCE, Status.UNDER_REVIEW}, Status.CANCELLED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.APPROVED: ("sun", "stamp"),
        Status.IN_FORCE: ("leaf", "check"),
        Status.UNDER_REVIEW: ("sun", "refresh-cw"),
        Status.REPLACED: ("neutral", "history"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    # The five acts that every organisation must have (NW-31); the regulation on trials is written in the room of trials and stands beside them.
    FIVE = (Type.REGULATION, Type.NETWORK_AGREEMENT, Type.COOPERATION, Type.PLAN, Type.TRIALS)
    LIVE = (Status.DRAFT, Status.APPROVED, Status.IN_FORCE, Status.UNDER_REVIEW)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="local_acts", verbose_name=_("Organisation"))
    type = models.CharField(pgettext_lazy("act", "Kind of act"), max_length=18, choices=Type)
    number = models.CharField(_("Number"), max_length=40, blank=True)
    date = models.DateField(pgettext_lazy("act", "Date"), null=True, blank=True)
    order_number = models.CharField(_("Number of the order"), max_length=40, blank=True)
    order_date = models.DateField(_("Date of the order"), null=True, blank=True)
    template_version = models.PositiveSmallIntegerField(default=0)
    plan = models.ForeignKey("network.NetworkPlan", null=True, blank=True, on_delete=models.PROTECT, related_name="acts")
    file = models.FileField(_("Scan of the act"), upload_to=local_act_path, max_length=200, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    mime = models.CharField(max_length=40, blank=True)
    review_on = models.DateField(_("Review by"), null=True, blank=True)
    reviewed_on = models.DateField(_("Reviewed on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=12, choices=Status, default=Status.DRAFT)

    objects = LocalActQuerySet.as_manager()

    class Meta:
        verbose_name = _("Local act")
        verbose_name_plural = _("Local acts")
        ordering = ["organisation", "type", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "type"],
                condition=models.Q(status__in=["in_force", "under_review"]),
                name="local_act_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["organisation", "type"], condition=models.Q(status__in=["draft", "approved"]), name="local_act_one_in_the_making"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["in_force", "under_review"])
                | (
                    ~models.Q(number="")
                    & ~models.Q(order_number="")
                    & models.Q(date__isnull=False, order_date__isnull=False, review_on__isnull=False)
                ),
                name="act_in_force_has_order_and_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} · {self.organisation}"


class LocalActSection(models.Model):
    """One section of an act that is written in the portal: heading and text in both languages, filled from the template."""

    act = models.ForeignKey(LocalAct, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=1)
    heading_kk = models.CharField(_("Heading (Kazakh)"), max_length=300)
    heading_ru = models.CharField(_("Heading (Russian)"), max_length=300)
    text_kk = models.TextField(_("Text (Kazakh)"))
    text_ru = models.TextField(_("Text (Russian)"))

    class Meta:
        verbose_name = _("Section of a local act")
        verbose_name_plural = _("Sections of a local act")
        ordering = ["act", "order"]
        constraints = [models.UniqueConstraint(fields=["act", "order"], name="act_section_order_once")]

    def __str__(self) -> str:
        return self.heading_kk

    def heading_in(self, language: str) -> str:
        return self.heading_kk if language == "kk" else self.heading_ru

    def text_in(self, language: str) -> str:
        return self.text_kk if language == "kk" else self.text_ru
