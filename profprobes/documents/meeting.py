"""PP-MEET, the minutes of the set-up meeting with the memo about photo and video (§5.8) [002b P6]."""

from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from documents.registry import DocumentType, register
from documents.sheet import Pair, Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import TrialCycle
from .blanks import register_blank
from .words import day, joined

LABELS = {
    "cycle": {"kk": "Сынақтар циклі", "ru": "Цикл проб"},
    "year": {"kk": "Оқу жылы", "ru": "Учебный год"},
    "grades": {"kk": "Сыныптар", "ru": "Классы"},
    "number": {"kk": "Хаттама №", "ru": "Протокол №"},
    "present": {"kk": "Күні, қатысқандар (оқушы, ата-ана саны)", "ru": "Дата, присутствовали (число учащихся, родителей)"},
    "goal": {"kk": "Циклдің мақсаты", "ru": "Цели цикла"},
    "results": {"kk": "Күтілетін нәтижелер", "ru": "Ожидаемые результаты"},
    "assessment": {"kk": "Бағалау жүйесі", "ru": "Система оценивания"},
    "parents": {"kk": "Ата-аналардың бағалауға қатысуы", "ru": "Участие родителей в оценивании"},
    "decisions": {"kk": "Сұрақтар мен шешімдер", "ru": "Вопросы и решения"},
    "chair": {"kk": "Төраға", "ru": "Председатель"},
    "secretary": {"kk": "Хатшы", "ru": "Секретарь"},
    "people": {"kk": "оқушылар – {pupils}, ата-аналар – {parents}", "ru": "учащихся – {pupils}, родителей – {parents}"},
    "qualities": {"kk": "таңдау сапалары: {value}", "ru": "качества выбора: {value}"},
    "tools": {"kk": "құралдары: {value}", "ru": "инструменты: {value}"},
    "memo": {"kk": "Фото және бейне жадынамасы", "ru": "Памятка о фото и видео"},
}
# The memo that families take home: question and answer.
MEMO: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    (
        {"kk": "Нені түсіруге болады", "ru": "Что снимают"},
        {
            "kk": "Жұмыс барысын және өнімді. Баланың беті отбасы рұқсат еткенде ғана түсіріледі.",
            "ru": "Ход работы и продукт. Лицо ребёнка – только с разрешения семьи.",
        },
    ),
    (
        {"kk": "Не үшін", "ru": "Для чего"},
        {"kk": "Оқушының портфолиосы мен ата-аналарға арналған қорытынды үшін.", "ru": "Для портфолио ученика и итогов для родителей."},
    ),
    (
        {"kk": "Ашық дереккөзге не шығады", "ru": "Что попадёт в открытые источники"},
        {
            "kk": "Жариялауға рұқсат берілген суреттер ғана; ашық есептерде баланың беті көрсетілмейді.",
            "ru": "Только снимки, которые разрешено публиковать; в открытых отчётах лиц детей нет.",
        },
    ),
    (
        {"kk": "Рұқсат жоқ болса", "ru": "Если разрешения нет"},
        {
            "kk": "Бала сынаққа бірдей қатысады, бірақ түсірілмейді. Рұқсатты кез келген уақытта қайтарып алуға болады, ол бірден күшіне енеді.",
            "ru": "Ребёнок участвует наравне со всеми, но его не снимают. Разрешение можно отозвать в любое время, это действует сразу.",
        },
    ),
)


def _t(language: str) -> dict[str, str]:
    return {key: texts[language] for key, texts in LABELS.items()}


def _memo(language: str) -> Rows:
    rows = [Row("", question[language], answer[language]) for question, answer in MEMO]
    return Rows(heading=LABELS["memo"][language], rows=rows)


@register
class MeetingMinutes(DocumentType):
    """PP-MEET «Бағдар беру жиналысының хаттамасы»: six rows and the memo for families."""

    code = "PP-MEET"
    titles = {"kk": "Бағдар беру жиналысының хаттамасы", "ru": "Протокол установочного собрания"}
    source_model = "profprobes.TrialCycle"
    may_issue = "profprobes.issue_trialcycle"
    series, max_pages = "PP", 2

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("school", "academic_year")

    def issuer(self, source: TrialCycle) -> Any:
        return issuer_of(source.school)

    def file_label(self, source: TrialCycle) -> str:
        return source.name

    def problems(self, source: TrialCycle, language: str) -> list[str]:
        """The meeting has been held and its decisions are written."""
        if source.meeting_on and source.meeting_decisions:
            return []
        return [_("Record the set-up meeting and its decisions first.")]

    def sheet(self, source: TrialCycle, language: str) -> Sheet:
        t = _t(language)
        with translation.override(language):
            qualities = joined(TrialCycle.Quality(code).label for code in source.qualities)
            tools = joined(TrialCycle.Tool(code).label for code in source.tools)
        counted = source.meeting_pupils is not None and source.meeting_parents is not None
        people = t["people"].format(pupils=source.meeting_pupils, parents=source.meeting_parents) if counted else ""
        assessment = [t[key].format(value=value) for key, value in (("qualities", qualities), ("tools", tools)) if value]
        values: dict[str, Any] = {
            "present": joined([day(source.meeting_on, language), people], "; "),
            "goal": source.goal,
            "results": source.results,
            "assessment": assessment,
            "parents": source.meeting_parents_part,
            "decisions": source.meeting_decisions,
        }
        return Sheet(
            subtitle=joined([t["number"], source.meeting_minutes], " ") if source.meeting_minutes else "",
            head=[
                Pair(t["cycle"], source.name),
                Pair(t["year"], str(source.academic_year)),
                Pair(t["grades"], joined(source.grades)),
            ],
            blocks=[Rows(rows=[Row(no, t[key], value) for no, (key, value) in enumerate(values.items(), 1)]), _memo(language)],
            seats=[Seat(t["chair"], source.meeting_chair), Seat(t["secretary"], source.meeting_secretary)],
        )


def blank_minutes(language: str) -> Sheet:
    """The empty form: six rows to write in; the memo is printed whole."""
    t = _t(language)
    keys = ("present", "goal", "results", "assessment", "parents", "decisions")
    return Sheet(
        head=[Pair(t["cycle"]), Pair(t["year"]), Pair(t["grades"]), Pair(t["number"])],
        blocks=[Rows(rows=[Row(no, t[key], "", lines=4 if key == "decisions" else 2) for no, key in enumerate(keys, 1)]), _memo(language)],
        seats=[Seat(t["chair"]), Seat(t["secretary"])],
        blank=True,
    )


register_blank("PP-MEET", MeetingMinutes.titles, blank_minutes, max_pages=2)
