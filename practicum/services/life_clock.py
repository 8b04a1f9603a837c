"""What time alone does to placements; each step may run again and changes nothing more (architecture §5)."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.services import assignments
from mentoring.services.register import suspend_lapsed

from ..models import Placement
from . import admission
from .placements import lapse, locked
from .telling import owner_people, school_people, tell

log = logging.getLogger(__name__)
NO_MENTOR = _("%(student)s has no mentor since today: %(mentor)s works in %(school)s no longer. A new one is due within 3 working days.")


def follow_the_clock() -> dict[str, int]:
    """Nightly: lapses, expiries, starts, completions, dismissed mentors, daily alerts."""
    completed = complete_over()  # before the expiries: what is over is not suspended
    expiry = admission.watch_expiry()
    return {
        "lapsed_mentors": suspend_lapsed(),
        "unanswered_mentors": assignments.lapse_unanswered(),
        "lapsed": _each(
            Placement.objects.filter(status="proposed", answer_due_on__lt=timezone.localdate()), lambda row: lapse(placement=row)
        ),
        **expiry,
        "started": start_due(),
        "completed": completed,
        "ended_mentors": tell_dismissed(),
        "released_mentors": release_graded(),
        "not_admitted": admission.alert_not_admitted(),
    }


def _each(rows: Any, step: Callable[[Placement], Any]) -> int:
    count = 0
    for row in list(rows):
        try:
            count += bool(step(row))
        except Exception:
            log.exception("A step of the night failed for placement %s", row.pk)
    return count


def start_due() -> int:
    """ADMITTED placements begin on their day. Answers how many."""
    return _each(Placement.objects.filter(status="admitted", starts_on__lte=timezone.localdate()), lambda row: _move(row, "start"))


def complete_over() -> int:
    """ACTIVE placements whose last day has passed are complete. Answers how many."""
    return _each(Placement.objects.filter(status="active", ends_on__lt=timezone.localdate()), lambda row: _move(row, "complete"))


@transaction.atomic
def _move(placement: Placement, action: str) -> bool:
    row = locked(placement)
    if not row.may(action):
        return False
    row.move(action, by=None)
    return True


def tell_dismissed() -> int:
    """E-11: the assignment of a dismissed mentor ends; both coordinators learn it."""
    ended = assignments.drop_dismissed()
    placements = Placement.objects.filter(pk__in=[one.source_id for one in ended]).select_related("student", "school", "round__programme")
    rows = {row.pk: row for row in placements}
    for one in ended:
        row = rows.get(one.source_id or 0)
        if row and isinstance(one.source, Placement):
            tell([*school_people(row), *owner_people(row)], NO_MENTOR, "placement", row.pk, student=row.student.short_name,
                 mentor=one.mentor.short_name, school=row.school.short_name)  # fmt: skip
    return len(ended)


def release_graded() -> int:
    """Leaders of graded placements are free again."""
    from django.contrib.contenttypes.models import ContentType

    from mentoring.models import MentorAssignment

    kind = ContentType.objects.get_for_model(Placement)
    busy = MentorAssignment.objects.filter(status="active", source_type=kind).values("source_id")
    return _each(
        Placement.objects.filter(status="graded", pk__in=busy), lambda row: assignments.end_all(source=row, on=row.ends_on, by=None) or True
    )
