"""С = K × S × 0,3 × N, its split among mentors, its way to payment (R50–R52, R55; 003c F17)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.models import MentorAssignment
from network.models import Agreement, Organisation

from ..errors import ReasonNeeded
from ..errors_payments import CostUnknown, NoMentorToPay, NothingToPay, RateTooLow, TooMuchPaid
from ..models import CreditCost, MentorShare, PaymentStatement, PaymentTerms, Placement, PracticumRound, StatementLine
from ..models.payments import RATE_FLOOR

LATE_DAYS = 30  # R55 [003d N19]
WORKED = (Placement.Status.COMPLETED, Placement.Status.GRADED)
ENDED = (Placement.Status.TRANSFERRED, Placement.Status.REMOVED, Placement.Status.WITHDRAWN)
LED = ("active", "ended", "replaced")
FOUR = Decimal("0.0001")


def practicum_days(start: dt.date, end: dt.date, days_per_week: int) -> int:
    """Days of practicum from start to end, both counted: the first ``days_per_week`` days of each week, Monday first (R8: 12 weeks × 5 = 60)."""
    if end < start:
        return 0
    weeks, rest = divmod((end - start).days + 1, 7)
    return weeks * days_per_week + sum((start.weekday() + n) % 7 < days_per_week for n in range(rest))


def amount_due(credits: Decimal, cost: int, rate: Decimal, students: Decimal) -> int:
    """С = K × S × rate × N in whole tenge, rounded once, half up (R50): 6 × 18 000 × 0,3 × 25 = 810 000."""
    return int((credits * cost * rate * students).to_integral_value(ROUND_HALF_UP))


def largest_remainder(total: int, weights: Mapping[Any, Decimal]) -> dict[Any, int]:
    """Split whole tenge in proportion to the weights; what is left goes to the largest remainders, ties by the order given (R52)."""
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    exact = {key: Fraction(total) * Fraction(weight) / whole for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: exact[key] - parts[key], reverse=True)
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def share_of(placement: Placement, *, count_as_one: bool = False) -> tuple[int, int, Decimal]:
    """(days worked, days planned, share with 4 digits) of a placement that counts (R51); share 0 where it does not."""
    planned = practicum_days(placement.starts_on, placement.ends_on, placement.round.days_per_week)
    if placement.status in WORKED:
        return planned, planned, Decimal(1)
    if placement.status not in ENDED or not planned:
        return 0, planned, Decimal(0)
    if placement.served_share is not None:
        share = placement.served_share
        days = int((share * planned).to_integral_value(ROUND_HALF_UP))
    else:
        days = practicum_days(
            placement.starts_on, min(placement.ended_on or placement.starts_on, placement.ends_on), placement.round.days_per_week
        )
        share = (Decimal(days) / planned).quantize(FOUR, ROUND_HALF_UP)
    return days, planned, Decimal(1) if count_as_one and share else share


def terms_of(agreement: Agreement, owner: Organisation) -> PaymentTerms:
    """The terms of the agreement; those of the page until somebody changes them: 0,30, money, paid by the institution 30 days after the round."""
    return PaymentTerms.objects.filter(agreement=agreement).first() or PaymentTerms(agreement=agreement, payer=owner)


@transaction.atomic
def save_terms(*, agreement: Agreement, owner: Organisation, by: Any, **values: Any) -> PaymentTerms:
    """Set the parameters of an agreement. Raises RateTooLow: the share is at least 0,30 and is changed only upward."""
    terms = PaymentTerms.objects.select_for_update().filter(agreement=agreement).first() or PaymentTerms(agreement=agreement, payer=owner)
    floor = terms.rate if terms.pk else RATE_FLOOR
    if values.get("rate", floor) < floor:
        raise RateTooLow(floor=str(floor).replace(".", ","))
    for name, value in values.items():
        setattr(terms, name, value)
    terms.decided_by = by
    terms.save()
    return terms


@transaction.atomic
def save_cost(*, owner: Organisation, year: Any, cost: int, by: Any) -> CreditCost:
    """Enter S for a year."""
    return CreditCost.objects.update_or_create(owner_org=owner, academic_year=year, defaults={"cost": cost, "entered_by": by})[0]


@transaction.atomic
def calculate_round(*, round: PracticumRound, by: Any) -> list[PaymentStatement]:
    """Draft or recalculate the statement of every school that is paid. Drafts are recalculated; one that somebody has agreed to stays as it is.

    Raises CostUnknown, NoMentorToPay.
    """
    PracticumRound.objects.select_for_update().get(pk=round.pk)
    done = []
    for school in Organisation.objects.filter(placements__round=round).distinct().order_by("pk"):
        try:
            statement = calculate(round=round, school=school, by=by)
        except NothingToPay:
            continue
        if statement is not None:
            done.append(statement)
    return done


@transaction.atomic
def calculate(*, round: PracticumRound, school: Organisation, by: Any, replaces: PaymentStatement | None = None) -> PaymentStatement | None:
    """The statement of one school; None where its agreement pays nothing. Raises CostUnknown, NothingToPay, NoMentorToPay."""
    owner = round.programme.owner_org
    agreement = _agreement(round, school)
    if agreement is None:
        return None
    terms = terms_of(agreement, owner)
    if not terms.pays:
        return None
    existing = PaymentStatement.objects.valid().select_for_update().filter(school=school, round=round, payer=terms.payer).first()
    if existing is not None and existing.status != PaymentStatement.Status.DRAFT:
        return existing
    cost = CreditCost.objects.filter(owner_org=owner, academic_year=round.academic_year).first()
    if cost is None:
        raise CostUnknown(year=str(round.academic_year))
    placements = Placement.objects.filter(round=round, school=school, status__in=[*WORKED, *ENDED]).select_related("student", "round")
    lines = [(row, *share_of(row, count_as_one=terms.count_as_one)) for row in placements]
    lines = [line for line in lines if line[3] > 0]
    if not lines:
        raise NothingToPay
    students = sum((line[3] for line in lines), Decimal(0))
    values = {
        "agreement": agreement,
        "channel": terms.channel,
        "form": terms.form,
        "credits": round.programme.credits,
        "credit_cost": cost.cost,
        "rate": terms.rate,
        "students": students,
        "amount": amount_due(round.programme.credits, cost.cost, terms.rate, students),
        "due_on": round.ends_on + dt.timedelta(days=terms.due_days),
    }
    if existing is None:
        version = replaces.version + 1 if replaces else 1
        existing = PaymentStatement(school=school, round=round, payer=terms.payer, version=version, replaces=replaces)
    for name, value in values.items():
        setattr(existing, name, value)
    existing.save()
    existing.lines.all().delete()
    existing.shares.all().delete()
    StatementLine.objects.bulk_create(
        StatementLine(statement=existing, placement=row, days=days, planned=planned, share=share) for row, days, planned, share in lines
    )
    if terms.form == PaymentTerms.Form.MONEY:
        _split(existing, lines)
    return existing


def _agreement(round: PracticumRound, school: Organisation) -> Agreement | None:
    """The agreement under which the school took the round's students: in force on its first day."""
    return Agreement.objects.in_force(("PRAC", "NET"), round.programme.owner_org, school, round.starts_on).order_by("-pk").first()


