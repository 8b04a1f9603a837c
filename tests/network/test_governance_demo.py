"""The four networks of the demo (network page 11)."""

import datetime as dt
from types import SimpleNamespace

import pytest

from network.demo import governance
from network.demo.governance_cast import at
from network.models import AcademicYear, Council, District, Network, Organisation
from network.queries_governance import filled_share
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    """As much of the demo region as the networks are built upon: a university, two colleges, three schools of the city of Қостанай."""
    year = AcademicYear.objects.create(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
    city = District.objects.select_related("region").get(kato="391000000")
    place = {"region": city.region, "district": city}
    university = OrganisationFactory(code="kou", university=True, **place)
    for kind, count in (("college", 2), ("school", 3)):
        OrganisationFactory.create_batch(count, kind=kind, **place)
    UserFactory()
    return SimpleNamespace(year=year, organisations={"KOU": university}, people={})


@pytest.mark.parametrize("day", [dt.date(2026, 9, 3)], ids=str)
def test_four_networks_stand_in_their_phases(region, day):
    with at(day):
        governance.build(region)
    phases = dict(Network.objects.values_list("title_kk", "status"))
    assert phases == {
        "Қостанай педагогикалық желісі": "pilot",
        "Павлодар педагогикалық желісі": "preparation",
        "Өскемен кәсіптік бағдар беру желісі": "preparation",
        "Атырау желісі": "scaling",
    }
    kostanay = Network.objects.get(title_kk__startswith="Қостанай")
    members = Organisation.objects.filter(network_memberships__network=kostanay, network_memberships__status="active")
    assert [members.filter(kind=kind).count() for kind in ("university", "college", "school")] == [1, 2, 10]
    council = Council.objects.get(network=kostanay)
    assert (council.members.count(), council.meetings.count()) == (22, 5)
    assert {row.status for row in council.meetings.all()} == {"signed", "held", "not_held", "invited"}
    with at(day):
        filled, total = filled_share(kostanay)
    assert total == 79 and filled < total  # gaps are seen
    assert kostanay.agreements.get(kind="NET").status == "in_force"
