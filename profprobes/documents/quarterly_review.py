"""PP-QR, the minutes of a quarterly review (§5.10): seven sections, no pupil is named."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Bullets, Column, Pair, Paragraph, Row, Rows, Seat, Sheet, Table
from network.services import issuer_of

from ..models import Participation, QuarterlyReview, TrialProgramme
from ..queries.indicators import decimal
from ..queries.reviews import checklist_lines, shown_indicators
from .words import day, joined

LABELS = {
    "term": {"kk": "Тоқсан", "ru": "Четверть"},
    "school": {"kk": "Мектеп", "ru": "Школа"},
    "team": {"kk": "Команда", "ru": "Команда"},
    "figures": {"kk": "2. Көрсеткіштер", "ru": "2. Показатели"},
    "indicator": {"kk": "Көрсеткіш", "ru": "Показатель"},
    "value": {"kk": "Мәні", "ru": "Значение"},
    "target": {"kk": "Мақсатты мән", "ru": "Цель"},
    "trials": {"kk": "Сынақтар: жоспарланған / өткізілген / жабылған", "ru": "Пробы: запланированы / проведены / закрыты"},
    "counted": {"kk": "Сынақ ретінде есептелген", "ru": "Засчитаны как пробы"},
    "outcomes": {"kk": "Қорытындылар (үш үлес)", "ru": "Итоги (три доли)"},
    "traces": {"kk": "Із бойынша рефлексия мерзімінде", "ru": "Рефлексия по следам в срок"},
    "incidents": {"kk": "Оқиғалар", "ru": "Инциденты"},
    "empty": {"kk": "Бос рефлексия: формат және бағдарлама бойынша", "ru": "Пустая рефлексия: по форматам и программам"},
    "format": {"kk": "Формат, бағдарлама", "ru": "Формат, программа"},
    "share": {"kk": "Бос / қатысқан", "ru": "Пустые / участники"},
    "rework": {"kk": "Сценарийді қайта құрастыру қажет", "ru": "Сценарий нужно переработать"},
    "deviation": {
        "kk": "Параллель мен сынып бойынша ауытқу (артефактісі бар оқушылар үлесі)",
        "ru": "Отклонение по параллели и классу (доля учеников с артефактом)",
    },
    "parallel": {"kk": "Параллель, сынып", "ru": "Параллель, класс"},
    "have": {"kk": "Артефактісі бар / оқушы", "ru": "С артефактом / учеников"},
    "points": {"kk": "Ауытқу, тармақ (* – 15-тен көп)", "ru": "Отклонение, п. п. (* – больше 15)"},
    "checklist": {
        "kk": "Сынақтың мазмұндылық чек-парағы (расталған сынақтар)",
        "ru": "Чек-лист содержательности пробы (подтверждённые пробы)",
    },
    "mark": {"kk": "Белгі", "ru": "Признак"},
    "holds": {"kk": "Орындалған / тексерілген сынақ", "ru": "Выполнен / проверено проб"},
    "all_six": {"kk": "Алты белгінің бәрі: мазмұнды сынақ", "ru": "Все шесть признаков: содержательная проба"},
    "cases": {"kk": "3. Жағдайлар", "ru": "3. Случаи"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "did": {"kk": "Оқушы не істеді", "ru": "Что делал ученик"},
    "changed": {"kk": "Не өзгерді", "ru": "Что изменилось"},
    "conclusion": {"kk": "Қорытынды", "ru": "Вывод"},
    "hopes": {"kk": "4. Жалған үміттер мен «жапсырмалар»", "ru": "4. Ложные надежды и ярлыки"},
    "discussion": {"kk": "5. Әдістемелік бірлестікте талқылау", "ru": "5. Обсуждение в методическом объединении"},
    "minutes": {"kk": "{day}, хаттама № {number}", "ru": "{day}, протокол № {number}"},
    "members": {"kk": "Қатысқандар", "ru": "Присутствовали"},
    "decided": {"kk": "Шешім", "ru": "Решение"},
    "proposals": {"kk": "6. Ұсыныстар", "ru": "6. Предложения"},
    "script": {"kk": "Сценарий (бағдарлама)", "ru": "Сценарий (программа)"},
    "change": {"kk": "Өзгеріс", "ru": "Изменение"},
    "owner": {"kk": "Жауапты", "ru": "Ответственный"},
    "due": {"kk": "Мерзімі", "ru": "Срок"},
    "general": {"kk": "жалпы", "ru": "общее"},
    "coordinator": {"kk": "Мектеп үйлестірушісі", "ru": "Школьный координатор"},
    "head": {"kk": "Әдістемелік бірлестік жетекшісі", "ru": "Руководитель методического объединения"},
    "grade": {"kk": "{grade}-сынып (параллель)", "ru": "{grade} класс (параллель)"},
}
OUTCOMES = {"go_on": "continue", "unsure": "unsure", "not_for_me": "not_for_me"}


@register
class QuarterlyReviewMinutes(DocumentType):
    """PP-QR «Тоқсандық талдау хаттамасы»: two pages, printed once the review is discussed."""

    code = "PP-QR"
    titles = {"kk": "Тоқсандық талдау хаттамасы", "ru": "Протокол анализа за четверть"}
    source_model = "profprobes.QuarterlyReview"
    may_issue = "profprobes.issue_quarterlyreview"
    max_pages = 2
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("school", "term__year")

    def issuer(self, source: QuarterlyReview) -> Any:
        return issuer_of(source.school)

    def subjects(self, source: QuarterlyReview) -> list[User]:
        return []

    def sort_name(self, source: QuarterlyReview) -> str:
        return f"{source.term.starts_on:%Y-%m-%d}"

    def file_label(self, source: QuarterlyReview) -> str:
        return f"{source.school.short_name} {source.term.number}"

    def problems(self, source: QuarterlyReview, language: str) -> list[str]:
        return [_("The review is not discussed yet.")] if source.status == QuarterlyReview.Status.OPEN else []

    def sheet(self, source: QuarterlyReview, language: str) -> Sheet:
        t = {key: value[language] for key, value in LABELS.items()}
        figures, year = source.figures, source.term.year
        team = [member.user.signature_name for member in source.team.select_related("user")]
        first, last = year.starts_on.year, year.ends_on.year
        return Sheet(
            head=[
                Pair(t["school"], source.school.short_name_in(language)),
                Pair(t["term"], f"{source.term.number}, {first}–{last}"),
                Pair(t["team"], joined(team)),
            ],
            blocks=[
                *self._figures(figures, t, language),
                self._cases(source, t, language),
                Paragraph(t["hopes"], source.hopes),
                Rows(
                    t["discussion"],
                    rows=[
                        Row(
                            "", t["minutes"].format(day=day(source.discussed_on, language), number=source.minutes_number), source.conclusion
                        ),
                        Row("", t["members"], source.members),
                    ],
                ),
                self._proposals(source, t, language),
            ],
            seats=[Seat(t["coordinator"]), Seat(t["head"])],
        )

    def _figures(self, figures: dict[str, Any], t: dict[str, str], language: str) -> list[Any]:
        trials, told = figures["trials"], figures["outcomes"]
        with translation.override(language):
            labels = dict(Participation.Outcome.choices)
            kinds = {code: str(label) for code, label in TrialProgramme.Kind.choices}
            said = sum(told[name] for name in OUTCOMES)
            shares = [
                f"{labels[code]} – {decimal(round(100 * told[name] / said, 1)) if said else '0'} %" for name, code in OUTCOMES.items()
            ]
            values = [[value.measure.name(language), value.shown, value.target or "—"] for value in shown_indicators(figures)]
        rows = [
            [t["trials"], f"{trials['planned']} / {trials['held']} / {trials['closed']}", "—"],
            [t["counted"], trials["counted"], "—"],
            *values,
            [t["outcomes"], joined(shares, "; "), "—"],
            [t["traces"], f"{told['traces']} / {told['attended']}", "—"],
            [t["incidents"], figures["incidents"], "—"],
        ]
        lines = [(kinds.get(line["kind"], line["kind"]), line) for line in figures["formats"]]
        lines += [(line[language], line) for line in figures["programmes"]]
        empty = [
            [name, f"{line['empty']} / {line['attended']} = {line['percent']} %", t["rework"] if line["flagged"] else "—"]
            for name, line in lines
        ]
        blocks: list[Any] = [
            Table([Column(t["indicator"], 52), Column(t["value"]), Column(t["target"], 16)], rows, heading=t["figures"], dense=True)
        ]
        if empty:
            blocks.append(Table([Column(t["format"], 42), Column(t["share"], 24), Column("")], empty, heading=t["empty"], dense=True))
        if marks := _checklist(figures, t, language):
            blocks.append(Table([Column(t["mark"]), Column(t["holds"], 36)], marks, heading=t["checklist"], dense=True))
        if points := _points(figures["deviations"], t):
            blocks.append(
                Table([Column(t["parallel"], 40), Column(t["have"]), Column(t["points"], 24)], points, heading=t["deviation"], dense=True)
            )
        return blocks

    def _cases(self, source: QuarterlyReview, t: dict[str, str], language: str) -> Table:
        rows = [
            [case.trial.programme.name_in(language), case.did, case.changed, case.conclusion]
            for case in source.cases.select_related("trial__programme")
        ]
        return Table(
            [Column(t["trial"], 20), Column(t["did"]), Column(t["changed"]), Column(t["conclusion"])], rows, heading=t["cases"], dense=True
        )

    def _proposals(self, source: QuarterlyReview, t: dict[str, str], language: str) -> Any:
        rows = [
            [
                row.programme.name_in(language) if row.programme else t["general"],
                row.change,
                row.owner.user.signature_name,
                _short(row.due),
            ]
            for row in source.proposals.select_related("programme", "owner__user")
        ]
        if not rows:
            return Bullets(t["proposals"], ["—"])
        columns = [Column(t["script"], 26), Column(t["change"]), Column(t["owner"], 20), Column(t["due"], 13)]
        return Table(columns, rows, heading=t["proposals"], dense=True)


def _short(value: dt.date) -> str:
    return f"{value:%d.%m.%Y}"


def _checklist(figures: dict[str, Any], t: dict[str, str], language: str) -> list[list[Any]]:
    """§5.9: the six marks as they are printed, each with the trials that hold it; a review discussed before has none."""
    with translation.override(language):
        lines = [[str(line["label"]), line["text"]] for line in checklist_lines(figures)]
    kept = figures.get("checklist")
    return [*lines, [t["all_six"], f"{kept['whole']} / {kept['checked']}"]] if lines and kept else []


def _points(rows: list[dict[str, Any]], t: dict[str, str]) -> list[list[Any]]:
    """Parallels and under each its classes; more than 15 points away are marked with an asterisk."""
    lines = []
    for row in rows:
        for one, name in [(row, t["grade"].format(grade=row["grade"])), *((line, f"    {line['name']}") for line in row["classes"])]:
            lines.append([name, f"{one['have']} / {one['pupils']}", f"{one['shown']}{' *' if one['marked'] else ''}"])
    return lines
