"""The map of the register: tiles with true numbers, places in the right order of the compass, the table as its equal."""

import pytest

from network.models import Role
from tests.factories.people import DistrictFactory, OrganisationFactory, OtherRegionFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


def test_each_region_is_a_tile_with_its_organisations_counted_and_stands_in_the_table(client, operator):
    there = OtherRegionFactory()
    for _number in range(3):
        OrganisationFactory(region=there, district=DistrictFactory(region=there))
    client.force_login(operator)
    page = client.get("/organisations/map/?kind=school")
    counts = {tile.region.pk: tile.count for tile in page.context["tiles"]}
    assert counts[there.pk] == 3 and len(counts) == 20 and page.context["total"] == sum(counts.values())
    assert page.content.decode().count("Павлодар облысы") >= 2, "on the tile for readers of the screen, and in the table"


def test_places_of_a_region_keep_north_above_and_east_on_the_right(client, operator):
    region = operator.memberships.get().organisation.region
    south_west = OrganisationFactory(latitude="52.10000", longitude="61.20000")
    north_east = OrganisationFactory(latitude="53.40000", longitude="64.10000")
    OrganisationFactory(short_name_kk="Орны жоқ мектеп")
    client.force_login(operator)
    page = client.get(f"/organisations/map/?region={region.pk}")
    by = {spot.pk: spot for spot in page.context["spots"]}
    assert by[north_east.pk].y < by[south_west.pk].y and by[north_east.pk].x > by[south_west.pk].x
    assert all(0 <= spot.x <= 640 and 0 <= spot.y <= 400 for spot in by.values())
    assert (page.context["placed"], page.context["total"]) == (2, 4)


def test_the_map_asks_nobody_outside_and_few_queries(client, operator, django_assert_max_num_queries):
    client.force_login(operator)
    client.get("/organisations/map/")
    for address in ("/organisations/map/", f"/organisations/map/?region={operator.memberships.get().organisation.region_id}"):
        with django_assert_max_num_queries(12):
            page = client.get(address).content.decode()
        assert "http://" not in page.replace("http://www.w3.org", "").replace("http://testserver", "")