def _split(statement: PaymentStatement, lines: Iterable[tuple[Placement, int, int, Decimal]]) -> None:
    weights: dict[int, Decimal] = defaultdict(Decimal)
    people: dict[int, set[int]] = defaultdict(set)
    for placement, _days, _planned, share in lines:
        for mentor, part in _mentors_of(placement).items():
            weights[mentor] += share * part
            people[mentor].add(placement.student_id)
    amounts = largest_remainder(statement.amount, weights)
    MentorShare.objects.bulk_create(
        MentorShare(
            statement=statement,
            mentor_id=mentor,
            students=len(people[mentor]),
            share_sum=weights[mentor].quantize(FOUR, ROUND_DOWN if weights[mentor] == weights[mentor].quantize(FOUR) else ROUND_HALF_UP),
            amount=amounts[mentor],
        )
        for mentor in weights
    )


def _mentors_of(placement: Placement) -> dict[int, Decimal]:
    """Mentor → part of the placement by days led; the parts add up to 1 (R52: a change in mid-term splits by days)."""
    days: dict[int, int] = {}
    until = min(placement.ended_on or placement.ends_on, placement.ends_on)
    for row in MentorAssignment.objects.of(placement).filter(role="mentor", status__in=LED).order_by("starts_on", "pk"):
        start, end = max(row.starts_on, placement.starts_on), min(row.ends_on, until)
        led = practicum_days(start, end, placement.round.days_per_week)
        if led:
            days[row.mentor_id] = days.get(row.mentor_id, 0) + led
    if not days:
        raise NoMentorToPay(student=placement.student.short_name)
    whole = sum(days.values())
    return {mentor: Decimal(count) / whole for mentor, count in days.items()}


