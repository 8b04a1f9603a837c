"""A seeded season is a real one: the desk reads it in few queries, the file tells nobody's numbers."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Region, Role
from profprobes.demo.season import build_season
from profprobes.models import Participation, Trial
from tests.factories.people import OrganisationFactory, RegionFactory, user_with_role
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


@pytest.fixture
def season(operator):
    region: Region = RegionFactory()
    return build_season(region, trials=60, pupils=6)


def test_a_page_of_the_desk_costs_few_queries_and_shows_five_pictures(season, operator):
    assert Trial.objects.count() == 60
    assert Participation.objects.filter(status="attended").count() == 360
    client = signed_in(operator)
    for name in ("desk", "desk_schools", "desk_spheres"):
        cache.clear()
        client.get(url(name))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url(name))
        assert answer.status_code == 200
        assert len(queries) <= 12, (name, "\n".join(query["sql"][:150] for query in queries.captured_queries))
    page = words(client.get(url("desk")))
    for heading in (
        "Сынақ өткен параллельдер",
        "Салалар және олардың алаңдары",
        "Тең қолжетімділік",
        "Оқушылардың қанағаттануы",
        "Оқиғалар",
    ):
        assert heading in page, heading
