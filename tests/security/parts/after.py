"""Addresses of what comes after a trial: the trace reflection, the marks of a meaningful trial, the path."""

from profprobes.services.feedback import open_feedback
from surveys.models import Invitation


def _invited(world):
    survey = open_feedback(world.trial)
    return {"pk": Invitation.objects.get_or_create(round=survey, person=world.pupil, source="pupil")[0].pk}


SAMPLES = {
    "surveys:answer": _invited,
    "profprobes:my_trace": lambda w: {"pk": w.row.pk},
    "profprobes:pupil_path": lambda w: {"pk": w.pupil.pk},
    "profprobes:trial_marks": lambda w: {"pk": w.trial.pk},
}
