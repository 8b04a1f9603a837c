"""Rounds: dates planned backwards, stages, the table of transitions with its guards (practicum page 2.1, R6–R8, R11, §8)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.todos import todos_of
from network.models import BreakPeriod, CalendarEvent, Organisation, Role
from practicum import errors_rounds as errors
from practicum import round_hooks
from practicum.models import PracticumRound
from practicum.queries import rounds as queries
from practicum.services import rounds
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


def test_sixty_days_by_shares_are_15_21_24():
    assert rounds.stage_days(60, [25, 35, 40]) == [15, 21, 24]
    assert sum(rounds.stage_days(61, [33, 33, 34])) == 61


def _values(world, **more):
    start = timezone.localdate() + dt.timedelta(days=120)
    return {
        "title_kk": "Жаңа лек", "title_ru": "Новый поток", "programme": world.programme.pk, "academic_year": world.year.pk, "term": 2,
        "starts_on": start, "ends_on": start + dt.timedelta(days=80), "days_per_week": 5, "max_preferences": 5, "mentor_load_max": 10,
        "contact_weeks": 1, "visits_per_month": 2, "coaching_per_week": 1, "attendance_min_pct": 80, "answer_days": 5, "report_days": 5,
        "appeal_days": 5, "moderation_pct": 10, "share_assistant": 25, "share_co_teaching": 35, "share_independent": 40,
        "assistant_min_observed": 5, "co_teaching_min_coteach": 4, "independent_min_taught": 6, "independent_min_rubric": 4,
    } | more  # fmt: skip


def test_a_new_round_counts_its_windows_back_from_the_first_day(client):
    world = PracticumWorld(status="draft")
    client.force_login(world.owner)
    client.post(reverse("practicum:round_new"), _values(world))
    made = PracticumRound.objects.get(title_ru="Новый поток")
    days = [(made.starts_on - getattr(made, name)).days for name in rounds.OFFSETS]
    assert days == [60, 45, 30, 14, 3] and made.package == world.package and made.stages.count() == 3


def test_an_error_of_a_date_stands_beside_it_and_nothing_typed_is_lost(client):
    world = PracticumWorld(status="draft")
    client.force_login(world.owner)
    values = _values(world)
    answer = client.post(
        reverse("practicum:round_new"), values | {"offers_due": values["starts_on"], "share_independent": 41, "title_ru": "Не потерять"}
    )
    assert answer.status_code == 422 and "Не потерять" in answer.text
    assert set(answer.context["form"].errors) == {"offers_due", "share_independent"}


def test_opening_tells_partner_schools_and_fills_the_calendar():
    world = PracticumWorld(status="draft", starts_in=100)
    rounds.open_offers(round=world.round, by=world.owner)
    assert Notice.objects.filter(user=world.coordinator).count() == 1
    assert CalendarEvent.objects.filter(organisation=world.college).count() == 4


def test_a_round_opens_only_with_programme_and_package_approved():
    world = PracticumWorld(status="draft")
    type(world.programme).objects.update(status="review")
    with pytest.raises(errors.ProgrammeNotApproved):
        rounds.open_offers(round=world.round, by=world.owner)
    type(world.programme).objects.update(status="approved")
    PracticumRound.objects.update(package=None)
    with pytest.raises(errors.PackageNotApproved):
        rounds.open_offers(round=world.round, by=world.owner)


def test_preferences_open_with_a_place_and_tell_the_students():
    world = PracticumWorld(status="offers")
    student = world.student()
    with pytest.raises(errors.NoPlaces):
        rounds.open_preferences(round=world.round, by=world.owner)
    world.offer()
    rounds.open_preferences(round=world.round, by=world.owner)
    assert Notice.objects.filter(user=student).count() == 1


def test_the_night_closes_preferences_whose_term_is_over_once_somebody_is_selected():
    world = PracticumWorld(status="preferences", starts_in=40)
    assert rounds.follow_rounds()["allocation"] == 0
    with pytest.raises(errors.NobodySelected):
        rounds.close_preferences(round=world.round, by=world.owner)
    world.application()
    assert rounds.follow_rounds()["allocation"] == 1
    assert rounds.follow_rounds()["allocation"] == 0


def test_the_night_starts_a_published_round_on_its_first_day_unless_something_is_missing(monkeypatch):
    world = PracticumWorld(status="published", starts_in=-1)
    started = []
    monkeypatch.setattr(round_hooks, "_guards", {"start": [lambda row: ["шкала"]]})
    monkeypatch.setattr(round_hooks, "_effects", {"start": [lambda row, by: started.append(row.pk)]})
    assert rounds.follow_rounds()["started"] == 0
    monkeypatch.setattr(round_hooks, "_guards", {})
    assert rounds.follow_rounds()["started"] == 1 and started == [world.round.pk]


def test_a_round_does_not_start_before_its_day():
    world = PracticumWorld(status="published", starts_in=20)
    with pytest.raises(errors.TooEarly):
        rounds.start_round(round=world.round)


def test_grading_begins_on_the_last_day_and_closing_waits_for_every_placement():
    world = PracticumWorld(status="in_progress", starts_in=-100, weeks=4)
    placement = world.placement(status="completed")
    rounds.begin_grading(round=world.round, by=world.owner)
    with pytest.raises(errors.NotFinished):
        rounds.close_round(round=world.round, by=world.owner)
    type(placement).objects.filter(pk=placement.pk).update(status="graded")
    rounds.close_round(round=world.round, by=world.owner)
    assert world.round.offers.get().status == "closed"


def test_a_cancelled_round_cancels_its_placements_and_needs_a_reason():
    world = PracticumWorld(status="published")
    placement = world.placement(status="proposed")
    with pytest.raises(errors.DomainError):
        rounds.cancel_round(round=world.round, by=world.owner, reason=" ")
    rounds.cancel_round(round=world.round, by=world.owner, reason="Набора нет")
    placement.refresh_from_db()
    assert placement.status == "cancelled"


def test_a_school_without_coordinator_contact_or_mentors_stops_publishing():
    world = PracticumWorld(status="allocation")
    world.offer(mentors=[])
    Organisation.objects.filter(pk=world.school.pk).update(practicum_coordinator=None, phone="", email="")
    (line,) = queries.publish_obstacles(world.round)
    assert line.count(",") >= 2
    assert queries.publish_is_late(world.round, world.round.starts_on - dt.timedelta(days=29))
    assert not queries.publish_is_late(world.round, world.round.starts_on - dt.timedelta(days=30))


def test_long_holidays_inside_the_round_are_warned_of(client):
    world = PracticumWorld(status="draft", weeks=5)
    BreakPeriod.objects.create(
        year=world.year,
        kind="break",
        starts_on=world.round.starts_on,
        ends_on=world.round.starts_on + dt.timedelta(days=13),
        name_kk="К",
        name_ru="К",
    )
    off, total = queries.no_school_share(world.round)
    assert off * 5 > total
    client.force_login(world.owner)
    assert "20 %" in client.get(reverse("practicum:round", args=[world.round.pk])).text


def test_the_panel_shows_the_funnel_and_the_step_to_the_owner_alone(client, django_assert_max_num_queries):
    world = PracticumWorld()
    world.placement(status="active")
    client.force_login(world.owner)
    answer = client.get(reverse("practicum:round", args=[world.round.pk]))
    assert [value for _label, value in answer.context["funnel"]] == [1, 0, 1, 1, 1, 1, 1, 0]
    client.force_login(world.coordinator)
    assert "funnel" not in client.get(reverse("practicum:round", args=[world.round.pk])).context
    with django_assert_max_num_queries(14):
        assert client.get(reverse("practicum:rounds")).status_code == 200


@pytest.mark.parametrize("move", ["open_offers", "cancel"])
def test_only_the_owners_coordinator_moves_a_round(client, move):
    world = PracticumWorld(status="offers")
    url = reverse("practicum:round_move", args=[world.round.pk, move])
    client.force_login(world.coordinator)
    assert client.post(url, {"reason": "x"}).status_code == 403
    client.force_login(user_with_role(Role.PRACTICUM_COORDINATOR, OrganisationFactory(college=True), password=None))
    assert client.post(url, {"reason": "x"}).status_code == 403


def test_a_foreign_draft_does_not_exist(client):
    world = PracticumWorld(status="draft")
    client.force_login(user_with_role(Role.PRACTICUM_COORDINATOR, OrganisationFactory(college=True), password=None))
    assert client.get(reverse("practicum:round", args=[world.round.pk])).status_code == 404


def test_the_home_page_says_what_waits():
    world = PracticumWorld(status="offers", starts_in=100)
    assert [line.code for line in todos_of(world.coordinator)] == ["places"]
    world.offer(status="submitted")
    assert [line.code for line in todos_of(world.owner)] == ["offers"]
    PracticumRound.objects.update(status="preferences")
    student = world.student()
    assert [line.code for line in todos_of(student)] == ["wishes"]
    world.application(student=student, status="submitted")
    assert "applications" in [line.code for line in todos_of(world.owner)]
    assert "wishes" not in [line.code for line in todos_of(type(student).objects.get(pk=student.pk))]
