"""Blank forms «бос бланк» / «пустой бланк» of PP-ROUTE, PP-BRIEF, PP-SAFE, PP-INC: for a day without a connection. They stand on the page «Forms»."""

from typing import Any

from documents.sheet import Column, Pair, Row, Rows, Seat, Sheet, Table

from . import check_sheet, incident
from .blanks import register_blank
from .safety_papers import JOURNAL, ROUTE, WORDS, BriefingJournal, RouteSheetPaper


def _head(language: str, *names: str) -> list[Pair]:
    return [Pair(WORDS[name][language]) for name in names]


def _lines(columns: Any, count: int) -> list[list[Any]]:
    return [[number, *[""] * (len(columns) - 1)] for number in range(1, count + 1)]


def _seat(language: str) -> list[Seat]:
    return [Seat(WORDS["responsible"][language])]


def route(language: str) -> Sheet:
    """PP-ROUTE with places for 25 pupils."""
    titles = [Column("№", 8), Column(WORDS["pupil"][language], 70), Column(WORDS["class"][language], 22)]
    rows = [Row(n, label[language], "", 2 if key in ("leg", "adults", "phones") else 1) for n, (key, label) in enumerate(ROUTE.items(), 1)]
    blocks = [Rows(rows=rows), Table(titles, _lines(titles, 25), heading=WORDS["pupils"][language])]
    return Sheet(head=_head(language, "trial", "school", "host", "group"), blocks=blocks, seats=_seat(language), blank=True)


def briefings(language: str) -> Sheet:
    """PP-BRIEF with 24 lines."""
    titles = [Column(title[language], width) for title, width in JOURNAL]
    blocks = [Table(titles, _lines(titles, 24), dense=True)]
    return Sheet(head=_head(language, "trial", "school", "host", "group"), blocks=blocks, seats=_seat(language), blank=True)


def checks(language: str) -> Sheet:
    """PP-SAFE: the 18 items are printed."""
    blocks = [Table(check_sheet.columns(language), check_sheet.blank_rows(language), dense=True)]
    return Sheet(head=_head(language, "trial", "group"), blocks=blocks, seats=[Seat(check_sheet.DONE_BY[language])], blank=True)


def act(language: str) -> Sheet:
    """PP-INC."""
    head = [Pair(incident.LABELS[name][language]) for name in ("number", "school", "partner")]
    rows = [Row(n, incident.LABELS[key][language], "", incident.BLANK_LINES.get(key, 1)) for n, key in enumerate(incident.ROWS, 1)]
    seats = [Seat(incident.LABELS[name][language]) for name in ("reporter", "head", "host", "operator")]
    return Sheet(head=head, blocks=[Rows(rows=rows)], seats=seats, blank=True)


register_blank("PP-ROUTE", RouteSheetPaper.titles, route, max_pages=2)
register_blank("PP-BRIEF", BriefingJournal.titles, briefings, page="A4L", max_pages=2)
register_blank("PP-SAFE", check_sheet.TITLES, checks)
register_blank("PP-INC", incident.IncidentAct.titles, act)
