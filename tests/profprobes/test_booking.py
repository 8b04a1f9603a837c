"""Slots and bookings: BR-2, BR-3, BR-4."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from core.errors import WrongState
from network.models import Site
from profprobes import errors
from profprobes.models import SiteSlot, SlotBooking, Trial, TrialSession
from profprobes.services import booking as bookings
from tests.factories.people import OrganisationFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = SlotBooking.Status


@pytest.fixture
def world():
    return TrialWorld()


def new_slot(world, *, days=20, seats=10, **fields):
    start = timezone.now() + dt.timedelta(days=days)
    return SiteSlot.objects.create(
        site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=seats, **({"min_group": 5} | fields)
    )


def book(slot, seats=5, school=None, by=None):
    school = school or OrganisationFactory()
    return bookings.book_slot(slot=slot, school=school, seats=seats, by=by or somebody(slot))


def somebody(slot):
    """A person of the host stands in for whoever acts."""
    return slot.site.organisation.memberships.first().user


def test_an_instant_site_confirms_at_once_and_the_seats_are_taken(world):
    slot = new_slot(world)
    booking = book(slot, 6)
    slot.refresh_from_db()
    assert booking.status == Status.CONFIRMED
    assert (slot.seats_taken, slot.seats_free) == (6, 4)


def test_a_site_that_wants_to_answer_gets_a_request_that_takes_no_seat(world):
    world.trial_site.booking = "request"
    world.trial_site.save()
    slot = new_slot(world)
    booking = book(slot, 6)
    slot.refresh_from_db()
    assert booking.status == Status.REQUESTED and slot.seats_taken == 0


def test_the_own_workshop_needs_no_answer(world):
    world.trial_site.booking = "request"
    world.trial_site.save()
    assert book(new_slot(world), school=world.host).status == Status.CONFIRMED


def test_a_full_slot_names_both_numbers(world):
    slot = new_slot(world, shared=True, min_group=1)
    book(slot, 8)
    with pytest.raises(errors.SlotFull) as refusal:
        book(slot, 5)
    assert refusal.value.params == {"seats": 5, "free": 2}


def test_the_last_seat_makes_the_slot_full_and_a_cancelled_one_opens_it(world):
    slot = new_slot(world)
    booking = book(slot, 10)
    slot.refresh_from_db()
    assert slot.status == SiteSlot.Status.FULL
    bookings.cancel_booking(booking=booking, by=somebody(slot), reason="Демо")
    slot.refresh_from_db()
    assert (slot.status, slot.seats_taken) == (SiteSlot.Status.OPEN, 0)


@pytest.mark.parametrize(
    "seats, refusal, numbers",
    [(4, errors.GroupTooSmall, {"seats": 4, "least": 5}), (11, errors.GroupTooLarge, {"seats": 11, "most": 10})],
)
def test_a_group_outside_the_limits_is_refused_with_both_numbers(world, seats, refusal, numbers):
    with pytest.raises(refusal) as refused:
        book(new_slot(world), seats)
    assert refused.value.params == numbers
    with translation.override("ru"):
        assert all(str(number) in str(refused.value) for number in numbers.values())


def test_a_shared_slot_takes_a_small_group(world):
    assert book(new_slot(world, shared=True), 2).status == Status.CONFIRMED


def test_a_slot_that_has_begun_takes_nobody(world):
    with pytest.raises(errors.SlotPast):
        book(new_slot(world, days=-1))


def test_a_slot_taken_off_takes_nobody(world):
    slot = new_slot(world, status=SiteSlot.Status.WITHDRAWN)
    with pytest.raises(errors.SlotNotOpen):
        book(slot)


@pytest.mark.parametrize(
    "status, days_valid, answer",
    [("verified", 20, True), ("verified", 19, False), ("suspended", 300, False), ("draft", 300, False), ("verified", None, False)],
)
def test_only_a_site_whose_check_covers_the_day_is_booked(world, status, days_valid, answer):
    until = None if days_valid is None else timezone.localdate() + dt.timedelta(days=days_valid)
    Site.objects.filter(pk=world.site.pk).update(status=status, check_valid_until=until)
    slot = new_slot(world)
    if answer:
        assert book(slot).status == Status.CONFIRMED
    else:
        with pytest.raises(errors.SiteNotVerified):
            book(slot)


def test_one_school_books_a_slot_once(world):
    slot, school = new_slot(world, shared=True), OrganisationFactory()
    book(slot, 2, school)
    with pytest.raises(errors.AlreadyBooked):
        book(slot, 2, school)


def test_after_a_cancelled_booking_the_school_may_book_again(world):
    slot, school = new_slot(world), OrganisationFactory()
    bookings.cancel_booking(booking=book(slot, 5, school), by=somebody(slot), reason="Демо")
    assert book(slot, 5, school).status == Status.CONFIRMED


class TestTheDatabaseHoldsTheCapacity:
    """Writes around the service."""

    def write(self, slot, seats, **fields):
        with transaction.atomic():
            return SlotBooking.objects.create(
                slot=slot, school=OrganisationFactory(), seats=seats, requested_by=somebody(slot), **({"status": Status.CONFIRMED} | fields)
            )

    def test_one_booking_beyond_the_capacity_is_refused(self, world):
        slot = new_slot(world)
        self.write(slot, 10)
        with pytest.raises(IntegrityError, match="slot_taken_within_capacity"):
            self.write(slot, 1)

    def test_a_confirmation_beyond_the_capacity_is_refused(self, world):
        slot = new_slot(world)
        self.write(slot, 10)
        waiting = self.write(slot, 1, status=Status.REQUESTED)
        with pytest.raises(IntegrityError, match="slot_taken_within_capacity"), transaction.atomic():
            SlotBooking.objects.filter(pk=waiting.pk).update(status=Status.CONFIRMED)

    def test_growing_beyond_the_capacity_is_refused(self, world):
        slot = new_slot(world)
        booking = self.write(slot, 10)
        with pytest.raises(IntegrityError, match="slot_taken_within_capacity"), transaction.atomic():
            SlotBooking.objects.filter(pk=booking.pk).update(seats=11)

    def test_a_booking_moved_to_another_slot_is_counted_there_and_no_longer_here(self, world):
        here, there = new_slot(world), new_slot(world, days=30)
        booking = self.write(here, 7)
        SlotBooking.objects.filter(pk=booking.pk).update(slot=there)
        here.refresh_from_db()
        there.refresh_from_db()
        assert (here.seats_taken, there.seats_taken) == (0, 7)

    def test_a_move_into_a_full_slot_is_refused(self, world):
        here, there = new_slot(world), new_slot(world, days=30, seats=6)
        booking = self.write(here, 7)
        with pytest.raises(IntegrityError, match="slot_taken_within_capacity"), transaction.atomic():
            SlotBooking.objects.filter(pk=booking.pk).update(slot=there)

    def test_nobody_can_write_the_count_of_seats(self, world):
        slot = new_slot(world)
        self.write(slot, 7)
        SiteSlot.objects.filter(pk=slot.pk).update(seats_taken=0)
        slot.refresh_from_db()
        assert slot.seats_taken == 7

    def test_a_slot_cannot_shrink_below_what_is_taken(self, world):
        slot = new_slot(world)
        self.write(slot, 7)
        with pytest.raises(IntegrityError, match="slot_taken_within_capacity"), transaction.atomic():
            SiteSlot.objects.filter(pk=slot.pk).update(seats_total=6)

    def test_a_deleted_booking_gives_its_seats_back(self, world):
        slot = new_slot(world)
        self.write(slot, 7).delete()
        slot.refresh_from_db()
        assert slot.seats_taken == 0


class TestTheHostAnswers:
    @pytest.fixture
    def request_(self, world):
        world.trial_site.booking = "request"
        world.trial_site.save()
        return book(new_slot(world))

    def test_a_yes_confirms_and_takes_the_seats(self, world, request_):
        booking = bookings.answer_booking(booking=request_, accept=True, by=world.host_coordinator)
        assert booking.status == Status.CONFIRMED
        assert SiteSlot.objects.get(pk=booking.slot_id).seats_taken == 5

    def test_a_no_needs_a_reason(self, world, request_):
        with pytest.raises(errors.ReasonMissing):
            bookings.answer_booking(booking=request_, accept=False, by=world.host_coordinator)
        booking = bookings.answer_booking(booking=request_, accept=False, by=world.host_coordinator, reason="Жөндеу")
        assert (booking.status, booking.reason) == (Status.DECLINED, "Жөндеу")

    def test_a_yes_beyond_the_capacity_is_refused(self, world, request_):
        other = SlotBooking.objects.create(
            slot=request_.slot, school=world.school, seats=7, requested_by=world.coordinator, status=Status.CONFIRMED
        )
        with pytest.raises(errors.SlotFull):
            bookings.answer_booking(booking=request_, accept=True, by=world.host_coordinator)
        assert other.status == Status.CONFIRMED

    def test_an_answered_request_is_not_answered_again(self, world, request_):
        bookings.answer_booking(booking=request_, accept=True, by=world.host_coordinator)
        with pytest.raises(WrongState):
            bookings.answer_booking(booking=request_, accept=True, by=world.host_coordinator)


class TestCancelling:
    @pytest.mark.parametrize("who, status", [("coordinator", Status.CANCELLED_SCHOOL), ("host_coordinator", Status.CANCELLED_HOST)])
    def test_the_side_is_told_by_who_cancels(self, world, who, status):
        booking = bookings.cancel_booking(booking=world.booking, by=getattr(world, who), reason="Демо")
        assert booking.status == status

    def test_the_planned_trial_and_its_visit_are_postponed(self, world):
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        assert Trial.objects.get(pk=world.trial.pk).status == Trial.Status.MOVED
        assert TrialSession.objects.get(pk=world.session.pk).status == TrialSession.Status.MOVED

    def test_the_school_is_told_why(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        assert "Станок сынды" in world.coordinator.notices.get().message

    def test_a_reason_is_needed(self, world):
        with pytest.raises(errors.ReasonMissing):
            bookings.cancel_booking(booking=world.booking, by=world.coordinator, reason=" ")


class TestWithdrawingASlot:
    def test_bookings_and_trials_follow(self, world):
        slot = bookings.withdraw_slot(slot=world.slot, reason="Жөндеу", by=world.host_coordinator)
        assert slot.status == SiteSlot.Status.WITHDRAWN
        assert SlotBooking.objects.get(pk=world.booking.pk).status == Status.CANCELLED_HOST
        assert Trial.objects.get(pk=world.trial.pk).status == Trial.Status.MOVED

    def test_requests_are_declined(self, world):
        waiting = SlotBooking.objects.create(slot=world.slot, school=OrganisationFactory(), seats=2, requested_by=world.coordinator)
        bookings.withdraw_slot(slot=world.slot, reason="Жөндеу", by=world.host_coordinator)
        waiting.refresh_from_db()
        assert waiting.status == Status.DECLINED


class TestOpeningSlots:
    def open(self, world, **fields):
        start = timezone.now() + dt.timedelta(days=40)
        values = {"site": world.site, "starts": start, "ends": start + dt.timedelta(hours=2), "seats": 12, "by": world.host_coordinator}
        return bookings.open_slots(**(values | fields))

    def test_a_series_has_one_slot_a_week(self, world):
        opened, clashes = self.open(world, weeks=3)
        assert [slot.starts - opened[0].starts for slot in opened] == [dt.timedelta(weeks=n) for n in range(3)]
        assert clashes == []

    def test_a_week_that_clashes_is_skipped_and_named(self, world):
        first, _none = self.open(world, weeks=2)
        opened, clashes = self.open(world, weeks=3)
        assert len(opened) == 1
        assert {slot.pk for slot in clashes} == {slot.pk for slot in first}

    def test_a_single_slot_over_another_is_refused(self, world):
        self.open(world)
        with pytest.raises(errors.SlotOverlaps):
            self.open(world)

    def test_a_slot_taken_off_leaves_its_time_free(self, world):
        (slot,), _none = self.open(world)
        bookings.withdraw_slot(slot=slot, reason="Демо", by=world.host_coordinator)
        assert len(self.open(world)[0]) == 1

    def test_the_database_refuses_overlapping_slots(self, world):
        (slot,), _none = self.open(world)
        with pytest.raises(IntegrityError, match="slots_of_a_site_do_not_overlap"), transaction.atomic():
            SiteSlot.objects.create(site=world.site, period=slot.period, seats_total=1)

    @pytest.mark.parametrize("hours, days", [(0, 40), (-1, 40), (2, -1)])
    def test_times_must_be_in_order_and_ahead(self, world, hours, days):
        start = timezone.now() + dt.timedelta(days=days)
        with pytest.raises(errors.WrongTimes):
            self.open(world, starts=start, ends=start + dt.timedelta(hours=hours))

    def test_more_seats_than_the_site_holds_are_refused(self, world):
        with pytest.raises(errors.GroupTooLarge):
            self.open(world, seats=26)

    def test_a_mentor_whose_training_ends_before_is_refused(self, world):
        world.trial_mentor.valid_until = timezone.localdate() + dt.timedelta(days=39)
        world.trial_mentor.save()
        with pytest.raises(errors.MentorNotReady):
            self.open(world, mentor=world.trial_mentor)
