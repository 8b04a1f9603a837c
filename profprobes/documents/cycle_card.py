"""PP-CYCLE, the hour-by-hour technology card of annex 7 (§5.3) [002b F13]. Titles and columns as the source prints them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from documents.registry import DocumentType, register
from documents.sheet import Bullets, Column, Lines, Pair, Paragraph, Seat, Sheet, Table, Text
from network.services import issuer_of

from ..models import CycleCard, CycleCardRow
from ..services.cycle_cards import total_hours
from .blanks import register_blank

LABELS = {
    "owner": {"kk": "Ұйым", "ru": "Организация"},
    "programme": {"kk": "Кәсіби сынақ бағдарламасы", "ru": "Программа профессиональной пробы"},
    "profession": {"kk": "Мамандық немесе құзырет", "ru": "Профессия или компетенция"},
    "goal": {"kk": "Кәсіби сынақтың мақсаты", "ru": "Цель пробы"},
    "tasks": {"kk": "Міндеттері", "ru": "Задачи"},
    "results": {"kk": "Оқу нәтижелері", "ru": "Результаты обучения"},
    "stage": {"kk": "Кезең атауы және оның мазмұны", "ru": "Название этапа и его содержание"},
    "hours": {"kk": "Сағат саны", "ru": "Количество часов"},
    "technology": {"kk": "Кәсіби сынақты өткізу технологиясы", "ru": "Технология проведения пробы"},
    "place": {"kk": "Кезеңді өткізу орны", "ru": "Место проведения этапа"},
    "tools": {"kk": "Құралдары", "ru": "Средства проведения"},
    "activity": {"kk": "Оқушылардың іс-әрекеті", "ru": "Деятельность учащихся"},
    "forms": {"kk": "Оқушылардың іс-әрекетін ұйымдастыру нысаны", "ru": "Форма организации деятельности учащихся"},
    "total": {"kk": "Барлығы", "ru": "Итого"},
    "note": {
        "kk": "Сағат саны білім алушылардың санатына, оқу жоспарына, мақсат пен міндеттерге қарай өзгеруі мүмкін.",
        "ru": "Число часов зависит от категории обучающихся, учебного плана, целей и задач.",
    },
    "head": {"kk": "Ұйым басшысы", "ru": "Руководитель организации"},
    "author": {"kk": "Бағдарламаға жауапты адам", "ru": "Ответственный за программу"},
}
STAGES = {
    "introductory": {"kk": "Кіріспе-таныстыру кезеңі", "ru": "Вводно-ознакомительный этап"},
    "preparatory": {"kk": "Дайындық кезеңі", "ru": "Подготовительный этап"},
    "practical": {"kk": "Орындаушылық (практикалық) кезең", "ru": "Исполнительский (практический) этап"},
    "final": {"kk": "Қорытынды (рефлексиялық) кезең", "ru": "Итоговый (рефлексивный) этап"},
}
FORMS = {
    "whole": {"kk": "жалпы топтық", "ru": "общегрупповая"},
    "group": {"kk": "топтық", "ru": "групповая"},
    "single": {"kk": "жеке", "ru": "индивидуальная"},
    "master": {"kk": "өндірістік оқыту шеберімен бірге", "ru": "вместе с мастером производственного обучения"},
}
BLANK_ROWS = 8
EMPTY = Text("\u200b")  # a cell that has nothing to say, unlike one that was not filled


def hours_in_words(hours: Any) -> str:
    """«1», «1,5»."""
    return f"{hours:.1f}".removesuffix(".0").replace(".", ",")


@register
class CycleCardPaper(DocumentType):
    """PP-CYCLE «Кәсіби сынақтың сағаттық технологиялық картасы», landscape; the last row is the sum of the hours (BR-12)."""

    code = "PP-CYCLE"
    titles = {"kk": "Кәсіби сынақтың сағаттық технологиялық картасы", "ru": "Почасовая технологическая карта пробы"}
    source_model = "profprobes.CycleCard"
    may_issue = "profprobes.issue_cyclecard"
    series, page, privacy = "PP", "A4L", "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("programme__owner", "programme__profession").prefetch_related("rows")

    def issuer(self, source: CycleCard) -> Any:
        return issuer_of(source.programme.owner)

    def file_label(self, source: CycleCard) -> str:
        return source.programme.name_kk

    def problems(self, source: CycleCard, language: str) -> list[str]:
        """Rows there must be, and they add up to the hours of the programme."""
        if not source.rows.exists():
            return [_("The card has no rows yet.")]
        if (total := total_hours(source)) != source.planned_hours:
            sentence = _("The rows add up to %(total)s hours, the programme has %(planned)s.")
            return [sentence % {"total": hours_in_words(total), "planned": hours_in_words(source.planned_hours)}]
        return []

    def sheet(self, source: CycleCard, language: str) -> Sheet:
        t = {key: texts[language] for key, texts in LABELS.items()}
        rows = list(source.rows.all())
        cells: list[list[Any]] = [
            _cells(row, language, first=number == 0 or rows[number - 1].stage != row.stage) for number, row in enumerate(rows)
        ]
        cells.append(
            [EMPTY, Text(t["total"], strong=True), Text(hours_in_words(sum(row.hours for row in rows)), strong=True), *[EMPTY] * 4]
        )
        programme = source.programme
        return Sheet(
            subtitle=programme.name_in(language),
            head=[
                Pair(t["owner"], programme.owner.full_name_in(language)),
                Pair(t["profession"], programme.profession.name_in(language)),
            ],
            blocks=[
                Paragraph(t["goal"], source.text("goal", language)),
                Bullets(t["tasks"], source.lines("tasks", language)),
                Bullets(t["results"], source.lines("results", language)),
                _table(t, cells),
            ],
            seats=[Seat(t["head"]), Seat(t["author"])],
            note=t["note"],
        )


def blank_cycle_card(language: str) -> Sheet:
    """The empty form with ruled lines: head, eight rows, the sum."""
    t = {key: texts[language] for key, texts in LABELS.items()}
    cells: list[list[Any]] = [[str(number), "", "", "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
    cells.append(["", Text(t["total"], strong=True), "", "", "", "", ""])
    return Sheet(
        head=[Pair(t["owner"]), Pair(t["programme"]), Pair(t["profession"])],
        blocks=[
            Paragraph(t["goal"], "", lines=2),
            Paragraph(t["tasks"], "", lines=4),
            Paragraph(t["results"], "", lines=3),
            _table(t, cells),
        ],
        seats=[Seat(t["head"]), Seat(t["author"])],
        note=t["note"],
        blank=True,
    )


def _cells(row: CycleCardRow, language: str, *, first: bool) -> list[Any]:
    content: Any = row.text("content", language)
    forms = [FORMS[form][language] for form in FORMS if form in row.forms]
    return [
        str(row.order),
        Lines([Text(STAGES[row.stage][language], strong=True), content]) if first else content,
        hours_in_words(row.hours),
        row.text("place", language),
        row.text("tools", language),
        row.text("activity", language),
        ", ".join(forms).capitalize(),
    ]


def _table(t: dict[str, str], cells: list[list[Any]]) -> Table:
    return Table(
        columns=[
            Column("№", 3, align="center"),
            Column(t["stage"], 22),
            Column(t["hours"], 9, align="center"),
            Column(t["place"], 19, group=t["technology"]),
            Column(t["tools"], 16, group=t["technology"]),
            Column(t["activity"], 14, group=t["technology"]),
            Column(t["forms"], 17, group=t["technology"]),
        ],
        rows=cells,
        dense=True,
    )


register_blank("PP-CYCLE", CycleCardPaper.titles, blank_cycle_card, page="A4L", max_pages=3)
