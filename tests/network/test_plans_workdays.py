"""Working days, public holidays of Kazakhstan, the days off that a weekend moves."""

import datetime as dt

import pytest

from core import workdays as plain
from network import workdays
from network.holidays import holidays_of
from network.models import Holiday

DAYS_OF_2026 = {day: kind for day, kind, _kk, _ru in holidays_of(2026)}


def test_the_day_of_the_start_does_not_count():
    monday = dt.date(2026, 11, 2)
    assert plain.add_working_days(monday, 1) == dt.date(2026, 11, 3)
    assert plain.add_working_days(monday, 5) == dt.date(2026, 11, 9)
    assert plain.add_working_days(monday, -1) == dt.date(2026, 10, 30)
    assert plain.add_working_days(monday, 0) == monday


def test_counting_back_gives_what_was_added():
    start = dt.date(2026, 11, 4)
    assert [plain.working_days_between(start, plain.add_working_days(start, n)) for n in (-7, 0, 3, 20)] == [-7, 0, 3, 20]


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working days"):
        plain.add_working_days(dt.date(2026, 1, 1), 1, lambda day: False)


def test_nauryz_on_a_weekend_brings_two_days_off():
    assert [DAYS_OF_2026[dt.date(2026, 3, day)] for day in (21, 22, 23, 24, 25)] == ["holiday"] * 3 + ["day_off"] * 2


def test_a_religious_holiday_on_a_weekend_brings_none():
    days = {day for day, *_ in holidays_of(2024)}
    assert dt.date(2024, 1, 7) in days  # a Sunday
    assert dt.date(2024, 1, 8) not in days


@pytest.mark.django_db
def test_kurban_ait_stands_in_the_calendar_in_both_languages():
    row = workdays.holiday_on(dt.date(2027, 5, 16))
    assert (row.name_kk, row.name_ru) == ("Құрбан айттың бірінші күні", "Первый день Курбан айта")


@pytest.mark.django_db
def test_ten_working_days_step_over_a_holiday():
    assert workdays.add_working_days(dt.date(2026, 12, 10), 10) == dt.date(2026, 12, 25)  # 16 December is off
    assert workdays.working_days_between(dt.date(2026, 12, 10), dt.date(2026, 12, 25)) == 10


@pytest.mark.django_db
def test_a_working_saturday_counts():
    saturday = dt.date(2026, 11, 14)
    assert not workdays.is_working_day(saturday)
    Holiday.objects.create(day=saturday, kind="working", name_kk="Жұмыс күні", name_ru="Рабочий день")
    assert workdays.is_working_day(saturday)
    assert workdays.holiday_on(saturday) is None
