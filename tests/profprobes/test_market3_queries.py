"""Lists of the market, of cycles and programmes cost at most twelve queries, also with several rows."""

import datetime as dt

import pytest
from django.utils import timezone

from profprobes.models import MentorReplacement, SlotBooking
from tests.factories.cycle import cycle_card
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.programmes import published
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url

pytestmark = pytest.mark.django_db
SEEN_BY = {
    "slots": "coordinator",
    "cycle_cards": "host_coordinator",
    "programmes": "host_coordinator",
    "bookings": "coordinator",
    "replacements": "host_coordinator",
    "unanswered": "operator",
}


@pytest.mark.parametrize("name", SEEN_BY)
def test_a_list_costs_at_most_twelve_queries(name, django_assert_max_num_queries):
    world = TrialWorld(pupils=0)
    world.operator = user_with_role("region_operator")
    for days in (3, 4, 5):
        other = TrialWorld(pupils=0, days=days, school=world.school)
        other.slot.site = world.site
        other.slot.save()
        SlotBooking.objects.create(
            slot=other.slot, school=OrganisationFactory(), seats=2, requested_by=world.coordinator, escalated_at=timezone.now()
        )
        MentorReplacement.objects.create(session=other.session, left=world.trial_mentor, due=timezone.localdate() + dt.timedelta(days=3))
        row = published(owner=world.host)
        cycle_card(row, by=row.author)
    client = signed_in(getattr(world, SEEN_BY[name]))
    assert client.get(url(name)).status_code == 200
    with django_assert_max_num_queries(12):
        client.get(url(name))
