"""Decisions of a council with the votes of organisations, and the order by which each organisation brings a decision in (NR29, NR32)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine

from ..querysets_governance import CouncilDecisionQuerySet, OrganisationOrderQuerySet
from .councils import AgendaItem, Council, CouncilMeeting, CouncilMember, order_scan_path
from .organisations import Organisation


@pghistory.track(pghistory.UpdateEvent())
class CouncilDecision(StateMachine):
    """A decision on one agenda item. ``topic`` tells whether the organisations must bring it in by their own orders (NR32)."""

    class Topic(models.TextChoices):
        REGULATION = "regulation", pgettext_lazy("decision", "Council regulation")
        PLAN = "plan", pgettext_lazy("decision", "Plan")
        CALENDAR = "calendar", pgettext_lazy("decision", "Calendar")
        MATRIX = "matrix", pgettext_lazy("decision", "Function matrix")
        PROGRAMME = "programme", pgettext_lazy("decision", "Programme")
        PACKAGE = "package", pgettext_lazy("decision", "Package of documents")
        SCALE = "scale", pgettext_lazy("decision", "Assessment scale")
        SCHEDULE = "schedule", pgettext_lazy("decision", "Schedule")
        STATUS = "status", pgettext_lazy("decision", "Status of an organisation")
        ROADMAP = "roadmap", pgettext_lazy("decision", "Roadmap")
        MEMBERS = "members", pgettext_lazy("decision", "Members of the network")
        CLOSING = "closing", pgettext_lazy("decision", "Closing of the network")
        OTHER = "other", pgettext_lazy("decision", "Other")

    TWO_STEP = frozenset(
        {
            Topic.REGULATION,
            Topic.PLAN,
            Topic.CALENDAR,
            Topic.MATRIX,
            Topic.PROGRAMME,
            Topic.PACKAGE,
            Topic.SCALE,
            Topic.SCHEDULE,
            Topic.STATUS,
            Topic.ROADMAP,
        }
    )

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("decision", "Draft")
        ADOPTED = "adopted", pgettext_lazy("decision", "Adopted")
        REJECTED = "rejected", pgettext_lazy("decision", "Not adopted")
        IN_WORK = "in_work", pgettext_lazy("decision", "In work")
        DONE = "done", pgettext_lazy("decision", "Done")
        CANCELLED = "cancelled", pgettext_lazy("decision", "Cancelled")

    TRANSITIONS = {
        "adopt": ({Status.DRAFT}, Status.ADOPTED),
        "reject": ({Status.DRAFT}, Status.REJECTED),
        "start": ({Status.ADOPTED}, Status.IN_WORK),
        "finish": ({Status.IN_WORK}, Status.DONE),
        "cancel": ({Status.ADOPTED, Status.IN_WORK}, Status.CANCELLED),
    }
    STATUS_LOOK = {
        Status.DRAFT: ("neutral", "pencil"),
        Status.ADOPTED: ("sky", "gavel"),
        Status.REJECTED: ("neutral", "x"),
        Status.IN_WORK: ("sun", "hourglass"),
        Status.DONE: ("leaf", "check"),
        Status.CANCELLED: ("neutral", "ban"),
    }
    STANDS = (Status.ADOPTED, Status.IN_WORK, Status.DONE)

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(CouncilMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(_("Number"), max_length=20, blank=True)
    topic = models.CharField(pgettext_lazy("decision", "About"), max_length=12, choices=Topic, default=Topic.OTHER)
    text_kk = models.TextField(_("Decision (Kazakh)"))
    text_ru = models.TextField(_("Decision (Russian)"))
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    object = GenericForeignKey()
    votes_for = models.PositiveSmallIntegerField(pgettext_lazy("votes", "For"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(pgettext_lazy("votes", "Against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(pgettext_lazy("votes", "Abstained"), null=True, blank=True)
    adopted_on = models.DateField(_("Decided on"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="council_decisions",
        verbose_name=_("Responsible person"),
    )
    due_on = models.DateField(pgettext_lazy("decision", "Due"), null=True, blank=True)
    execution = models.TextField(pgettext_lazy("decision", "Execution"), blank=True)
    finished_on = models.DateField(_("Done on"), null=True, blank=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = CouncilDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Council decision")
        verbose_name_plural = _("Council decisions")
        ordering = ["-adopted_on", "-pk"]
        indexes = [
            models.Index(fields=["council", "status", "due_on"]),
            models.Index(fields=["content_type", "object_id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], condition=~models.Q(number=""), name="decision_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(meeting__isnull=False, adopted_on__isnull=False, votes_for__isnull=False) & ~models.Q(number=""),
                name="decided_decision_has_meeting_number_votes",
            ),
            models.CheckConstraint(
                condition=models.Q(content_type__isnull=True, object_id__isnull=True)
                | models.Q(content_type__isnull=False, object_id__isnull=False),
                name="decision_object_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}" if self.number else self.text

    @property
    def text(self) -> str:
        """The text in the person's language."""
        return self.text_in(get_language() or "kk")

    def text_in(self, language: str) -> str:
        return self.text_kk if language == "kk" else self.text_ru

    @property
    def needs_orders(self) -> bool:
        """Does the decision bind an organisation only after its own order (NR32)?"""
        return self.topic in self.TWO_STEP


