"""Items of one plan in the making. Known by their code, without one by their Kazakh text."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.text import fold

from ..errors_plans import CountTooSmall, ItemOutsideYear
from ..models import Direction, EventKind, Organisation, Period, PlanItem
from ..services import plans
from ..services.plans import ITEM_FIELDS
from .base import Column, Mistakes, Register, Row, digits, key

NOT_A_PARTY = _("There is no such organisation in the network: write its BIN or its short name.")
NOT_THERE = _("There is no such person among the staff of the plan's organisations: write the full name or the e-mail.")
END_FIRST = _("The end lies before the beginning.")
CLOSED = _("Items are written while the plan is a draft.")
TWICE = _("The item %(value)s stands twice: in rows %(first)s and %(second)s.")
TEXTS = ("code", "place_kk", "place_ru", "participants_kk", "participants_ru", "resources", "source")


class PlanItems(Register):
    """NW-19 from a file: items that the file does not name stay as they are."""

    code = "plan"
    target = "plan"
    rows_limit = 1000
    twice_column, twice_message = "code", TWICE
    columns = (
        Column("code", "Коды", "Код", limit=12, example="1.1"),
        Column("direction", "Бағыт", "Направление", kind="choice", choices=Direction, required=True, example="events"),
        Column("text_kk", "Іс-шара (қазақша)", "Мероприятие (на казахском)", required=True, limit=2000, example="Әдістемелік семинар"),
        Column("text_ru", "Іс-шара (орысша)", "Мероприятие (на русском)", required=True, limit=2000, example="Методический семинар"),
        Column("event_kind", "Іс-шара түрі", "Вид мероприятия", kind="choice", choices=EventKind, example="plc"),
        Column("planned_count", "Саны", "Количество", kind="number", low=1, high=1000, required=True, example="5"),
        Column("period", "Кезеңі", "Периодичность", kind="choice", choices=Period, example="month"),
        Column("starts_on", "Басталуы", "Начало", kind="date", required=True, example="01.10.2026"),
        Column("ends_on", "Аяқталуы", "Окончание", kind="date", required=True, example="31.10.2026"),
        Column("place_kk", "Орны, нысаны (қазақша)", "Место, форма (на казахском)", limit=300),
        Column("place_ru", "Орны, нысаны (орысша)", "Место, форма (на русском)", limit=300),
        Column("responsible_org", "Жауапты ұйым", "Ответственная организация", required=True, limit=300, example="000040001018"),
        Column("responsible", "Жауапты адам", "Ответственный", limit=200),
        Column("participants_kk", "Қатысушылар (қазақша)", "Участники (на казахском)", limit=2000),
        Column("participants_ru", "Қатысушылар (орысша)", "Участники (на русском)", limit=2000),
        Column("resources", "Ресурстар", "Ресурсы", limit=2000),
        Column("result_kk", "Нәтиже (қазақша)", "Результат (на казахском)", required=True, limit=2000, example="Сабақтар талданды"),
        Column("result_ru", "Нәтиже (орысша)", "Результат (на русском)", required=True, limit=2000, example="Уроки проанализированы"),
        Column("budget", "Бюджет, ₸", "Бюджет, ₸", kind="number", high=10**12, example="150000"),
        Column("allocated", "Бөлінгені, ₸", "Выделено, ₸", kind="number", high=10**12),
        Column("source", "Қаржы көзі", "Источник", limit=200),
    )

    def prepare(self) -> None:
        from ..forms_plans.plans import parties_of, people_of

        plan = self.job.plan
        parties = parties_of(plan.owner)
        self.organisations = organisations_by_word(parties)
        self.people = people_by_word(people_of(parties))
        self.there = {_key(item.code, item.text_kk): item for item in plan.items.all()}

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        plan = self.job.plan
        if not plan.is_open:
            mistakes.add("", "", CLOSED)
        first, last = values["starts_on"], values["ends_on"]
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not plan.first_day <= day <= plan.year.ends_on:
                params = {"start": f"{plan.first_day:%d.%m.%Y}", "end": f"{plan.year.ends_on:%d.%m.%Y}"}
                mistakes.add(name, f"{day:%d.%m.%Y}", ItemOutsideYear.message, **params)
        if first and last and last < first:
            mistakes.add("ends_on", f"{last:%d.%m.%Y}", END_FIRST)
        if (values.get("planned_count") or 1) < 1:
            mistakes.add("planned_count", values["planned_count"], CountTooSmall.message)
        values["responsible_org_id"] = looked_up(values, "responsible_org", self.organisations, NOT_A_PARTY, mistakes)
        values["responsible_id"] = looked_up(values, "responsible", self.people, NOT_THERE, mistakes)
        values["period"] = values.get("period") or Period.DATES.value

    def key_of(self, values: dict[str, Any]) -> Any:
        return _key(values.get("code") or "", values["text_kk"])

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        names = {name for row in rows for name in row.values}
        return {found: {name: getattr(item, name) for name in names} for found, item in self.there.items()}

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Some hundred items: through the services, which hold the rules of the year and count editions (NR59)."""
        for row in rows:
            values = {name: row.values[name] for name in ITEM_FIELDS if name in row.values}
            values["responsible_org"] = Organisation.objects.get(pk=row.values["responsible_org_id"])
            values["responsible"] = self.by.__class__.objects.filter(pk=row.values["responsible_id"]).first()
            item: PlanItem | None = self.there.get(self.key_of(row.values))
            if item is None:
                plans.add_item(plan=self.job.plan, by=self.by, **values)
            elif any(getattr(item, name) != value for name, value in values.items()):
                plans.change_item(item=item, edition=item.edition, by=self.by, **values)


def _key(code: str, text_kk: str) -> str:
    return f"№{key(code)}" if code else key(text_kk)


def organisations_by_word(rows: Any) -> dict[str, int]:
    """Organisations by BIN and by their short names."""
    return {word: row.pk for row in rows for word in (row.bin or "", key(row.short_name_kk), key(row.short_name_ru)) if word}


def people_by_word(rows: Any) -> dict[str, int]:
    """People by full name and by e-mail; a name that two people bear is nobody's."""
    found: dict[str, int | None] = {}
    for person in rows:
        name = key(person.full_name)
        found[name] = None if name in found else person.pk
        if person.email:
            found[fold(person.email)] = person.pk
    return {word: pk for word, pk in found.items() if pk}


def looked_up(values: dict[str, Any], name: str, known: dict[str, int], reason: Any, mistakes: Mistakes) -> int | None:
    """The id behind a word of a column, which leaves the row; a word that nobody knows is a mistake."""
    word = values.pop(name, "") or ""
    found = known.get(key(word)) or known.get(fold(word)) or known.get(digits(word, 12))
    if word and found is None:
        mistakes.add(name, word, reason)
    return found
