"""The period of a plan item in words: «Тамыз», «Ай сайын», «1 қыркүйек – 15 қазан»."""

import calendar
import datetime as dt

from core import dates
from core.text import MONTHS_KK

RECURRING = {
    "monthly": {"kk": "Ай сайын", "ru": "Ежемесячно", "en": "Every month"},
    "quarterly": {"kk": "Тоқсан сайын", "ru": "Каждую четверть", "en": "Every school term"},
    "year": {"kk": "Жыл бойы", "ru": "В течение года", "en": "During the year"},
}
TERM = {"kk": "тоқсан", "ru": "четверть", "en": "term"}


def month_name(month: int, language: str) -> str:
    """«Тамыз», «Август», "August"."""
    if language == "kk":
        return MONTHS_KK[month - 1].capitalize()
    return dates.MONTH_NAMES_RU[month - 1].capitalize() if language == "ru" else calendar.month_name[month]


def short_span(first: dt.date, last: dt.date) -> str:
    """«01.09–15.10.2026»."""
    return f"{last:%d.%m.%Y}" if first == last else f"{first:%d.%m}–{last:%d.%m.%Y}"


def period_words(period: str, first: dt.date, last: dt.date, language: str) -> str:
    """The period as the plan prints it; a recurring one by its rhythm, a month by its name, a term with its days."""
    if period in RECURRING:
        return RECURRING[period][language]
    if period == "month":
        if (first.year, first.month) == (last.year, last.month):
            return month_name(first.month, language)
        return f"{month_name(first.month, language)} – {month_name(last.month, language).lower()}"
    if period == "term":
        return f"{TERM[language].capitalize()}: {short_span(first, last)}"
    return short_span(first, last)
