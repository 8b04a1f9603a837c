"""Hour-by-hour cards and cycles for tests."""

from decimal import Decimal
from typing import Any

from profprobes.services import cycle_cards

HEAD = {
    "planned_hours": Decimal("2.5"),
    "goal_kk": "Шешім қабылдау",
    "goal_ru": "Принять решение",
    "tasks_kk": "таныстыру\nсынап көру",
    "tasks_ru": "познакомить\nпопробовать",
    "results_kk": "салыстыра алады",
    "results_ru": "умеет сравнить",
}
ROW = {
    "stage": "practical",
    "hours": Decimal(1),
    "forms": ["group", "master"],
    "content_kk": "Аралау",
    "content_ru": "Распил",
    "place_kk": "Шеберхана",
    "place_ru": "Мастерская",
    "tools_kk": "Ара",
    "tools_ru": "Пила",
    "activity_kk": "Аралайды",
    "activity_ru": "Пилят",
}


def cycle_card(programme: Any, *, by: Any, hours: tuple = ("1", "1.5")) -> Any:
    """A card whose first row introduces and whose others are practical."""
    card = cycle_cards.save_card(programme=programme, by=by, **HEAD)
    for number, value in enumerate(hours):
        changes = {"stage": "introductory", "forms": ["whole"], "content_kk": "Танысу", "content_ru": "Знакомство"} if number == 0 else {}
        cycle_cards.save_row(card=card, by=by, **(ROW | changes | {"hours": Decimal(value)}))
    return card
