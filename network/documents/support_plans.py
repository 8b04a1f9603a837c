"""NW-41: the communication plan and the resource plan [003e 2.5]. They are plans of other kinds; items of the same model in other columns."""

from typing import Any

from documents.registry import register
from documents.sheet import Column, Sheet, Table, Text

from ..models import NetworkPlan, PlanItem
from .plans import PlanPaper, Words, columns, responsible

COMMUNICATION: list[tuple[Words, int]] = [
    ({"kk": "№", "ru": "№"}, 5),
    ({"kk": "Алушы", "ru": "Адресат"}, 20),
    ({"kk": "Хабар", "ru": "Сообщение"}, 32),
    ({"kk": "Арна", "ru": "Канал"}, 15),
    ({"kk": "Мерзімі", "ru": "Срок"}, 12),
    ({"kk": "Жауапты", "ru": "Ответственный"}, 16),
]
RESOURCE: list[tuple[Words, int]] = [
    ({"kk": "№", "ru": "№"}, 5),
    ({"kk": "Бағыт", "ru": "Направление"}, 33),
    ({"kk": "Қажеті, ₸", "ru": "Потребность, ₸"}, 15),
    ({"kk": "Көзі", "ru": "Источник"}, 17),
    ({"kk": "Бөлінгені, ₸", "ru": "Выделено, ₸"}, 15),
    ({"kk": "Тапшылық, ₸", "ru": "Дефицит, ₸"}, 15),
]
MONEY = {2, 4, 5}
TOTAL = {"kk": "Барлығы", "ru": "Итого"}


def _money(value: int | None) -> str:
    """«1 250 000» with spaces that do not break."""
    return "" if value is None else f"{value:,}".replace(",", "\u00a0")


def _items(plan: NetworkPlan) -> Any:
    return plan.items.select_related("responsible_org", "responsible").order_by("order", "pk")


@register
class CommunicationPlan(PlanPaper):
    """NW-41 «Коммуникация жоспары / План коммуникации»: to whom, what, by which channel, when, who answers."""

    code = "NW-41"
    titles = {"kk": "Коммуникация жоспары", "ru": "План коммуникации"}

    def suits(self, source: NetworkPlan) -> bool:
        return source.kind == NetworkPlan.Kind.COMMUNICATION

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        rows = [self._row(item, language) for item in _items(source)]
        table = Table(columns(COMMUNICATION, language), rows)
        return Sheet(
            subtitle=source.owner_name_in(language), head=self.head(source, language), blocks=[table], seats=self.seats(source, language)
        )

    @staticmethod
    def _row(item: PlanItem, language: str) -> list[Any]:
        number, audience = item.code or item.order, item.participants_in(language)
        return [number, audience, item.text_in(language), item.place_in(language), item.when_in(language), responsible(item, language)]


@register
class ResourcePlan(PlanPaper):
    """NW-41 «Ресурстық жоспар / Ресурсный план»: what is needed, what is given, what is missing."""

    code = "NW-41A"
    titles = {"kk": "Ресурстық жоспар", "ru": "Ресурсный план"}

    def suits(self, source: NetworkPlan) -> bool:
        return source.kind == NetworkPlan.Kind.RESOURCE

    def sheet(self, source: NetworkPlan, language: str) -> Sheet:
        items = list(_items(source))
        rows: list[list[Any]] = [self._row(item, language) for item in items]
        sums = [sum(value or 0 for value in values) for values in zip(*map(_figures, items), strict=True)] or [0, 0, 0]
        strong = [Text(_money(value), strong=True) for value in sums]
        rows.append(["", Text(TOTAL[language], strong=True), strong[0], "", strong[1], strong[2]])
        head = [Column(title[language], width, "end" if n in MONEY else "start") for n, (title, width) in enumerate(RESOURCE)]
        return Sheet(
            subtitle=source.owner_name_in(language),
            head=self.head(source, language),
            blocks=[Table(head, rows)],
            seats=self.seats(source, language),
        )

    @staticmethod
    def _row(item: PlanItem, language: str) -> list[Any]:
        need, given, missing = map(_money, _figures(item))
        return [item.code or item.order, item.text_in(language), need, item.source, given, missing]


def _figures(item: PlanItem) -> tuple[int | None, int | None, int | None]:
    """Needed, allocated, missing."""
    return item.budget, item.allocated, item.deficit
