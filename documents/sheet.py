"""The declarative sheet: what most official forms are made of. Plain values that live in JSON, frozen when a document is requested.

A form builds a ``Sheet`` out of blocks; the engine's template prints it. Wherever a value is expected there may stand a text, a number, a list
of texts (one line each), None, or an inline value: ``Text``, ``Lines``, ``Items``, ``Pairs``, ``Blank``, ``Ticks``, ``Underline``, ``Choice``.
An empty value prints «—»; on a blank form (``Sheet.blank``) it prints ruled lines.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
KINDS: dict[str, type] = {}


def part(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass and let it survive JSON under its name."""
    cls = dataclass(frozen=True)(cls)
    KINDS[cls.__name__] = cls
    return cls


# ---- inline values: what stands in a row, a cell, a paragraph --------------------------------------------------------------


@part
class Text:
    """A text with a weight of its own."""

    text: str
    strong: bool = False
    italic: bool = False


@part
class Lines:
    """Values under each other; each may be an inline value itself."""

    items: Sequence[Any]


@part
class Items:
    """A bulleted list inside a cell; ``numbered`` prints 1. 2. 3."""

    items: Sequence[Any]
    numbered: bool = False


@part
class Pair:
    """A label and its value."""

    label: str
    value: Any = ""


@part
class Pairs:
    """«label: value» lines inside a cell (form А row 6: name, position, telephone)."""

    items: Sequence[Pair]


@part
class Blank:
    """A sentence with places (C13): «____ сынып, {count} адам». ``{name}`` is replaced by the value in italic, an absent value stays a line."""

    pattern: str
    values: Mapping[str, Any] = field(default_factory=dict)


@part
class Ticks:
    """Boxes drawn as shapes (C10): options are (text, ticked). ``inline`` sets them in one line, otherwise in ``columns``."""

    options: Sequence[Sequence[Any]]
    inline: bool = True
    columns: int = 1


@part
class Underline:
    """A printed list in which the chosen ones are underlined and bold (C12). ``chosen`` holds texts of ``options``."""

    options: Sequence[str]
    chosen: Sequence[str] = ()


@part
class Choice:
    """A closed scale (C9): every option is printed, the chosen one boxed and bold; ``words`` says the choice in words beside it."""

    options: Sequence[str]
    chosen: str = ""
    words: str = ""


# ---- blocks: what a sheet consists of ------------------------------------------------------------------------------------


@part
class Row:
    """One row of a form: number, label, value. ``lines`` is how many ruled lines the blank form has there."""

    no: Any
    label: str
    value: Any = ""
    lines: int = 1


@part
class Rows:
    """Numbered label–value table, as forms А and В have it (C7). ``columns`` are the two printed headings, empty for none."""

    heading: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    label_width: int = 34

    @property
    def numbered(self) -> bool:
        """Does any row carry a number? Without one the column is left out."""
        return any(str(row.no) for row in self.rows)


@part
class Column:
    """One column of a table: ``width`` is its share of the page in per cent (0: what remains), ``scale`` boxes the value (C9).

    Neighbours with the same ``group`` stand under it as their common heading.
    """

    title: str
    width: int = 0
    align: str = "start"
    scale: bool = False
    group: str = ""


@part
class Table:
    """Roster or observation table (C8): the head repeats on each page, rows do not break. Rows hold one value per column."""

    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Any]] = ()
    heading: str = ""
    numbered_columns: bool = False
    dense: bool = False

    @property
    def groups(self) -> list[tuple[str, int, str]]:
        """The first line of a head of two: (common heading, how many columns, "") or ("", 1, title of a column on its own); empty without groups."""
        if not any(column.group for column in self.columns):
            return []
        found: list[tuple[str, int, str]] = []
        for column in self.columns:
            if column.group and found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1, "")
            else:
                found.append((column.group, 1, "" if column.group else column.title))
        return found


@part
class Paragraph:
    """A heading with a text; several lines of text are several paragraphs."""

    heading: str = ""
    text: Any = ""
    lines: int = 1


@part
class Bullets:
    """A heading with a list."""

    heading: str = ""
    items: Sequence[Any] = ()
    numbered: bool = False


@part
class Boxed:
    """A framed part, the one that matters to the reader; ``lead`` is the bold beginning («Демо-Үмбетқызы Әлия»)."""

    heading: str = ""
    text: Any = ""
    lead: str = ""
    lines: int = 3


@part
class TickBoxes:
    """A heading with boxes in columns."""

    heading: str = ""
    options: Sequence[Sequence[Any]] = ()
    columns: int = 2


@part
class Scale:
    """Marks on a scale 1…``of``: rows are (label, value, of). The value is boxed and said in words: ``words[value - 1]``, else the numeral."""

    heading: str = ""
    rows: Sequence[Sequence[Any]] = ()
    words: Sequence[str] = ()


@part
class Blanks:
    """A sentence with places as a block of its own; see Blank."""

    pattern: str
    values: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""


@part
class Underlined:
    """A printed list with the chosen underlined as a block of its own; see Underline."""

    options: Sequence[str]
    chosen: Sequence[str] = ()
    heading: str = ""


@part
class Qr:
    """A QR code of an address, 22 mm, with the caption and the address beside it (C19)."""

    url: str
    caption: str = ""
    heading: str = ""


@part
class Columns:
    """Two halves side by side, each a list of blocks."""

    left: Sequence[Any] = ()
    right: Sequence[Any] = ()
    left_width: int = 50


@part
class Seat:
    """One signature (C15): role, name deciphered, date as printed, and how it was signed; without ``signed_how`` there is a line for the hand."""

    role: str
    name: str = ""
    date: str = ""
    signed_how: str = ""


@part
class Sheet:
    """A whole form. ``head`` are the pairs above the blocks, ``note`` the small print below the signatures."""

    subtitle: str = ""
    head: Sequence[Pair] = ()
    blocks: Sequence[Any] = ()
    seats: Sequence[Seat] = ()
    note: str = ""
    blank: bool = False

    def to_json(self) -> dict:
        """Plain dicts, lists and texts. Raises TypeError for a value that is none of them (a date must be written out in the form's language)."""
        return plain(self)

    @staticmethod
    def from_json(value: dict) -> "Sheet":
        """The sheet that to_json() wrote."""
        return revive(value)


def plain(value: Any) -> Any:
    """Turn parts of a sheet into JSON values, each under its kind in «@». Raises TypeError for anything that JSON cannot hold."""
    if dataclasses.is_dataclass(value) and type(value).__name__ in KINDS:
        fields = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"@": type(value).__name__, **fields}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) or hasattr(value, "_proxy____cast"):
        return str(value)
    raise TypeError(f"A document holds texts and numbers only, not {type(value).__name__}: {value!r}")


def revive(value: Any) -> Any:
    """Turn JSON values back into parts of a sheet; fields that a newer version no longer knows are left out."""
    if isinstance(value, list):
        return [revive(item) for item in value]
    if isinstance(value, dict):
        if cls := KINDS.get(value.get("@", "")):
            known = {f.name for f in dataclasses.fields(cls)}
            return cls(**{key: revive(item) for key, item in value.items() if key in known})
        return {key: revive(item) for key, item in value.items()}
    return value


def canonical(value: Any) -> str:
    """JSON in which equal content gives equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
