"""PP-JRN «Кәсіби сынақтар журналы»: eight columns that fill themselves, landscape; without names outside the school (§5.8) [002b F14]."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Seat, Sheet, Table
from network.services import issuer_of

from ..models import TrialJournal
from ..queries.journal import JournalRow, journal_rows, people_of, trials_of_journal
from .words import clock, joined, word

COLUMNS = (
    ({"kk": "Іс-шараның күні мен уақыты", "ru": "Дата и время"}, 10),
    ({"kk": "Әріптесі және алаңы", "ru": "Партнёр и площадка"}, 13),
    ({"kk": "Форматы мен ұзақтығы", "ru": "Формат и продолжительность"}, 14),
    ({"kk": "Оқу мақсаты", "ru": "Учебная цель"}, 14),
    ({"kk": "Топ құрамы", "ru": "Состав группы"}, 14),
    ({"kk": "Портфолиодағы артефактіге сілтеме", "ru": "Ссылка на артефакт в портфолио"}, 11),
    ({"kk": "Нұсқамалар мен келісімдер туралы белгілер", "ru": "Отметки об инструктажах и согласиях"}, 10),
    ({"kk": "Мұғалім мен оқушының қысқаша қорытынды көзқарасы", "ru": "Краткая оценка учителя и ученика"}, 14),
)
WORDS = {
    "school": {"kk": "Мектеп", "ru": "Школа"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "period": {"kk": "Кезең", "ru": "Период"},
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "all": {"kk": "барлығы", "ru": "все"},
    "minutes": {"kk": "{n} мин", "ru": "{n} мин"},
    "pupils": {"kk": "{n} оқушы", "ru": "учеников: {n}"},
    "few": {"kk": "5-тен аз", "ru": "менее 5"},
    "excursion": {"kk": "экскурсия", "ru": "экскурсия"},
    "teacher": {"kk": "Мұғалім: {text}", "ru": "Учитель: {text}"},
    "pupil": {"kk": "Оқушы: {text}", "ru": "Ученик: {text}"},
    "somebody": {"kk": "оқушы", "ru": "ученик"},
    "outside": {
        "kk": "Көшірме аты-жөнсіз берілді: топ санмен, көзқарастар аты-жөнсіз көрсетілген.",
        "ru": "Копия без имён: группа указана числом, мнения приведены без имён.",
    },
}
FEWEST = 5  # S28


def without_names(text: str, people: Iterable[User], language: str) -> str:
    """The text with first names and surnames of the group, in whatever case, replaced by «оқушы» / «ученик»."""
    names = {name for person in people for name in (person.last_name, person.first_name) if len(name) > 2}
    if not names:
        return text
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\w*(?:\s+(?:{pattern})\w*)?", WORDS["somebody"][language], text)


def count_of(pupils: int, language: str) -> str:
    """The group as a count; fewer than five are not told (S28)."""
    return WORDS["few"][language] if pupils < FEWEST else str(pupils)


def cells_of(row: JournalRow, people: list[User], language: str, *, outside: bool) -> list[Any]:
    """The eight columns of one visit; ``outside``: without names and links, for who is not of the school."""
    starts = timezone.localtime(row.starts)
    minutes = WORDS["minutes"][language].format(n=row.minutes)
    formats = [row.format, minutes, *([WORDS["excursion"][language]] if row.is_excursion else [])]
    views = [
        WORDS[name][language].format(text=without_names(text, people, language) if outside else text)
        for name, text in (("teacher", row.teacher_view), ("pupil", row.pupil_view))
        if text
    ]
    marks = f"{row.briefings}/2; {row.consents}/{row.consents_of}"
    group: Any = count_of(row.pupils, language)
    artefacts = f"{row.artefacts}/{row.pupils}"
    if outside:
        few = row.pupils < FEWEST
        return [_moment(starts, row), joined([row.host, row.site]), Lines(formats), row.goal, group, "—" if few else artefacts,
                f"{row.briefings}/2" if few else marks, Lines(views) if views else ""]  # fmt: skip
    names = ", ".join(person.short_name for person in people)
    group = Lines([f"{row.group} · {WORDS['pupils'][language].format(n=row.pupils)}", names])
    link = f"{settings.SITE_URL}{reverse('profprobes:trial_assessment', args=[row.trial.pk])}"
    return [_moment(starts, row), joined([row.host, row.site]), Lines(formats), row.goal, group, Lines([artefacts, link]), marks,
            Lines(views) if views else ""]  # fmt: skip


def _moment(starts: Any, row: JournalRow) -> Lines:
    return Lines([f"{starts:%d.%m.%Y}", f"{clock(row.starts)}–{clock(row.ends)}"])


@register
class JournalPaper(DocumentType):
    """PP-JRN: the cut that was chosen, the oldest visit first."""

    code = "PP-JRN"
    titles = {"kk": "Кәсіби сынақтар журналы", "ru": "Журнал профессиональных проб"}
    source_model = "profprobes.TrialJournal"
    may_issue = "profprobes.issue_trialjournal"
    page = "A4L"
    series = "PP"

    def issuer(self, source: TrialJournal) -> Any:
        return issuer_of(source.school)

    def subjects(self, source: TrialJournal) -> list[User]:
        return []

    def sort_name(self, source: TrialJournal) -> str:
        return joined([source.school.short_name_kk, source.class_group.name if source.class_group else ""])

    def problems(self, source: TrialJournal, language: str) -> list[str]:
        return [] if trials_of_journal(source).exists() else [_("No trial has been held in this cut of the journal.")]

    def sheet(self, source: TrialJournal, language: str) -> Sheet:
        trials = list(trials_of_journal(source))
        people = people_of(trials)
        rows = [
            cells_of(row, people.get(row.trial.pk, []), language, outside=source.depersonalised) for row in journal_rows(trials, language)
        ]
        days = [f"{day:%d.%m.%Y}" for day in (source.starts_on, source.ends_on) if day]
        with translation.override(language):
            kind = str(source.get_kind_display()).lower() if source.kind else WORDS["all"][language]
        return Sheet(
            head=[
                Pair(WORDS["school"][language], source.school.short_name_in(language)),
                Pair(WORDS["class"][language], source.class_group.name if source.class_group else WORDS["all"][language]),
                Pair(WORDS["period"][language], "–".join(days) or WORDS["all"][language]),
                Pair(WORDS["kind"][language], kind),
            ],
            blocks=[
                Table([Column(title[language], width) for title, width in COLUMNS], rows, numbered_columns=True, dense=True),
            ],
            seats=[Seat(word("coordinator", language))],
            note=WORDS["outside"][language] if source.depersonalised else "",
        )
