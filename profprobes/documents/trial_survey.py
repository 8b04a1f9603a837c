"""PP-6, annex 6: the survey of a participant, one page [002b F12]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Lines, Pair, Pairs, Row, Rows, Seat, Sheet, Ticks
from network.services import issuer_of

from ..models import TrialSurvey
from .words import day, word

TITLES = {"kk": "Кәсіби сынаққа қатысушыға арналған сауалнама", "ru": "Опросник участника профессиональной пробы"}
HEAD = {
    "name": {"kk": "ТАӘ", "ru": "ФИО"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "profession": {"kk": "Сынақ өткізілетін мамандық (біліктілік)", "ru": "Профессия (квалификация)"},
}
QUESTIONS = {
    "liked": {"kk": "Кәсіби сынаққа қатысу сізге ұнады ма?", "ru": "Понравилось ли участие в пробе?"},
    "learned": {"kk": "Мамандық туралы не білдіңіз?", "ru": "Что вы узнали о профессии?"},
    "wants": {"kk": "Осындай мамандықты таңдағыңыз келді ме?", "ru": "Захотелось ли выбрать такую профессию?"},
    "useful": {"kk": "Алған тәжірибеңіз сізге өмірде пайдалы бола ма?", "ru": "Пригодится ли опыт в жизни?"},
}
LEARNED = {
    "does": {"kk": "бұл маман не істейді", "ru": "что делает специалист"},
    "conditions": {"kk": "еңбек жағдайлары қандай, қайда жұмыс істейді", "ru": "условия, место работы"},
    "qualities": {"kk": "жұмысқа қандай қасиеттер қажет", "ru": "нужные качества"},
    "limits": {"kk": "денсаулыққа қандай шектеулер бар", "ru": "ограничения по здоровью"},
}
ANSWERS = {
    "yes": {"kk": "иә", "ru": "да"},
    "no": {"kk": "жоқ", "ru": "нет"},
    "unsure": {"kk": "жауап бере алмаймын", "ru": "затрудняюсь"},
    "other": {"kk": "басқа жауап", "ru": "другое"},
}


def _choice(name: str, survey: TrialSurvey | None, language: str) -> Lines:
    chosen = getattr(survey, name) if survey else ""
    other = getattr(survey, f"{name}_other") if survey else "____________"
    options = [(label[language] + (f": {other}" if code == "other" and other else ""), code == chosen) for code, label in ANSWERS.items()]
    return Lines([Ticks(options, inline=False)])


def survey_sheet(language: str, head: dict[str, str], survey: TrialSurvey | None, seat: Seat) -> Sheet:
    """The printed form: answered, or with lines for the hand."""
    learned = Pairs([Pair(label[language], getattr(survey, name) if survey else "") for name, label in LEARNED.items()])
    rows = [
        Row(no, label[language], learned if name == "learned" else _choice(name, survey, language))
        for no, (name, label) in enumerate(QUESTIONS.items(), 1)
    ]
    return Sheet(
        head=[Pair(label[language], head.get(key, "")) for key, label in HEAD.items()],
        blocks=[Rows("", rows=rows)],
        seats=[seat],
        blank=survey is None,
    )


@register
class TrialSurveySheet(DocumentType):
    """PP-6: one page, signed by the pupil."""

    code = "PP-6"
    titles = TITLES
    source_model = "profprobes.TrialSurvey"
    may_issue = "profprobes.issue_trialsurvey"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil",
            "participation__class_group",
            "participation__trial__programme__profession",
            "participation__trial__school",
        ).prefetch_related("participation__trial__sessions")

    def issuer(self, source: TrialSurvey) -> Any:
        return issuer_of(source.participation.trial.school)

    def subjects(self, source: TrialSurvey) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: TrialSurvey) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: TrialSurvey) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: TrialSurvey, language: str) -> list[str]:
        return [] if source.status == TrialSurvey.Status.SUBMITTED else [_("The pupil has not answered yet.")]

    def sheet(self, source: TrialSurvey, language: str) -> Sheet:
        taking_part = source.participation
        pupil, visit = taking_part.pupil, taking_part.trial.visit
        head = {
            "name": pupil.full_name,
            "class": taking_part.class_group.name,
            "date": day(visit.starts, language) if visit else "",
            "profession": taking_part.trial.programme.profession.name_in(language),
        }
        seat = Seat(word("pupil", language), pupil.signature_name, day(source.submitted_at, language), word("confirmed", language))
        return survey_sheet(language, head, source, seat)


def blank(language: str) -> Sheet:
    """The form with lines to write on."""
    return survey_sheet(language, {}, None, Seat(word("pupil", language)))
