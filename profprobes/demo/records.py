"""Confirming documents of the demo region: the class that closed its trial has certificates and books."""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Network

from ..models import ConfirmationForm, Participation, Trial
from ..services import confirmations
from .clock import at


def build_records(region: Any) -> None:
    """Told through the services, the day after the trial was closed."""
    closed = (
        Trial.objects.filter(status=Trial.Status.CLOSED, counts_as_trial=True).select_related("responsible__user").order_by("pk").first()
    )
    if closed is None:
        return
    _decide(closed)
    by = closed.responsible.user
    rows = list(closed.participations.filter(status=Participation.Status.ATTENDED).select_related("pupil").order_by("pk"))
    moment = closed.sessions.get().starts + dt.timedelta(days=4)
    with at(min(moment, timezone.now())):
        issue = {"trial": closed, "language": "kk", "by": by}
        confirmations.issue_confirmations(form="certificate", participations=rows, **issue)
        confirmations.issue_confirmations(form="sheet", participations=rows[:4], **issue)
        confirmations.print_books(pupils=[row.pupil for row in rows], language="kk", title="Сынақ кітапшалары", by=by)


def _decide(trial: Trial) -> None:
    """The council of the network of the school allowed all five forms."""
    network = Network.objects.filter(memberships__organisation=trial.school, memberships__status="active").order_by("pk").first()
    if network:
        confirmations.decide_forms(
            network=network,
            forms=ConfirmationForm.values,
            decided_on=timezone.localdate() - dt.timedelta(days=40),
            minutes_no="3",
            by=network.coordinator,
        )
