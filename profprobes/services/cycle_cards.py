"""The hour-by-hour card of a programme: its head, its rows, their order and sum (BR-12)."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Sum

from .. import errors_cycles as errors
from ..models import CycleCard, CycleCardRow, TrialProgramme
from .locks import locked, refused_as

HEAD = ("planned_hours", *(f"{name}_{language}" for name in ("goal", "tasks", "results") for language in ("kk", "ru")))
CELLS = (
    "stage",
    "hours",
    "forms",
    *(f"{name}_{language}" for name in ("content", "place", "tools", "activity") for language in ("kk", "ru")),
)


@transaction.atomic
def save_card(*, programme: TrialProgramme, by: Any, **head: Any) -> CycleCard:
    """Make the card of the programme or change its head: one card per programme."""
    programme = locked(programme)
    card = CycleCard.objects.filter(programme=programme).first() or CycleCard(programme=programme)
    for name in HEAD:
        setattr(card, name, head[name])
    with refused_as({"profprobes_cyclecard_programme_id_key": errors.CardExists}):
        card.save()
    return card


@transaction.atomic
def save_row(*, card: CycleCard, by: Any, row: CycleCardRow | None = None, **cells: Any) -> CycleCardRow:
    """Add a row at the end, or change one."""
    card = locked(card)
    row = locked(row) if row else CycleCardRow(card=card, order=(card.rows.aggregate(last=Max("order"))["last"] or 0) + 1)
    for name in CELLS:
        setattr(row, name, cells[name])
    row.save()
    return row


@transaction.atomic
def remove_row(*, row: CycleCardRow, by: Any) -> CycleCard:
    """Take a row out; those below move up."""
    card = locked(row.card)
    row = locked(row)
    order = row.order
    row.delete()
    card.rows.filter(order__gt=order).update(order=F("order") - 1)
    return card


@transaction.atomic
def move_row(*, row: CycleCardRow, up: bool, by: Any) -> CycleCard:
    """Change places with the neighbour. Raises RowAtTheEdge."""
    card = locked(row.card)
    row = locked(row)
    neighbour = card.rows.filter(order=row.order - 1 if up else row.order + 1).first()
    if neighbour is None:
        raise errors.RowAtTheEdge
    row.order, neighbour.order = neighbour.order, row.order
    row.save(update_fields=["order"])
    neighbour.save(update_fields=["order"])
    return card


def total_hours(card: CycleCard) -> Decimal:
    """The sum that the last row prints: never typed, always added up (BR-12)."""
    return card.rows.aggregate(total=Sum("hours"))["total"] or Decimal(0)
