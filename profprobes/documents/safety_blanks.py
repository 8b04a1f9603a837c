"""Blank forms «бос бланк» / «пустой бланк» of PP-ROUTE, PP-BRIEF, PP-SAFE, PP-INC: for a day without electricity, a connection or a printer at hand."""

from typing import Any

from documents.registry import register
from documents.sheet import Column, Pair, Row, Rows, Seat, Sheet, Table

from ..models import TrialSession
from . import check_sheet, incident
from .safety_papers import JOURNAL, ROUTE, WORDS, OfVisit


class _Blank(OfVisit):
    """An empty form on the letterhead of the visit's school; it carries no data and no number."""

    source_model = "profprobes.TrialSession"
    may_issue = "profprobes.issue_briefings"
    numbered = False
    privacy = "PD0"
    max_pages = 2

    def sort_name(self, source: TrialSession) -> str:
        return self.code

    def sheet(self, source: TrialSession, language: str) -> Sheet:
        blocks, seats = self.parts(language)
        return Sheet(head=self.head(language), blocks=blocks, seats=seats, blank=True)

    def head(self, language: str) -> list[Pair]:
        """The four lines above every paper of a visit."""
        return [Pair(WORDS[name][language]) for name in ("trial", "school", "host", "group")]

    def parts(self, language: str) -> tuple[list[Any], list[Seat]]:
        """Blocks and signatures of the form."""
        raise NotImplementedError


def _lines(columns: Any, count: int) -> list[list[Any]]:
    return [[number, *[""] * (len(columns) - 1)] for number in range(1, count + 1)]


@register
class BlankRoute(_Blank):
    """PP-ROUTE without data."""

    code = "PP-ROUTE-0"
    titles = {"kk": "Бағдар парағы (бос бланк)", "ru": "Маршрутный лист (пустой бланк)"}

    def parts(self, language: str) -> tuple[list[Any], list[Seat]]:
        titles = [Column("№", 8), Column(WORDS["pupil"][language], 70), Column(WORDS["class"][language], 22)]
        rows = [
            Row(n, label[language], "", 2 if key in ("leg", "adults", "phones") else 1) for n, (key, label) in enumerate(ROUTE.items(), 1)
        ]
        return [Rows(rows=rows), Table(titles, _lines(titles, 25), heading=WORDS["pupils"][language])], [
            Seat(WORDS["responsible"][language])
        ]


@register
class BlankBriefing(_Blank):
    """PP-BRIEF without data."""

    code = "PP-BRIEF-0"
    titles = {"kk": "Нұсқамалар журналы (бос бланк)", "ru": "Журнал инструктажей (пустой бланк)"}
    page = "A4L"

    def parts(self, language: str) -> tuple[list[Any], list[Seat]]:
        titles = [Column(title[language], width) for title, width in JOURNAL]
        return [Table(titles, _lines(titles, 24), dense=True)], [Seat(WORDS["responsible"][language])]


@register
class BlankCheckSheet(_Blank):
    """PP-SAFE without data: the 18 items are printed."""

    code = "PP-SAFE-0"
    max_pages = 1
    titles = {"kk": "Қауіпсіздік чек-парағы (бос бланк)", "ru": "Чек-лист безопасности (пустой бланк)"}

    def parts(self, language: str) -> tuple[list[Any], list[Seat]]:
        table = Table(check_sheet.columns(language), check_sheet.blank_rows(language), dense=True)
        return [table], [Seat(check_sheet.DONE_BY[language])]

    def head(self, language: str) -> list[Pair]:
        return [Pair(WORDS[name][language]) for name in ("trial", "group")]


@register
class BlankIncident(_Blank):
    """PP-INC without data."""

    code = "PP-INC-0"
    max_pages = 1
    titles = {"kk": "Оқиға туралы акт (бос бланк)", "ru": "Акт об инциденте (пустой бланк)"}

    def head(self, language: str) -> list[Pair]:
        return [Pair(incident.LABELS[name][language]) for name in ("number", "school", "partner")]

    def parts(self, language: str) -> tuple[list[Any], list[Seat]]:
        rows = [Row(n, incident.LABELS[key][language], "", incident.BLANK_LINES.get(key, 1)) for n, key in enumerate(incident.ROWS, 1)]
        return [Rows(rows=rows)], [Seat(incident.LABELS[name][language]) for name in ("reporter", "head", "host", "operator")]
