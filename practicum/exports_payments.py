"""Money of the practicum as rows of a table: PR-27, PR-28, PR-29, PR-30."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .models import PaymentStatement, SupervisorLoad, SupplementStatement

Table = tuple[list[str], Iterable[list[Any]]]


def statement_rows(rows: Iterable[PaymentStatement]) -> Table:
    """The list of statements."""
    header = [
        _("School"), _("Payer"), _("Round"), _("Number of credits (K)"), _("Cost of one credit, ₸ (S)"), _("Share"), _("Number of students (N)"),
        _("Sum to be paid, ₸ (С)"), _("Paid, ₸"), _("To be paid by"), _("State"),
    ]  # fmt: skip
    lines = (
        [
            str(row.school), str(row.payer), str(row.round), float(row.credits), row.credit_cost, float(row.rate), float(row.students),
            row.amount, row.paid_amount, row.due_on.isoformat(), row.get_status_display(),
        ]
        for row in rows
    )  # fmt: skip
    return header, lines


def line_rows(statement: PaymentStatement) -> Table:
    """Students of one statement."""
    header = [_("Student"), _("Days worked"), _("Days planned"), _("Share worked")]
    rows = statement.lines.select_related("placement__student")
    return header, ([row.placement.student.full_name, row.days, row.planned, float(row.share)] for row in rows)


def share_rows(statement: PaymentStatement) -> Table:
    """Mentors of one statement."""
    header = [_("Mentor"), _("Students"), _("Students' shares"), _("Sum, ₸")]
    rows = statement.shares.select_related("mentor")
    return header, ([row.mentor.full_name, row.students, float(row.share_sum), row.amount] for row in rows)


def load_rows(rows: Iterable[SupervisorLoad]) -> Table:
    """Hours of the leaders of a round."""
    header = [_("Practicum leader"), _("Number of credits (K)"), _("Number of students (N)"), _("Coefficient"), _("Load, hours (H)")]
    lines = ([row.supervisor.full_name, float(row.credits), float(row.students), float(row.rate), float(row.hours)] for row in rows)
    return header, lines


def supplement_rows(statement: SupplementStatement) -> Table:
    """Lines of one month."""
    header = [
        _("Mentor"), _("Young teacher"), _("Order No."), _("Days worked"), _("Norm of days"), _("Base salary (БДО), ₸"), _("Percent"), _("Sum, ₸"),
    ]  # fmt: skip
    rows = statement.lines.select_related("mentor", "young_teacher")
    lines = (
        [row.mentor.full_name, row.young_teacher.full_name, row.order_no, row.days_worked, row.days_norm, row.bdo, row.pct, row.amount]
        for row in rows
    )
    return header, lines
