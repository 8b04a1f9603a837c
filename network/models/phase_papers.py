"""Papers on which a network leaves its pilot: the report on the pilot and independent expert reports (NR24)."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import StateMachine

from ..querysets_governance import InNetworkQuerySet
from .networks import Network


def phase_paper_path(paper: Any, name: str) -> str:
    """Where the file of a paper lies in the private store."""
    return f"phase-papers/{paper.network_id}/{name}"


@pghistory.track(pghistory.UpdateEvent())
class PhasePaper(StateMachine):
    """A report that was written outside the portal, kept as a file. The report on the pilot counts once the council has approved it; an expert's
    counts as it is. The name of the author is held because the paper stands under it; seen by the network and its region; kept with the network.
    """

    class Kind(models.TextChoices):
        PILOT = "pilot", _("Final evaluation report on the pilot")
        EXPERT = "expert", _("Independent expert report")

    class Status(models.TextChoices):
        ATTACHED = "attached", pgettext_lazy("paper of a phase", "Attached")
        APPROVED = "approved", pgettext_lazy("paper of a phase", "Approved by the council")
        WITHDRAWN = "withdrawn", pgettext_lazy("paper of a phase", "Taken back")

    TRANSITIONS = {
        "approve": ({Status.ATTACHED}, Status.APPROVED),
        "withdraw": ({Status.ATTACHED}, Status.WITHDRAWN),
    }
    STATUS_LOOK = {
        Status.ATTACHED: ("sky", "paperclip"),
        Status.APPROVED: ("leaf", "badge-check"),
        Status.WITHDRAWN: ("neutral", "undo-2"),
    }

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="phase_papers")
    kind = models.CharField(_("Kind"), max_length=6, choices=Kind)
    title = models.CharField(pgettext_lazy("paper of a phase", "Title"), max_length=300)
    author = models.CharField(_("Author, organisation"), max_length=200)
    dated_on = models.DateField(_("Date"))
    file = models.FileField(_("File"), upload_to=phase_paper_path, max_length=200)
    file_name = models.CharField(max_length=255)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("State"), max_length=9, choices=Status, default=Status.ATTACHED)

    objects = InNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Paper of a phase")
        verbose_name_plural = _("Papers of phases")
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(status="approved") | models.Q(kind="pilot"), name="only_pilot_report_is_approved"),
            models.CheckConstraint(condition=~models.Q(file=""), name="phase_paper_has_its_file"),
        ]

    def __str__(self) -> str:
        return self.title
