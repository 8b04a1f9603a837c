"""What a mentor has learnt about safety: day, level, proof; valid for S2 months (§2.1 «TrialMentor»)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from network.terms import add_months

from .. import errors_safety as errors
from ..models import TrialMentor
from .locks import locked


@transaction.atomic
def record_training(*, mentor: TrialMentor, trained_on: dt.date, level: str, note: str, by: Any) -> TrialMentor:
    """Write down a training with its proof; a mentor whose training had lapsed is active again. Raises MentorGone, TrainingAhead, ProofMissing."""
    mentor = locked(mentor)
    if mentor.status == TrialMentor.Status.ENDED:
        raise errors.MentorGone
    if trained_on > timezone.localdate():
        raise errors.TrainingAhead
    if not note.strip():
        raise errors.ProofMissing
    mentor.trained_on, mentor.level, mentor.training_note = trained_on, level, note.strip()[:200]
    mentor.valid_until = add_months(trained_on, settings.TRIALS["TRAINING_MONTHS"])
    holds = mentor.valid_until >= timezone.localdate()
    mentor.status = TrialMentor.Status.ACTIVE if holds else TrialMentor.Status.UNTRAINED
    mentor.save(update_fields=["trained_on", "level", "training_note", "valid_until", "status"])
    return mentor
