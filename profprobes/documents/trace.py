"""PP-TR: the trace reflection, five questions a day or two after the trial, one page [002b F19]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Pair, Row, Rows, Seat, Sheet, Ticks
from network.services import issuer_of

from ..models import TraceReflection
from .words import day, word

HEAD = {
    "name": {"kk": "Аты-жөні", "ru": "ФИО"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "date": {"kk": "Сынақ күні", "ru": "Дата пробы"},
}
QUESTIONS = {
    "was_new": {"kk": "Мен үшін не жаңа болды", "ru": "Что было новым"},
    "easy_hard": {"kk": "Не оңай, не қиын болды", "ru": "Что было легко и трудно"},
    "suits": {"kk": "Кәсіптің қай талаптары маған қолайлы", "ru": "Какие требования мне подходят"},
    "doubts": {"kk": "Қайсысы күмән тудырады", "ru": "Какие вызывают сомнение"},
    "ready_for": {"kk": "Келесі қандай әрекетке дайынмын", "ru": "К какому следующему шагу готов(а)"},
}
SAFETY = {"kk": "Қауіпсіздік пен еңбекті ұйымдастыру туралы не байқадым", "ru": "Что заметил(а) о безопасности и организации труда"}
OUTCOME = {"kk": "Нәтиже", "ru": "Вывод"}
OUTCOMES = {
    "continue": {"kk": "Жалғастырғым келеді", "ru": "Хочу продолжить"},
    "unsure": {"kk": "Әлі білмеймін", "ru": "Пока не знаю"},
    "not_for_me": {"kk": "Маған сәйкес келмейді", "ru": "Мне не подходит"},
}


@register
class TraceSheet(DocumentType):
    """PP-TR, «Із бойынша рефлексия»: one page, signed by the pupil."""

    code = "PP-TR"
    titles = {"kk": "Із бойынша рефлексия", "ru": "Рефлексия по следам"}
    source_model = "profprobes.TraceReflection"
    may_issue = "profprobes.issue_tracereflection"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil", "participation__class_group", "participation__trial__programme", "participation__trial__school"
        ).prefetch_related("participation__trial__sessions")

    def issuer(self, source: TraceReflection) -> Any:
        return issuer_of(source.participation.trial.school)

    def subjects(self, source: TraceReflection) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: TraceReflection) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: TraceReflection) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: TraceReflection, language: str) -> list[str]:
        return [] if source.answered_at else [_("The pupil has not answered yet.")]

    def sheet(self, source: TraceReflection, language: str) -> Sheet:
        taking_part = source.participation
        visit, pupil = taking_part.trial.visit, taking_part.pupil
        head = {
            "name": pupil.full_name,
            "class": taking_part.class_group.name,
            "trial": taking_part.trial.programme.name_in(language),
            "date": day(visit.starts, language) if visit else "",
        }
        rows = [Row(no, label[language], getattr(source, name), 3) for no, (name, label) in enumerate(QUESTIONS.items(), 1)]
        if source.safety_seen:
            rows.append(Row(len(rows) + 1, SAFETY[language], source.safety_seen, 3))
        ticks = Ticks([(label[language], source.outcome == code) for code, label in OUTCOMES.items()])
        seat = Seat(word("pupil", language), pupil.signature_name, day(source.answered_at, language), word("confirmed", language))
        return Sheet(
            head=[Pair(HEAD[key][language], value) for key, value in head.items()],
            blocks=[Rows("", rows=rows), Rows("", rows=[Row("", OUTCOME[language], ticks)])],
            seats=[seat],
        )
