"""PP-SAFE «Қауіпсіздік чек-парағы» / «Чек-лист безопасности»: 18 items of a visit (§5.8) [002a 11.4; 002b L566]."""

from typing import Any

from documents.registry import register
from documents.sheet import Column, Seat, Sheet, Table

from ..models import SafetyMark, TrialSession
from ..services.check_sheet import ITEMS, check_rows
from .safety_papers import WORDS, OfVisit, head_of
from .words import day, joined

COLUMNS = (
    ({"kk": "№", "ru": "№"}, 6),
    ({"kk": "Тармақ", "ru": "Пункт"}, 30),
    ({"kk": "Иә/жоқ/қажет емес", "ru": "Да/нет/не нужно"}, 13),
    ({"kk": "Жауапты", "ru": "Ответственный"}, 20),
    ({"kk": "Ескертпе", "ru": "Примечание"}, 31),
)
ANSWERS = {
    SafetyMark.Answer.YES: {"kk": "иә", "ru": "да"},
    SafetyMark.Answer.NO: {"kk": "жоқ", "ru": "нет"},
    SafetyMark.Answer.NOT_NEEDED: {"kk": "қажет емес", "ru": "не нужно"},
}
TITLES = {"kk": "Қауіпсіздік чек-парағы", "ru": "Чек-лист безопасности"}
DONE_BY = {"kk": "Толтырған (мектеп үйлестірушісі)", "ru": "Заполнил(а) (координатор школы)"}


def columns(language: str) -> list[Column]:
    """The five printed columns."""
    return [Column(title[language], width) for title, width in COLUMNS]


@register
class CheckSheet(OfVisit):
    """PP-SAFE of one visit: items of records and the coordinator's answers; an item that nobody has answered prints «—»."""

    code = "PP-SAFE"
    titles = TITLES
    source_model = "profprobes.TrialSession"
    may_issue = "profprobes.keep_check_sheet"
    max_pages = 2

    def sort_name(self, source: TrialSession) -> str:
        return source.trial.number

    def file_label(self, source: TrialSession) -> str:
        return source.trial.number

    def sheet(self, source: TrialSession, language: str) -> Sheet:
        rows: list[list[Any]] = [
            [row.item, row.title, ANSWERS[SafetyMark.Answer(row.answer)][language] if row.answer else "", row.responsible, row.note]
            for row in check_rows(source, language)
        ]
        return Sheet(
            subtitle=joined([source.trial.number, day(source.starts, language)], " · "),
            head=head_of(source, language),
            blocks=[Table(columns(language), rows, dense=True)],
            seats=[Seat(DONE_BY[language]), Seat(WORDS["responsible"][language], source.trial.responsible.user.signature_name)],
        )


def blank_rows(language: str) -> list[list[Any]]:
    """The 18 items without answers."""
    return [[item, title[language], "", "", ""] for item, title in ITEMS.items()]
