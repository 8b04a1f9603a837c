"""Applications: facts, wishes, relatives, joint request, sending, selection (practicum page 2.2, R18, R19, E-04…E-06, §8)."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import SensitiveRead
from core.errors import WrongState
from network.models import Role
from practicum import errors_rounds as errors
from practicum.models import PracticumRound, StudentApplication, TravelTime
from practicum.queries.wishes import choices_of
from practicum.services import applications, travel
from tests.factories.people import user_with_role
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld(status="preferences")


def _form(world, **more):
    return {"subject": world.subject.pk, "languages": ["kk"], "origin": "dorm", "transport": "bus", "consent": "on"} | more


def _begin(world, client, **more):
    student = world.student()
    client.force_login(student)
    assert client.post(reverse("practicum:application_edit", args=[world.round.pk]), _form(world, **more)).status_code == 302
    return StudentApplication.objects.select_related("round__programme").get(student=student)


def test_a_student_ranks_with_buttons_and_sends(world, client):
    first, second = world.offer(), world.offer(world.add_school())
    row = _begin(world, client)
    rank = reverse("practicum:application_rank", args=[row.pk])
    for offer in (first, second):
        client.post(rank, {"step": "add", "offer": offer.pk})
    client.post(rank, {"step": "up", "offer": second.pk})
    assert list(row.preferences.values_list("rank", "offer")) == [(1, second.pk), (2, first.pk)]
    client.post(reverse("practicum:application_move", args=[row.pk, "submit"]))
    row.refresh_from_db()
    assert row.status == "submitted" and row.data_consent.status == "granted"
    client.post(rank, {"offers": f"{first.pk},{second.pk}"})
    assert list(row.preferences.values_list("offer", flat=True)) == [first.pk, second.pk]
    assert client.get(reverse("practicum:application", args=[world.round.pk])).status_code == 200


def test_without_the_consent_nothing_is_sent_and_without_ranks_it_is(world, client):
    row = _begin(world, client, consent="")
    with pytest.raises(errors.ConsentNeeded):
        applications.submit_application(application=row, by=row.student)
    client.post(reverse("practicum:application_edit", args=[world.round.pk]), _form(world))
    row.refresh_from_db()
    assert applications.submit_application(application=row, by=row.student).status == "submitted"


def test_e04_a_repeated_wish_is_kept_once_and_the_application_is_a_draft_again(world):
    one, two = world.offer(), world.offer(world.add_school())
    row = world.application(status="submitted")
    assert applications.set_wishes(application=row, offers=[one.pk, two.pk, one.pk], by=row.student) == [one.pk]
    row.refresh_from_db()
    assert row.status == "draft" and list(row.preferences.values_list("rank", flat=True)) == [1, 2]


def test_e05_an_offer_of_a_relatives_school_is_grey_and_says_why(world):
    row = world.application(world.offer())
    applications.declare_relative(application=row, school=world.school, relation="sibling", tie="studies", by=row.student)
    (line,) = choices_of(row)
    with translation.override("ru"):
        (line,) = choices_of(row)
        assert line.rank == 1 and line.closed == ["Школа, где учится родственник"]


def test_e06_a_joint_request_counts_only_when_both_name_each_other(world, client):
    first = world.application()
    second = world.application(together_with=first.student, together_kind="pair")
    assert applications.joint_is_mutual(first) is None and applications.joint_is_mutual(second) is False
    client.force_login(second.student)
    with translation.override("kk"):
        assert (
            "Екінші студент растаған жоқ"
            in client.get(reverse("practicum:application", args=[world.round.pk]), headers={"accept-language": "kk"}).text
        )
    first.together_with, first.together_kind = second.student, "pair"
    first.save()
    assert applications.joint_is_mutual(second)


def test_after_the_term_wishes_stand_still_and_are_to_read(world, client):
    offer = world.offer()
    row = world.application(offer)
    PracticumRound.objects.update(status="allocation")
    with pytest.raises(errors.PreferencesOver):
        applications.move_wish(application=row, offer=offer.pk, step="remove", by=row.student)
    client.force_login(row.student)
    page = client.get(reverse("practicum:application", args=[world.round.pk]))
    assert world.school.short_name in page.text and not page.context["can_rank"]


@pytest.mark.parametrize(("wishes", "refusal"), [("foreign", errors.OfferNotOpen), ("many", errors.TooManyWishes)])
def test_only_accepted_offers_and_no_more_than_the_norm(world, wishes, refusal):
    PracticumRound.objects.update(max_preferences=1)
    row = world.application()
    draft = world.offer(status="submitted")
    ids = [draft.pk] if wishes == "foreign" else [draft.pk, draft.pk + 1]
    with pytest.raises(refusal):
        applications.set_wishes(application=row, offers=ids, by=row.student)


def test_minutes_are_estimated_from_the_point_and_corrected_by_consent_of_the_owner(world, client):
    type(world.school).objects.filter(pk=world.school.pk).update(latitude="49.80000", longitude="73.10000", locality=None)
    world.offer()
    row = _begin(world, client, origin="home", latitude="49.80000", longitude="73.00000")
    journey = row.journeys.get()
    assert 30 <= journey.minutes <= 32  # 7.18 km × 1.3 ÷ 18 km/h
    travel.propose_minutes(application=row, school=world.school, by=row.student, minutes=20, note="Экспресс")
    journey.refresh_from_db()
    assert journey.minutes != 20
    travel.accept_minutes(journey=journey, by=world.owner)
    travel.refresh_journeys(row)
    assert TravelTime.objects.get().minutes == 20 and TravelTime.objects.get().source == "corrected"


def test_home_needs_a_point_beside_the_field(world, client):
    client.force_login(world.student())
    answer = client.post(reverse("practicum:application_edit", args=[world.round.pk]), _form(world, origin="home", note="Не потерять"))
    assert answer.status_code == 422 and "latitude" in answer.context["form"].errors and "Не потерять" in answer.text


def test_the_coordinator_selects_many_at_once_or_nobody(world, client):
    good, blocked = world.application(status="submitted"), world.application(status="submitted", blocked="Академический долг")
    client.force_login(world.owner)
    url = reverse("practicum:applications", args=[world.round.pk])
    client.post(url, {"ids": [good.pk, blocked.pk], "act": "select"})
    assert not StudentApplication.objects.filter(status="eligible").exists()
    client.post(url, {"ids": [good.pk], "act": "select"})
    client.post(url, {"ids": [blocked.pk], "act": "return", "reason": "Закройте долг"})
    assert set(StudentApplication.objects.values_list("pk", "status")) == {(good.pk, "eligible"), (blocked.pk, "returned")}
    assert client.get(url, {"no_ranks": "on", "language": "kk", "group": world.group.pk}).context["page"].paginator.count == 2


def test_a_sent_application_does_not_change_until_it_is_taken_back(world):
    row = world.application(status="submitted")
    with pytest.raises(WrongState):
        applications.save_application(round=world.round, student=row.student, by=row.student, application=row, note="x")
    applications.reopen_application(application=row, by=row.student)
    assert applications.save_application(round=world.round, student=row.student, by=row.student, application=row, note="x").note == "x"


def test_school_and_foreign_students_see_no_application_and_each_reading_is_logged(world, client):
    row = world.application()
    page = reverse("practicum:application_page", args=[row.pk])
    for person in (world.coordinator, world.student()):
        client.force_login(person)
        assert client.get(page).status_code == 404
    client.force_login(row.student)
    assert client.get(page).status_code == 403
    client.force_login(world.owner)
    assert client.get(page).status_code == 200
    assert SensitiveRead.objects.filter(reader=world.owner, subject=row.student).count() == 1
    client.force_login(user_with_role(Role.REGION_OPERATOR, password=None))
    assert client.get(page).status_code == 404
