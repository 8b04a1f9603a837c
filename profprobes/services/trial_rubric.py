"""Table 3, scored by the mentor and by subject teachers through the rubric PP-T3 (BR-35)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from portfolio.models import RubricScore
from portfolio.services import save_scores
from portfolio.services.scores import current_rubric

from .. import errors_forms as errors
from ..errors_phone import PupilNotThere, TrialClosed, VisitNotBegun
from ..models import Participation, SessionAttendance, Trial, TrialRubric, TrialSession
from ..table3 import CRITERIA, RUBRIC
from ..words import Listed
from .locks import locked, reason_of

Status = TrialRubric.Status


@transaction.atomic
def score_table(*, participation: Participation, levels: Mapping[str, int], competences: Iterable[str], by: Any) -> TrialRubric:
    """Keep and send what one rater saw: criterion → 1–3 for all six, and the competences that develop. No sum or mean is formed.

    Raises VisitNotBegun, PupilNotThere, TrialClosed, RubricSent, RubricIncomplete, portfolio's LevelUnknown.
    """
    participation = locked(participation, "pupil", "trial")
    _check_there(participation)
    rubric = current_rubric(RUBRIC)
    missing = [criterion.name for criterion in rubric.criteria.all() if not levels.get(criterion.code)]
    if missing:
        raise errors.RubricIncomplete(criteria=Listed(missing))
    row, _made = TrialRubric.objects.get_or_create(participation=participation, rater=by, defaults={"rubric": rubric})
    row = TrialRubric.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.status == Status.SUBMITTED:
        raise errors.RubricSent
    save_scores(rubric_code=RUBRIC, subject=participation, levels={code: levels[code] for code in CRITERIA}, rater=by)
    row.rubric, row.submitted_at = rubric, timezone.now()
    row.competences = [code for code in TrialRubric.Competence.values if code in set(competences)]
    row.move("submit", by=by, save_also=("rubric", "competences", "submitted_at"))
    return row


def _check_there(participation: Participation) -> None:
    visit = participation.trial.visit
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    if visit is None or visit.status not in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD):
        raise VisitNotBegun
    absent = SessionAttendance.objects.filter(session=visit, participation=participation, mark=SessionAttendance.Mark.ABSENT)
    if participation.status not in (Participation.Status.ADMITTED, Participation.Status.ATTENDED) or absent.exists():
        raise PupilNotThere(pupil=participation.pupil.short_name)


def levels_of(row: TrialRubric) -> dict[str, int]:
    """Criterion → level of this rater."""
    about = {"content_type": ContentType.objects.get_for_model(Participation), "object_id": row.participation_id, "rater": row.rater_id}
    scores = RubricScore.objects.filter(criterion__rubric=row.rubric_id, **about)
    return {code: level for code, level in scores.values_list("criterion__code", "level") if level}


@transaction.atomic
def reopen_table(*, row: TrialRubric, reason: str, by: Any) -> TrialRubric:
    """The school's coordinator lets the rater correct a sent table. Raises ReasonMissing, TrialClosed, WrongState."""
    participation = locked(row.participation, "trial")
    if participation.trial.status == Trial.Status.CLOSED:
        raise TrialClosed
    row = TrialRubric.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.move("reopen", by=by, reason=reason_of(reason))
    return row
