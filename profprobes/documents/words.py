"""Words that several forms print, in the language of the paper and not of the person who asks for it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import PhotoLevel, User
from core.text import official_date

WORDS: dict[str, dict[str, str]] = {
    "confirmed": {"kk": "Электрондық түрде расталды", "ru": "Подтверждено электронно"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник"},
    "coordinator": {"kk": "Мектеп үйлестірушісі", "ru": "Школьный координатор"},
    "class_teacher": {"kk": "Сынып жетекшісі", "ru": "Классный руководитель"},
    "pupil": {"kk": "Оқушы", "ru": "Ученик"},
    "yes": {"kk": "иә", "ru": "да"},
    "no": {"kk": "жоқ", "ru": "нет"},
    "partly": {"kk": "ішінара", "ru": "частично"},
    "not_seen": {"kk": "байқалмады", "ru": "не наблюдалось"},
    "minutes": {"kk": "мин", "ru": "мин"},
    "none": {"kk": "жоқ", "ru": "нет"},
}
LEVELS = {
    1: {"kk": "көмек қажет", "ru": "нужна помощь"},
    2: {"kk": "нұсқаумен орындайды", "ru": "выполняет по инструкции"},
    3: {"kk": "өз бетінше және саналы түрде орындайды", "ru": "выполняет самостоятельно и осознанно"},
}
PHOTO = {
    PhotoLevel.PUBLISH: {"kk": "Жариялауға рұқсат етілген", "ru": "Разрешено публиковать"},
    PhotoLevel.PORTFOLIO: {"kk": "Тек портфолио үшін рұқсат етілген", "ru": "Разрешено только для портфолио"},
    PhotoLevel.NO: {"kk": "Тыйым салынған", "ru": "Запрещено"},
}
PROVIDERS = {
    "host": {"kk": "серіктес", "ru": "партнёр"},
    "school": {"kk": "мектеп", "ru": "школа"},
    "pupil": {"kk": "оқушының өзінде", "ru": "у ученика"},
}


def word(key: str, language: str) -> str:
    """One printed word."""
    return WORDS[key][language]


def day(moment: dt.datetime | dt.date | None, language: str) -> str:
    """The day in words as officials write it, in local time; empty for None."""
    if moment is None:
        return ""
    return official_date(timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment, language)


def clock(moment: dt.datetime) -> str:
    """Hours and minutes in local time."""
    return f"{timezone.localtime(moment):%H:%M}"


def day_and_time(moment: dt.datetime | None, language: str) -> str:
    """«2026 жылғы 25 қараша, 09:40»; empty for None."""
    return f"{day(moment, language)}, {clock(moment)}" if moment else ""


def span(starts: dt.datetime, ends: dt.datetime, language: str) -> str:
    """«2026 жылғы 25 қараша, 10:00–12:00»."""
    return f"{day(starts, language)}, {clock(starts)}–{clock(ends)}"


def signed(person: User | None, moment: dt.datetime | None, language: str) -> str:
    """How a signature given in the portal prints (R-D19); empty where nobody signed."""
    if person is None or moment is None:
        return ""
    return f"{person.signature_name}. {word('confirmed', language)}: {day_and_time(moment, language)}"


def joined(parts: Iterable[Any], separator: str = ", ") -> str:
    """The non-empty parts in one line."""
    return separator.join(str(part) for part in parts if part)


def quoted(text: str) -> str:
    """«Text», unless it carries its quotation marks already."""
    return text if text.startswith("«") else f"«{text}»"


def phone(number: str) -> str:
    """«+7 700 000 00 01»; anything that is not a number of Kazakhstan stays as it is."""
    digits = number.removeprefix("+7")
    if len(digits) != 10 or not digits.isdigit():
        return number
    return f"+7 {digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}"
