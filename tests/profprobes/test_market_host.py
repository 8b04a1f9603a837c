"""What a host and a school do with many bookings at once, how slots are used, visits in calendars (§4, §6 TK-20, §7)."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.todos import todos_of
from network.models import AcademicYear
from network.services import feeds
from profprobes.models import MentorReplacement, SiteSlot, SlotBooking
from profprobes.queries.slot_use import Use, slot_use
from profprobes.services import ics, trials
from tests.factories.people import OrganisationFactory
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=1)


def new_slot(world, *, days=20, seats=10, **fields):
    start = timezone.now() + dt.timedelta(days=days)
    return SiteSlot.objects.create(
        site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=seats, **({"min_group": 1} | fields)
    )


def ask(world, slot, *, seats=5, status="requested", school=None, **more):
    school = school or OrganisationFactory()
    return SlotBooking.objects.create(slot=slot, school=school, seats=seats, requested_by=world.coordinator, status=status, **more)


def states(*rows):
    return [SlotBooking.objects.get(pk=row.pk).status for row in rows]


class TestManyAtOnce:
    @pytest.fixture
    def requests(self, world):
        world.trial_site.booking = "request"
        world.trial_site.save()
        return [ask(world, new_slot(world, days=20 + number)) for number in range(3)]

    def send(self, world, rows, **data):
        return signed_in(world.host_coordinator).post(url("requests_chosen"), {"ids": [row.pk for row in rows]} | data)

    def test_a_host_confirms_the_ticked_ones(self, world, requests):
        answer = self.send(world, requests[:2], answer="yes")
        assert states(*requests) == ["confirmed", "confirmed", "requested"] and "2" in news(answer)

    def test_a_no_needs_its_reason_and_tells_it_to_all(self, world, requests):
        self.send(world, requests, answer="no")
        assert states(*requests) == ["requested"] * 3
        self.send(world, requests, answer="no", reason="Жөндеу")
        assert states(*requests) == ["declined"] * 3
        assert {SlotBooking.objects.get(pk=row.pk).reason for row in requests} == {"Жөндеу"}

    def test_one_that_no_longer_fits_is_named_and_stops_no_other(self, world, requests):
        ask(world, requests[0].slot, seats=10, status="confirmed")
        answer = self.send(world, requests, answer="yes")
        assert states(*requests) == ["requested", "confirmed", "confirmed"]
        assert requests[0].school.short_name_kk in news(answer)

    def test_foreign_ones_are_not_touched(self, world, requests):
        other = TrialWorld(pupils=0)
        signed_in(other.host_coordinator).post(url("requests_chosen"), {"ids": [row.pk for row in requests], "answer": "yes"})
        assert states(*requests) == ["requested"] * 3
        assert signed_in(world.coordinator).post(url("requests_chosen"), {"ids": [world.booking.pk], "answer": "yes"}).status_code == 403

    def test_nothing_ticked_says_so(self, world):
        assert "Ештеңе" in news(self.send(world, [], answer="yes"))

    def test_a_school_takes_several_back_with_one_reason(self, world):
        rows = [ask(world, new_slot(world, days=20 + number), status="confirmed", school=world.school) for number in range(2)]
        browser = signed_in(world.coordinator)
        browser.post(url("bookings_chosen"), {"ids": [row.pk for row in rows]})
        assert states(*rows) == ["confirmed"] * 2
        browser.post(url("bookings_chosen"), {"ids": [row.pk for row in rows], "reason": "Карантин"})
        assert states(*rows) == ["cancelled_school"] * 2


class TestUseOfSlots:
    @pytest.fixture(autouse=True)
    def year(self):
        today = timezone.localdate()
        AcademicYear.objects.filter(starts_on__lte=today, ends_on__gte=today).update(starts_on=today - dt.timedelta(days=60))

    def test_seats_of_held_visits_by_published_seats_and_by_class(self, world):
        """Two general slots of 10 with 8 and 7 who came, one rural of 10 nobody used: 15 ÷ 30 = 50 %."""
        for days, seats in ((-3, 8), (-4, 7)):
            ask(world, new_slot(world, days=days), seats=seats, status="completed")
        rural = new_slot(world, days=-5, quota_class="rural", release_at=timezone.now() - dt.timedelta(days=15))
        ask(world, rural, seats=9, status="no_show")
        ask(world, new_slot(world, days=-6, published=False), status="completed")  # schools never saw it
        new_slot(world, days=-7, status="withdrawn")
        new_slot(world, days=4)  # not over yet
        found = slot_use(Q(site=world.site))
        assert found == [Use("", 30, 15), Use("open", 20, 15), Use("rural", 10, 0)]
        assert [row.percent for row in found] == [50.0, 75.0, 0.0]

    def test_nothing_published_has_no_percent(self, world):
        assert slot_use(Q(site=world.site)) == [Use("", 0, 0)] and Use("", 0, 0).percent is None

    def test_it_stands_on_the_page_of_the_host_and_its_own_slots_alone(self, world):
        ask(world, new_slot(world, days=-3), seats=8, status="completed")
        ask(world, new_slot(TrialWorld(pupils=0), days=-3), seats=1, status="completed")
        page = words(signed_in(world.host_coordinator).get(url("slot_use")))
        assert "80,0" in page
        assert signed_in(world.coordinator).get(url("slot_use")).status_code == 403


class TestCalendars:
    def feed(self, person):
        return feeds.write_feed(feeds.open_feed(by=person)).replace("\r\n ", "")

    def test_everybody_of_a_visit_has_it_on_the_phone(self, world):
        for person in (world.coordinator, world.mentor, world.host_coordinator, world.pupils[0]):
            text = self.feed(person)
            assert f"UID:visit-{world.session.pk}@kopir" in text and world.programme.name_kk in text, person
        assert "UID:visit-" not in self.feed(TrialWorld(pupils=0).teacher)

    def test_no_pupil_is_named_in_it(self, world):
        assert world.pupils[0].last_name not in self.feed(world.mentor)

    def test_a_pupil_goes_to_the_own_page(self, world):
        assert f"/my-trials/{world.participations[0].pk}" in self.feed(world.pupils[0]) or str(
            url("my_trial", world.participations[0].pk)
        ) in self.feed(world.pupils[0])

    def test_a_cancelled_visit_says_so_with_a_higher_number(self, world):
        before = self.feed(world.coordinator)
        trials.cancel_trial(trial=world.trial, reason="Карантин", by=world.coordinator)
        after = self.feed(world.coordinator)
        assert "SEQUENCE:0" in before and "STATUS:CONFIRMED" in before
        assert "STATUS:CANCELLED" in after and "SEQUENCE:1" in after

    def test_a_place_that_is_not_confirmed_is_tentative(self, world):
        SlotBooking.objects.filter(pk=world.booking.pk).update(status="requested")
        assert "STATUS:TENTATIVE" in self.feed(world.coordinator)

    def test_slots_of_a_site_as_a_file_for_its_host_alone(self, world):
        answer = signed_in(world.host_coordinator).get(url("site_slots_ics", world.site.pk))
        text = answer.content.decode().replace("\r\n ", "")
        assert answer["Content-Type"].startswith("text/calendar") and text.startswith("BEGIN:VCALENDAR")
        assert f"UID:slot-{world.slot.pk}@kopir" in text and world.school.short_name_kk in text
        assert signed_in(world.coordinator).get(url("site_slots_ics", world.site.pk)).status_code == 403

    def test_many_slots_cost_no_more_queries(self, world):
        def count():
            with CaptureQueriesContext(connection) as queries:
                ics.slots_file(ics.for_file(SiteSlot.objects.filter(site=world.site)), "x")
            return len(queries)

        before = count()
        for number in range(4):
            ask(world, new_slot(world, days=30 + number), status="confirmed")
        assert count() == before


def test_a_visit_without_a_mentor_stands_on_the_home_page_of_the_host(world):
    MentorReplacement.objects.create(session=world.session, left=world.trial_mentor, due=timezone.localdate())
    codes = {todo.code for todo in todos_of(world.host_coordinator)}
    assert "mentor_gap" in codes and "mentor_gap" not in {todo.code for todo in todos_of(world.coordinator)}
