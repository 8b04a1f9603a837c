"""Trials that still run between two organisations, for whoever leaves an agreement (NR35, NR61)."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import TRIAL_KINDS, Agreement, Organisation
from network.services.life.running import Running

from ..models import Trial

OPEN = (Trial.Status.PLANNED, Trial.Status.RUNNING, Trial.Status.HELD, Trial.Status.MOVED)


def trials_between(agreement: Agreement, organisation: Organisation) -> list[Running]:
    """Open trials of the organisation with the other parties, where the agreement is one under which trials go."""
    if agreement.kind_id not in TRIAL_KINDS:
        return []
    others = [party.organisation_id for party in agreement.parties.all() if party.organisation_id not in {None, organisation.pk}]
    mine = Q(school=organisation, host__in=others) | Q(host=organisation, school__in=others)
    trials = Trial.objects.filter(mine, status__in=OPEN).order_by("pk")
    return [
        Running(_("Trial"), str(trial), _last_day(trial), "profprobes:trial", (trial.pk,)) for trial in trials.prefetch_related("sessions")
    ]


def _last_day(trial: Trial) -> dt.date | None:
    return max((timezone.localtime(session.ends).date() for session in trial.sessions.all()), default=None)
