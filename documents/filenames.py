"""Names of files that people keep: readable, safe on every system, at most 120 bytes (R-D28)."""

import re
from collections.abc import Sequence

from .models import IssuedDocument

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e]')
LONGEST = 120


def safe(text: str) -> str:
    """A text without signs that file systems refuse; blanks in a row become one."""
    return " ".join(_UNSAFE.sub(" ", text).split()).strip(". ")


def cut(text: str, room: int) -> str:
    """At most so many bytes of UTF-8, never half a letter."""
    return text.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" -_")


def download_name(document: IssuedDocument) -> str:
    """«Ата-аналарға арналған қорытынды – 8А Демо-Үмбетқызы Әлия – SH105-PP-2026-00042.pdf»."""
    ending = safe(f"{document.number or document.type_code}{'' if document.version == 1 else f' v{document.version}'}")
    middle = safe(" – ".join(part for part in (document.title, document.file_label) if part))
    return f"{cut(middle, LONGEST + 60 - len(ending.encode()))} – {ending}.pdf"


def batch_names(documents: Sequence[IssuedDocument]) -> list[str]:
    """«001_8А_Демо-Үмбетқызы_Әлия_SH105-PP-2026-00042.pdf»: in printing order, unique by the number in front."""
    digits = max(3, len(str(len(documents))))
    return [_batch_name(f"{place:0{digits}}", document) for place, document in enumerate(documents, 1)]


def _batch_name(place: str, document: IssuedDocument) -> str:
    ending = f"_{safe(document.number or document.type_code)}.pdf".replace(" ", "_")
    label = safe(document.file_label or document.sort_name).replace(" ", "_")
    return f"{place}_{cut(label, LONGEST - len(place) - 1 - len(ending.encode()))}{ending}"
