"""The matrix of learning outcomes: rows, protocols, experts, states. The cells are saved in services.matrix_cells."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services import notify
from core.errors import WrongState

from ..errors_alignment import (
    ExpertNamed,
    ExpertsOfTwoLevels,
    LevelsMissing,
    MatrixExists,
    NotADraft,
    NotAskedToScore,
    NotOfThisMatrix,
    ProtocolSignedBeforeHeld,
    ProtocolTaken,
    ReasonNeeded,
    RowsMissing,
    RowsUndecided,
    ScoresMissing,
)
from ..models import (
    AcademicYear,
    AlignmentMatrix,
    AlignmentRow,
    ExpertScore,
    Fit,
    LearningOutcome,
    MatrixLevel,
    MatrixProgramme,
    MatrixProtocol,
    Organisation,
    StudyField,
)


def locked(matrix: AlignmentMatrix) -> AlignmentMatrix:
    """The matrix, held until the end of the transaction."""
    return AlignmentMatrix.objects.select_for_update(of=("self",)).get(pk=matrix.pk)


def draft(matrix: AlignmentMatrix) -> AlignmentMatrix:
    """The matrix, held, if it may still change. Raises NotADraft."""
    matrix = locked(matrix)
    if matrix.status != AlignmentMatrix.Status.DRAFT:
        raise NotADraft
    return matrix


def address(matrix: AlignmentMatrix) -> str:
    """Address of the matrix in the portal."""
    return f"/matrices/{matrix.pk}/"


@transaction.atomic
def create_matrix(
    *, keeper: Organisation, field: StudyField, academic_year: AcademicYear, programmes: dict[str, dict[str, Any]], by: Any, **links: Any
) -> AlignmentMatrix:
    """Start a matrix. ``programmes`` maps a level to organisation, title_kk, title_ru. Raises LevelsMissing, MatrixExists."""
    if len(programmes) < 2 or MatrixLevel.TVE not in programmes:
        raise LevelsMissing
    Organisation.objects.select_for_update().get(pk=keeper.pk)
    living = AlignmentMatrix.objects.exclude(status=AlignmentMatrix.Status.ARCHIVED)
    if living.filter(keeper=keeper, field=field, academic_year=academic_year).exists():
        raise MatrixExists(year=academic_year)
    matrix = AlignmentMatrix.objects.create(keeper=keeper, field=field, academic_year=academic_year, **links)
    for level in MatrixLevel.values:
        if level in programmes:
            MatrixProgramme.objects.create(matrix=matrix, level=level, **programmes[level])
    return matrix


def outcomes_for(matrix: AlignmentMatrix, level: str = "") -> Any:
    """Outcomes that may stand in the matrix: those of living modules of its organisations at their levels (and of their joint programmes)."""
    condition = Q(pk__in=[])
    for programme in matrix.programmes.all():
        if not level or programme.level == level:
            condition |= Q(module__organisation=programme.organisation_id, module__level=programme.level)
            if programme.level == MatrixLevel.HEI:
                condition |= Q(programme__parties__organisation=programme.organisation_id)
    rows = LearningOutcome.objects.filter(condition).exclude(module__status="archived")
    return rows.select_related("module", "programme").distinct().order_by("module__code", "code", "pk")


def level_of(outcome: LearningOutcome) -> str:
    """The level of the matrix that the outcome belongs to."""
    return outcome.module.level if outcome.module and outcome.module.level in MatrixLevel.values else MatrixLevel.HEI


@transaction.atomic
def add_rows(*, matrix: AlignmentMatrix, outcomes: Iterable[LearningOutcome], by: Any) -> int:
    """Put outcomes into the matrix; those that are there already are left out. Answers how many are new. Raises NotADraft, NotOfThisMatrix."""
    matrix = draft(matrix)
    chosen = list(outcomes)
    allowed = set(outcomes_for(matrix).filter(pk__in=[outcome.pk for outcome in chosen]).values_list("pk", flat=True))
    if any(outcome.pk not in allowed for outcome in chosen):
        raise NotOfThisMatrix
    there = set(matrix.rows.values_list("outcome_id", flat=True))
    absent = set(MatrixLevel.values) - {programme.level for programme in matrix.programmes.all()}
    pairs = {name: Fit.NA for name, level in (("school_tve", "school"), ("tve_hei", "hei")) if level in absent}
    number = matrix.rows.aggregate(last=Max("number"))["last"] or 0
    made = 0
    for outcome in chosen:
        if outcome.pk not in there:
            made += 1
            place = {f"{level_of(outcome)}_outcome": outcome}
            AlignmentRow.objects.create(matrix=matrix, number=number + made, outcome=outcome, changed_by=by, **pairs, **place)
    return made


@transaction.atomic
def remove_row(*, row: AlignmentRow, by: Any) -> None:
    """Take a row out of a draft; the history keeps it. Raises NotADraft."""
    draft(row.matrix)
    row.delete()


@transaction.atomic
def place_outcomes(*, matrix: AlignmentMatrix, places: list[tuple[AlignmentRow, str, LearningOutcome | None]], by: Any) -> int:
    """Say which outcome carries a row at a level; answers how many places changed. Raises NotADraft, NotOfThisMatrix."""
    matrix = draft(matrix)
    changed = 0
    for row, level, outcome in places:
        row = AlignmentRow.objects.select_for_update(of=("self",)).get(pk=row.pk, matrix=matrix)
        if outcome and not outcomes_for(matrix, level).filter(pk=outcome.pk).exists():
            raise NotOfThisMatrix
        name = f"{level}_outcome_id"
        if getattr(row, name) != (outcome.pk if outcome else None):
            setattr(row, name, outcome.pk if outcome else None)
            row.version, row.changed_by = row.version + 1, by
            row.save(update_fields=[name.removesuffix("_id"), "version", "changed_by"])
            changed += 1
    return changed


@transaction.atomic
def add_protocol(*, matrix: AlignmentMatrix, number: str, held_on: dt.date, by: Any) -> MatrixProtocol:
    """Enter a protocol of agreement. Raises ProtocolTaken, NotADraft."""
    matrix = draft(matrix)
    if matrix.protocols.filter(number=number).exists():
        raise ProtocolTaken
    return MatrixProtocol.objects.create(matrix=matrix, number=number, held_on=held_on)


@transaction.atomic
def sign_protocol(*, protocol: MatrixProtocol, signed_on: dt.date, signers: str, by: Any) -> MatrixProtocol:
    """Record that the levels have signed; from now on its rows count (NR47). Raises ProtocolSignedBeforeHeld."""
    locked(protocol.matrix)
    protocol = MatrixProtocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    if signed_on < protocol.held_on:
        raise ProtocolSignedBeforeHeld(held=protocol.held_on.strftime("%d.%m.%Y"))
    protocol.signed_on, protocol.signers = signed_on, signers
    protocol.save(update_fields=["signed_on", "signers"])
    return protocol


@transaction.atomic
def name_expert(*, matrix: AlignmentMatrix, expert: User, level: str, by: Any) -> ExpertScore:
    """Ask a person for a score; the person is told when the matrix is sent. Raises ExpertNamed, WrongState."""
    matrix = locked(matrix)
    if not matrix.may("archive"):
        raise NotADraft
    if matrix.scores.filter(expert=expert).exists():
        raise ExpertNamed(person=expert.full_name)
    made = ExpertScore.objects.create(matrix=matrix, expert=expert, level=level, named_by=by)
    if matrix.status == AlignmentMatrix.Status.REVIEW:
        _ask([made])
    return made


@transaction.atomic
def release_expert(*, score: ExpertScore, by: Any) -> None:
    """Take back the request to an expert who has not scored. Raises NotADraft where the score is given."""
    score = ExpertScore.objects.select_for_update(of=("self",)).get(pk=score.pk)
    if score.score is not None:
        raise NotADraft
    score.delete()


def _ask(scores: Iterable[ExpertScore]) -> None:
    for score in scores:
        text = gettext_noop("Your score is asked for the matrix “%(matrix)s”.")
        notify(score.expert, text, f"{address(score.matrix)}score/", params={"matrix": str(score.matrix)})


@transaction.atomic
def send_matrix(*, matrix: AlignmentMatrix, by: Any) -> AlignmentMatrix:
    """To the experts of both levels. Raises RowsMissing, RowsUndecided, ExpertsOfTwoLevels, WrongState."""
    matrix = locked(matrix)
    if not matrix.rows.exists():
        raise RowsMissing
    if undecided := matrix.rows.filter(Q(school_tve="") | Q(tve_hei="")).count():
        raise RowsUndecided(count=undecided)
    scores = list(matrix.scores.select_related("expert"))
    if len({score.level for score in scores}) < 2:
        raise ExpertsOfTwoLevels
    matrix.move("send", by=by)
    _ask(scores)
    return matrix


@transaction.atomic
def return_matrix(*, matrix: AlignmentMatrix, by: Any, reason: str) -> AlignmentMatrix:
    """Back to the draft with a reason; scores are asked anew, the history keeps the old ones. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    matrix = locked(matrix)
    matrix.move("return", by=by, reason=reason)
    for score in matrix.scores.select_for_update():
        score.score, score.scored_at = None, None
        score.save(update_fields=["score", "scored_at"])
    return matrix


