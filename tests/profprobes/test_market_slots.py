"""The market of slots: what a school finds, for whom it is free, how far it is (§2.1, §4, BR-5, BR-6, BR-18)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import Organisation, Role, Site
from profprobes.models import SiteSlot, SlotBooking
from profprobes.queries.market import describe, market_slots
from profprobes.queries.travel import Travel, guessed_minutes
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import ProfessionFactory, TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def world():
    world = TrialWorld(pupils=0)
    Organisation.objects.filter(pk=world.host.pk).update(region=world.school.region)
    profession = ProfessionFactory()
    world.trial_site.professions.add(profession)
    world.profession = profession
    return world


def new_slot(world, *, days=20, seats=10, **fields):
    start = timezone.now() + dt.timedelta(days=days)
    return SiteSlot.objects.create(
        site=world.site, period=(start, start + dt.timedelta(hours=2)), seats_total=seats, **({"min_group": 1} | fields)
    )


def found(world, **filters):
    return {slot.pk for slot in market_slots(world.coordinator, world.school, **filters)}


def place(row, latitude, longitude):
    type(row).objects.filter(pk=row.pk).update(latitude=latitude, longitude=longitude)
    row.refresh_from_db()


def quota(slot, code, **more):
    SiteSlot.objects.filter(pk=slot.pk).update(quota_class=code, release_at=timezone.now() + dt.timedelta(days=5), **more)


class TestWhatIsFound:
    def test_slots_ahead_of_checked_sites_of_the_region(self, world):
        ahead = new_slot(world)
        new_slot(world, days=-3)
        new_slot(world, days=30, published=False)
        new_slot(world, days=31, status="withdrawn")
        assert found(world) == {ahead.pk, world.slot.pk}
        Site.objects.filter(pk=world.site.pk).update(status="suspended")
        assert found(world) == set()

    def test_another_region_only_with_an_agreement(self, world):
        world.host.region = OtherRegionFactory()
        world.host.save()
        assert found(world) == {world.slot.pk}
        world.school = OrganisationFactory()
        assert found(world) == set()

    @pytest.mark.parametrize(
        "filters, answer",
        [
            ({"q": "демо"}, True),
            ({"q": "жоқ сөз"}, False),
            ({"sphere": "own"}, True),
            ({"sphere": 0xFFFF}, False),
            ({"profession": "own"}, True),
            ({"profession": 0xFFFF}, False),
            ({"district": "own"}, True),
            ({"district": 0xFFFF}, False),
            ({"risk": "low"}, False),
            ({"risk": "medium"}, True),
            ({"since": 19, "until": 21}, True),
            ({"since": 21}, False),
            ({"until": 19}, False),
            ({"seats": 10}, True),
            ({"seats": 11}, False),
            ({"seats": 1}, False),
        ],
    )
    def test_every_filter_finds_and_leaves_out(self, world, filters, answer):
        slot = new_slot(world, min_group=5)
        Site.objects.filter(pk=world.site.pk).update(risk_level="medium")
        own = {"sphere": world.profession.sphere_id, "profession": world.profession.pk, "district": world.site.district_id}
        day = timezone.localdate
        values = {
            name: own[name] if value == "own" else day() + dt.timedelta(days=value) if name in {"since", "until"} else value
            for name, value in filters.items()
        }
        if "q" in values and answer:
            values["q"] = world.site.name_ru.split()[0]
        assert (slot.pk in found(world, **values)) is answer

    def test_places_are_those_that_the_school_may_have(self, world):
        rural, sen, reserve, released = (new_slot(world, days=20 + number) for number in range(4))
        quota(rural, "rural")
        quota(sen, "sen")
        quota(reserve, "reserve")
        quota(released, "rural", released_at=timezone.now())
        assert {rural.pk, sen.pk, reserve.pk, released.pk} & found(world, seats=5) == {sen.pk, released.pk}
        SiteSlot.objects.filter(pk=reserve.pk).update(granted_to=world.school)
        world.school.locality_type = "rural"
        assert {rural.pk, sen.pk, reserve.pk, released.pk} <= found(world, seats=5)


class TestTheWay:
    def test_distance_filters_and_is_told_as_a_guess(self, world):
        place(world.school, "53.21440", "63.62460")
        place(world.host, "53.21440", "63.92460")  # 20 km to the east
        assert found(world, km=25) and not found(world, km=10)
        (slot,) = describe(list(market_slots(world.coordinator, world.school)), world.school)
        assert 19.5 < slot.km < 20.5 and slot.travel == Travel(40, known=False)

    def test_an_earlier_visit_knows_better(self, world):
        from profprobes.models import RouteSheet

        route = {"departs_at": dt.time(9), "returns_at": dt.time(12), "departs_from_kk": "Мектеп", "departs_from_ru": "Школа"}
        RouteSheet.objects.create(session=world.session, way="school_bus", travel_minutes=95, **route)
        (slot,) = describe(list(market_slots(world.coordinator, world.school)), world.school)
        assert slot.travel == Travel(95, known=True) and slot.travel.is_long

    @pytest.mark.parametrize("km, minutes", [(0.1, 5), (2, 5), (20, 40), (50, 100)])
    def test_a_guess_is_told_in_steps_of_five_minutes(self, km, minutes):
        assert guessed_minutes(km) == minutes


class TestTheScreen:
    def test_a_coordinator_books_from_the_list(self, world):
        slot = new_slot(world)
        page = signed_in(world.coordinator).get(url("slots"))
        assert f'href="{url("trial_new")}?slot={slot.pk}"' in page.content.decode()
        assert "Расталды" in words(page)  # the booking that stands already

    def test_what_the_school_may_not_have_says_why_and_has_no_button(self, world):
        slot = new_slot(world)
        quota(slot, "rural")
        page = signed_in(world.coordinator).get(url("slots")).content.decode()
        assert f"?slot={slot.pk}" not in page, page[page.index(f"slot-{slot.pk}") :][:2500]
        assert "ауыл квотасы" in page

    def test_a_full_slot_offers_the_waiting_list(self, world):
        slot = new_slot(world)
        SlotBooking.objects.create(slot=slot, school=OrganisationFactory(), seats=10, requested_by=world.coordinator, status="confirmed")
        assert "Күту тізіміне" in words(signed_in(world.coordinator).get(url("slots")))

    def test_without_an_agreement_it_is_prepared_first(self, world):
        other = user_with_role(Role.CAREER_COORDINATOR, OrganisationFactory(region=world.school.region))
        page = signed_in(other).get(url("slots"))
        assert "/agreements/new/" in page.content.decode() and f"?slot={world.slot.pk}" not in page.content.decode()

    def test_the_month_shows_the_same_slots_and_no_more_than_four_of_a_day(self, world):
        start = (timezone.localtime() + dt.timedelta(days=40)).replace(hour=8, minute=0)
        for hour in range(6):
            SiteSlot.objects.create(
                site=world.site, period=(start + dt.timedelta(hours=hour), start + dt.timedelta(hours=hour + 1)), seats_total=9, min_group=1
            )
        page = words(signed_in(world.coordinator).get(url("slots"), {"view": "month", "month": f"{start:%Y-%m}"}))
        assert page.count("9 орын") == 4 and "тағы 2 слот" in page.lower()

    def test_a_class_teacher_looks_and_does_not_book(self, world):
        page = signed_in(world.teacher).get(url("slots"))
        assert page.status_code == 200 and "?slot=" not in page.content.decode()

    def test_a_host_has_its_own_page(self, world):
        assert signed_in(world.host_coordinator).get(url("slots")).status_code == 403

    def test_the_file_has_a_row_for_each_slot(self, world):
        answer = signed_in(world.coordinator).get(url("slots_file", "csv"))
        assert len(answer.content.decode("utf-8-sig").strip().splitlines()) == 2

    @pytest.mark.parametrize("address", ["?km=abc&district=x&since=2026-99-99", "?view=month&month=abc", "?page=99", "?seats=-5"])
    def test_nonsense_in_the_address_is_left_aside(self, world, address):
        assert signed_in(world.coordinator).get(url("slots") + address).status_code == 200

    def test_many_slots_cost_no_more_queries(self, world):
        browser = signed_in(world.coordinator)
        browser.get(url("slots"))
        for number in range(12):
            new_slot(world, days=20 + number)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("slots"))
        assert len(queries) <= MOST_QUERIES
