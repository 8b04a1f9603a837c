"""Public holidays of Kazakhstan: the fixed days, the movable feast by year, and the day off that a holiday on a weekend brings.

Law of 13 December 2001 No. 267 «On holidays»; article 85 of the Labour Code: when a national or state holiday falls on a day off, the next
working day is off; Orthodox Christmas and Kurban Ait are days off without such a move. The first day of Kurban Ait follows the lunar calendar: it is a
table by year, later years are entered in the platform's records.

Movable days are confirmed each year: the first day of Kurban Ait by the Spiritual Administration of Muslims, days off moved between weeks by a decree of
the government, usually published in autumn. The platform administrator corrects the list in the admin («Holidays and moved working days») and enters
working Saturdays there; this file only gives the law's own days as a start.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class FixedDay:
    """A holiday with its day of the year; ``moves`` tells whether a weekend brings another day off (religious days do not)."""

    month: int
    day: int
    kk: str
    ru: str
    moves: bool = True


_NEW_YEAR = ("Жаңа жыл", "Новый год")
_NAURYZ = ("Наурыз мейрамы", "Наурыз мейрамы")
FIXED = [
    FixedDay(1, 1, *_NEW_YEAR),
    FixedDay(1, 2, *_NEW_YEAR),
    FixedDay(1, 7, "Православиелік Рождество", "Православное Рождество", moves=False),
    FixedDay(3, 8, "Халықаралық әйелдер күні", "Международный женский день"),
    FixedDay(3, 21, *_NAURYZ),
    FixedDay(3, 22, *_NAURYZ),
    FixedDay(3, 23, *_NAURYZ),
    FixedDay(5, 1, "Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана"),
    FixedDay(5, 7, "Отан қорғаушы күні", "День защитника Отечества"),
    FixedDay(5, 9, "Жеңіс күні", "День Победы"),
    FixedDay(7, 6, "Астана күні", "День столицы"),
    FixedDay(8, 30, "Қазақстан Республикасының Конституциясы күні", "День Конституции Республики Казахстан"),
    FixedDay(10, 25, "Республика күні", "День Республики"),
    FixedDay(12, 16, "Тәуелсіздік күні", "День Независимости"),
]
KURBAN_AIT = {
    2024: dt.date(2024, 6, 16),
    2025: dt.date(2025, 6, 6),
    2026: dt.date(2026, 5, 27),
    2027: dt.date(2027, 5, 16),
    2028: dt.date(2028, 5, 5),
    2029: dt.date(2029, 4, 24),
    2030: dt.date(2030, 4, 13),
}
KURBAN_AIT_NAME = ("Құрбан айттың бірінші күні", "Первый день Курбан айта")
MOVED = ("Демалыс күні ауыстырылды: {}", "Перенос выходного дня: {}")

Line = tuple[dt.date, str, str, str]


def holidays_of(year: int) -> list[Line]:
    """(day, kind, name kk, name ru) of a year: holidays, and the days off that those on a weekend bring."""
    days: dict[dt.date, Line] = {}
    moving = []
    for fixed in FIXED:
        date = dt.date(year, fixed.month, fixed.day)
        days[date] = (date, "holiday", fixed.kk, fixed.ru)
        if fixed.moves and date.weekday() >= 5:
            moving.append(fixed)
    if feast := KURBAN_AIT.get(year):
        days.setdefault(feast, (feast, "holiday", *KURBAN_AIT_NAME))
    for fixed in moving:
        date = dt.date(year, fixed.month, fixed.day)
        while date.weekday() >= 5 or date in days:
            date += dt.timedelta(days=1)
        days[date] = (date, "day_off", MOVED[0].format(fixed.kk), MOVED[1].format(fixed.ru))
    return [days[date] for date in sorted(days)]
