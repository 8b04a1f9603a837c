"""Cycles of the demo region: the carpenter's card hour by hour (annex 7)."""

from decimal import Decimal
from typing import Any

from ..models import CycleCard, TrialProgramme
from ..services import cycle_cards
from .cycle_texts import HEAD, PLACE, ROWS

LANGUAGES = ("kk", "ru")


def both(name: str, pair: tuple[str, str]) -> dict[str, str]:
    """{"goal_kk": …, "goal_ru": …}."""
    return {f"{name}_{language}": text for language, text in zip(LANGUAGES, pair, strict=True)}


def build_carpenter_card(programme: TrialProgramme, *, by: Any) -> CycleCard:
    """Head and twelve rows of one hour each, through the services."""
    head = {key: value for name, pair in HEAD.items() for key, value in both(name, pair).items()}
    card = cycle_cards.save_card(programme=programme, planned_hours=Decimal(12), by=by, **head)
    for stage, content, tools, activity, forms in ROWS:
        cells = both("content", content) | both("place", PLACE) | both("tools", tools) | both("activity", activity)
        cycle_cards.save_row(card=card, by=by, stage=stage, hours=Decimal(1), forms=forms, **cells)
    return card


def build_cycles(region: Any) -> None:
    """The card of the college's carpenter programme."""
    programme = TrialProgramme.objects.filter(owner=region.organisations["KPK"], status=TrialProgramme.Status.PUBLISHED).first()
    if programme is not None:
        build_carpenter_card(programme, by=region.people["partner"])
