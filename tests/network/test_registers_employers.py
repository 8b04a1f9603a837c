"""NR22: an employer whose check has lapsed or was refused takes no new bookings; what is booked stays, with a warning."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import EmployerProfile
from profprobes import errors
from profprobes.models import SiteSlot
from profprobes.queries.slots import fitting_slots, sites_for_list
from profprobes.services.booking import book_slot
from tests.factories.people import OrganisationFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

LONG_AGO = 400


@pytest.fixture
def world():
    return TrialWorld()


def checked(world, state="checked", days=0):
    day = timezone.localdate() - dt.timedelta(days=days)
    return EmployerProfile.objects.create(
        organisation=world.site.organisation, contact_name="Демо", contact_phone="1", check_state=state, checked_on=day
    )


def slot_of(world):
    start = timezone.now() + dt.timedelta(days=20)
    return SiteSlot.objects.create(site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=10, min_group=5)


@pytest.mark.parametrize(
    ("state", "days", "is_open"), [("checked", 0, True), ("checked", LONG_AGO, False), ("rejected", 0, False), ("not", 0, True)]
)
def test_a_lapsed_or_refused_check_hides_the_employer_and_refuses_new_bookings(world, state, days, is_open):
    checked(world, state, days)
    slot, school = slot_of(world), OrganisationFactory()
    today = timezone.localdate()
    assert sites_for_list(world.coordinator).filter(pk=world.site.pk).exists() is is_open
    offered = fitting_slots(
        world.coordinator, programme=world.programme, school=world.school, seats=5, starts=today, ends=today + dt.timedelta(days=30)
    )
    refusals = [row.why_not for row in offered if row.slot.pk == slot.pk]
    assert [isinstance(refusal, errors.EmployerNotChecked) for refusal in refusals] == [not is_open]
    if is_open:
        assert book_slot(slot=slot, school=school, seats=5, by=world.host_coordinator)
    else:
        with pytest.raises(errors.EmployerNotChecked):
            book_slot(slot=slot, school=school, seats=5, by=world.host_coordinator)


def test_what_is_booked_stays(world):
    checked(world, days=LONG_AGO)
    world.booking.refresh_from_db()
    assert world.booking.status == "confirmed"
