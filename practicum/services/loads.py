"""H = 0,7 × K × N: hours of the leaders (R53; 003c R14)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from mentoring.models import MentorAssignment

from ..models import Placement, PracticumRound, SupervisorLoad
from ..models.payments import LOAD_FLOOR
from .payments import ENDED, LED, WORKED, practicum_days, share_of

CENT = Decimal("0.01")


def hours_of(rate: Decimal, credits: Decimal, students: Decimal) -> Decimal:
    """H with two digits: 0,7 × 6 × 25 = 105."""
    return (rate * credits * students).quantize(CENT, ROUND_HALF_UP)


@transaction.atomic
def calculate_loads(*, round: PracticumRound, by: Any) -> list[SupervisorLoad]:
    """Draft or recalculate the load of every leader of the round; an approved one stays. A change of leader splits by days."""
    PracticumRound.objects.select_for_update().get(pk=round.pk)
    students: dict[int, Decimal] = {}
    for placement in Placement.objects.filter(round=round, status__in=[*WORKED, *ENDED]).select_related("round"):
        _days, _planned, share = share_of(placement)
        if not share:
            continue
        until = min(placement.ended_on or placement.ends_on, placement.ends_on)
        rows = MentorAssignment.objects.of(placement).filter(role="supervisor", status__in=LED)
        days = {
            row.mentor_id: practicum_days(max(row.starts_on, placement.starts_on), min(row.ends_on, until), round.days_per_week)
            for row in rows
        }
        whole = sum(days.values())
        for leader, count in days.items():
            if whole:
                students[leader] = students.get(leader, Decimal(0)) + share * count / whole
    done = []
    for leader, number in students.items():
        load = SupervisorLoad.objects.filter(supervisor_id=leader, round=round).first() or SupervisorLoad(
            supervisor_id=leader, round=round, rate=LOAD_FLOOR
        )
        if load.status == SupervisorLoad.Status.DRAFT:
            load.credits, load.students = round.programme.credits, number.quantize(Decimal("0.0001"), ROUND_HALF_UP)
            load.hours = hours_of(load.rate, load.credits, load.students)
            load.save()
        done.append(load)
    return done


@transaction.atomic
def approve_loads(*, round: PracticumRound, by: Any) -> int:
    """The institution approves all drafts of the round; how many."""
    drafts = SupervisorLoad.objects.select_for_update().filter(round=round, status=SupervisorLoad.Status.DRAFT)
    for load in drafts:
        load.move("approve", by=by)
    return len(drafts)
