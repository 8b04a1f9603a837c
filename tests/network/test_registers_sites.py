"""Sites: who keeps them, what the operator's check settles, when a site may close, what bad input is told."""

import datetime as dt

import pytest
from django.utils import timezone

from core.states import Transition
from network.errors import SiteUnderCheck
from network.models import Role, Site
from network.services import sites as services
from tests.factories.people import OrganisationFactory, OtherRegionFactory, SiteFactory, UserFactory, user_with_role
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return OrganisationFactory(enterprise=True)


@pytest.fixture
def coordinator(host):
    return user_with_role(Role.ORG_COORDINATOR, host)


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


def typed(host, **changes):
    values = {"name_kk": "Ағаш шеберханасы", "name_ru": "Столярная мастерская", "district": host.district_id, "address_kk": "Көше, 1"}
    values |= {"address_ru": "ул., 1", "min_people": 5, "max_people": 12, "risk_level": "medium", "adapted_for": ["mobility"]}
    return values | {"emergency_contacts": "112, Демо Асхат"} | changes


def page(host, *rest):
    return "/".join(["/organisations", str(host.pk), "sites", *map(str, rest)]) + "/"


def test_a_coordinator_enters_a_site_sends_it_for_the_check_and_the_operator_verifies_it(client, host, coordinator, operator):
    client.force_login(coordinator)
    client.post(page(host, "new"), typed(host))
    site = Site.objects.get()
    assert (site.status, site.adapted_for, site.risk_level) == ("draft", ["mobility"], "medium")
    client.post(page(host, site.pk, "submit"))
    until = services.longest_check()
    assert client.post(page(host, site.pk, "verify"), {"valid_until": until.isoformat()}).status_code == 403
    client.force_login(operator)
    client.post(page(host, site.pk, "verify"), {"valid_until": until.isoformat(), "remarks": "Бәрі орнында"})
    site.refresh_from_db()
    assert (site.status, site.check_valid_until) == ("verified", until)
    assert "Бәрі орнында" in client.get(page(host, site.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"max_people": 3}, "max_people"),
        ({"min_people": 0}, "min_people"),
        ({"latitude": "51.1"}, "longitude"),
        ({"latitude": "12.0", "longitude": "77.0"}, "latitude"),
        ({"risk_level": "өте жоғары"}, "risk_level"),
        ({"adapted_for": ["театр"]}, "adapted_for"),
        ({"emergency_contacts": ""}, "emergency_contacts"),
        ({"district": 0}, "district"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(client, host, coordinator, changes, field):
    client.force_login(coordinator)
    answer = client.post(page(host, "new"), typed(host, **changes))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert "Столярная мастерская" in answer.content.decode() and not Site.objects.exists()


def test_only_the_own_coordinator_and_the_operator_of_the_region_keep_sites(client, host, operator):
    site = SiteFactory(organisation=host)
    there = OrganisationFactory(career_centre=True, region=OtherRegionFactory())
    strangers = [
        UserFactory(),
        user_with_role(Role.ORG_COORDINATOR),
        user_with_role(Role.MENTOR, host),
        user_with_role(Role.REGION_OPERATOR, there),
        user_with_role(Role.DEPARTMENT, OrganisationFactory(edu_department=True)),
    ]
    for person in strangers:
        client.force_login(person)
        answers = [client.get(page(host, "new")), client.get(page(host, site.pk, "edit")), client.post(page(host, site.pk, "suspend"))]
        assert [answer.status_code for answer in answers] == [403] * 3, person
        assert client.get(page(host, site.pk)).status_code == 200
    client.force_login(operator)
    assert client.get(page(host, site.pk, "edit")).status_code == 200


def test_a_draft_is_not_seen_from_outside_but_by_the_bodies_of_the_region(client, host, operator):
    site = SiteFactory(organisation=host, draft=True)
    client.force_login(UserFactory())
    assert client.get(page(host, site.pk)).status_code == 404
    for role, trait in ((Role.DEPARTMENT, "edu_department"), (Role.REGION_OPERATOR, "career_centre")):
        client.force_login(user_with_role(role, OrganisationFactory(**{trait: True})))
        assert client.get(page(host, site.pk)).status_code == 200


def test_what_was_handed_in_for_the_check_is_changed_by_the_operator_alone(client, host, coordinator, operator):
    site = SiteFactory(organisation=host)
    with pytest.raises(SiteUnderCheck):
        services.change_site(site=site, by=coordinator, max_people=200)
    client.force_login(coordinator)
    client.post(page(host, site.pk, "edit"), typed(host, max_people=200, transport="№ 12 автобус"))
    site.refresh_from_db()
    assert (site.max_people, site.transport, site.status) == (25, "№ 12 автобус", "verified")
    services.change_site(site=site, by=operator, max_people=30)
    site.refresh_from_db()
    assert site.max_people == 30


def test_a_failed_check_goes_back_with_its_remarks(client, host, operator):
    site = SiteFactory(organisation=host, status="under_check", check_valid_until=None)
    client.force_login(operator)
    client.post(page(host, site.pk, "fail"), {"reason": " "})
    site.refresh_from_db()
    assert site.status == "under_check", "without remarks nobody knows what to put right"
    client.post(page(host, site.pk, "fail"), {"reason": "Өрт сөндіргіш жоқ"})
    site.refresh_from_db()
    assert site.status == "draft" and Transition.objects.get(action="fail").reason == "Өрт сөндіргіш жоқ"


@pytest.mark.parametrize("days", [0, 400])
def test_a_check_holds_from_tomorrow_to_twelve_months(client, host, operator, days):
    site = SiteFactory(organisation=host, status="under_check", check_valid_until=None)
    client.force_login(operator)
    day = timezone.localdate() + dt.timedelta(days=days)
    answer = client.post(page(host, site.pk, "verify"), {"valid_until": day.isoformat()})
    assert answer.status_code == 422 and "valid_until" in answer.context["form"].errors


def test_a_site_with_a_booking_to_come_is_not_closed_and_a_suspended_one_makes_its_visits_unready(client):
    world = TrialWorld(pupils=1)
    client.force_login(world.host_coordinator)
    address = page(world.site.organisation, world.site.pk)
    client.post(f"{address}close/", {"reason": "Жөндеу"})
    world.site.refresh_from_db()
    assert world.site.status == "verified"
    world.booking.__class__.objects.filter(pk=world.booking.pk).update(status="cancelled_school")
    client.post(f"{address}close/", {"reason": "Жөндеу"})
    world.site.refresh_from_db()
    assert world.site.status == "closed"
    assert client.post(f"{address}edit/", typed(world.site.organisation)).status_code == 422


def test_the_tab_of_the_passport_stays_under_twelve_queries(client, host, coordinator, django_assert_max_num_queries):
    for _number in range(5):
        SiteFactory(organisation=host)
    client.force_login(coordinator)
    client.get(page(host))
    with django_assert_max_num_queries(12):
        assert len(client.get(page(host)).context["rows"]) == 5
