"""Lists as CSV for spreadsheet programs."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A downloadable CSV: semicolons, as Kazakh and Russian settings of spreadsheets expect, with the mark by which they read the letters right."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_cell(value) for value in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return answer


def _cell(value: Any) -> str:
    """A text that begins like a formula would run in the reader's spreadsheet: an apostrophe keeps it a text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
