"""NW-25 matrix of learning outcomes, NW-26a catalogue of modules, NW-26b transfer table of modules."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.text import official_date
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Paragraph, Seat, Sheet, Table

from ..alignment_index import index_of
from ..alignment_queries import matrix_rows
from ..matrix_screen import place_text
from ..models import AlignmentMatrix, Module, ModuleRecognition, Organisation
from ..models.alignment import sign
from ..services import issuer_of

WORDS: dict[str, tuple[str, str]] = {
    "no": ("№", "№"),
    "code": ("ОН коды", "код РО"),
    "outcome": ("негізгі ОН", "ключевой РО"),
    "school": ("мектеп", "школа"),
    "college": ("колледж", "колледж"),
    "university": ("ЖОО", "вуз"),
    "school_tve": ("мектеп–колледж", "школа–колледж"),
    "tve_hei": ("колледж–ЖОО", "колледж–вуз"),
    "protocol": ("хаттама", "протокол"),
    "remark": ("ескертпе", "замечание"),
    "field": ("Бағыты", "Направление"),
    "year": ("Оқу жылы", "Учебный год"),
    "programme_school": ("Мектеп бағдарламасы", "Программа школы"),
    "programme_tve": ("Колледж бағдарламасы", "Программа колледжа"),
    "programme_hei": ("ЖОО бағдарламасы", "Программа вуза"),
    "decision": ("Кеңес шешімі", "Решение совета"),
    "total_key": ("Негізгі ОН", "Ключевых РО"),
    "total_aligned": ("Сәйкес", "Соответствует"),
    "total_partial": ("Ішінара", "Частично"),
    "index": ("Бағдарламалардың сәйкестік индексі (БСИ)", "Индекс соответствия программ"),
    "experts": ("Сарапшы балы", "Балл эксперта"),
    "legend": (
        "С – сәйкес; І – ішінара; СЕ – сәйкес емес; «–» – қолданылмайды. Индекс: барлық қолданылатын деңгейде сәйкес және хаттамасына қол қойылған "
        "негізгі ОН саны ÷ негізгі ОН саны.",
        "С – соответствует; Ч – частично; Н – не соответствует; «–» – неприменимо. Индекс: число ключевых РО, соответствующих на всех применимых уровнях "
        "и с подписанным протоколом ÷ число ключевых РО.",
    ),
    "unsigned": ("қол қойылмаған", "не подписан"),
    "organisation": ("ұйым", "организация"),
    "module_code": ("код", "код"),
    "title": ("атауы", "название"),
    "level": ("деңгейі", "уровень"),
    "credits": ("кредит", "кредиты"),
    "hours": ("сағат", "часы"),
    "language": ("тілі", "язык"),
    "outcomes": ("ОН", "РО"),
    "bridging": ("көпірші", "модуль-мост"),
    "yes": ("иә", "да"),
    "from": ("колледж модулі, кредит", "модуль колледжа, кредиты"),
    "to": ("ЖОО пәні, кредит", "дисциплина вуза, кредиты"),
    "coverage": ("ОН қамтуы, %", "покрытие РО, %"),
    "recognised": ("есептелетін кредит", "засчитываемые кредиты"),
    "min_grade": ("ең төменгі баға", "мин. оценка"),
    "condition": ("шарт", "условие"),
    "basis": ("құқықтық, академиялық негіз", "основания"),
    "head": ("Ұйым басшысы", "Руководитель организации"),
    "on_day": ("Күні", "По состоянию на"),
    "council": ("Кеңес төрағасы", "Председатель совета"),
    "no_rows": ("жолдар жоқ", "строк нет"),
}
LEVEL_WORDS = {
    "school": ("Мектеп (элективті курс)", "Школа (элективный курс)"),
    "tve": ("ТжКБ", "ТиПО"),
    "hei": ("ЖОО", "вуз"),
    "pd": ("Біліктілікті арттыру", "Повышение квалификации"),
}
LANGUAGE_WORDS = {"kk": ("қазақ", "казахский"), "ru": ("орыс", "русский"), "en": ("ағылшын", "английский")}


def _word(key: str, language: str) -> str:
    return WORDS[key][language != "kk"]


def _number(value: Any) -> str:
    return f"{value.normalize():f}".replace(".", ",")


@register
class MatrixSheet(DocumentType):
    """NW-25, «Оқу нәтижелерінің (ОН) сәйкестік матрицасы», landscape."""

    code = "NW-25"
    titles = {
        "kk": "Оқу нәтижелерінің (ОН) сәйкестік матрицасы",
        "ru": "Матрица соответствия результатов обучения (РО)",
    }
    source_model = "network.AlignmentMatrix"
    may_issue = "network.issue_matrix"
    page = "A4L"
    privacy = "PD1"

    def issuer(self, source: AlignmentMatrix) -> Any:
        return issuer_of(source.keeper)

    def file_label(self, source: AlignmentMatrix) -> str:
        return str(source)

    def problems(self, source: AlignmentMatrix, language: str) -> list[str]:
        return [] if source.rows.exists() else [_("Add learning outcomes to the matrix first.")]

    def sheet(self, source: AlignmentMatrix, language: str) -> Sheet:
        index = index_of(source)
        programmes = {programme.level: programme for programme in source.programmes.select_related("organisation")}
        head = [Pair(_word("field", language), source.field.name_in(language)), Pair(_word("year", language), str(source.academic_year))]
        head += [
            Pair(
                _word(f"programme_{level}", language),
                f"{programme.title_in(language)}, {programme.organisation.short_name_in(language)}",
            )
            for level, programme in programmes.items()
        ]
        if source.decision:
            head.append(Pair(_word("decision", language), source.decision))
        columns = [
            Column(_word("no", language), 3, "center"),
            Column(_word("code", language), 8),
            Column(_word("outcome", language), 20),
            Column(_word("school", language), 12),
            Column(_word("college", language), 12),
            Column(_word("university", language), 12),
            Column(_word("school_tve", language), 7, "center"),
            Column(_word("tve_hei", language), 7, "center"),
            Column(_word("protocol", language), 9),
            Column(_word("remark", language), 10),
        ]
        totals = (
            ("total_key", index.key),
            ("total_aligned", index.aligned),
            ("total_partial", index.partial),
            ("index", index.text),
            ("experts", index.expert_text),
        )
        total = "; ".join(f"{_word(key, language)} – {value}" for key, value in totals)
        return Sheet(
            head=head,
            blocks=[
                Table(columns=columns, rows=[self._row(row, language) for row in matrix_rows(source)], dense=True),
                Paragraph("", total),
            ],
            seats=[
                *(Seat(programme.organisation.short_name_in(language)) for programme in programmes.values()),
                Seat(_word("council", language)),
            ],
            note=_word("legend", language),
        )

    def _row(self, row: Any, language: str) -> list[Any]:
        protocol = ""
        if row.protocol:
            protocol = f"{row.protocol}, {official_date(row.protocol.held_on, language)}"
            if not row.protocol.signed_on:
                protocol += f" ({_word('unsigned', language)})"
        places = [place_text(row.place(level), language) for level in ("school", "tve", "hei")]
        signs = [sign(fit, language) for fit in (row.school_tve, row.tve_hei)]
        return [row.number, row.outcome.code, row.outcome.text_in(language), *places, *signs, protocol, row.remark]


@register
class CatalogueSheet(DocumentType):
    """NW-26a, «Модульдер каталогы»: the published modules of one organisation."""

    code = "NW-26a"
    titles = {"kk": "Модульдер каталогы", "ru": "Каталог модулей"}
    source_model = "network.Organisation"
    may_issue = "network.issue_catalogue"
    page = "A4L"
    privacy = "PD0"

    def issuer(self, source: Organisation) -> Any:
        return issuer_of(source)

    def file_label(self, source: Organisation) -> str:
        return source.short_name

    def problems(self, source: Organisation, language: str) -> list[str]:
        found = Module.objects.filter(organisation=source, status=Module.Status.PUBLISHED).exists()
        return [] if found else [_("The organisation has no published modules.")]

    def sheet(self, source: Organisation, language: str) -> Sheet:
        rows = (
            Module.objects.filter(organisation=source, status=Module.Status.PUBLISHED)
            .prefetch_related("outcomes")
            .order_by("level", "code")
        )
        names = ("organisation", "module_code", "title", "level", "credits", "hours", "language", "outcomes", "bridging")
        widths = (12, 8, 17, 9, 7, 6, 8, 23, 10)
        numbers = {"credits", "hours"}
        columns = [
            Column(_word(name, language), width, "end" if name in numbers else "start") for name, width in zip(names, widths, strict=True)
        ]
        return Sheet(
            blocks=[Table(columns=columns, rows=[self._row(source, row, language) for row in rows], dense=True)],
            seats=[Seat(_word("head", language), source.head_name)],
        )

    def _row(self, source: Organisation, row: Module, language: str) -> list[Any]:
        return [
            source.short_name_in(language),
            row.code,
            row.title_in(language),
            LEVEL_WORDS[row.level][language != "kk"],
            _number(row.credits),
            row.hours,
            LANGUAGE_WORDS[row.language][language != "kk"],
            Lines([f"{outcome.code} {outcome.text_in(language)}" for outcome in row.outcomes.all()]),
            _word("yes", language) if row.bridging else "",
        ]


@register
class TransferSheet(DocumentType):
    """NW-26b, «Модульдерді өзара есептеу кестесі»: what counts for or at one organisation."""

    code = "NW-26b"
    titles = {"kk": "Модульдерді өзара есептеу кестесі", "ru": "Таблица перезачёта модулей"}
    source_model = "network.Organisation"
    may_issue = "network.issue_catalogue"
    page = "A4L"
    privacy = "PD0"

    def issuer(self, source: Organisation) -> Any:
        return issuer_of(source)

    def file_label(self, source: Organisation) -> str:
        return source.short_name

    def _rows(self, source: Organisation) -> Any:
        rows = ModuleRecognition.objects.filter(status=ModuleRecognition.Status.IN_FORCE)
        own = rows.filter(from_module__organisation=source) | rows.filter(to_module__organisation=source)
        return own.select_related("from_module__organisation", "to_module__organisation", "legal_basis").order_by("from_module__code", "pk")

    def problems(self, source: Organisation, language: str) -> list[str]:
        return [] if self._rows(source).exists() else [_("No module of the organisation counts at present.")]

    def sheet(self, source: Organisation, language: str) -> Sheet:
        names = ("no", "from", "to", "coverage", "recognised", "min_grade", "condition", "basis")
        widths = (3, 20, 20, 8, 9, 8, 9, 23)
        columns = [Column(_word(name, language), width) for name, width in zip(names, widths, strict=True)]
        rows = [self._row(number, row, language) for number, row in enumerate(self._rows(source), 1)]
        return Sheet(
            blocks=[Table(columns=columns, rows=rows, dense=True)],
            seats=[Seat(_word("head", language), source.head_name)],
        )

    def _row(self, number: int, row: ModuleRecognition, language: str) -> list[Any]:
        one, other, act = row.from_module, row.to_module, row.legal_basis
        legal = ""
        if act and act.is_printable(timezone.localdate()):  # 2.2: only acts that somebody has checked in the last 12 months are printed
            legal = f"{act.title_kk if language == 'kk' else act.title_ru} № {act.number}, {official_date(act.date, language)}"
        return [
            number,
            Lines([f"{one.code} {one.title_in(language)}, {_number(row.from_credits)}", one.organisation.short_name_in(language)]),
            Lines([f"{other.code} {other.title_in(language)}, {_number(row.to_credits)}", other.organisation.short_name_in(language)]),
            f"{row.lo_coverage_pct:.0f}",
            _number(row.credits_recognised),
            row.min_grade,
            row.conditions,
            Lines([part for part in (legal, row.academic_basis, row.council_reason) if part]),
        ]
