"""Dates of agreements: every example of NR33, NR34 and NR36, and the edges around them."""

import datetime as dt

import pytest

from network import terms


def d(text):
    """31.12.2025 as the spec writes it."""
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


def days(*texts):
    return [d(text) for text in texts]


@pytest.mark.parametrize(
    "day, months, result",
    [
        ("31.12.2025", -1, "30.11.2025"),
        ("01.09.2026", -1, "01.08.2026"),
        ("31.01.2026", 1, "28.02.2026"),
        ("31.01.2028", 1, "29.02.2028"),
        ("15.11.2025", 2, "15.01.2026"),
        ("31.12.2025", -2, "31.10.2025"),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, result):
    assert terms.add_months(d(day), months) == d(result)


@pytest.mark.parametrize(
    "kind, start, end, result",
    [
        ("calendar", "12.09.2025", None, "31.12.2025"),
        ("calendar", "31.12.2025", None, "31.12.2025"),
        ("fixed", "01.09.2025", "31.08.2028", "31.08.2028"),
        ("academic", "01.10.2025", None, "31.08.2026"),
        ("academic", "01.10.2025", "31.08.2027", "31.08.2027"),
    ],
)
def test_the_first_period_follows_from_the_kind_of_term(kind, start, end, result):
    assert terms.first_period(kind, d(start), end and d(end)) == (d(start), d(result))


def test_an_open_term_has_no_end():
    assert terms.first_period("open", d("01.09.2025")) == (d("01.09.2025"), None)


def test_a_fixed_term_without_an_end_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="last day"):
        terms.first_period("fixed", d("01.09.2025"))


@pytest.mark.parametrize(
    "today, notices, ends",
    [
        ("30.11.2025", [], []),  # the last day on which a notice is in time
        ("01.12.2025", [], ["31.12.2026"]),  # signed 12.09.2025, no notice → in force to 31.12.2026
        ("07.01.2026", [], ["31.12.2026"]),  # a week's outage over New Year
        ("01.12.2026", [], ["31.12.2026", "31.12.2027"]),  # nobody ran the job for a year
        ("01.12.2025", ["30.11.2025"], []),  # delivered 30.11.2025 → ends 31.12.2025
        ("07.01.2026", ["30.11.2025"], []),
        ("01.12.2025", ["01.12.2025"], ["31.12.2026"]),  # LATE: renewed, counts for that year's end
        ("31.12.2026", ["01.12.2025"], ["31.12.2026"]),
        ("31.12.2028", ["01.12.2025"], ["31.12.2026"]),
        ("15.12.2025", [], ["31.12.2026"]),  # signed 15.12.2025 → 15–31.12.2025 and 2026
    ],
)
def test_a_calendar_term_renews_itself_unless_notice_is_in_time(today, notices, ends):
    last_day = min((terms.non_renewal(day).effective_on for day in days(*notices)), default=None)
    added = terms.renewals(d("31.12.2025"), d(today), last_day)
    assert [end for _, end in added] == days(*ends)
    assert all(start == dt.date(end.year, 1, 1) for start, end in added)


def test_renewing_again_from_what_was_added_adds_nothing():
    (_, end), *_more = terms.renewals(d("31.12.2025"), d("03.12.2025"))
    assert terms.renewals(end, d("03.12.2025")) == []


@pytest.mark.parametrize(
    "delivered, effective, late",
    [
        ("30.11.2025", "31.12.2025", False),
        ("01.12.2025", "31.12.2026", True),
        ("31.12.2025", "31.12.2026", True),
        ("01.01.2026", "31.12.2026", False),
    ],
)
def test_non_renewal_is_in_time_to_the_end_of_november(delivered, effective, late):
    way = terms.non_renewal(d(delivered))
    assert (way.effective_on, way.late) == (d(effective), late)


def test_a_late_non_renewal_knows_both_dates_and_the_missed_deadline():
    way = terms.non_renewal(d("01.12.2025"))
    assert (way.missed, way.effective_on, way.deadline) == (d("31.12.2025"), d("31.12.2026"), d("30.11.2025"))


