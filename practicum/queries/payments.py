"""What the pages of the money read."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from network.access import organisations_as
from network.models import Agreement, Organisation

from ..models import MentorShare, PaymentStatement, PaymentTerms, PracticumRound, SupervisorLoad
from ..models.payments import CLOSED
from ..querysets_payments import PAYS
from ..services.payments import LATE_DAYS

PER_PAGE = 30


def statements(user: Any, *, round: PracticumRound | None = None, overdue: bool = False, status: str = "", q: str = "") -> QuerySet:
    """Statements that the person sees, with what the list prints."""
    from core.text import search

    rows = (
        PaymentStatement.objects.visible_to(user)
        .select_related("school", "payer", "round__programme")
        .order_by("-due_on", "school", "-version")
    )
    if round is not None:
        rows = rows.filter(round=round)
    if overdue:
        rows = rows.filter(status__in=PaymentStatement.UNPAID, due_on__lt=timezone.localdate())
    if status:
        rows = rows.filter(status=status)
    if q.strip():
        rows = rows.filter(school__in=search(Organisation.objects.all(), q, "search_text"))
    return rows


def totals(rows: QuerySet) -> dict[str, Any]:
    """Sum due, paid and left over the valid statements of a list, and how many are late (R55)."""
    edge = timezone.localdate() - dt.timedelta(days=LATE_DAYS)
    found = rows.exclude(status__in=CLOSED).aggregate(
        amount=Sum("amount"), paid=Sum("paid_amount"), late=Count("pk", filter=Q(status__in=PaymentStatement.UNPAID, due_on__lt=edge))
    )
    amount, paid = found["amount"] or 0, found["paid"] or 0
    return {"amount": amount, "paid": paid, "left": amount - paid, "late": found["late"]}


def loads_of(user: Any, round: PracticumRound) -> QuerySet:
    """H by leader."""
    return SupervisorLoad.objects.visible_to(user).filter(round=round).select_related("supervisor")


def own_shares(user: Any) -> QuerySet:
    """A mentor's own shares, nothing of other mentors."""
    rows = MentorShare.objects.filter(mentor=user).exclude(statement__status__in=CLOSED)
    return rows.select_related("statement__school", "statement__payer", "statement__round").order_by("-statement__due_on")


def agreements_with_terms(user: Any) -> list[tuple[Agreement, PaymentTerms]]:
    """Agreements on the practicum of the person's institutions with the parameters that hold."""
    own = organisations_as(user, *PAYS)
    rows = (
        Agreement.objects.filter(kind__code__in=["PRAC", "NET"], parties__organisation__in=own, status__in=Agreement.LIVING)
        .select_related("practicum_terms", "kind")
        .prefetch_related("parties__organisation")
        .distinct()
        .order_by("-starts_on", "pk")
    )
    found = []
    for row in rows:
        owner = next((party.organisation for party in row.parties.all() if party.organisation_id in own), None)
        found.append((row, getattr(row, "practicum_terms", None) or PaymentTerms(agreement=row, payer=owner)))
    return found


def rounds_to_pay(user: Any) -> QuerySet:
    """The latest rounds of the person's institutions that have begun: their payments are calculated on a page of their own."""
    rows = PracticumRound.objects.filter(
        programme__owner_org__in=organisations_as(user, *PAYS), status__in=["in_progress", "grading", "closed"]
    )
    return rows.order_by("-ends_on")[:5]
