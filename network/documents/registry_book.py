"""NW-14 «Келісімдер мен шарттар тізілімі»: the book of one registrar for one year [001 D9]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Seat, Sheet, Table

from ..models import RegistryBook, RegistryEntry
from ..services import issuer_of
from .life_words import day, span, text_of

MAX_ROWS = 1000

COLUMNS: dict[str, dict[str, str]] = {
    "no": {"kk": "№", "ru": "№"},
    "number": {"kk": "Тіркеу №", "ru": "Рег. №"},
    "date": {"kk": "Тіркелген күні", "ru": "Дата регистрации"},
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "contract": {"kk": "Келісім № мен күні", "ru": "№ и дата соглашения"},
    "parties": {"kk": "Тараптар (БСН/ЖСН)", "ru": "Стороны (БИН/ИИН)"},
    "specialty": {"kk": "Мамандық, біліктілік коды", "ru": "Код специальности"},
    "learner": {"kk": "Білім алушы", "ru": "Обучающийся"},
    "course": {"kk": "Курс", "ru": "Курс"},
    "term": {"kk": "Мерзімі", "ru": "Срок"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник"},
    "compensation": {"kk": "Өтемақы", "ru": "Компенсация"},
    "places": {"kk": "Жұмыс орындарының саны", "ru": "Число мест"},
    "state": {"kk": "Жай-күйі", "ru": "Состояние"},
    "ground": {"kk": "Негізі", "ru": "Основание"},
    "officer": {"kk": "Тіркеген", "ru": "Зарегистрировал"},
    "employment": {"kk": "Түлекті жұмысқа орналастыру", "ru": "Трудоустройство выпускника"},
}
LEFT = {"no": 3, "number": 7, "date": 10, "kind": 15, "contract": 14, "parties": 22, "specialty": 13, "learner": 11, "course": 5}
RIGHT = {"no": 3, "term": 16, "mentor": 10, "compensation": 11, "places": 10, "state": 11, "ground": 11, "officer": 14, "employment": 14}
STATES = {
    "in_force": {"kk": "қолданыста", "ru": "действует"},
    "ended": {"kk": "аяқталды", "ru": "завершён"},
    "terminated": {"kk": "бұзылды", "ru": "расторгнут"},
    "altered": {"kk": "өзгертілді", "ru": "изменён"},
}
WORDS = {
    "registrar": {"kk": "Тіркеуші", "ru": "Регистратор"},
    "year": {"kk": "Жылы", "ru": "Год"},
    "rows": {"kk": "Жазбалар саны", "ru": "Число записей"},
    "first": {"kk": "1-бөлім", "ru": "Часть 1"},
    "second": {"kk": "2-бөлім", "ru": "Часть 2"},
    "renews": {"kk": "автоматты түрде ұзартылады", "ru": "продлевается автоматически"},
}


@register
class RegistryBookSheet(DocumentType):
    """NW-14, landscape: the seventeen columns stand in two parts, as on the two sides of an open register."""

    code = "NW-14"
    titles = {"kk": "Келісімдер мен шарттар тізілімі", "ru": "Реестр соглашений и договоров"}
    source_model = "network.RegistryBook"
    may_issue = "network.issue_registry_book"
    page = "A4L"
    privacy = "PD2"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("registrar")

    def issuer(self, source: RegistryBook) -> Any:
        return issuer_of(source.registrar)

    def problems(self, source: RegistryBook, language: str) -> list[str]:
        """A book of more than a thousand lines leaves as a table, not as paper."""
        if source.entries.count() > MAX_ROWS:
            return [_("The register of the year has more than 1000 lines: take it as a table.")]
        return []

    def sheet(self, source: RegistryBook, language: str) -> Sheet:
        entries = list(source.entries.select_related("officer").prefetch_related("changes").order_by("number"))
        return Sheet(
            subtitle=f"{source.registrar.full_name_in(language)}, {source.year}",
            head=[
                Pair(text_of(WORDS["registrar"], language), source.registrar.full_name_in(language)),
                Pair(text_of(WORDS["year"], language), str(source.year)),
                Pair(text_of(WORDS["rows"], language), str(len(entries))),
            ],
            blocks=[_part(LEFT, entries, language, "first"), _part(RIGHT, entries, language, "second")],
            seats=[Seat(text_of(WORDS["registrar"], language))],
        )


def _part(widths: dict[str, int], entries: list[RegistryEntry], language: str, heading: str) -> Table:
    columns = [Column(text_of(COLUMNS[name], language), width=width) for name, width in widths.items()]
    rows = [[_cell(entry, name, no, language) for name in widths] for no, entry in enumerate(entries, 1)]
    return Table(columns, rows, heading=text_of(WORDS[heading], language), dense=True)


def _cell(entry: RegistryEntry, name: str, no: int, language: str) -> Any:
    said = entry.copied
    kk = language == "kk"
    term = span(entry.starts_on, entry.ends_on, language)
    cells: dict[str, Any] = {
        "no": str(no),
        "number": entry.shown_number,
        "date": day(entry.date, language),
        "kind": said.get("kind_kk" if kk else "kind_ru", entry.kind),
        "contract": Lines([entry.contract_number, day(entry.contract_date, language)]),
        "parties": Lines([f"{party['name_kk' if kk else 'name_ru']} ({party['bin']})" for party in said.get("parties", [])]),
        "term": Lines([term, text_of(WORDS["renews"], language)]) if said.get("renews") else term,
        "state": Lines(
            [text_of(STATES[entry.state], language), *(f"{c.on:%d.%m.%Y}: {c.text_kk if kk else c.text_ru}" for c in entry.changes.all())]
        ),
        "ground": entry.ground_kk if kk else entry.ground_ru,
        "officer": entry.officer.short_name if entry.officer else "",
    }
    return cells[name] if name in cells else str(said.get(name, "") or "")
