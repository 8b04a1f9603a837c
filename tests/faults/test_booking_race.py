"""Twenty people, three places: exactly three get one. A control run without the guard must oversell, else the race proves nothing."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum
from django.utils import timezone

from profprobes.errors import SlotFull
from profprobes.models import SiteSlot, SlotBooking
from profprobes.services import booking as bookings
from tests.factories.people import OrganisationFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES = 20, 3
CHECK = "slot_taken_within_capacity"


@pytest.fixture
def race():
    """Three places, twenty schools, one person who clicks for each."""
    world = TrialWorld(pupils=0)
    start = timezone.now() + dt.timedelta(days=20)
    period = (start, start + dt.timedelta(hours=2))
    slot = SiteSlot.objects.create(site=world.site, period=period, seats_total=PLACES, min_group=1, shared=True)
    return slot, [OrganisationFactory() for _n in range(PEOPLE)], world.coordinator


@pytest.fixture
def without_the_check():
    """The database's own guard is taken away and put back."""
    constraint = next(c for c in SiteSlot._meta.constraints if c.name == CHECK)
    with connection.schema_editor() as editor:
        editor.remove_constraint(SiteSlot, constraint)
    yield
    SlotBooking.objects.filter(session__isnull=True).delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(SiteSlot, constraint)


def at_once(action, schools):
    """Run the action for every school in a thread with a connection of its own, all let go at one moment; answers (successes, refusals)."""
    gun = threading.Barrier(len(schools))

    def run(school):
        try:
            connection.ensure_connection()
            gun.wait(timeout=60)
            return action(school)
        except (SlotFull, IntegrityError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(schools)) as pool:
        answers = list(pool.map(run, schools))
    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    return [answer for answer in answers if answer not in refusals], refusals


def seats_held(slot):
    return SlotBooking.objects.filter(slot=slot, status="confirmed").aggregate(n=Sum("seats"))["n"] or 0


def careless(slot, by, looked):
    """A booking as it would be without the lock of the slot: everybody looks, then everybody writes."""

    def book(school):
        with transaction.atomic():
            seen = SiteSlot.objects.get(pk=slot.pk)
            looked.wait(timeout=60)
            if seen.seats_free < 1:
                raise SlotFull(seats=1, free=0)
            return SlotBooking.objects.create(slot=seen, school=school, seats=1, requested_by=by, status="confirmed")

    return book


def test_twenty_people_at_three_places_get_exactly_three(race):
    slot, schools, by = race
    booked, refused = at_once(lambda school: bookings.book_slot(slot=slot, school=school, seats=1, by=by), schools)
    slot.refresh_from_db()
    assert (len(booked), len(refused)) == (PLACES, PEOPLE - PLACES)
    assert all(isinstance(refusal, SlotFull) for refusal in refused)
    assert slot.seats_taken == seats_held(slot) == PLACES
    assert slot.status == SiteSlot.Status.FULL


def test_without_the_lock_the_database_alone_still_gives_exactly_three(race):
    slot, schools, by = race
    booked, refused = at_once(careless(slot, by, threading.Barrier(PEOPLE)), schools)
    slot.refresh_from_db()
    assert len(booked) == slot.seats_taken == seats_held(slot) == PLACES
    assert all(isinstance(refusal, IntegrityError) and CHECK in str(refusal) for refusal in refused)


def test_control_without_lock_and_check_the_same_race_oversells(race, without_the_check):
    slot, schools, by = race
    booked, refused = at_once(careless(slot, by, threading.Barrier(PEOPLE)), schools)
    assert not refused
    assert len(booked) == seats_held(slot) == PEOPLE > PLACES
