"""Lessons that a visit moves, and the deputy head who agreed (BR-54)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from core.dates import local_date

from .. import errors, errors_safety
from ..models import LessonTime, MovedLesson, TrialSession
from . import gate
from .locks import locked

OPEN = (TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.MOVED)


@transaction.atomic
def save_lesson_time(
    *,
    session: TrialSession,
    moves_lessons: bool,
    by: Any,
    lessons: Sequence[dict[str, Any]] = (),
    agreed_by: Any = None,
    agreed_on: dt.date | None = None,
    told: str = "",
) -> LessonTime:
    """Say whether the visit takes lesson time and write the lessons (class_group, subject, lesson_no, new_date) it moves; the whole list anew.

    Raises NoLessons, AgreedByMissing, SameDay, LessonTwice, TooLate.
    """
    session = locked(session, "trial")
    if session.status not in OPEN:
        raise errors.TooLate
    rows = list(lessons) if moves_lessons else []
    if moves_lessons and not rows:
        raise errors_safety.NoLessons
    if moves_lessons and (agreed_by is None or agreed_on is None):
        raise errors_safety.AgreedByMissing
    if any(row["new_date"] == local_date(session.starts) for row in rows):
        raise errors_safety.SameDay
    if len({(row["class_group"].pk, row["lesson_no"]) for row in rows}) < len(rows):
        raise errors_safety.LessonTwice
    values = {"moves_lessons": moves_lessons, "agreed_by": agreed_by, "agreed_on": agreed_on, "told": told.strip()[:300]}
    if not moves_lessons:
        values |= {"agreed_by": None, "agreed_on": None, "told": ""}
    plan, _created = LessonTime.objects.update_or_create(session=session, defaults=values)
    session.moved_lessons.all().delete()
    for row in rows:
        MovedLesson.objects.create(session=session, **row)
    gate.recheck(session)
    return plan
