"""Samples of the forms around a visit and of the family."""

from django.utils import timezone

from portfolio.models import Rubric
from profprobes.models import TrialRubric, TrialSurvey


def _table(w):
    rubric = Rubric.objects.get(code="PP-T3")
    values = {"rubric": rubric, "status": "submitted", "submitted_at": timezone.now()}
    return TrialRubric.objects.get_or_create(participation=w.row, rater=w.trials.mentor, defaults=values)[0]


def _survey(w):
    answers = {"liked": "yes", "wants": "no", "useful": "yes", "status": "submitted", "submitted_at": timezone.now()}
    return TrialSurvey.objects.get_or_create(participation=w.row, defaults=answers)[0]


SAMPLES = {
    **{f"profprobes:{name}": lambda w: {"pk": w.session.pk} for name in ("group_card", "group_card_reopen", "table3_list")},
    "profprobes:table3": lambda w: {"pk": w.session.pk, "participation": w.row.pk},
    "profprobes:table3_reopen": lambda w: {"pk": _table(w).pk},
    "profprobes:my_survey": lambda w: {"pk": w.row.pk},
    "profprobes:survey_reopen": lambda w: {"pk": _survey(w).pk},
    "profprobes:families_notice": lambda w: {"pk": w.trial.pk},
}
