"""Blanks of the records: trial sheet, reference, certificate, book, journal, extract of attendance (§5.0 «a blank exists for every form»)."""

from documents.sheet import Column, Pair, Row, Rows, Seat, Sheet, Table

from . import attendance, book, journal
from . import confirmations as c
from .blanks import register_blank
from .words import word

LINES_OF_A_JOURNAL = 7
LINES_OF_A_LIST = 24
TRIALS_OF_A_BOOK = 5


def _rows(language: str, *names: str, high: tuple[str, ...] = ()) -> list[Row]:
    return [Row(no, c.WORDS[name][language], "", 2 if name in high else 1) for no, name in enumerate(names, 1)]


def trial_sheet(language: str) -> Sheet:
    """PP-SHEET."""
    rows = _rows(language, *c.TrialSheetPaper.ROWS, high=("task", "plus", "next"))
    return Sheet(blocks=[Rows(rows=rows)], seats=[Seat(word("mentor", language)), Seat(c.WORDS["issued_by"][language])], blank=True)


def reference(language: str) -> Sheet:
    """PP-REF."""
    rows = _rows(language, "pupil", "class", "trial", "profession", "host", "day", "hours")
    return Sheet(blocks=[Rows(rows=rows)], seats=[Seat(word("coordinator", language))], blank=True)


def certificate(language: str) -> Sheet:
    """PP-CERT."""
    rows = _rows(language, "pupil", "class", "profession", "host", "day", "hours", "product")
    seats = [Seat(c.WORDS["head_of_host"][language]), Seat(word("coordinator", language))]
    return Sheet(blocks=[Rows(rows=rows, label_width=26)], seats=seats, blank=True)


def trial_book(language: str) -> Sheet:
    """PP-BOOK: lines for five trials."""
    w = {name: label[language] for name, label in book.WORDS.items()}
    titles = ("№", w["date"], f"{c.WORDS['profession'][language]}, {w['host'].lower()}", f"{w['kind']}, {w['hours'].lower()}",
              f"{w['product']}, {w['mentor'].lower()}")  # fmt: skip
    columns = [Column(title, width) for title, width in zip(titles, (8, 18, 30, 18, 26), strict=True)]
    # two lines to write on for each trial
    rows = [[no if line == 0 else "", "", "", "", ""] for no in range(1, TRIALS_OF_A_BOOK + 1) for line in range(2)]
    return Sheet(head=[Pair(w[name]) for name in ("pupil", "school")], blocks=[Table(columns, rows)], blank=True)


def journal_lines(language: str) -> Sheet:
    """PP-JRN: its eight columns."""
    columns = [Column(title[language], width) for title, width in journal.COLUMNS]
    table = Table(columns, [[""] * len(columns)] * LINES_OF_A_JOURNAL, numbered_columns=True, dense=True)
    return Sheet(
        head=[Pair(journal.WORDS[name][language]) for name in ("school", "class", "period", "kind")],
        blocks=[table],
        seats=[Seat(word("coordinator", language))],
        blank=True,
    )


def attendance_lines(language: str) -> Sheet:
    """PP-ATT."""
    columns = [Column(title[language], width) for title, width in attendance.COLUMNS]
    rows = [[no, *[""] * (len(columns) - 1)] for no in range(1, LINES_OF_A_LIST + 1)]
    return Sheet(
        head=[Pair(attendance.WORDS[name][language]) for name in ("trial", "school", "host", "group")],
        blocks=[Table(columns, rows)],
        seats=[Seat(word("coordinator", language))],
        blank=True,
    )


register_blank("PP-SHEET", c.TrialSheetPaper.titles, trial_sheet)
register_blank("PP-REF", c.Reference.titles, reference)
register_blank("PP-CERT", c.Certificate.titles, certificate, page="A4L")
register_blank("PP-BOOK", book.TrialBookPaper.titles, trial_book, page="A5P")
register_blank("PP-JRN", journal.JournalPaper.titles, journal_lines, page="A4L")
register_blank("PP-ATT", attendance.AttendanceExtract.titles, attendance_lines, max_pages=2)
