"""Late cancellations and no-shows are listed to the operator and cost no points (BR-8, S30)."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from profprobes import errors_booking
from profprobes.models import SiteSlot, SlotBooking, Trial
from profprobes.services import booking as bookings
from profprobes.services.no_show import record_no_show
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url

pytestmark = pytest.mark.django_db


def moved(world, **ago):
    """The world's slot, moved to so long ago (or ahead, with minus)."""
    start = timezone.now() - dt.timedelta(**ago)
    SiteSlot.objects.filter(pk=world.slot.pk).update(period=(start, start + dt.timedelta(hours=1)))
    return SlotBooking.objects.select_related("slot").get(pk=world.booking.pk)


@pytest.fixture
def world():
    return TrialWorld(pupils=0)


def listed(person):
    return signed_in(person).get(url("lost_visits")).context["bookings"]


@pytest.mark.parametrize("hours, late", [(47, True), (49, False)])
def test_a_cancellation_less_than_48_hours_before_is_listed(world, hours, late):
    bookings.cancel_booking(booking=moved(world, hours=-hours), by=world.coordinator, reason="Боран")
    assert (world.booking in listed(user_with_role(Role.REGION_OPERATOR))) is late


def test_a_no_show_is_recorded_by_the_host_and_listed_and_the_trial_waits_for_another_day(world):
    booking = moved(world, hours=5)
    signed_in(world.host_coordinator).post(url("booking_no_show", booking.pk), {"reason": "Ешкім келмеді"})
    assert SlotBooking.objects.get(pk=booking.pk).status == "no_show"
    assert Trial.objects.get(pk=world.trial.pk).status == Trial.Status.MOVED
    assert listed(user_with_role(Role.REGION_OPERATOR)) == [booking]
    elsewhere = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory()))
    assert listed(elsewhere) == []


@pytest.mark.parametrize("ago, refusal", [({"hours": -5}, errors_booking.NoShowTooEarly), ({"days": 4}, errors_booking.NoShowTooLate)])
def test_it_is_recorded_after_the_visit_and_within_three_days(world, ago, refusal):
    with pytest.raises(refusal):
        record_no_show(booking=moved(world, **ago), reason="Ешкім келмеді", by=world.host_coordinator)


def test_the_school_does_not_record_it_and_sees_no_list(world):
    client = signed_in(world.coordinator)
    assert client.post(url("booking_no_show", moved(world, hours=5).pk), {"reason": "x"}).status_code == 403
    assert client.get(url("lost_visits")).status_code == 403
