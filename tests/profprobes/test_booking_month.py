"""A month of a popular site: quotas on publishing, copying, release, the operator's reserve (BR-3, BR-5, BR-6; story 1)."""

import datetime as dt
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import SupportNeed
from network.models import Role
from profprobes import errors, errors_booking
from profprobes.models import SiteSlot, TrialSite
from profprobes.services import booking, month, quotas
from profprobes.services.clock import release_quotas
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db
Quota = SiteSlot.Quota


def coming_month() -> dt.date:
    """First day of the month after the next: every release date in it lies ahead."""
    return month.month_after(month.month_after(timezone.localdate()))


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), timezone.get_current_timezone())


class Popular(TrialWorld):
    """A popular adapted workshop with ``count`` slots in the coming month."""

    def __init__(self, count: int = 10) -> None:
        super().__init__(pupils=1)
        TrialSite.objects.filter(pk=self.trial_site.pk).update(is_popular=True)
        self.site.adapted_for = ["hearing"]
        self.site.save()
        self.site.refresh_from_db()
        self.first = coming_month()
        for number in range(count):
            start = at(self.first + dt.timedelta(days=2 * number))
            booking.open_slots(site=self.site, starts=start, ends=start + dt.timedelta(hours=1), seats=12, by=self.host_coordinator)

    @property
    def classes(self) -> list[str]:
        return list(month.slots_of_month(self.site, self.first).values_list("quota_class", flat=True))

    def publish(self, **more):
        return month.publish_month(site=self.site, month=self.first, by=self.host_coordinator, **more)

    def of(self, quota: str) -> SiteSlot:
        return month.slots_of_month(self.site, self.first).filter(quota_class=quota).first()


@pytest.fixture
def popular() -> Popular:
    return Popular()


def test_story_1_ten_slots_of_a_popular_adapted_site_become_two_rural_one_sen_one_reserve_six_open(popular):
    popular.publish()
    assert Counter(popular.classes) == {"rural": 2, "sen": 1, "reserve": 1, "open": 6}
    rural = [number for number, quota in enumerate(popular.classes) if quota == "rural"]
    assert rural[0] < 5 <= rural[1]  # spread over the month


@pytest.mark.parametrize(
    "count, adapted, raised, expected",
    [(1, True, None, (1, 0, 0)), (3, True, None, (1, 0, 0)), (4, True, None, (1, 1, 1)), (10, False, None, (2, 0, 1)), (11, True, None, (3, 2, 2)),
     (10, True, 50, (5, 1, 1)), (10, True, 5, (2, 1, 1)), (4, True, 80, (2, 1, 1)), (0, True, None, (0, 0, 0))],
)  # fmt: skip
def test_shares_are_rounded_up_and_a_host_raises_the_rural_one_only(count, adapted, raised, expected):
    numbers = quotas.quota_numbers(count, adapted=adapted, rural_percent=raised)
    assert (numbers[Quota.RURAL], numbers[Quota.SEN], numbers[Quota.RESERVE]) == expected


def test_schools_see_no_slot_before_the_month_is_published(popular):
    ahead = SiteSlot.objects.visible_to(popular.coordinator).filter(period__startswith__gte=at(popular.first, 0))
    assert not ahead.exists() and popular.of(Quota.OPEN).published is False
    with pytest.raises(errors_booking.NotPublished):
        booking.book_slot(slot=popular.of(Quota.OPEN), school=popular.school, seats=8, by=popular.coordinator)
    popular.publish()
    assert ahead.count() == 10


def test_slots_added_later_count_what_already_stands_in_a_quota(popular):
    popular.publish()
    start = at(popular.first, 15)
    booking.open_slots(site=popular.site, starts=start, ends=start + dt.timedelta(hours=1), seats=12, by=popular.host_coordinator)
    assert len(popular.publish()) == 1
    assert Counter(popular.classes)["rural"] == 3  # ⌈20 % of 11⌉
    with pytest.raises(errors_booking.NothingToPublish):
        popular.publish()


def test_a_site_that_nobody_fights_for_publishes_at_once_without_quotas():
    world = TrialWorld(pupils=0)
    start = at(coming_month())
    (slot,), _none = booking.open_slots(
        site=world.site, starts=start, ends=start + dt.timedelta(hours=1), seats=12, by=world.host_coordinator
    )
    assert slot.published and slot.quota_class == Quota.OPEN and slot.release_at is None


class TestWhoMayBook:
    def book(self, world, quota, **more):
        world.publish()
        return booking.book_slot(slot=world.of(quota), school=world.school, seats=8, by=world.coordinator, **more)

    @pytest.mark.parametrize("quota", [Quota.RURAL, Quota.SEN, Quota.RESERVE])
    def test_a_city_school_without_a_special_pupil_is_told_when_the_slot_opens(self, popular, quota):
        with pytest.raises(errors_booking.QuotaHolds) as refusal:
            self.book(popular, quota)
        assert popular.of(quota).get_quota_class_display() in str(refusal.value)

    def test_a_rural_school_books_the_rural_slot(self, popular):
        popular.school.locality_type = "rural"
        assert self.book(popular, Quota.RURAL).status == "confirmed"

    def test_a_group_with_a_special_pupil_books_the_special_slot(self, popular):
        assert self.book(popular, Quota.SEN, sen_seats=1).sen_seats == 1

    def test_the_reserve_goes_to_the_school_that_the_operator_named(self, popular, django_capture_on_commit_callbacks):
        popular.publish()
        operator, slot = user_with_role(Role.REGION_OPERATOR), popular.of(Quota.RESERVE)
        client = signed_in(operator)
        assert popular.site.name in words(client.get(url("reserve")))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url("slot_grant", slot.pk), {"school": popular.school.pk})
        assert popular.coordinator.notices.count() == 1
        slot.refresh_from_db()
        assert booking.book_slot(slot=slot, school=popular.school, seats=8, by=popular.coordinator).status == "confirmed"
        with pytest.raises(errors_booking.NotReserve):
            month.grant_reserve(slot=slot, school=OrganisationFactory(), by=operator)

    def test_only_the_operator_gives_the_reserve(self, popular):
        popular.publish()
        slot = popular.of(Quota.RESERVE)
        answers = [signed_in(who).get(url("slot_grant", slot.pk)).status_code for who in (popular.coordinator, popular.host_coordinator)]
        assert answers == [403, 403] and signed_in(popular.coordinator).get(url("reserve")).status_code == 403


