"""Days and small words of the papers about agreements, in the language of the paper."""

import datetime as dt
from collections.abc import Mapping

from core.text import official_date

WITHOUT_END = {"kk": "мерзімсіз", "ru": "бессрочно"}


def text_of(texts: Mapping[str, str], language: str) -> str:
    """The text in the language of the paper."""
    return texts["kk" if language == "kk" else "ru"]


def day(value: dt.date | None, language: str) -> str:
    """«2026 жылғы 31 желтоқсан»; empty where there is no day."""
    return official_date(value, "kk" if language == "kk" else "ru") if value else ""


def span(start: dt.date | None, end: dt.date | None, language: str) -> str:
    """«… – …»; without an end «мерзімсіз»."""
    if start is None:
        return ""
    return f"{day(start, language)} – {day(end, language) if end else text_of(WITHOUT_END, language)}"
