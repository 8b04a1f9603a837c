"""The catalogue of sites, a host's own sites, the operator's checks."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role, Site
from profprobes.models import SiteSlot, SlotBooking, Sphere, TrialSite
from tests.factories.people import OrganisationFactory, OtherRegionFactory, SiteFactory, user_with_role
from tests.factories.trials import ProfessionFactory, TrialWorld
from tests.profprobes.screens import news, signed_in, url, words
from tests.profprobes.test_screens_wizard import slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> TrialWorld:
    return TrialWorld()


def next_week(**changes) -> dict:
    day = timezone.localdate() + dt.timedelta(days=30)
    return {"day": day.isoformat(), "starts": "10:00", "ends": "11:35", "weeks": "1", "seats": "20", "min_group": "5"} | changes


@pytest.mark.parametrize(
    "query, found", [("", True), ("q=демо+цех", True), ("q=жоқ", False), ("grade=8", True), ("grade=5", False), ("has_free=on", True)]
)
def test_sites_are_found_by_words_grade_and_free_slots(world, query, found):
    page = words(signed_in(world.coordinator).get(f"{url('site_list')}?{query}"))
    assert (world.site.name in page) is found


def test_sites_are_found_by_sphere(world):
    profession = ProfessionFactory()
    world.trial_site.professions.add(profession)
    client = signed_in(world.coordinator)
    assert world.site.name in words(client.get(f"{url('site_list')}?sphere={profession.sphere_id}"))
    other = Sphere.objects.create(code="other", name_kk="Басқа", name_ru="Другая")
    assert world.site.name not in words(client.get(f"{url('site_list')}?sphere={other.pk}"))


def test_a_free_slot_leads_a_school_to_booking_and_nobody_else(world):
    free = slot(world, days=3)
    link = f'href="{url("trial_new")}?slot={free.pk}"'
    assert link in signed_in(world.coordinator).get(url("site", world.site.pk)).content.decode()
    assert link not in signed_in(world.host_coordinator).get(url("site", world.site.pk)).content.decode()


def test_the_page_of_a_site_names_mentors_without_their_telephones(world):
    page = words(signed_in(world.coordinator).get(url("site", world.site.pk)))
    assert world.mentor.short_name in page and world.trial_mentor.phone not in page


def test_a_site_that_is_not_checked_is_seen_by_its_host_and_the_operator_only(world):
    hidden = SiteFactory(organisation=world.host, draft=True)
    operator = user_with_role(Role.REGION_OPERATOR)
    seen = {
        person: signed_in(person).get(url("site", hidden.pk)).status_code
        for person in (world.coordinator, world.host_coordinator, operator)
    }
    assert list(seen.values()) == [404, 200, 200]


@pytest.mark.parametrize("who, answer", [("host_coordinator", 200), ("coordinator", 403), ("mentor", 403), ("teacher", 403)])
def test_only_a_host_has_own_sites(world, who, answer):
    assert signed_in(getattr(world, who)).get(url("my_sites")).status_code == answer


def test_a_series_opens_the_free_weeks_and_lists_the_taken_one(world):
    taken = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=37), dt.time(10, 30)))
    slot(world, period=(taken, taken + dt.timedelta(hours=1)))
    answer = signed_in(world.host_coordinator).post(url("open_slots", world.site.pk), next_week(weeks="3"))
    assert answer.status_code == 200 and "2 слот ашылды" in words(answer)
    assert "Мына апталар өткізілді" in words(answer)
    assert SiteSlot.objects.filter(site=world.site, seats_total=20).count() == 2


@pytest.mark.parametrize(
    "change, field",
    [
        ({"ends": "09:00"}, "ends"),
        ({"seats": "500"}, None),
        ({"min_group": "30"}, "min_group"),
        ({"day": "2020-01-01"}, None),
        ({"starts": "soon"}, "starts"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_and_what_was_typed_stays(world, change, field):
    answer = signed_in(world.host_coordinator).post(url("open_slots", world.site.pk), next_week(**change))
    assert answer.status_code == 422 and (field in answer.context["form"].errors if field else answer.context["form"].errors)
    assert answer.context["form"]["day"].value() == next_week(**change)["day"]
    assert SiteSlot.objects.filter(site=world.site).count() == 1


def test_a_host_opens_slots_of_own_sites_only(world):
    other = TrialWorld()
    client = signed_in(world.host_coordinator)
    assert client.post(url("open_slots", other.site.pk), next_week()).status_code == 403
    assert signed_in(world.coordinator).post(url("open_slots", world.site.pk), next_week()).status_code == 403


def request_of(world: TrialWorld) -> SlotBooking:
    TrialSite.objects.update(booking="request")
    rival = TrialWorld()
    return SlotBooking.objects.create(slot=slot(world), school=rival.school, seats=12, requested_by=rival.coordinator)


@pytest.mark.parametrize("answer, reason, status", [("yes", "", "confirmed"), ("no", "Жөндеу", "declined"), ("no", " ", "requested")])
def test_a_request_is_confirmed_or_declined_with_a_reason(world, answer, reason, status):
    booking, client = request_of(world), signed_in(world.host_coordinator)
    assert booking.school.short_name in words(client.get(url("my_sites")))
    client.post(url("booking_answer", booking.pk), {"answer": answer, "reason": reason})
    booking.refresh_from_db()
    assert booking.status == status


def test_a_booking_of_another_host_does_not_exist_and_a_school_cannot_answer(world):
    booking = request_of(TrialWorld())
    assert signed_in(world.host_coordinator).post(url("booking_answer", booking.pk), {"answer": "yes"}).status_code == 404
    own = request_of(world)
    asking = own.requested_by
    assert signed_in(asking).post(url("booking_answer", own.pk), {"answer": "yes"}).status_code == 403


def test_a_slot_is_taken_off_with_a_reason(world):
    free, client = slot(world), signed_in(world.host_coordinator)
    client.post(url("slot_withdraw", free.pk), {"reason": ""})
    free.refresh_from_db()
    assert free.status == "open"
    client.post(url("slot_withdraw", free.pk), {"reason": "Жөндеу"})
    free.refresh_from_db()
    assert free.status == "withdrawn"


def test_withdrawn_and_foreign_slots_are_not_withdrawn_by_others(world):
    foreign = slot(TrialWorld())
    assert signed_in(world.host_coordinator).post(url("slot_withdraw", foreign.pk), {"reason": "x"}).status_code == 403
    assert signed_in(world.coordinator).post(url("slot_withdraw", world.slot.pk), {"reason": "x"}).status_code == 403


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR)


def test_a_site_that_waits_stands_first_and_is_verified_until_a_day(world, operator):
    waiting = SiteFactory(organisation=world.host, status=Site.Status.UNDER_CHECK, check_valid_until=None)
    client, until = signed_in(operator), timezone.localdate() + dt.timedelta(days=200)
    lines = client.get(url("site_checks")).context["lines"]
    assert lines[0]["site"] == waiting
    client.post(url("site_check", waiting.pk), {"valid_until": until.isoformat(), "remarks": "Бәрі орнында"})
    waiting.refresh_from_db()
    assert (waiting.status, waiting.check_valid_until) == ("verified", until)
    assert "Бәрі орнында" in words(client.get(url("site_check", waiting.pk)))


@pytest.mark.parametrize("days", [0, 500])
def test_a_check_neither_ends_today_nor_lasts_longer_than_a_year(world, operator, days):
    until = timezone.localdate() + dt.timedelta(days=days)
    answer = signed_in(operator).post(url("site_check", world.site.pk), {"valid_until": until.isoformat()})
    assert answer.status_code == 422 and "valid_until" in answer.context["form"].errors


def test_a_check_that_fails_goes_back_with_the_remarks(world, operator):
    waiting = SiteFactory(organisation=world.host, status=Site.Status.UNDER_CHECK, check_valid_until=None)
    client = signed_in(operator)
    client.post(url("site_fail", waiting.pk), {"reason": ""})
    waiting.refresh_from_db()
    assert waiting.status == "under_check"
    client.post(url("site_fail", waiting.pk), {"reason": "Қобдиша жоқ"})
    waiting.refresh_from_db()
    assert waiting.status == "draft" and waiting.transitions.latest("at").reason == "Қобдиша жоқ"


def test_a_suspended_site_takes_no_slots_and_a_ready_visit_there_is_ready_no_more(operator):
    from tests.factories import stages

    ready = stages.make_ready(TrialWorld())
    signed_in(operator).post(url("site_suspend", ready.site.pk), {"reason": "Оқиға"})
    ready.session.refresh_from_db()
    assert Site.objects.get(pk=ready.site.pk).status == "suspended" and ready.session.status == "planned"
    answer = signed_in(ready.host_coordinator).post(url("open_slots", ready.site.pk), next_week())
    assert answer.status_code == 422


def test_an_operator_of_another_region_does_not_check_here(world):
    elsewhere = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory()))
    assert signed_in(elsewhere).post(url("site_suspend", world.site.pk), {"reason": "x"}).status_code == 403
    assert world.site.name not in words(signed_in(elsewhere).get(url("site_checks")))


@pytest.mark.parametrize("who", ["coordinator", "host_coordinator", "mentor"])
def test_only_operators_have_the_page_of_checks(world, who):
    assert signed_in(getattr(world, who)).get(url("site_checks")).status_code == 403


def test_a_host_asks_for_a_check_of_a_new_site(world):
    draft = SiteFactory(organisation=world.host, draft=True)
    answer = signed_in(world.host_coordinator).post(url("site_submit", draft.pk))
    draft.refresh_from_db()
    assert draft.status == "under_check" and "тексеру" in news(answer)
