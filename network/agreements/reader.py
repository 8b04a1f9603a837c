"""Reads the clauses of a kind from texts/<kind>.toml: sections, numbered clauses, clauses that several kinds share, annexes.

A clause is ``["2.1.1", "kk", "ru"]`` or, for a shared one, ``["6.1", "@term"]``; a last word ``"optional"`` says that a text may do without it.
Shared clauses name the paper by tokens: ``<D.ға>`` is «Келісімге», «Шартқа» or «Меморандумға», as the kind has it.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
PLACE = re.compile(r"\{(\w+)\}")
_TOKEN = re.compile(r"<[^<>]+>")

# What a paper is called, in the cases that shared clauses use: Kazakh by the ending after a hard stem, Russian by the case.
_ENDINGS = {
    "agreement": ("Келісім", {"ның": "нің", "ға": "ге", "ды": "ді", "да": "де", "нан": "нен", "мен": "мен"}),
    "contract": ("Шарт", {"ның": "тың", "ға": "қа", "ды": "ты", "да": "та", "нан": "тан", "мен": "пен"}),
    "memorandum": ("Меморандум", {"ның": "ның", "ға": "ға", "ды": "ды", "да": "да", "нан": "нан", "мен": "мен"}),
}
_CASES = {
    "agreement": ("Соглашение", "Соглашения", "Соглашению", "Соглашение", "Соглашением"),
    "contract": ("Договор", "Договора", "Договору", "Договор", "Договором"),
    "memorandum": ("Меморандум", "Меморандума", "Меморандуму", "Меморандум", "Меморандумом"),
}
_RUSSIAN = ("", ".gen", ".dat", ".acc", ".ins")
_THIS = {"": "настоящий", ".gen": "настоящего", ".dat": "настоящему", ".ins": "настоящим"}


@dataclass(frozen=True)
class Clause:
    """One clause, or the heading of a section, of a kind."""

    code: str
    kk: str
    ru: str
    mandatory: bool = True
    heading: bool = False

    @property
    def section(self) -> int:
        """Number of the section."""
        return int(self.code.split(".")[0])

    @property
    def places(self) -> list[str]:
        """Names of the places to fill, in the order of the Kazakh text."""
        return list(dict.fromkeys(PLACE.findall(self.kk)))


@dataclass(frozen=True)
class KindText:
    """All the words of a kind. ``annexes`` are {code, title}; what stands in them is read from the agreement when it is printed."""

    kind: str
    word: str
    title: tuple[str, str]
    clauses: tuple[Clause, ...]
    annexes: tuple[dict[str, Any], ...] = field(default=())
    numbered_title: tuple[str, ...] = ()

    @property
    def sections(self) -> list[Clause]:
        """The headings."""
        return [clause for clause in self.clauses if clause.heading]


def kinds() -> list[str]:
    """Codes of the kinds that have a text."""
    return sorted(path.stem.upper() for path in TEXTS.glob("*.toml") if path.stem not in {"common", "places", "term", "matrix"})


def tokens(word: str) -> dict[str, str]:
    """Token of a shared clause → the words it stands for, both languages."""
    stem, endings = _ENDINGS[word]
    found = {"D": stem, "осы": f"осы {stem}"}
    for name, ending in endings.items():
        found[f"D.{name}"] = stem + ending
        found[f"осы.{name}"] = f"осы {stem}{ending}"
    found |= {f"ru:D{case}": name for case, name in zip(_RUSSIAN, _CASES[word], strict=True)}
    neuter = word == "agreement"
    for case, this in _THIS.items():
        found[f"ru:this{case}"] = f"{'настоящее' if neuter and not case else this} {found[f'ru:D{case}']}"
    found["ru:расторгнут"] = "расторгнуто" if neuter else "расторгнут"
    found["ru:составлен"] = "составлено" if neuter else "составлен"
    return found


def _spoken(text: str, words: dict[str, str], language: str) -> str:
    def word(match: re.Match) -> str:
        token = match[0][1:-1]
        said = words[f"ru:{token}" if language == "ru" else token]
        starts = not text[: match.start()].strip() or text[: match.start()].rstrip().endswith(".")
        return said[0].upper() + said[1:] if starts else said

    return _TOKEN.sub(word, text)


@lru_cache
def _shared() -> dict[str, dict[str, str]]:
    return tomllib.loads((TEXTS / "common.toml").read_text())


@lru_cache
def places() -> dict[str, dict[str, str]]:
    """Every place that a person fills: its label in both languages and its type (text, number or date)."""
    return tomllib.loads((TEXTS / "places.toml").read_text())


@lru_cache
def text_of(kind: str) -> KindText:
    """The words of a kind. Raises FileNotFoundError for a kind that has none."""
    data = tomllib.loads((TEXTS / f"{kind.lower()}.toml").read_text())
    words = tokens(data["word"])
    clauses: list[Clause] = []
    for number, section in enumerate(data["section"], 1):
        clauses.append(Clause(str(number), *section["title"], heading=True))
        clauses += [_clause(row, words) for row in section.get("clauses", ())]
    return KindText(
        kind, data["word"], tuple(data["title"]), tuple(clauses), tuple(data.get("annex", ())), tuple(data.get("numbered_title", ()))
    )


def _clause(row: list[str], words: dict[str, str]) -> Clause:
    code, *texts = row
    mandatory = texts[-1] != "optional"
    if not mandatory:
        texts.pop()
    if texts[0].startswith("@"):
        shared = _shared()[texts[0][1:]]
        texts = [shared["kk"], shared["ru"]]
    return Clause(code, _spoken(texts[0], words, "kk"), _spoken(texts[1], words, "ru"), mandatory)
