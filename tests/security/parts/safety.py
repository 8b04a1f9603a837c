"""Samples of safety: incidents."""

import datetime as dt

from django.utils import timezone

from profprobes.models import Briefing, BriefingAck, IncidentMeasure
from tests.factories.safety import incident_of


def _incident(w):
    if not hasattr(w, "_incident_row"):
        w._incident_row = incident_of(w.trials)
    return w._incident_row


def _measure(w):
    if not hasattr(w, "_measure_row"):
        due = timezone.localdate() + dt.timedelta(days=3)
        w._measure_row = IncidentMeasure.objects.create(incident=_incident(w), text="Қоршау", owner=w.trials.coordinator, due=due)
    return w._measure_row


def _ack(w):
    if not hasattr(w, "_ack_row"):
        briefing = Briefing.objects.create(session=w.trials.session, place="school", conductor=w.trials.coordinator, at=timezone.now())
        w._ack_row = BriefingAck.objects.create(briefing=briefing, participation=w.trials.participations[0])
    return w._ack_row


SAMPLES = {
    "profprobes:visit_contacts": lambda w: {"pk": w.trials.session.pk},
    "profprobes:my_briefing": lambda w: {"pk": _ack(w).pk},
    **{
        f"profprobes:{name}": lambda w: {"pk": w.trial.pk}
        for name in ("trial_check_sheet", "trial_lessons", "trial_online", "trial_online_tested", "trial_online_drop")
    },
    **{f"profprobes:{name}": lambda w: {"pk": _incident(w).pk} for name in ("incident", "incident_review")},
    "profprobes:incident_step": lambda w: {"pk": _incident(w).pk, "step": "told"},
    "profprobes:incident_measure_done": lambda w: {"pk": _measure(w).pk},
    "profprobes:incident_report": lambda w: {"pk": w.trial.pk},
}
