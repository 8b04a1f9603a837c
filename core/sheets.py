"""Tables as files: XLSX and CSV read row by row, and written so that no cell runs as a formula in the reader's spreadsheet."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMATS = ("xlsx", "csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPACKED = 400 * 1024 * 1024  # a table of 100 000 rows has about a tenth of this


class SheetRefused(DomainError):
    """A file is no table that can be read."""

    message = _("This file cannot be read as a table. Save it as XLSX or CSV (UTF-8) and choose it again.")
    field = "file"
    status = 422


class SheetEmpty(SheetRefused):
    message = _("The file has no rows under its heading.")


def harmless(value: Any) -> Any:
    """A text that begins like a formula would run in the reader's spreadsheet: an apostrophe keeps it a text. Numbers and dates stay as they are."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def plain(value: Any) -> str:
    """A cell as the text a person sees: whole figures without «.0», dates as ISO, yes and no as 1 and 0, an apostrophe before a formula taken off."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text


def read_rows(file: BinaryIO, name: str) -> Iterator[list[str]]:
    """Rows of the first sheet as texts, the heading first; empty rows come as empty lists so that numbers of rows stay right. Raises SheetRefused."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"PK"):
        yield from _xlsx_rows(file)
    elif name.lower().endswith((".csv", ".txt")) and b"\0" not in head:
        yield from _csv_rows(file)
    else:
        raise SheetRefused


def _xlsx_rows(file: BinaryIO) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise SheetRefused
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except DomainError:
        raise
    except Exception as error:  # whatever a broken archive makes the reader raise
        raise SheetRefused from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            cells = [plain(value) for value in row]
            yield cells if any(cells) else []
    finally:
        book.close()


def _csv_rows(file: BinaryIO) -> Iterator[list[str]]:
    raw = file.read()
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetRefused
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            cells = [plain(value) for value in row]
            yield cells if any(cells) else []
    except csv.Error as error:
        raise SheetRefused from error


def csv_bytes(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons, as Kazakh and Russian settings of spreadsheets expect, with the mark by which they read the letters right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([harmless(str(value)) for value in header])
    for row in rows:
        writer.writerow([harmless("" if value is None else value if isinstance(value, int | float) else str(value)) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def xlsx_bytes(
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
    marked: dict[tuple[int, int], str] | None = None,
    taken: Sequence[str] = (),
) -> bytes:
    """A workbook with one sheet, bold heading that stays in sight. ``marked`` maps (row, column), both from 1 with the heading as row 1, to a remark:
    the cell is coloured and carries it as a comment. ``taken`` is said on a sheet of its own: who took the file and when.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    book = Workbook(write_only=True)
    sheet = book.create_sheet((title or "1")[:31].translate(str.maketrans("", "", "[]:*?/\\")))
    sheet.freeze_panes = "A2"
    bold, fill = Font(bold=True), PatternFill("solid", start_color="FFF4CCCC")
    for number, name in enumerate(header):
        letter = chr(65 + number) if number < 26 else f"A{chr(65 + number - 26)}"
        sheet.column_dimensions[letter].width = min(48, max(12, len(str(name)) + 4))

    def cell(value: Any, row: int = 0, column: int = 0, *, strong: bool = False) -> Any:
        shown = harmless(value if isinstance(value, int | float | dt.date | dt.datetime) else "" if value is None else str(value))
        remark = marked.get((row, column)) if marked else None
        if not strong and remark is None:
            return shown
        made = WriteOnlyCell(sheet, value=shown)
        if strong:
            made.font = bold
        if remark is not None:
            made.fill = fill
            made.comment = Comment(remark, "Köpir", width=320, height=90)
        return made

    sheet.append([cell(name, 1, column, strong=True) for column, name in enumerate(header, 1)])
    for number, row in enumerate(rows, 2):
        sheet.append([cell(value, number, column) for column, value in enumerate(row, 1)])
    if taken:
        book.create_sheet(str(_("Taken by"))).append([harmless(line) for line in taken])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_answer(name: str, kind: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], *, taken_by: Any = None) -> HttpResponse:
    """A table to download, ``kind`` xlsx or csv; ``name`` without extension. A file with data of people names who took it: in XLSX on a second sheet,
    in CSV, which has no place beside its rows, in the name of the file.
    """
    is_csv = kind == "csv"
    if taken_by is not None and is_csv:
        name = f"{name}-{taken_by.public_id}"
    taken = () if taken_by is None else (taken_by.full_name, taken_by.public_id, f"{timezone.localtime():%d.%m.%Y %H:%M}")
    content = csv_bytes(header, rows) if is_csv else xlsx_bytes(header, rows, taken=taken)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{"csv" if is_csv else "xlsx"}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=CSV if is_csv else XLSX, headers=disposition)
