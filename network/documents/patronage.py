"""NW-34 «Қамқорлық мониторингі»: the figures of patronage of one chamber for one year [004 T2]."""

from typing import Any

from django.db.models import QuerySet

from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Seat, Sheet, Table

from ..models import PatronagePair, RegistryBook
from ..services import issuer_of
from ..services.patronage import monitoring
from .life_words import text_of

FIGURES: tuple[tuple[str, dict[str, str]], ...] = (
    ("enterprises", {"kk": "Кәсіпорындар саны", "ru": "Предприятий"}),
    ("memoranda", {"kk": "Меморандумдар саны", "ru": "Меморандумов"}),
    ("programmes", {"kk": "Әзірленген білім беру бағдарламалары", "ru": "Разработано образовательных программ"}),
    (
        "students",
        {
            "kk": "Кәсіпорын өтінімдері бойынша нысаналы мемлекеттік тапсырыспен оқитын студенттер",
            "ru": "Студентов по целевому госзаказу по заявкам предприятий",
        },
    ),
    ("money", {"kk": "Материалдық көмек көлемі, теңге", "ru": "Объём материальной помощи, тенге"}),
)
OTHER = {"kk": "Өзге", "ru": "Прочее"}
WORDS = {
    "chamber": {"kk": "Палата", "ru": "Палата"},
    "region": {"kk": "Өңір", "ru": "Регион"},
    "year": {"kk": "Жылы", "ru": "Год"},
    "pairs": {"kk": "Жұптар", "ru": "Пары"},
    "enterprise": {"kk": "Кәсіпорын", "ru": "Предприятие"},
    "college": {"kk": "Колледж", "ru": "Колледж"},
    "profile": {"kk": "Даярлау бейіні", "ru": "Профиль подготовки"},
    "memorandum": {"kk": "Меморандум №", "ru": "Меморандум №"},
    "officer": {"kk": "Палата өкілі", "ru": "Представитель палаты"},
}


@register
class PatronageMonitoringSheet(DocumentType):
    """NW-34: six figures in one row, below them the pairs that they count."""

    code = "NW-34"
    titles = {"kk": "Қамқорлық мониторингі", "ru": "Мониторинг шефства"}
    source_model = "network.RegistryBook"
    may_issue = "network.issue_patronage_monitoring"
    page = "A4L"
    privacy = "PD0"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("registrar__region")

    def issuer(self, source: RegistryBook) -> Any:
        return issuer_of(source.registrar)

    def sheet(self, source: RegistryBook, language: str) -> Sheet:
        pairs = PatronagePair.objects.filter(chamber=source.registrar)
        found = monitoring(pairs, source.year)
        columns = [*(Column(text_of(title, language)) for _name, title in FIGURES), Column(text_of(OTHER, language))]
        figures = [*(_number(getattr(found, name)) for name, _title in FIGURES), Lines(found.other) if found.other else ""]
        signed = pairs.filter(agreement__isnull=False).select_related("enterprise", "college", "agreement").order_by("pk")
        rows = [
            [
                str(no),
                pair.enterprise.full_name_in(language),
                pair.college.full_name_in(language),
                pair.profile_kk if language == "kk" else pair.profile_ru,
                pair.agreement.number,
            ]
            for no, pair in enumerate(signed, 1)
        ]
        names = ("enterprise", "college", "profile", "memorandum")
        return Sheet(
            subtitle=str(source.year),
            head=[
                Pair(text_of(WORDS["chamber"], language), source.registrar.full_name_in(language)),
                Pair(text_of(WORDS["region"], language), source.registrar.region.name_in(language)),
                Pair(text_of(WORDS["year"], language), str(source.year)),
            ],
            blocks=[
                Table(columns, [figures]),
                Table(
                    [Column("№", width=5), *(Column(text_of(WORDS[name], language)) for name in names)],
                    rows,
                    heading=text_of(WORDS["pairs"], language),
                ),
            ],
            seats=[Seat(text_of(WORDS["officer"], language))],
        )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
