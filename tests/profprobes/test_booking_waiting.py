"""The waiting list: numbers, offers that hold seats, the window with its visible priority (BR-4, BR-7, BR-8; story 2; case 1 of bad input)."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from core.errors import WrongState
from core.todos import todos_of
from network.models import AcademicYear, Role
from profprobes import errors_booking
from profprobes.models import SiteSlot, SlotBooking
from profprobes.services import booking as bookings
from profprobes.services import waiting
from profprobes.services.clock import lapse_offers
from tests.factories.people import MembershipFactory, OrganisationFactory
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

Status = SlotBooking.Status


def new_slot(world, *, days=20, seats=10):
    start = timezone.now() + dt.timedelta(days=days)
    return SiteSlot.objects.create(site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=seats, min_group=1)


def ask(world, slot, seats=10, school=None, **more):
    return bookings.book_slot(slot=slot, school=school or OrganisationFactory(), seats=seats, by=world.coordinator, wait=True, **more)


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def world():
    return TrialWorld(pupils=1)


@pytest.mark.django_db
class TestTheList:
    def test_who_does_not_fit_gets_a_visible_number_and_special_groups_come_first(self, world):
        slot = new_slot(world)
        assert ask(world, slot).status == Status.CONFIRMED
        first, second = ask(world, slot, 5), ask(world, slot, 5)
        special = ask(world, slot, 5, sen_seats=1)
        assert {row.status for row in (first, second, special)} == {Status.WAITLISTED}
        assert waiting.queue_numbers(slot) == {special.pk: 1, first.pk: 2, second.pk: 3}

    def test_a_freed_seat_is_offered_to_the_first_whom_it_fits_and_held(self, world):
        slot = new_slot(world)
        taken = ask(world, slot, 6), ask(world, slot, 4)
        big, small = ask(world, slot, 8), ask(world, slot, 4)
        bookings.cancel_booking(booking=taken[1], by=world.coordinator, reason="Ауырды")
        assert (again(big).status, again(small).status) == (Status.WAITLISTED, Status.OFFERED)
        assert (again(slot).seats_free, again(slot).status) == (0, "full")  # held
        assert dt.timedelta(hours=23) < again(small).offered_until - timezone.now() <= dt.timedelta(hours=24)

    def test_no_answer_in_time_gives_the_place_to_the_next_and_not_back(self, world):
        slot = new_slot(world)
        taken = ask(world, slot)
        first, second = ask(world, slot), ask(world, slot)
        bookings.cancel_booking(booking=taken, by=world.coordinator, reason="Ауырды")
        assert lapse_offers() == 0
        for row in (first, second):
            assert again(row).status == Status.OFFERED
            SlotBooking.objects.filter(pk=row.pk).update(offered_until=timezone.now())
            assert lapse_offers() == 1
        assert (again(first).status, again(second).status, again(slot).seats_free) == (Status.WAITLISTED, Status.WAITLISTED, 10)

    def test_the_school_accepts_in_time_and_not_after(self, world):
        slot = new_slot(world)
        taken, row = ask(world, slot), ask(world, slot)
        with pytest.raises(WrongState):
            waiting.accept_offer(booking=row, by=world.coordinator)
        bookings.cancel_booking(booking=taken, by=world.coordinator, reason="Ауырды")
        SlotBooking.objects.filter(pk=row.pk).update(offered_until=timezone.now())
        with pytest.raises(errors_booking.OfferOver):
            waiting.accept_offer(booking=row, by=world.coordinator)
        SlotBooking.objects.filter(pk=row.pk).update(offered_until=timezone.now() + dt.timedelta(hours=1))
        assert waiting.accept_offer(booking=row, by=world.coordinator).status == Status.CONFIRMED

    def test_the_database_ends_every_offer(self, world):
        with pytest.raises(IntegrityError, match="booking_offer_has_an_end"), transaction.atomic():
            SlotBooking.objects.filter(pk=world.booking.pk).update(status="offered")

    def test_one_school_waits_once(self, world):
        slot, school = new_slot(world), OrganisationFactory()
        ask(world, slot)
        ask(world, slot, school=school)
        with pytest.raises(bookings.errors.AlreadyBooked):
            ask(world, slot, school=school)


@pytest.mark.django_db
class TestTheWindow:
    """Story 2."""

    @pytest.fixture
    def asked(self, world, monkeypatch):
        today = timezone.localdate()
        AcademicYear.objects.update(starts_on=today - dt.timedelta(days=100), ends_on=today + dt.timedelta(days=200))
        world.trial_site.booking = "window"
        world.trial_site.save()
        SlotBooking.objects.create(
            slot=new_slot(world, days=5), school=world.school, seats=2, requested_by=world.coordinator, status="confirmed"
        )
        self.window(monkeypatch, opens=-5, closes=5)
        slot = new_slot(world, seats=10)
        city = ask(world, slot, 8, school=world.school, grades={8})
        village = ask(world, slot, 8, school=OrganisationFactory(locality_type="rural"), grades={8}, sen_seats=1)
        return slot, village, city

    @staticmethod
    def window(monkeypatch, opens, closes):
        now = timezone.now()
        monkeypatch.setattr(waiting, "window_of", lambda slot: (now + dt.timedelta(days=opens), now + dt.timedelta(days=closes)))

    def test_p_is_80_and_minus_20_and_every_summand_is_kept(self, asked):
        _slot, village, city = asked
        assert (village.priority, city.priority) == (80, -20)
        assert village.priority_parts == {"rural": 30, "sen": 30, "low_resource": 0, "no_trial": 20, "earlier": 0}
        assert city.priority_parts == {"rural": 0, "sen": 0, "low_resource": 0, "no_trial": 0, "earlier": -20}

    def test_a_city_school_with_its_first_trial_has_20(self, world):
        parts = waiting.priority_parts(slot=again(new_slot(world)), school=OrganisationFactory(), sen_seats=0, grades={8})
        assert sum(parts.values()) == 20

    def test_the_first_is_confirmed_and_the_second_waits_as_number_one(self, world, asked, monkeypatch):
        slot, village, city = asked
        with pytest.raises(errors_booking.WindowStillOpen):
            bookings.answer_booking(booking=village, accept=True, by=world.host_coordinator)
        self.window(monkeypatch, opens=-15, closes=-5)
        bookings.answer_booking(booking=village, accept=True, by=world.host_coordinator)
        assert (again(village).status, again(city).status) == (Status.CONFIRMED, Status.WAITLISTED)
        assert waiting.queue_numbers(slot) == {city.pk: 1}

    def test_a_skip_needs_a_reason_and_keeps_it(self, world, asked, monkeypatch):
        _slot, _village, city = asked
        self.window(monkeypatch, opens=-15, closes=-5)
        with pytest.raises(errors_booking.SkipNeedsReason):
            bookings.answer_booking(booking=city, accept=True, by=world.host_coordinator)
        client = signed_in(world.host_coordinator)
        client.post(url("booking_skip", city.pk), {"reason": "Көлік істемейді"})
        assert again(city).status == Status.CONFIRMED
        assert again(city).transitions.get(action="confirm").reason == "Көлік істемейді"

    def test_before_the_window_nobody_asks(self, world, asked, monkeypatch):
        self.window(monkeypatch, opens=1, closes=11)
        with pytest.raises(errors_booking.WindowNotOpen):
            ask(world, new_slot(world, days=30))

    def test_the_host_reads_p_with_its_summands_in_order(self, world, asked):
        page = signed_in(world.host_coordinator).get(url("my_sites"))
        assert [row.priority for row in page.context["requests"]] == [80, -20]
        assert [row.skips for row in page.context["requests"]] == [False, True]
        assert "P = 80" in words(page) and "P = -20" in words(page)


def test_the_window_is_days_one_to_ten_of_the_month_before():
    start = timezone.make_aware(dt.datetime(2027, 1, 20, 10))
    opens, closes = waiting.window_of(SiteSlot(period=type("Period", (), {"lower": start, "upper": start})()))
    assert (timezone.localtime(opens).date(), timezone.localtime(closes).date()) == (dt.date(2026, 12, 1), dt.date(2026, 12, 11))


@pytest.mark.django_db
class TestTheSchoolsPage:
    @pytest.fixture
    def offered(self, world):
        slot, school = new_slot(world), OrganisationFactory()
        person = MembershipFactory(organisation=school, role=Role.CAREER_COORDINATOR).user
        taken, row = ask(world, slot), ask(world, slot, school=school)
        assert "№ 1" in words(signed_in(person).get(url("bookings")))
        bookings.cancel_booking(booking=taken, by=world.coordinator, reason="Ауырды")
        return person, again(row)

    @pytest.mark.parametrize("answer, status", [("yes", Status.CONFIRMED), ("no", Status.WAITLISTED)])
    def test_it_takes_the_offered_place_or_lets_it_go(self, offered, answer, status):
        person, row = offered
        assert [todo.code for todo in todos_of(person) if todo.code == "offer"] == ["offer"]
        signed_in(person).post(url("booking_offer", row.pk), {"answer": answer})
        assert again(row).status == status

    def test_it_leaves_the_list_with_a_reason(self, offered):
        person, row = offered
        signed_in(person).post(url("booking_leave", row.pk), {"reason": "Жоспар өзгерді"})
        assert again(row).status == Status.CANCELLED_SCHOOL

    def test_the_host_does_not_accept_for_the_school(self, world, offered):
        assert signed_in(world.host_coordinator).post(url("booking_offer", offered[1].pk), {"answer": "yes"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_fifty_schools_at_once_take_the_three_places_and_the_others_get_different_numbers():
    """Case 1 of bad input: exactly the seats that exist are confirmed, the others stand on the list."""
    world = TrialWorld(pupils=0)
    slot, schools = new_slot(world, seats=3), [OrganisationFactory() for _n in range(50)]
    gun = threading.Barrier(len(schools))

    def run(school):
        try:
            connection.ensure_connection()
            gun.wait(timeout=60)
            return ask(world, slot, 1, school=school).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(schools)) as pool:
        answers = list(pool.map(run, schools))
    assert (answers.count(Status.CONFIRMED), answers.count(Status.WAITLISTED)) == (3, 47)
    assert again(slot).seats_taken == 3
    assert sorted(waiting.queue_numbers(again(slot)).values()) == list(range(1, 48))
