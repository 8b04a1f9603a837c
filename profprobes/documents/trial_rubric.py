"""PP-T3, table 3: six criteria, three levels in words, competences; landscape, one page [002b F6]."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Columns, Pair, Seat, Sheet, Table, Text, TickBoxes, Ticks
from network.services import issuer_of

from ..models import TrialRubric
from ..services.trial_rubric import levels_of
from ..table3 import CELLS, COMPETENCES, CRITERIA, LEVELS
from .words import day, joined, word

TITLES = {"kk": "Кәсіби сынақтарды бағалау критерийлері", "ru": "Критерии оценки профессиональных проб"}
CRITERION = {"kk": "Критерийлер", "ru": "Критерии"}
DEVELOPED = {"kk": "Дамытылатын құзыреттер", "ru": "Развиваемые компетенции"}
HEAD = {
    "name": {"kk": "Оқушы", "ru": "Ученик"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "date": {"kk": "Күні", "ru": "Дата"},
}
RATERS = {True: {"kk": "Тәлімгер", "ru": "Наставник"}, False: {"kk": "Мұғалім", "ru": "Учитель"}}
RATER = {"kk": "Тәлімгер (мұғалім)", "ru": "Наставник (учитель)"}


def _table(language: str, levels: Mapping[str, int]) -> Table:
    columns = [Column(CRITERION[language], 16), *(Column(label[language]) for label in LEVELS.values())]
    rows = [
        [
            Text(label[language], strong=True),
            *(Ticks([(CELLS[code][level][language], levels.get(code) == level)], inline=False) for level in LEVELS),
        ]
        for code, label in CRITERIA.items()
    ]
    return Table(columns, rows)


def rubric_sheet(
    language: str, head: Mapping[str, str], levels: Mapping[str, int], competences: Iterable[str], seat: Seat, *, subtitle: str = ""
) -> Sheet:
    """The printed table: scored, or with empty boxes. No sum, no mean, no mark (BR-35)."""
    chosen = set(competences)
    return Sheet(
        subtitle=subtitle,
        head=[Pair(label[language], head.get(key, "")) for key, label in HEAD.items()],
        blocks=[
            Columns(
                [_table(language, levels)],
                [TickBoxes(DEVELOPED[language], [(label[language], code in chosen) for code, label in COMPETENCES.items()], 1)],
                78,
            )
        ],
        seats=[seat],
        blank=not levels,
    )


@register
class TrialRubricSheet(DocumentType):
    """PP-T3 of one pupil by one rater."""

    code = "PP-T3"
    titles = TITLES
    source_model = "profprobes.TrialRubric"
    page = "A4L"
    may_issue = "profprobes.issue_trialrubric"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil", "participation__class_group", "participation__trial__programme", "participation__trial__school",
            "participation__trial__mentor__membership", "rater", "rubric",
        ).prefetch_related("participation__trial__sessions")  # fmt: skip

    def issuer(self, source: TrialRubric) -> Any:
        return issuer_of(source.participation.trial.school)

    def subjects(self, source: TrialRubric) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: TrialRubric) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: TrialRubric) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: TrialRubric, language: str) -> list[str]:
        return [] if source.status == TrialRubric.Status.SUBMITTED else [_("This assessment is not sent yet.")]

    def sheet(self, source: TrialRubric, language: str) -> Sheet:
        taking_part = source.participation
        trial, visit = taking_part.trial, taking_part.trial.visit
        head = {
            "name": taking_part.pupil.full_name,
            "class": taking_part.class_group.name,
            "trial": trial.programme.name_in(language),
            "date": day(visit.starts, language) if visit else "",
        }
        by_mentor = bool(trial.mentor and trial.mentor.membership.user_id == source.rater_id)
        seat = Seat(
            RATERS[by_mentor][language], source.rater.signature_name, day(source.submitted_at, language), word("confirmed", language)
        )
        subtitle = joined([trial.number, taking_part.pupil.full_name], " · ")
        return rubric_sheet(language, head, levels_of(source), source.competences, seat, subtitle=subtitle)


def blank(language: str) -> Sheet:
    """The table with empty boxes."""
    return rubric_sheet(language, {}, {}, [], Seat(RATER[language]))
