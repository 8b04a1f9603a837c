"""Scores by rubrics. No sum or mean is formed from the scores of a trial (BR-35, R-P25)."""

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import User

from ..errors import CriterionUnknown, LevelUnknown, NotSeenNotAllowed
from ..models import Rubric, RubricScore


def current_rubric(code: str) -> Rubric:
    """The newest version of a rubric, with criteria and levels read. Raises Rubric.DoesNotExist."""
    return Rubric.objects.filter(code=code).prefetch_related("criteria", "levels").order_by("version").reverse()[:1].get()


@transaction.atomic
def save_scores(*, rubric_code: str, subject: Any, levels: Mapping[str, int | None], rater: User) -> int:
    """Keep what one rater saw of one subject: criterion code → level of the scale, None for «not observed». Criteria that are left out stay unrated,
    an earlier score of this rater is replaced. Answers how many scores stand. Raises CriterionUnknown, LevelUnknown, NotSeenNotAllowed.
    """
    rubric = current_rubric(rubric_code)
    criteria = {criterion.code: criterion for criterion in rubric.criteria.all()}
    _check(rubric, set(criteria), levels)
    about = {"content_type": ContentType.objects.get_for_model(subject), "object_id": subject.pk, "rater": rater}
    RubricScore.objects.filter(criterion__in=criteria.values(), **about).exclude(criterion__code__in=levels).delete()
    rows = [RubricScore(criterion=criteria[code], level=level, scored_at=timezone.now(), **about) for code, level in levels.items()]
    unique = ["criterion", "content_type", "object_id", "rater"]
    RubricScore.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=["level", "scored_at"])
    return len(rows)


def _check(rubric: Rubric, criteria: set[str], levels: Mapping[str, int | None]) -> None:
    allowed = {level.value for level in rubric.levels.all()}
    for code, level in levels.items():
        if code not in criteria:
            raise CriterionUnknown(criterion=code)
        if level is None and not rubric.allow_not_seen:
            raise NotSeenNotAllowed
        if level is not None and level not in allowed:
            raise LevelUnknown(level=level)
