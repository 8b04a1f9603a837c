"""A group larger than the site, a place that is lost, the reserve of the operator (§9 cases 2 and 5, BR-6)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Notice
from network.models import Role, Site
from network.services.sites import suspend_site
from profprobes import errors_booking
from profprobes.models import ReserveRequest, SiteSlot, SlotBooking, Trial, TrialDraft, TrialSite
from profprobes.queries.alternatives import fitting, needs_another_slot, reserve_of, slots_for
from profprobes.services import booking as bookings
from profprobes.services import moving
from profprobes.services.dividing import divided, sizes
from tests.factories.agreements import AgreementFactory
from tests.factories.people import OrganisationFactory, SiteFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=6)


def new_slot(world, *, days=20, seats=25, site=None, **fields):
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    values = {"site": site or world.site, "period": (start, start + dt.timedelta(minutes=95)), "seats_total": seats, "min_group": 1}
    return SiteSlot.objects.create(**(values | fields))


def other_host(world):
    """A second partner with an agreement that runs the same programme."""
    site = SiteFactory(organisation=OrganisationFactory(college=True))
    TrialSite.objects.create(site=site, grades=[7, 8, 9]).programmes.add(world.programme)
    AgreementFactory(school=world.school, host=site.organisation)
    return site


def told(person):
    return list(Notice.objects.filter(user=person).values_list("text", flat=True))


class TestTheGroupIsTooLarge:
    @pytest.mark.parametrize(
        "count, most, parts", [(26, 25, [13, 13]), (25, 25, [25]), (51, 25, [17, 17, 17]), (7, 3, [3, 2, 2]), (3, 1, [1, 1, 1])]
    )
    def test_it_is_divided_into_as_few_equal_parts_as_fit(self, count, most, parts):
        assert sizes(count, most) == parts
        assert [len(part) for part in divided(range(count), most)] == parts
        assert [one for part in divided(range(count), most) for one in part] == list(range(count))

    @pytest.fixture
    def draft(self, world):
        slot = new_slot(world, seats=5, min_group=2)
        answers = {"programme": {"programme": world.programme.pk}, "slot": {"slot": slot.pk}}
        return TrialDraft.objects.create(owner=world.coordinator, school=world.school, answers=answers)

    def send(self, world, draft, **more):
        data = {"pupils": [pupil.pk for pupil in world.pupils], "name": ""} | more
        return signed_in(world.coordinator).post(url("trial_new_step", draft.pk, "group"), data)

    def test_the_error_names_both_numbers_and_offers_to_divide_or_to_look_elsewhere(self, world, draft):
        page = self.send(world, draft)
        assert page.status_code == 422
        text = words(page)
        assert "6" in text and "5" in text and "3 + 3" in text and "Басқа слот" in text
        assert page.content.decode().count("checked") >= 6  # nothing that was ticked is lost

    def test_one_press_makes_two_drafts_and_leaves_nobody_out(self, world, draft):
        answer = self.send(world, draft, divide="yes")
        assert answer.url == url("trial_new_step", draft.pk, "check")
        drafts = TrialDraft.objects.order_by("pk")
        groups = [row.answers["group"] for row in drafts]
        assert [len(group["pupils"]) for group in groups] == [3, 3]
        assert set().union(*(group["pupils"] for group in groups)) == {pupil.pk for pupil in world.pupils}
        assert groups[0]["name"] != groups[1]["name"] and "slot" not in drafts[1].answers
        assert "3 + 3" in news(answer)

    def test_a_group_that_fits_is_not_divided(self, world, draft):
        self.send(world, draft, divide="yes", pupils=[pupil.pk for pupil in world.pupils[:4]])
        assert TrialDraft.objects.count() == 1

    def test_parts_below_the_smallest_group_are_not_offered(self, world, draft):
        SiteSlot.objects.filter(pk=draft.answers["slot"]["slot"]).update(min_group=4)
        page = self.send(world, draft, divide="yes")
        assert page.status_code == 422 and 'name="divide"' not in page.content.decode()
        assert TrialDraft.objects.count() == 1

    def test_looking_for_another_slot_asks_for_the_whole_group(self, world, draft):
        self.send(world, draft)
        small, large = new_slot(world, days=25, seats=5), new_slot(world, days=26, seats=6)
        page = signed_in(world.coordinator).get(url("trial_new_step", draft.pk, "slot")).content.decode()
        assert f'value="{large.pk}"' in page and f'value="{small.pk}"' not in page


class TestThePlaceIsLost:
    def test_three_fitting_slots_stand_on_the_page_the_own_partner_first(self, world):
        elsewhere = other_host(world)
        far = [new_slot(world, days=12 + number, site=elsewhere) for number in range(2)]
        near = [new_slot(world, days=20), new_slot(world, days=21)]
        new_slot(world, days=22, seats=3)  # too small
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        world.trial.refresh_from_db()
        rows = slots_for(world.coordinator, world.trial)
        assert [row.slot for row in fitting(rows)] == [near[0], near[1], far[0]]
        page = signed_in(world.coordinator).get(url("trial", world.trial.pk))
        assert all(f'value="{slot.pk}"' in page.content.decode() for slot in (near[0], near[1], far[0]))

    def test_one_press_plans_it_again_at_another_partner_too(self, world):
        slot = new_slot(world, days=12, site=other_host(world), mentor=None)
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        signed_in(world.coordinator).post(url("trial_slot", world.trial.pk), {"slot": slot.pk})
        world.trial.refresh_from_db()
        assert (world.trial.status, world.trial.host) == (Trial.Status.PLANNED, slot.site.organisation)

    def test_a_suspended_site_tells_the_school_and_lets_it_go_elsewhere(self, world, django_capture_on_commit_callbacks):
        slot = new_slot(world, days=12, site=other_host(world))
        assert not needs_another_slot(world.trial)
        operator = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=world.host.region))
        with django_capture_on_commit_callbacks(execute=True):
            suspend_site(site=world.site, reason="Тексеру", by=operator)
        assert len(told(world.coordinator)) == 1
        page = signed_in(world.coordinator).get(url("trial", world.trial.pk))
        assert f'value="{slot.pk}"' in page.content.decode()
        signed_in(world.coordinator).post(url("trial_slot", world.trial.pk), {"slot": slot.pk})
        world.trial.refresh_from_db()
        world.booking.refresh_from_db()
        assert (world.trial.status, world.trial.visit.booking.slot) == (Trial.Status.PLANNED, slot)
        assert world.booking.status == SlotBooking.Status.CANCELLED_SCHOOL

    def test_a_planned_trial_at_a_good_site_shows_no_other_places(self, world):
        assert "market" not in signed_in(world.coordinator).get(url("trial", world.trial.pk)).context
        assert not needs_another_slot(world.trial)

    def test_a_slot_that_went_away_says_so(self, world):
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        answer = signed_in(world.coordinator).post(url("trial_slot", world.trial.pk), {"slot": "999999"})
        assert answer.status_code == 200 and Trial.objects.get(pk=world.trial.pk).status == Trial.Status.MOVED


class TestTheReserve:
    @pytest.fixture
    def held(self, world):
        slot = new_slot(world, quota_class="reserve", release_at=timezone.now() + dt.timedelta(days=10))
        bookings.cancel_booking(booking=world.booking, by=world.host_coordinator, reason="Станок сынды")
        world.trial.refresh_from_db()
        return slot

    @pytest.fixture
    def operator(self, world):
        return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=world.host.region))

    def test_the_school_asks_once_and_the_operator_sees_who(self, world, held, operator, django_capture_on_commit_callbacks):
        ((row, asked),) = reserve_of(slots_for(world.coordinator, world.trial), world.trial)
        assert (row.slot, asked) == (held, False)
        browser = signed_in(world.coordinator)
        with django_capture_on_commit_callbacks(execute=True):
            for _twice in range(2):
                browser.post(url("trial_ask_reserve", world.trial.pk), {"slot": held.pk})
        assert ReserveRequest.objects.get().seats == 6 and len(told(operator)) == 1
        assert world.school.short_name_kk in words(signed_in(operator).get(url("reserve")))
        grant = signed_in(operator).get(url("slot_grant", held.pk)).content.decode()
        assert f'value="{world.school.pk}" selected' in grant

    def test_a_slot_that_is_not_in_the_reserve_is_not_asked_for(self, world, held):
        with pytest.raises(errors_booking.NotReserve):
            moving.ask_for_reserve(trial=world.trial, slot=new_slot(world, days=40), by=world.coordinator)

    def test_only_the_school_asks(self, world, held):
        answer = signed_in(world.host_coordinator).post(url("trial_ask_reserve", world.trial.pk), {"slot": held.pk})
        assert answer.status_code in {403, 404} and not ReserveRequest.objects.exists()

    def test_requests_are_seen_by_the_school_and_the_operator_alone(self, world, held, operator):
        row = moving.ask_for_reserve(trial=world.trial, slot=held, by=world.coordinator)
        stranger = user_with_role(Role.CAREER_COORDINATOR, OrganisationFactory())
        seen = {
            person: ReserveRequest.objects.visible_to(person).filter(pk=row.pk).exists()
            for person in (world.coordinator, operator, stranger)
        }
        assert list(seen.values()) == [True, True, False]


@pytest.mark.parametrize("moved", [False, True])
def test_a_check_that_has_lapsed_tells_the_school(moved, django_capture_on_commit_callbacks):
    from profprobes.services.clock import suspend_lapsed_sites

    world = TrialWorld(pupils=1)
    Site.objects.filter(pk=world.site.pk).update(check_valid_until=timezone.localdate() - dt.timedelta(days=1))
    if moved:
        bookings.cancel_booking(booking=world.booking, by=world.coordinator, reason="Ауырды")
    before = len(told(world.coordinator))
    with django_capture_on_commit_callbacks(execute=True):
        suspend_lapsed_sites()
    assert len(told(world.coordinator)) - before == (0 if moved else 1)
