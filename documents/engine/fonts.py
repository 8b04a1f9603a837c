"""Fonts of the papers: Liberation Serif 2 with every Kazakh letter, found on the system, checked before anything is printed (R-D14).

Liberation 1, as old systems have it, lacks the Kazakh letters; printing would then quietly take another font. The engine refuses instead.
"""

import shutil
import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

from ..errors import RenderingFailed
from .words import words

FAMILY = "Liberation Serif"
STYLES = {"Regular": ("normal", "normal"), "Bold": ("bold", "normal"), "Italic": ("normal", "italic"), "BoldItalic": ("bold", "italic")}
FOLDERS = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/liberation-serif",
    "/usr/share/fonts/liberation-serif-fonts",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/TTF",
)
NEEDED = frozenset("ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёЪъЫыЭэ«»№—–…·•§°×±÷≤≥“”„’" + "0123456789")
TENGE = "₸"  # Liberation has no glyph for it: the papers write the word
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Me"}
_LETTERS = {"L", "N", "P"}


def _folders() -> list[Path]:
    found = [Path(folder) for folder in FOLDERS]
    if fc_match := shutil.which("fc-match"):
        answer = subprocess.run([fc_match, "-f", "%{family}|%{file}", FAMILY], capture_output=True, text=True, timeout=20, check=False)
        family, _bar, file = answer.stdout.partition("|")
        if family == FAMILY and file:
            found.append(Path(file).parent)
    return found


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """Path of each style. Raises RenderingFailed when no folder holds a complete family that has the Kazakh letters."""
    poor = ""
    for folder in _folders():
        paths = {style: folder / f"LiberationSerif-{style}.ttf" for style in STYLES}
        if not all(path.is_file() for path in paths.values()):
            continue
        if not NEEDED - _common_letters(tuple(paths.values())):
            return paths
        poor = str(folder)
    detail = f"{FAMILY} in {poor} lacks Kazakh letters (older than 2.0)" if poor else f"{FAMILY} is not installed"
    raise RenderingFailed("font", detail, lasting=True)


def _common_letters(paths: tuple[Path, ...]) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    tables = []
    for path in paths:
        with TTFont(path, lazy=True) as font:
            tables.append(set(font.getBestCmap()))
    return frozenset(map(chr, set.intersection(*tables)))


@lru_cache(maxsize=1)
def letters() -> frozenset[str]:
    """Every character that all four styles can print."""
    return _common_letters(tuple(files().values()))


@lru_cache(maxsize=1)
def face_rules() -> str:
    """@font-face rules: the files that were checked answer to the name, not an older version that may also be installed."""
    rules = []
    for style, path in files().items():
        weight, slope = STYLES[style]
        rules.append(f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {slope}; src: url("{path.as_uri()}"); }}')
    return "\n".join(rules)


def printable(text: str, language: str) -> str:
    """The text as the font can print it: each pictograph a telephone can type becomes «[смайл]», «₸» the word, invisible signs go.

    Raises RenderingFailed for a letter, figure or mark that the font lacks: a paper never prints a substitute.
    """
    known = letters()
    text = unicodedata.normalize("NFC", text)  # a «й» typed as и + breve is one letter
    strange = {char for char in set(text) if char not in known and char not in "\n\t"}
    if not strange:
        return text
    table = {ord(char): _replacement(char, language) for char in strange}
    mark = words(language)["pictograph"]
    text = text.translate(table)
    while mark + mark in text:
        text = text.replace(mark + mark, mark)
    return text


def _replacement(char: str, language: str) -> str:
    if char == TENGE:
        return words(language)["tenge"]
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in _INVISIBLE:
        return ""
    if category[0] in _LETTERS:
        raise RenderingFailed("font", f"{char} (U+{ord(char):04X})", lasting=True)
    return words(language)["pictograph"]
