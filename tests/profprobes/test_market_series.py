"""Series of slots: which days they hold, what is left out, changing one or all that follow (§2.1, §4, BR-3, BR-5)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Holiday, Site
from profprobes import errors, errors_booking
from profprobes.models import SiteSlot, SlotBooking, SlotSeries, TrialSite
from profprobes.services import booking as bookings
from profprobes.services import series as slot_series
from tests.factories.people import OrganisationFactory
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def world():
    world = TrialWorld(pupils=0, days=200)
    Holiday.objects.all().delete()
    return world


def monday(weeks=3):
    """A Monday some weeks ahead."""
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday()) + weeks * WEEK


def opened(world, **changes):
    values = {"weekdays": [2, 4], "first_day": monday(), "last_day": monday() + 2 * WEEK - dt.timedelta(days=1), "seats": 12}
    values |= {"starts": dt.time(10), "ends": dt.time(11, 30), "by": world.host_coordinator, "min_group": 4}
    return slot_series.open_series(site=world.site, **(values | changes))


def days(slots):
    return [timezone.localtime(slot.starts).date() for slot in slots]


def hours(slot):
    slot.refresh_from_db()
    return [timezone.localtime(moment).strftime("%H:%M") for moment in (slot.starts, slot.ends)]


class TestOpening:
    @pytest.mark.parametrize(
        "weekdays, every, shifts",
        [([2, 4], 1, [1, 3, 8, 10]), ([1], 2, [0]), ([7], 1, [6, 13]), ([1, 2, 3, 4, 5], 2, [0, 1, 2, 3, 4])],
    )
    def test_the_days_are_those_weekdays_of_every_nth_week(self, weekdays, every, shifts):
        first = monday()
        found = slot_series.days_of(first=first, last=first + dt.timedelta(days=13), weekdays=weekdays, every_weeks=every)
        assert found == [first + dt.timedelta(days=shift) for shift in shifts]

    def test_a_series_that_begins_in_the_middle_of_a_week_counts_that_week(self):
        wednesday = monday() + dt.timedelta(days=2)
        found = slot_series.days_of(first=wednesday, last=wednesday + 2 * WEEK, weekdays=[1], every_weeks=2)
        assert found == [monday() + 2 * WEEK]

    def test_slots_open_with_their_hours_places_and_series(self, world):
        made = opened(world)
        assert days(made.slots) == [monday() + dt.timedelta(days=shift) for shift in (1, 3, 8, 10)]
        assert {(slot.seats_total, slot.min_group, slot.series_id, slot.published) for slot in made.slots} == {
            (12, 4, made.series.pk, True)
        }
        assert hours(made.slots[0]) == ["10:00", "11:30"]

    def test_holidays_are_left_out_and_listed_unless_the_host_says_otherwise(self, world):
        day = monday() + dt.timedelta(days=1)
        Holiday.objects.create(day=day, name_kk="Мереке", name_ru="Праздник", kind=Holiday.Kind.HOLIDAY)
        made = opened(world, last_day=monday() + dt.timedelta(days=6))
        assert (made.days_off, len(made.slots)) == ([day], 1)
        assert (
            len(opened(world, starts=dt.time(14), ends=dt.time(15), leave_holidays=False, last_day=monday() + dt.timedelta(days=6)).slots)
            == 2
        )

    def test_a_clash_is_skipped_and_listed(self, world):
        first = opened(world)
        second = opened(world, weekdays=[2, 5], starts=dt.time(11), ends=dt.time(12))
        assert [slot.pk for slot in second.clashes] == [first.slots[0].pk, first.slots[2].pk] and len(second.slots) == 2
        with pytest.raises(errors.SlotOverlaps):
            opened(world)
        assert SlotSeries.objects.count() == 2

    def test_days_that_the_check_does_not_cover_are_listed(self, world):
        Site.objects.filter(pk=world.site.pk).update(check_valid_until=monday() + dt.timedelta(days=6))
        world.site.refresh_from_db()
        made = opened(world)
        assert len(made.slots) == 2 and made.unchecked == [monday() + dt.timedelta(days=shift) for shift in (8, 10)]

    def test_a_popular_site_keeps_them_until_its_month_is_published(self, world):
        TrialSite.objects.update(is_popular=True)
        world.site.refresh_from_db()
        assert not any(slot.published for slot in opened(world).slots)

    @pytest.mark.parametrize(
        "changes, refusal",
        [
            ({"ends": dt.time(9)}, errors.WrongTimes),
            ({"last_day": dt.date(2020, 1, 1)}, errors.WrongTimes),
            ({"seats": 999}, errors.GroupTooLarge),
            ({"weekdays": [7], "last_day": monday() + dt.timedelta(days=3)}, errors_booking.SeriesEmpty),
            ({"first_day": dt.date(2020, 1, 1), "last_day": dt.date(2020, 2, 1)}, errors_booking.SeriesEmpty),
            ({"weekdays": [1, 2, 3, 4, 5], "last_day": monday() + 40 * WEEK}, errors_booking.SeriesTooLong),
        ],
    )
    def test_a_series_that_cannot_be_says_why(self, world, changes, refusal):
        with pytest.raises(refusal):
            opened(world, **changes)
        assert not SlotSeries.objects.exists()

    @pytest.mark.parametrize("changes", [{"weekdays": []}, {"weekdays": [8]}, {"every_weeks": 5}, {"last_day": dt.date(2020, 1, 1)}])
    def test_the_database_refuses_nonsense(self, world, changes):
        made = opened(world)
        with pytest.raises(IntegrityError), transaction.atomic():
            SlotSeries.objects.filter(pk=made.series.pk).update(**changes)


class TestChanging:
    def change(self, world, slot, following, **changes):
        values = {"starts": dt.time(14), "ends": dt.time(15), "seats": 10, "min_group": 2, "by": world.host_coordinator}
        return slot_series.change_slots(slot=slot, all_following=following, **(values | changes))

    def test_one_or_all_that_follow_never_those_before(self, world):
        first, second, third, _fourth = opened(world).slots
        self.change(world, second, following=False)
        assert [hours(slot)[0] for slot in (first, second, third)] == ["10:00", "14:00", "10:00"]
        done = self.change(world, second, following=True, starts=dt.time(16), ends=dt.time(17))
        assert len(done.slots) == 3 and [hours(slot)[0] for slot in (first, second, third)] == ["10:00", "16:00", "16:00"]

    def test_a_booked_slot_stays_and_is_listed(self, world):
        slots = opened(world).slots
        bookings.book_slot(slot=slots[1], school=OrganisationFactory(), seats=5, by=world.coordinator)
        done = self.change(world, slots[0], following=True)
        assert [row.pk for row in done.booked] == [slots[1].pk] and hours(slots[1])[0] == "10:00" and len(done.slots) == 3

    def test_hours_that_clash_leave_that_slot_alone(self, world):
        slots = opened(world).slots
        opened(world, weekdays=[4], starts=dt.time(14), ends=dt.time(15), last_day=monday() + dt.timedelta(days=6))
        done = self.change(world, slots[0], following=True)
        assert [row.pk for row in done.clashes] == [slots[1].pk] and hours(slots[1])[0] == "10:00"

    def test_taking_off_all_that_follow_tells_the_booked_school(self, world):
        slots = opened(world).slots
        booking = bookings.book_slot(slot=slots[2], school=OrganisationFactory(), seats=5, by=world.coordinator)
        rows = slot_series.withdraw_slots(slot=slots[1], all_following=True, reason="Жөндеу", by=world.host_coordinator)
        booking.refresh_from_db()
        assert len(rows) == 3 and booking.status == SlotBooking.Status.CANCELLED_HOST
        assert SiteSlot.objects.get(pk=slots[0].pk).status == SiteSlot.Status.OPEN


class TestTheScreens:
    def data(self, **changes):
        first = monday()
        values = {"weekdays": ["2", "4"], "first_day": first.isoformat(), "last_day": (first + dt.timedelta(days=13)).isoformat()}
        return (
            values
            | {"every_weeks": "1", "starts": "10:00", "ends": "11:30", "seats": "12", "min_group": "4", "leave_holidays": "on"}
            | changes
        )

    def test_a_host_opens_a_series(self, world):
        answer = signed_in(world.host_coordinator).post(url("open_series", world.site.pk), self.data())
        assert answer.status_code == 302 and SlotSeries.objects.get().slots.count() == 4
        assert "4 слот" in news(answer)

    def test_what_was_left_out_stands_on_the_page(self, world):
        Holiday.objects.create(day=monday() + dt.timedelta(days=1), name_kk="Мереке", name_ru="Праздник", kind=Holiday.Kind.HOLIDAY)
        page = signed_in(world.host_coordinator).post(url("open_series", world.site.pk), self.data())
        assert page.status_code == 200 and "мереке" in words(page).lower()

    @pytest.mark.parametrize(
        "changes",
        [{"weekdays": []}, {"ends": "09:00"}, {"last_day": "2020-01-01"}, {"seats": "999"}, {"min_group": "13"}, {"first_day": "x"}],
    )
    def test_a_mistake_stands_beside_its_field_and_nothing_is_lost(self, world, changes):
        page = signed_in(world.host_coordinator).post(url("open_series", world.site.pk), self.data(**changes))
        assert page.status_code == 422 and 'value="10:00"' in page.content.decode()
        assert not SlotSeries.objects.exists()

    def test_a_host_changes_all_that_follow(self, world):
        slots = opened(world).slots
        data = {"starts": "14:00", "ends": "15:00", "seats": "10", "min_group": "2", "scope": "following"}
        answer = signed_in(world.host_coordinator).post(url("slot_change", slots[1].pk), data)
        assert answer.status_code == 302 and [hours(slot)[0] for slot in slots] == ["10:00", "14:00", "14:00", "14:00"]

    def test_a_host_takes_off_all_that_follow_with_a_reason(self, world):
        slots, browser = opened(world).slots, signed_in(world.host_coordinator)
        browser.post(url("slot_withdraw_following", slots[0].pk), {"reason": ""})
        assert SiteSlot.objects.filter(series__isnull=False, status="withdrawn").count() == 0
        browser.post(url("slot_withdraw_following", slots[0].pk), {"reason": "Жөндеу"})
        assert SiteSlot.objects.filter(series__isnull=False, status="withdrawn").count() == 4

    @pytest.mark.parametrize("name", ["open_series", "slot_change", "slot_withdraw_following"])
    def test_a_school_does_none_of_it(self, world, name):
        pk = world.site.pk if name == "open_series" else opened(world).slots[0].pk
        assert signed_in(world.coordinator).post(url(name, pk), self.data(reason="x")).status_code == 403

    def test_a_past_slot_has_no_page_of_change(self, world):
        SiteSlot.objects.filter(pk=world.slot.pk).update(status="past")
        assert signed_in(world.host_coordinator).get(url("slot_change", world.slot.pk)).status_code == 403