@pytest.mark.parametrize(
    "delivered, effective, late",
    [
        ("01.08.2026", "31.08.2026", False),
        ("02.08.2026", "31.08.2027", True),
        ("31.08.2026", "31.08.2027", True),
        ("01.09.2026", "31.08.2027", False),
    ],
)
def test_one_leaves_before_a_school_year_with_a_month_of_notice(delivered, effective, late):
    way = terms.unilateral_exit(d(delivered), term_kind="fixed", exit_rule="school_year")
    assert (way.effective_on, way.late) == (d(effective), late)


@pytest.mark.parametrize(
    "delivered, effective",
    [
        ("01.08.2026", "31.08.2026"),
        ("02.08.2026", "31.12.2026"),  # the earlier way out, not 31.08.2027
        ("30.11.2026", "31.12.2026"),
        ("01.12.2026", "31.08.2027"),
    ],
)
def test_the_earlier_way_out_of_a_calendar_term_is_proposed(delivered, effective):
    assert terms.unilateral_exit(d(delivered), term_kind="calendar", exit_rule="school_year").effective_on == d(effective)


def test_the_earlier_way_out_still_says_that_the_school_year_was_missed():
    way = terms.unilateral_exit(d("02.08.2026"), term_kind="calendar", exit_rule="school_year")
    assert way.late and way.missed == d("31.08.2026")


@pytest.mark.parametrize("months, effective", [(1, "15.04.2026"), (3, "15.06.2026")])
def test_other_fixed_terms_are_left_by_notice(months, effective):
    way = terms.unilateral_exit(d("15.03.2026"), term_kind="fixed", exit_rule="notice", notice_months=months)
    assert (way.effective_on, way.late) == (d(effective), False)


def test_nobody_leaves_after_the_agreement_has_ended():
    way = terms.unilateral_exit(d("02.08.2026"), term_kind="fixed", exit_rule="school_year", ends_on=d("30.06.2027"))
    assert way.effective_on == d("30.06.2027")


def test_an_agreement_by_mutual_consent_only_has_no_way_out_alone():
    assert terms.unilateral_exit(d("01.08.2026"), term_kind="fixed", exit_rule="mutual_only") is None


def test_the_academy_may_move_the_start_of_the_school_year():
    second = lambda year: dt.date(year, 9, 2)  # noqa: E731
    way = terms.unilateral_exit(d("02.08.2026"), term_kind="fixed", exit_rule="school_year", starts=second)
    assert (way.effective_on, way.late) == (d("01.09.2026"), False)


@pytest.mark.parametrize(
    "kind, end, renews, expected",
    [
        ("fixed", "31.08.2028", False, {90: "02.06.2028", 60: "02.07.2028", 30: "01.08.2028", 7: "24.08.2028"}),
        ("calendar", "31.12.2025", True, {30: "31.10.2025", 7: "23.11.2025"}),
        ("academic", "31.08.2026", False, {90: "02.06.2026", 60: "02.07.2026", 30: "01.08.2026", 7: "24.08.2026"}),
    ],
)
def test_reminders_come_on_their_days(kind, end, renews, expected):
    assert terms.reminder_days(kind, d(end), renews=renews) == {before: d(day) for before, day in expected.items()}


def test_an_agreement_without_an_end_has_no_reminders():
    assert terms.reminder_days("open", None, renews=False) == {}


@pytest.mark.parametrize(
    "today, due",
    [("01.06.2028", []), ("02.06.2028", [90]), ("05.08.2028", [90, 60, 30]), ("31.08.2028", [90, 60, 30, 7])],
)
def test_missed_nights_owe_the_reminders_whose_day_has_come(today, due):
    calendar = terms.reminder_days("fixed", d("31.08.2028"), renews=False)
    assert terms.reminders_due(calendar, d(today), started=d("01.09.2025")) == due


def test_a_reminder_from_before_the_agreement_began_is_not_owed():
    calendar = terms.reminder_days("fixed", d("31.08.2028"), renews=False)
    assert terms.reminders_due(calendar, d("03.08.2028"), started=d("15.07.2028")) == [30]


def test_a_way_out_in_the_middle_of_a_year_stops_the_renewing_after_that_year():
    added = terms.renewals(d("31.12.2026"), d("01.12.2027"), last_day=d("31.08.2027"))
    assert [end for _, end in added] == days("31.12.2027")