VOTE_OF_A_SEAT = """
IF NOT EXISTS (
    SELECT 1 FROM network_councilmember m WHERE m.id = NEW.member_id AND m.organisation_id = NEW.organisation_id AND m.seat <> 'expert'
) THEN
    RAISE EXCEPTION 'vote_of_a_voting_seat: experts do not vote, nobody votes for another organisation'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_of_a_voting_seat';
END IF;
RETURN NEW;
"""


class DecisionVote(models.Model):
    """The vote of one organisation on one decision (NR29). Held as part of the minutes."""

    class Choice(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "For")
        AGAINST = "against", pgettext_lazy("vote", "Against")
        ABSTAIN = "abstain", pgettext_lazy("vote", "Abstains")

    decision = models.ForeignKey(CouncilDecision, on_delete=models.PROTECT, related_name="votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="council_votes")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="votes_cast")
    choice = models.CharField(_("Vote"), max_length=8, choices=Choice)

    class Meta:
        verbose_name = _("Vote")
        verbose_name_plural = _("Votes")
        constraints = [models.UniqueConstraint(fields=["decision", "organisation"], name="one_vote_per_organisation")]
        triggers = [
            pgtrigger.Trigger(
                name="vote_of_a_voting_seat", operation=pgtrigger.Insert | pgtrigger.Update, when=pgtrigger.Before, func=VOTE_OF_A_SEAT
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_choice_display()}"


@pghistory.track(pghistory.UpdateEvent())
class OrganisationOrder(StateMachine):
    """The second step of an approval: the order by which an organisation brings a decision in (NR32) [003c L435]. Kept 10 years (NR12)."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("order", "Order awaited")
        REGISTERED = "registered", pgettext_lazy("order", "Order registered")
        REFUSED = "refused", pgettext_lazy("order", "Not brought in")

    TRANSITIONS = {
        "register": ({Status.WAITING}, Status.REGISTERED),
        "refuse": ({Status.WAITING}, Status.REFUSED),
        "ask_again": ({Status.REFUSED}, Status.WAITING),
    }
    STATUS_LOOK = {
        Status.WAITING: ("sun", "hourglass"),
        Status.REGISTERED: ("leaf", "file-check"),
        Status.REFUSED: ("clay", "ban"),
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="council_orders", verbose_name=_("Organisation"))
    decision = models.ForeignKey(CouncilDecision, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(_("Order number"), max_length=40, blank=True)
    date = models.DateField(_("Date of the order"), null=True, blank=True)
    scan = models.FileField(_("Scan of the order"), upload_to=order_scan_path, max_length=200, blank=True)
    scan_name = models.CharField(max_length=255, blank=True)
    due_on = models.DateField(pgettext_lazy("order", "Due"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Responsible person"),
    )
    reason = models.TextField(_("Reason"), blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.WAITING)

    objects = OrganisationOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Order of an organisation")
        verbose_name_plural = _("Orders of organisations")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["organisation", "status", "due_on"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "decision"], name="order_once_per_decision"),
            models.CheckConstraint(
                condition=~models.Q(status="registered") | (~models.Q(number="") & models.Q(date__isnull=False)),
                name="registered_order_has_number_and_date",
            ),
            models.CheckConstraint(condition=~models.Q(status="refused") | ~models.Q(reason=""), name="refused_order_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.decision}"
