"""Dates and times in the words of the screens: «24 қараша, сейсенбі», «ертең», «10:00–12:00»."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, pgettext

from .text import MONTHS_EN, MONTHS_KK, MONTHS_RU, official_date

MONTHS = {"kk": MONTHS_KK, "ru": MONTHS_RU, "en": MONTHS_EN}
MONTH_NAMES_RU = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"]
WEEKDAYS = {
    "kk": ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
WEEKDAYS_SHORT = {
    "kk": ["дс", "сс", "ср", "бс", "жм", "сн", "жс"],
    "ru": ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}


def language(code: str | None = None) -> str:
    """The language to write in: the given one, else the active one, cut to kk, ru or en."""
    short = (code or get_language() or "kk")[:2]
    return short if short in MONTHS else "en"


def local_date(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day in Almaty of a date or of an aware or naive datetime."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def local_time(value: dt.datetime | dt.time) -> dt.time:
    """The clock time in Almaty."""
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).time()
    return value


def official(value: dt.date, code: str | None = None) -> str:
    """«2026 жылғы 24 қараша», «24 ноября 2026 года», "24 November 2026"."""
    return official_date(local_date(value), language(code))


def day_month(value: dt.date, code: str | None = None) -> str:
    """«24 қараша», «24 ноября», "24 November"; the year is added when it is not the present one."""
    day, lang = local_date(value), language(code)
    if day.year != timezone.localdate().year:
        return official_date(day, lang)
    return f"{day.day} {MONTHS[lang][day.month - 1]}"


def day(value: dt.date, code: str | None = None) -> str:
    """«24 қараша, сейсенбі», «вторник, 24 ноября», "Tuesday, 24 November"."""
    lang, date = language(code), local_date(value)
    weekday, text = WEEKDAYS[lang][date.weekday()], day_month(date, lang)
    return f"{text}, {weekday}" if lang == "kk" else f"{weekday}, {text}"


def month(value: dt.date, code: str | None = None) -> str:
    """«2026 жыл, қараша», «ноябрь 2026», "November 2026": the heading of a month."""
    lang, date = language(code), local_date(value)
    if lang == "kk":
        return f"{date.year} жыл, {MONTHS_KK[date.month - 1]}"
    names = MONTH_NAMES_RU if lang == "ru" else MONTHS_EN
    return f"{names[date.month - 1]} {date.year}"


def clock(value: dt.datetime | dt.time) -> str:
    """«10:00»."""
    return local_time(value).strftime("%H:%M")


def times(start: dt.datetime | dt.time, end: dt.datetime | dt.time | None) -> str:
    """«10:00–12:00»."""
    return f"{clock(start)}–{clock(end)}" if end else clock(start)


def near(value: dt.date, code: str | None = None) -> str:
    """«бүгін», «ертең», «кеше», otherwise the day and month."""
    distance = (local_date(value) - timezone.localdate()).days
    words = {-1: pgettext("day", "yesterday"), 0: pgettext("day", "today"), 1: pgettext("day", "tomorrow")}
    return words.get(distance) or day_month(value, code)


def years_between(born: dt.date, day: dt.date) -> int:
    """Whole years of a person on the day; somebody born on 29 February turns a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
