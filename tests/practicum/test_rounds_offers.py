"""Offers: interest, rows, sending, the owner's answer (practicum page 2.2, R3–R5, R13, R14, E-01, E-02, §8)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from network.models import Agreement, Role
from practicum import errors_rounds as errors
from practicum.models import PracticumRound, SchoolOffer
from practicum.services import offers
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld(status="offers")


def _values(world, **more):
    return {"subject": world.subject, "teaching_language": "kk", "grade_band": "primary", "capacity": 5, "mentors": [world.profile]} | more


def _saved(world, **more):
    return offers.save_offer(round=world.round, school=world.school, by=world.coordinator, **_values(world, **more))


def test_one_tap_expresses_interest_and_the_row_grows_out_of_it(world, client):
    client.force_login(world.coordinator)
    client.post(reverse("practicum:offer_interest", args=[world.round.pk]))
    offer = SchoolOffer.objects.get()
    assert offer.status == "interest" and offer.capacity is None
    data = {
        "subject": world.subject.pk,
        "teaching_language": "kk",
        "grade_band": "primary",
        "capacity": 4,
        "min_group": 1,
        "mentors": [world.profile.pk],
        "send": "1",
    }
    client.post(reverse("practicum:offer_edit", args=[offer.pk]), data)
    offer.refresh_from_db()
    assert offer.status == "submitted" and offer.capacity == 4
    with pytest.raises(errors.InterestTwice):
        offers.express_interest(round=world.round, school=world.school, by=world.coordinator)


def test_e01_the_free_load_of_the_mentors_must_be_enough(world):
    world.profile.capacity_max = 6
    world.profile.save()
    offer = _saved(world, capacity=8)
    with pytest.raises(errors.LoadTooSmall) as refusal:
        offers.submit_offer(offer=offer, by=world.coordinator)
    with translation.override("ru"):
        assert str(refusal.value) == "Свободной нагрузки наставников хватает на 6 студентов"


def test_the_same_row_twice_is_refused_beside_the_classes(world, client):
    _saved(world)
    client.force_login(world.coordinator)
    data = {
        "subject": world.subject.pk,
        "teaching_language": "kk",
        "grade_band": "primary",
        "capacity": 3,
        "min_group": 1,
        "note": "Не потерять",
    }
    answer = client.post(reverse("practicum:offer_new", args=[world.round.pk]), data)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["grade_band"] and "Не потерять" in answer.text


def test_more_than_the_quota_needs_the_tick(world):
    world.quota(4)
    offer = _saved(world)
    with pytest.raises(errors.OverQuota):
        offers.submit_offer(offer=offer, by=world.coordinator)
    offers.save_offer(round=world.round, school=world.school, by=world.coordinator, offer=offer, over_quota=True, **_values(world))
    assert offers.submit_offer(offer=offer, by=world.coordinator).status == "submitted"


def test_acceptance_needs_an_agreement_over_the_whole_round(world):
    offer = offers.submit_offer(offer=_saved(world), by=world.coordinator)
    Agreement.objects.get().periods.update(valid_until=world.round.ends_on - dt.timedelta(days=1))
    with pytest.raises(errors.NoAgreement):
        offers.accept_offer(offer=offer, by=world.owner)
    PracticumRound.objects.update(agreement_required=False)
    assert offers.accept_offer(offer=offer, by=world.owner).status == "accepted"


def test_a_mentor_who_is_not_fit_is_named_with_what_is_missing(world):
    offer = offers.submit_offer(offer=_saved(world), by=world.coordinator)
    world.profile.teaching_since = timezone.localdate() - dt.timedelta(days=920)
    world.profile.save()
    with pytest.raises(errors.MentorNotFit) as refusal:
        offers.accept_offer(offer=offer, by=world.owner)
    assert str(world.profile) in str(refusal.value)
    world.profile.waiver_decision, world.profile.waiver_until, world.profile.waiver_reason = "7", timezone.localdate(), "Ауыл"
    world.profile.save()
    assert offers.accept_offer(offer=offer, by=world.owner).status == "accepted"


def test_e02_capacity_never_falls_under_the_places_taken():
    world = PracticumWorld(status="published")
    offer = world.offer(capacity=5)
    for _n in range(2):
        world.placement(status="proposed", offer=offer)
    with pytest.raises(errors.PlacesTaken) as refusal:
        offers.change_capacity(offer=offer, by=world.owner, capacity=1, as_owner=True)
    with translation.override("kk"):
        assert str(refusal.value) == "Кемінде 2: орындар бос емес"
    with pytest.raises(errors.OwnerConsents):
        offers.change_capacity(offer=offer, by=world.coordinator, capacity=3)
    assert offers.change_capacity(offer=offer, by=world.owner, capacity=3, as_owner=True).capacity == 3
    with pytest.raises(errors.StudentsThere):
        offers.withdraw_offer(offer=offer, by=world.coordinator, reason="Ремонт")


def test_last_years_rows_are_copied_as_drafts_once():
    world = PracticumWorld(status="closed", starts_in=-200)
    world.offer(capacity=7, status="closed")
    old = world.round
    days = {
        name: getattr(old, name) + dt.timedelta(days=364)
        for name in ("offers_due", "preferences_due", "publish_due", "orders_due", "admission_due", "starts_on", "ends_on")
    }
    row = PracticumRound.objects.create(
        title_kk="Л", title_ru="П", programme=old.programme, academic_year=old.academic_year, term=1, status="offers", **days
    )
    assert offers.copy_last_year(round=row, school=world.school, by=world.coordinator) == 1
    assert offers.copy_last_year(round=row, school=world.school, by=world.coordinator) == 0
    made = row.offers.get()
    assert made.status == "draft" and made.capacity == 7 and made.mentors.count() == 1


def test_offers_are_taken_only_while_the_round_asks_for_them():
    world = PracticumWorld(status="preferences")
    with pytest.raises(errors.OffersOver):
        _saved(world)


def test_the_school_sends_the_owner_answers(world, client):
    offer = offers.submit_offer(offer=_saved(world), by=world.coordinator)
    url = reverse("practicum:offer_move", args=[offer.pk, "accept"])
    client.force_login(world.coordinator)
    assert client.post(url).status_code == 403
    client.force_login(user_with_role(Role.PRACTICUM_COORDINATOR, OrganisationFactory(), password=None))
    assert client.post(url).status_code == 404
    client.force_login(world.owner)
    client.post(reverse("practicum:offer_move", args=[offer.pk, "return"]), {"reason": "Сыныбын нақтылаңыз"})
    offer.refresh_from_db()
    assert offer.status == "returned" and offer.transitions.last().reason == "Сыныбын нақтылаңыз"


@pytest.mark.parametrize("who", ["owner", "coordinator"])
def test_list_and_page_open_for_both_sides(world, client, who, django_assert_max_num_queries):
    world.quota(9)
    offer = _saved(world)
    client.force_login(getattr(world, who))
    with django_assert_max_num_queries(18):
        assert client.get(reverse("practicum:offers", args=[world.round.pk])).status_code == 200
    assert client.get(reverse("practicum:offer", args=[offer.pk])).status_code == 200
