"""Dates, counts and money in the words of the screens, in three languages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from core import dates
from core.words import counted_noun, initials_of, tenge

DAY = dt.date(2025, 11, 24)


@pytest.mark.parametrize(
    ("language", "official", "month"),
    [
        ("kk", "2025 жылғы 24 қараша", "2025 жыл, қараша"),
        ("ru", "24 ноября 2025 года", "ноябрь 2025"),
        ("en", "24 November 2025", "November 2025"),
    ],
)
def test_a_date_is_written_as_officials_write_it(language, official, month):
    with translation.override(language):
        assert dates.official(DAY) == official
        assert dates.month(DAY) == month


@pytest.mark.parametrize(
    ("language", "text"), [("kk", "24 қараша, дүйсенбі"), ("ru", "понедельник, 24 ноября"), ("en", "Monday, 24 November")]
)
def test_a_day_of_this_year_needs_no_year(language, text, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2025, 11, 20))
    with translation.override(language):
        assert dates.day(DAY) == text


def test_a_moment_is_told_in_the_time_of_almaty():
    midnight_there = dt.datetime(2025, 11, 23, 20, 30, tzinfo=dt.UTC)
    assert dates.local_date(midnight_there) == DAY
    assert dates.times(midnight_there, midnight_there + dt.timedelta(hours=2)) == "01:30–03:30"


@pytest.mark.parametrize(("days", "text"), [(-1, "кеше"), (0, "бүгін"), (1, "ертең")])
def test_a_near_day_is_a_word(days, text):
    with translation.override("kk"):
        assert dates.near(timezone.localdate() + dt.timedelta(days=days)) == text


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("kk", ["1 оқушы", "3 оқушы", "25 оқушы"]),
        ("ru", ["1 ученик", "3 ученика", "25 учеников"]),
        ("en", ["1 pupil", "3 pupils", "25 pupils"]),
    ],
)
def test_a_noun_follows_its_number(language, forms):
    with translation.override(language):
        assert [counted_noun(number, "pupil") for number in (1, 3, 25)] == forms


def test_money_is_whole_tenge_in_groups():
    with translation.override("kk"):
        assert tenge(1200000) == "1\xa0200\xa0000\xa0₸"
        assert tenge(None) == ""


@pytest.mark.parametrize(("name", "letters"), [("Демо-Үмбетқызы Әлия", "ДӘ"), ("Іңкәр", "І"), ("", "")])
def test_initials_are_two_capital_letters(name, letters):
    assert initials_of(name) == letters
