"""The list of agreements where there are many: few queries whatever is asked, for whoever sees most (issue 3, «registers under 12 queries a page»)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.registry import LIST, seed
from network.models import Membership, Organisation, Role, RoleAssignment
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def person_as(role, code):
    member = Membership.objects.create(user=UserFactory(), organisation=Organisation.objects.get(code=code), valid_from="2020-01-01")
    RoleAssignment.objects.create(membership=member, role=role, valid_from=member.valid_from)
    return member.user


def test_the_list_of_many_agreements_asks_at_most_twelve_queries_whatever_is_looked_for(client):
    operator = seed(200, 3_000)
    for person, least in ((operator, 100), (person_as(Role.PLATFORM_ADMIN, "b2"), 3_000), (person_as(Role.ORG_COORDINATOR, "b2"), 30)):
        client.force_login(person)
        client.get("/agreements/")  # the first page of a session also writes when the person was last seen
        for query in LIST:
            with CaptureQueriesContext(connection) as asked:
                page = client.get(f"/agreements/{query}")
            assert page.status_code == 200 and len(asked) <= 12, (person, query, len(asked))
            assert len(page.context["page"].object_list) <= 30
        assert client.get("/agreements/").context["page"].paginator.count >= least
