"""What all registers share: columns and their headings, reading of values, wording of mistakes, COPY into a staging table."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.errors import DomainError
from core.text import fold, squash

Words = dict[str, str]
YES = {"1", "да", "иа", "yes", "true", "+", "бар", "есть"}
NO = {"0", "", "нет", "жок", "no", "false", "-", "–", "—"}

REQUIRED = _("Fill in this column.")
TOO_LONG = _("At most %(limit)s characters fit here, these are %(length)s.")
NOT_LISTED = _("There is no such value. Possible: %(values)s.")
NOT_A_NUMBER = _("A whole number from %(low)s to %(high)s is needed.")
NOT_A_DECIMAL = _("A number above zero, up to %(high)s, is needed.")
NOT_A_DATE = _("A date is needed, for example 01.09.2026.")
NOT_YES_NO = _("Write yes or no.")
TWICE = _("The same row stands twice: rows %(first)s and %(second)s.")


class HeadingMissing(DomainError):
    """A file lacks columns that the register cannot do without."""

    message = _("The file has no column %(columns)s. Take the sample of the file and copy your rows into it.")
    field = "file"
    status = 422


class TooManyRows(DomainError):
    message = _("The file has more than %(limit)s rows. Split it into parts.")
    field = "file"
    status = 422


@dataclass(frozen=True)
class Column:
    """One column of a file: code, headings in both languages, what it must hold."""

    name: str
    kk: str
    ru: str
    required: bool = False
    kind: str = "text"  # text, number, decimal (one place), date, yes, choice
    limit: int = 300
    low: int = 0
    high: int = 1_000_000
    choices: Any = None  # TextChoices
    aliases: tuple[tuple[str, str], ...] = ()  # further words for choices: (word, value)
    example: str = ""

    def heading(self, language: str) -> str:
        """The heading as the sample prints it; a star marks what must be filled."""
        return (self.kk if language == "kk" else self.ru) + (" *" if self.required else "")

    @property
    def spellings(self) -> set[str]:
        """All headings that mean this column."""
        return {key(self.name), key(self.kk), key(self.ru)}

    @property
    def words(self) -> dict[str, str]:
        """Value by every word for it: the code, the label in the three languages, the further words."""
        return words_of(self.choices) | {key(word): value for word, value in self.aliases}


def key(text: str) -> str:
    """A heading or a word without case, spaces, stars and Kazakh letters."""
    return squash(fold(text)).replace("*", "").replace("_", "").replace(":", "")


@lru_cache(maxsize=64)
def words_of(choices: Any) -> dict[str, str]:
    """Value of a TextChoices by every word for it."""
    found: dict[str, str] = {}
    for value, label in choices.choices:
        found[key(value)] = value
        for language, _name in settings.LANGUAGES:
            with override(language):
                found.setdefault(key(str(label)), value)
    return found


def worded(message: Any, **params: Any) -> Words:
    """A mistake in every language of the portal, so that the report speaks the language of whoever reads it."""
    said: Words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said[language] = str(message) % params if params else str(message)
    return said


@dataclass
class Mistakes:
    """Mistakes of one row: (column, value, reason in all languages)."""

    found: list[tuple[str, str, Words]] = field(default_factory=list)

    def add(self, column: str, value: Any, message: Any, /, **params: Any) -> None:
        self.found.append((column, str(value)[:120], worded(message, **params)))

    def __bool__(self) -> bool:
        return bool(self.found)


def day_of(text: str) -> dt.date | None:
    """A date as people and spreadsheets write it: 2026-09-01, 01.09.2026, 01/09/2026; None where it is none."""
    try:
        if text[4:5] == "-":
            return dt.date.fromisoformat(text[:10])
        day, month, year = text.replace("/", ".").split(".")
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def decimal_of(text: str) -> Decimal | None:
    """A number with a comma or a point, rounded to one place; None where it is none."""
    try:
        return Decimal(text.replace(",", ".")).quantize(Decimal("0.1"))
    except InvalidOperation:
        return None


@dataclass
class Row:
    """A clean row: number in the file, values by column name, only of columns that the file has."""

    number: int
    values: dict[str, Any]


class Register:
    """Base of registers. A subclass names its columns and keys, checks a row against the register, and loads clean rows."""

    code: str = ""
    columns: tuple[Column, ...] = ()
    needs_organisation = False  # the job works for one organisation
    narrows = False  # only some of the organisations that a person keeps have such rows: see organisations()
    target = ""  # or for one plan, matrix, calendar: see network.import_targets
    rows_limit = 0  # fewer rows than the platform allows; 0: as many
    loads_whole = False  # rows of a file depend on each other: they are judged together
    twice_column, twice_message = "", TWICE

    def __init__(self, job: Any) -> None:
        self.job = job
        self.by = job.requested_by
        self.present: list[str] = []
        self.ignored: list[str] = []
        self._seen: dict[Any, int] = {}

    # --- to be said by a register

    @classmethod
    def organisations(cls, rows: Any) -> Any:
        """Those of the organisations for which such a file makes sense."""
        return rows

    def prepare(self) -> None:
        """Read what rows are checked against: once per job."""

    def refine(self, values: dict[str, Any], mistakes: Mistakes) -> None:
        """Rules beyond single columns; may add and change values."""

    def key_of(self, values: dict[str, Any]) -> Any:
        """The natural key by which a row is known."""
        raise NotImplementedError

    def known(self, rows: Sequence[Row]) -> dict[Any, dict[str, Any]]:
        """Rows of the register with these keys: key → values by column name, for telling new, changed and unchanged rows apart."""
        raise NotImplementedError

    def check_chunk(self, rows: Sequence[Row]) -> dict[int, "Mistakes"]:
        """Mistakes that only the register knows, asked once per chunk: number of the row → mistakes."""
        return {}

    def load(self, cursor: Any, rows: Iterable[Row]) -> None:
        """Write clean rows inside the transaction of the job."""
        raise NotImplementedError

    # --- shared

    def take_heading(self, cells: Sequence[str]) -> list[Column | None]:
        """Columns in the order of the file. Raises HeadingMissing."""
        by_word = {word: column for column in self.columns for word in column.spellings}
        order = [by_word.get(key(cell)) for cell in cells]
        self.present = [column.name for column in order if column]
        self.ignored = [cell for cell, column in zip(cells, order, strict=True) if cell and column is None]
        if missing := [column for column in self.columns if column.required and column.name not in self.present]:
            raise HeadingMissing(columns=", ".join(f"«{column.kk}» / «{column.ru}»" for column in missing))
        return order

    def clean(self, number: int, cells: Sequence[str], order: Sequence[Column | None]) -> tuple[Row | None, Mistakes]:
        """One row of the file: clean, or with its mistakes."""
        mistakes = Mistakes()
        values: dict[str, Any] = {}
        for position, column in enumerate(order):
            if column is not None:
                text = cells[position] if position < len(cells) else ""
                values[column.name] = self._value(column, text, mistakes)
        self.refine(values, mistakes)
        if mistakes:
            return None, mistakes
        found = self.key_of(values)
        if (first := self._seen.setdefault(found, number)) != number:
            value = values.get(self.twice_column, "")
            mistakes.add(self.twice_column, value, self.twice_message, first=first, second=number, value=value)
            return None, mistakes
        return Row(number, values), mistakes

    def _value(self, column: Column, text: str, mistakes: Mistakes) -> Any:
        if not text:
            if column.required:
                mistakes.add(column.name, text, REQUIRED)
            return {"text": "", "choice": "", "yes": False}.get(column.kind)
        if column.kind == "number":
            if not (text.isascii() and text.isdigit() and column.low <= int(text) <= column.high):
                mistakes.add(column.name, text, NOT_A_NUMBER, low=column.low, high=column.high)
                return None
            return int(text)
        if column.kind == "decimal":
            if (number := decimal_of(text)) is None or not 0 < number <= column.high:
                mistakes.add(column.name, text, NOT_A_DECIMAL, high=column.high)
                return None
            return number
        if column.kind == "date":
            if (day := day_of(text)) is None:
                mistakes.add(column.name, text, NOT_A_DATE)
            return day
        if column.kind == "yes":
            word = fold(text)
            if word not in YES | NO:
                mistakes.add(column.name, text, NOT_YES_NO)
            return word in YES
        if column.kind == "choice":
            value = column.words.get(key(text))
            if value is None:
                mistakes.add(column.name, text, NOT_LISTED, values=", ".join(column.choices.values))
                return ""
            return value
        if len(text) > column.limit:
            mistakes.add(column.name, text, TOO_LONG, limit=column.limit, length=len(text))
        return text

    def tell_apart(self, rows: Sequence[Row]) -> tuple[int, int, int]:
        """(new, changed, unchanged) rows of a chunk."""
        known = self.known(rows)
        new = changed = 0
        for row in rows:
            there = known.get(self.key_of(row.values))
            if there is None:
                new += 1
            elif any(there.get(name, value) != value for name, value in row.values.items()):
                changed += 1
        return new, changed, len(rows) - new - changed


def digits(text: str, length: int) -> str:
    """A number that a spreadsheet turned into a figure gets its leading zeros back; spaces go."""
    bare = "".join(text.split()).removesuffix(".0")
    return bare.zfill(length) if bare.isdigit() and len(bare) >= length - 6 else bare


def copy_in(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table. None is NULL; text is escaped as the format asks."""
    cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", _Lines(rows))