def _locked(statement: PaymentStatement) -> PaymentStatement:
    return PaymentStatement.objects.select_for_update().select_related("round__programme__owner_org", "school").get(pk=statement.pk)


@transaction.atomic
def agree(*, statement: PaymentStatement, by: Any) -> PaymentStatement:
    """The school agrees: DRAFT → CHECKED."""
    statement = _locked(statement)
    statement.move("check", by=by)
    return statement


@transaction.atomic
def dispute(*, statement: PaymentStatement, reason: str, by: Any) -> PaymentStatement:
    """The school does not agree, with its reason. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    statement = _locked(statement)
    statement.move("dispute", by=by, reason=reason.strip())
    return statement


@transaction.atomic
def recalculate(*, statement: PaymentStatement, by: Any) -> PaymentStatement:
    """A disputed statement becomes a draft and is calculated anew."""
    statement = _locked(statement)
    statement.move("redraft", by=by)
    return calculate(round=statement.round, school=statement.school, by=by) or statement


@transaction.atomic
def approve(*, statement: PaymentStatement, by: Any) -> PaymentStatement:
    """The payer approves what the school has agreed to."""
    statement = _locked(statement)
    statement.move("approve", by=by)
    return statement


@transaction.atomic
def send(*, statement: PaymentStatement, by: Any) -> PaymentStatement:
    """Sent to the accountants."""
    statement = _locked(statement)
    statement.move("send", by=by)
    return statement


@transaction.atomic
def enter_payment(*, statement: PaymentStatement, amount: int, on: dt.date, document_no: str, by: Any) -> PaymentStatement:
    """Money has gone: PART_PAID until the whole amount is reached, then PAID. Raises TooMuchPaid."""
    statement = _locked(statement)
    if amount > statement.left:
        raise TooMuchPaid(left=f"{statement.left:,}".replace(",", " "))
    statement.paid_amount += amount
    statement.paid_on, statement.document_no = on, document_no
    action = "pay" if statement.left == 0 else "pay_part"
    statement.move(action, by=by, reason=f"{amount} ₸, {document_no}", save_also=("paid_amount", "paid_on", "document_no"))
    return statement


@transaction.atomic
def replace(*, statement: PaymentStatement, reason: str, by: Any) -> PaymentStatement:
    """K, S or N changed after the approval: a new version, the old one stays verifiable (E-19). Raises ReasonNeeded, NothingToPay."""
    if not reason.strip():
        raise ReasonNeeded
    old = _locked(statement)
    old.move("replace", by=by, reason=reason.strip())
    fresh = calculate(round=old.round, school=old.school, by=by, replaces=old)
    if fresh is None:
        raise NothingToPay
    return fresh


@transaction.atomic
def cancel(*, statement: PaymentStatement, reason: str, by: Any) -> PaymentStatement:
    """An unpaid statement is cancelled with a reason."""
    if not reason.strip():
        raise ReasonNeeded
    statement = _locked(statement)
    statement.move("cancel", by=by, reason=reason.strip())
    return statement


def is_late(due_on: dt.date, today: dt.date | None = None) -> bool:
    """PAY-LATE: more than 30 days after the day by which it had to be paid (R55): due 15.06 → 15.07 no, 16.07 yes."""
    return ((today or timezone.localdate()) - due_on).days > LATE_DAYS
