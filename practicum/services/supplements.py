"""The supplement for mentors of young teachers: БДО × percent × days worked ÷ norm of days (R54; law on the status of teachers, art. 13)."""

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from core.workdays import working_days_between
from mentoring.models import MentorAssignment
from network.models import Organisation
from network.workdays import calendar_of

from ..errors_payments import DaysAboveNorm, NothingToPay, SalaryUnknown
from ..models import BaseSalary, SupplementLine, SupplementStatement

DUE_DAY = 15  # of the following month, unless the school's accountants say otherwise


def supplement(bdo: int, pct: int, days_worked: int, days_norm: int) -> int:
    """Whole tenge, half up: 17 697 × 100 % × 11 ÷ 22 = 8 848,5 → 8 849."""
    return int((Decimal(bdo) * pct / 100 * days_worked / days_norm).to_integral_value(ROUND_HALF_UP))


def salary_on(day: dt.date) -> BaseSalary:
    """The БДО that holds on the day. Raises SalaryUnknown."""
    found = BaseSalary.objects.filter(valid_from__lte=day).first()
    if found is None:
        raise SalaryUnknown
    return found


@transaction.atomic
def build_month(*, school: Organisation, month: dt.date, by: Any) -> SupplementStatement:
    """Draft the statement of a month from the assignments to young teachers; a draft is built anew, an approved one stays.

    One line a mentor, whatever the number of young teachers. Raises SalaryUnknown, NothingToPay.
    """
    first = month.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    found = SupplementStatement.objects.select_for_update().filter(school=school, month=first).first()
    if found is not None and found.status != SupplementStatement.Status.DRAFT:
        return found
    salary = salary_on(last)
    working = calendar_of(first, last)
    norm = _days(first, last, working)
    lines: dict[int, SupplementLine] = {}
    rows = MentorAssignment.objects.filter(
        organisation=school, role="mentor", mentee_kind="young_teacher", status__in=["active", "ended", "replaced"], starts_on__lte=last,
        ends_on__gte=first,
    ).order_by("starts_on", "pk")  # fmt: skip
    for row in rows:
        worked = _days(max(first, row.starts_on), min(last, row.ends_on), working)
        if not worked or (row.mentor_id in lines and lines[row.mentor_id].days_worked >= worked):
            continue
        lines[row.mentor_id] = SupplementLine(
            month=first, mentor_id=row.mentor_id, young_teacher_id=row.mentee_id, assignment=row, order_no=row.order_number,
            days_worked=worked, days_norm=norm, bdo=salary.amount, pct=100, amount=supplement(salary.amount, 100, worked, norm),
        )  # fmt: skip
    if not lines:
        raise NothingToPay
    if found is None:
        following = last + dt.timedelta(days=1)
        found = SupplementStatement.objects.create(school=school, month=first, due_on=following.replace(day=DUE_DAY))
    found.lines.all().delete()
    for line in lines.values():
        line.statement = found
    SupplementLine.objects.bulk_create(lines.values())
    return found


def _days(first: dt.date, last: dt.date, working: Any) -> int:
    return working_days_between(first - dt.timedelta(days=1), last, working) if last >= first else 0


@transaction.atomic
def change_days(*, line: SupplementLine, days_worked: int, by: Any) -> SupplementLine:
    """The accountant corrects the days of a draft (illness, leave). Raises DaysAboveNorm, WrongState."""
    statement = SupplementStatement.objects.select_for_update().get(pk=line.statement_id)
    if days_worked > line.days_norm:
        raise DaysAboveNorm(norm=line.days_norm)
    if statement.status != SupplementStatement.Status.DRAFT:
        from core.errors import WrongState

        raise WrongState(status=statement.get_status_display())
    line.days_worked = days_worked
    line.amount = supplement(line.bdo, line.pct, days_worked, line.days_norm)
    line.save(update_fields=["days_worked", "amount"])
    return line


@transaction.atomic
def approve_month(*, statement: SupplementStatement, by: Any) -> SupplementStatement:
    """DRAFT → APPROVED."""
    statement = SupplementStatement.objects.select_for_update().get(pk=statement.pk)
    statement.move("approve", by=by)
    return statement


@transaction.atomic
def pay_month(*, statement: SupplementStatement, on: dt.date, by: Any) -> SupplementStatement:
    """APPROVED → PAID on a day."""
    statement = SupplementStatement.objects.select_for_update().get(pk=statement.pk)
    statement.paid_on = on
    statement.move("pay", by=by, save_also=("paid_on",))
    return statement