@transaction.atomic
def give_score(*, matrix: AlignmentMatrix, score: int, comment: str, by: Any) -> ExpertScore:
    """A named expert's mark 1–5. Raises NotAskedToScore, WrongState."""
    matrix = locked(matrix)
    row = matrix.scores.select_for_update().filter(expert=by).first()
    if row is None:
        raise NotAskedToScore
    if matrix.status != AlignmentMatrix.Status.REVIEW:
        raise WrongState(status=matrix.get_status_display())
    row.score, row.comment, row.scored_at = score, comment, timezone.now()
    row.save(update_fields=["score", "comment", "scored_at"])
    return row


@transaction.atomic
def approve_matrix(*, matrix: AlignmentMatrix, decision: str, by: Any) -> AlignmentMatrix:
    """The interlevel council's decision; needs the scores of at least two experts of different levels (NR47). Raises ReasonNeeded, ScoresMissing, WrongState."""
    if not decision.strip():
        raise ReasonNeeded
    matrix = locked(matrix)
    given = list(matrix.scores.filter(score__isnull=False).values_list("level", flat=True))
    if len(set(given)) < 2:
        raise ScoresMissing(given=len(given))
    matrix.decision = decision.strip()
    matrix.move("approve", by=by, save_also=("decision",))
    return matrix


@transaction.atomic
def archive_matrix(*, matrix: AlignmentMatrix, by: Any, reason: str) -> AlignmentMatrix:
    """Close the matrix. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    matrix = locked(matrix)
    matrix.move("archive", by=by, reason=reason)
    return matrix