class _Lines(io.RawIOBase):
    """Rows as the file that COPY reads, made while it reads."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._chunks: Iterator[bytes] = ((_line(row)) for row in rows)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            parts.append(chunk)
            length += len(chunk)
        data = b"".join(parts)
        cut = len(data) if size < 0 else size
        self._rest = data[cut:]
        return data[:cut]


def _line(row: Sequence[Any]) -> bytes:
    return ("\t".join(_cell(value) for value in row) + "\n").encode()


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, list | tuple):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def rest_of_row(model: Any, given: set[str]) -> dict[str, Any]:
    """Columns of a table that an INSERT must name besides the given ones, with the values that the model would write."""
    rest: dict[str, Any] = {}
    for column in model._meta.concrete_fields:
        if column.column in given or column.primary_key or column.generated:
            continue
        value = column.get_default()
        if value is None and column.null:
            continue
        rest[column.column] = column.pre_save(model(), add=True) if getattr(column, "auto_now_add", False) else column.get_prep_value(value)
    return rest


def stage(cursor: Any, name: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]) -> str:
    """A temporary table of the transaction, filled by COPY and analysed; answers its name."""
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())}) ON COMMIT DROP")
    copy_in(cursor, name, list(columns), rows)
    cursor.execute(f"ANALYZE {name}")
    return name
