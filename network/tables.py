"""Small tables in and out: XLSX or CSV of up to a few thousand rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from zipfile import BadZipFile

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import DomainError

MAX_ROWS, MAX_BYTES = 2000, 5 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableUnreadable(DomainError):
    message = gettext_lazy("This is not a table that can be read. Save it as XLSX or CSV.")
    field = "table"


class TableTooLong(DomainError):
    message = gettext_lazy("At most 2000 rows and 5 MB at a time.")
    field = "table"


def read_table(file: Any) -> list[list[str]]:
    """Rows of the first sheet as trimmed texts, the heading first; empty rows are left out. Raises TableUnreadable, TableTooLong."""
    if file.size > MAX_BYTES:
        raise TableTooLong
    content = file.read()
    rows = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    rows = [row for row in rows if any(row)]
    if len(rows) > MAX_ROWS + 1:
        raise TableTooLong
    return rows


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [[_text(cell) for cell in row] for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=30, values_only=True)]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as problem:
        raise TableUnreadable from problem


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "strftime"):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1251")
        except UnicodeDecodeError as problem:
            raise TableUnreadable from problem
    if "\x00" in text:
        raise TableUnreadable
    delimiter = ";" if text.split("\n", 1)[0].count(";") >= text.split("\n", 1)[0].count(",") else ","
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


def table_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, taken_by: Any = None) -> HttpResponse:
    """An XLSX file to download; a file with data of people names on a sheet of its own who took it and when."""
    book = Workbook()
    sheet = book.active
    sheet.append([str(cell) for cell in head])
    for row in rows:
        sheet.append([_safe(cell) for cell in row])
    sheet.freeze_panes = "A2"
    for column in sheet.columns:
        width = max(len(str(cell.value or "")) for cell in list(column)[:100])
        sheet.column_dimensions[column[0].column_letter].width = min(max(width + 2, 10), 60)
    if taken_by is not None:
        note = book.create_sheet(_("Taken by"))
        note.append([taken_by.full_name, taken_by.public_id, timezone.localtime().strftime("%d.%m.%Y %H:%M")])
    stream = io.BytesIO()
    book.save(stream)
    return HttpResponse(stream.getvalue(), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula becomes a plain text."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