@pytest.mark.parametrize("quota, days", [(Quota.RURAL, 10), (Quota.SEN, 10), (Quota.RESERVE, 2)])
def test_a_quota_that_nobody_took_opens_on_its_day(popular, quota, days):
    popular.publish()
    slot = popular.of(quota)
    assert slot.starts - slot.release_at == dt.timedelta(days=days)
    assert release_quotas() == 0
    SiteSlot.objects.filter(pk=slot.pk).update(release_at=timezone.now())
    release_quotas()
    slot.refresh_from_db()
    assert (slot.quota_now, slot.quota_class) == (Quota.OPEN, quota)
    assert booking.book_slot(slot=slot, school=popular.school, seats=8, by=popular.coordinator).status == "confirmed"


def test_pupils_with_special_needs_are_counted_when_a_trial_is_planned(popular):
    from accounts.support import people_with_sen

    SupportNeed.objects.create(user=popular.pupils[0], kind="sen", groups=["hearing"], valid_from=timezone.localdate())
    assert people_with_sen(popular.pupils) == {popular.pupils[0].pk}


def test_the_demand_of_the_last_term_makes_a_site_popular(monkeypatch):
    from network.models import AcademicYear, Term

    world = TrialWorld(pupils=0, held=True)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    year = world.class_group.academic_year
    assert isinstance(year, AcademicYear)
    Term.objects.create(year=year, number=9, starts_on=yesterday - dt.timedelta(days=60), ends_on=yesterday)
    assert quotas.is_popular(world.site) is False
    world.slot.bookings.create(school=OrganisationFactory(), seats=35, requested_by=world.coordinator, status="declined")
    assert quotas.is_popular(world.site) is True  # 3 + 35 asked, 25 offered


def test_a_month_is_copied_by_weekdays_and_what_clashes_is_listed(popular):
    following = month.month_after(popular.first)
    first_source = month.slots_of_month(popular.site, popular.first).first()
    made, clashes, without = month.copy_month(site=popular.site, month=popular.first, by=popular.host_coordinator)
    assert made[0].starts.astimezone().weekday() == first_source.starts.astimezone().weekday()
    assert len(made) + len(without) == 10 and not clashes and not any(slot.published for slot in made)
    again = signed_in(popular.host_coordinator).post(url("copy_month", popular.site.pk), {"month": f"{popular.first:%Y-%m}"})
    assert again.status_code == 200 and len(again.context["clashes"]) == len(made)
    assert month.slots_of_month(popular.site, following).count() == len(made)


class TestTheScreen:
    def test_the_host_sees_what_will_be_set_aside_and_publishes(self, popular):
        client, address = signed_in(popular.host_coordinator), f"{url('site_month', popular.site.pk)}?month={popular.first:%Y-%m}"
        page = client.get(address)
        assert [number for _label, number in page.context["planned"]] == [2, 1, 1] and page.context["unpublished"] == 10
        assert client.post(address, {"rural_percent": "40"}).status_code == 302
        assert Counter(popular.classes)["rural"] == 4
        assert [int(number) for _label, number in client.get(address).context["facts"]] == [4, 4, 1, 1]

    def test_the_rural_share_is_not_lowered(self, popular):
        address = f"{url('site_month', popular.site.pk)}?month={popular.first:%Y-%m}"
        answer = signed_in(popular.host_coordinator).post(address, {"rural_percent": "10"})
        assert answer.status_code == 422 and "rural_percent" in answer.context["form"].errors
        assert set(popular.classes) == {"open"}

    @pytest.mark.parametrize("who", ["coordinator", "mentor", "teacher"])
    def test_it_is_the_hosts_alone(self, popular, who):
        assert signed_in(getattr(popular, who)).get(url("site_month", popular.site.pk)).status_code == 403


def test_a_check_that_ends_before_the_last_slot_publishes_nothing(popular):
    popular.site.check_valid_until = popular.first
    popular.site.save()
    with pytest.raises(errors.SiteNotVerified):
        popular.publish()


@pytest.mark.parametrize("values", [{"quota_class": "rural"}, {"release_at": timezone.now()}])
def test_the_database_ties_a_quota_to_its_release_date(popular, values):
    with pytest.raises(IntegrityError, match="slot_quota_has_release_date"), transaction.atomic():
        SiteSlot.objects.filter(pk=popular.slot.pk).update(**values)


def test_the_database_gives_only_the_reserve(popular):
    with pytest.raises(IntegrityError, match="slot_only_reserve_is_granted"), transaction.atomic():
        SiteSlot.objects.filter(pk=popular.slot.pk).update(granted_to=popular.school)
