"""The quarterly review of a school: automatic figures, cases, the discussion, proposals (§2.4 QuarterlyReview, §5.10)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine
from network.models import Membership, Organisation, Term

from ..querysets_desk import QuarterlyReviewQuerySet, ReviewPartQuerySet
from .catalogue import TrialProgramme
from .trials import Trial


@pghistory.track(pghistory.UpdateEvent())
class QuarterlyReview(StateMachine):
    """What a school learns from the trials of one term. ``figures`` are read from the records while it is open and frozen when it is discussed.

    Held so that programmes which say nothing to children are changed by somebody by a day. It names no pupil; of adults, the team and owners of
    proposals. Seen by the school's coordinators and teachers; by operator and department of the region once discussed; kept five years.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("review", "Open")
        DISCUSSED = "discussed", pgettext_lazy("review", "Discussed")
        CLOSED = "closed", pgettext_lazy("review", "Closed")

    TRANSITIONS = {
        "discuss": ({Status.OPEN}, Status.DISCUSSED),
        "close": ({Status.DISCUSSED}, Status.CLOSED),
    }
    STATUS_LOOK = {
        Status.OPEN: ("sun", "pen-line"),
        Status.DISCUSSED: ("sky", "users"),
        Status.CLOSED: ("leaf", "check-check"),
    }

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quarterly_reviews", verbose_name=_("School"))
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("Term"))
    team = models.ManyToManyField(Membership, related_name="+", blank=True, verbose_name=_("Team"))
    figures = models.JSONField(default=dict, blank=True, editable=False)
    hopes = models.TextField(_("False hopes and labels"), max_length=1000, blank=True)
    discussed_on = models.DateField(_("Date of the discussion"), null=True, blank=True)
    minutes_number = models.CharField(_("Minutes No."), max_length=40, blank=True)
    members = models.TextField(_("Members of the methodical association"), max_length=600, blank=True)
    conclusion = models.TextField(_("What was decided"), max_length=1000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=10, choices=Status, default=Status.OPEN)

    objects = QuarterlyReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("Quarterly review")
        verbose_name_plural = _("Quarterly reviews")
        ordering = ["-term__starts_on", "school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "term"], name="one_review_of_a_term"),
            models.CheckConstraint(
                condition=models.Q(status="open")
                | models.Q(discussed_on__isnull=False) & ~models.Q(minutes_number="") & ~models.Q(members=""),
                name="discussed_review_has_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.term}"


@pghistory.track(pghistory.UpdateEvent())
class ReviewCase(models.Model):
    """One depersonalised case: which trial, what a pupil did, what changed, what follows. No name of a pupil of the trial may stand in it."""

    review = models.ForeignKey(QuarterlyReview, on_delete=models.PROTECT, related_name="cases")
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+", verbose_name=_("Trial"))
    position = models.PositiveSmallIntegerField()
    did = models.TextField(_("What the pupil did"), max_length=600)
    changed = models.TextField(_("What changed"), max_length=600)
    conclusion = models.TextField(_("Conclusion"), max_length=600)

    objects = ReviewPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Case of a review")
        verbose_name_plural = _("Cases of reviews")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="review_case_once"),
            models.CheckConstraint(condition=models.Q(position__range=(1, 5)), name="review_cases_up_to_five"),
            models.CheckConstraint(
                condition=~models.Q(did="") & ~models.Q(changed="") & ~models.Q(conclusion=""), name="review_case_is_told_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} · {self.position}"


@pghistory.track(pghistory.UpdateEvent())
class ReviewProposal(models.Model):
    """What is changed in a programme (or in general), who does it, by when."""

    review = models.ForeignKey(QuarterlyReview, on_delete=models.PROTECT, related_name="proposals")
    programme = models.ForeignKey(
        TrialProgramme, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Programme")
    )
    change = models.TextField(pgettext_lazy("proposal", "Change"), max_length=500)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible"))
    due = models.DateField(_("Due"))
    done_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReviewPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Proposal of a review")
        verbose_name_plural = _("Proposals of reviews")
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(change=""), name="review_proposal_names_the_change")]

    def __str__(self) -> str:
        return self.change

    @property
    def is_late(self) -> bool:
        """Its day has passed and it is not done."""
        return self.done_at is None and self.due < timezone.localdate()
