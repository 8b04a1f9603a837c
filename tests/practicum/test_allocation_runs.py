"""Runs in rows: R24 and the stories 1–4, publishing, what-if, repair, changes by hand, E-03, E-07, E-08, E-09, pages, PR-04."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.errors import WrongState
from practicum import errors_allocation as errors
from practicum.documents.allocation import AllocationProtocol
from practicum.errors import NoSeatLeft
from practicum.models import AllocationRun, Placement, RelativeDeclaration, SchoolOffer, StudentApplication
from practicum.queries import allocation as queries
from practicum.services import allocation
from practicum.services.allocation_override import place_by_hand, preview
from tests.documents.reading import render_and_read
from tests.factories.allocation import WorkedExample
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db
REASON = {"reason_code": "health", "reason": "Дәрігер қорытындысы бойынша"}


@pytest.fixture
def world():
    return WorkedExample()


def tiers(run):
    return {tier["name"]: tier["value"] for tier in run.tiers}


def at(run, offer):
    return {line.application.student.first_name for line in run.lines.filter(offer=offer).select_related("application__student")}


def test_the_round_of_four_is_proven_and_published_to_students_and_schools(world):
    run = world.run()
    assert run.status == "optimal"
    assert [tiers(run)[name] for name in ("T1", "T2", "T3", "T4")] == [4, 0, 37, 25]
    assert at(run, world.s1) == {"Бекзат", "Дамир"}
    before = set(Notice.objects.values_list("pk", flat=True))
    assert allocation.publish_run(run=run, by=world.owner) == 4
    told = Notice.objects.exclude(pk__in=before).values_list("user", flat=True)
    expected = {row.student_id for row in world.people.values()} | {world.coordinator.pk, world.second.practicum_coordinator.pk}
    assert set(told) == expected
    world.round.refresh_from_db()
    run.refresh_from_db()
    assert (world.round.status, run.status) == ("published", "published")
    assert set(Placement.objects.values_list("status", "source")) == {("proposed", "run")}
    assert Placement.objects.get(application=world.people["Айдана"]).answer_due_on > timezone.localdate()


def test_a_place_by_hand_that_both_confirmed_is_locked_and_its_price_is_shown(world):
    first = world.run()
    seen = preview(world.people["Айдана"], world.s1)
    assert (seen.delta, seen.broken, seen.forbidden) == (18, (), ())
    placement = place_by_hand(application=world.people["Айдана"], offer=world.s1, by=world.owner, **REASON)
    now = timezone.now()
    Placement.objects.filter(pk=placement.pk).update(status="confirmed", confirmed_school=now, confirmed_owner=now)
    again = world.run()
    assert again.seed == first.seed
    assert tiers(again)["T3"] == 55
    assert queries.difference(again) == 18
    assert again.lines.get(application=world.people["Айдана"]).fixed
    assert again.fixed_count == 1
    with pytest.raises(errors.ConfirmedStays):
        place_by_hand(application=world.people["Айдана"], offer=world.s2, by=world.owner, **REASON)
    for language, heading in (("kk", "Қолмен енгізілген өзгерістер"), ("ru", "Ручные изменения")):
        page = render_and_read(AllocationProtocol, again, language)
        assert heading in page.text
        assert "+18" in page.text
        assert "Дәрігер қорытындысы бойынша" in page.text


def test_the_student_who_needs_a_ramp_gets_the_only_one_and_the_others_read_no_name(world):
    SchoolOffer.objects.filter(pk=world.s1.pk).update(access_features=["ramp"], capacity=1)
    SchoolOffer.objects.filter(pk=world.s2.pk).update(capacity=5)
    yerlan = world.application(world.s1, student=world.student(first_name="Ерлан"), needs=["ramp"])
    world.measure(yerlan, {world.school: 30, world.second: 30})
    run = world.run()
    assert at(run, world.s1) == {"Ерлан"}
    allocation.publish_run(run=run, by=world.owner)
    wishes = queries.better_wishes(queries.published_line(world.people["Айдана"]))
    assert [wish.offer for wish in wishes] == [world.s1]
    assert "Ерлан" not in wishes[0].words and "Толды" in wishes[0].words


def test_sisters_share_a_school_that_is_not_their_brothers(world):
    SchoolOffer.objects.update(capacity=6)
    sisters = [world.student(first_name=name) for name in ("Мадина", "Жанар")]
    rows = [
        world.application(world.s1, student=one, together_with=other, together_kind="sibling") for one, other in (sisters, sisters[::-1])
    ]
    for row in rows:
        world.measure(row, {world.school: 10, world.second: 40})
    RelativeDeclaration.objects.create(application=rows[0], school=world.school, relation="sibling", tie="studies")
    run = world.run()
    assert {"Мадина", "Жанар"} <= at(run, world.s2)


def test_only_a_proven_run_of_today_is_published_and_a_late_one_says_why(world, monkeypatch):
    copy = world.run(what_if={"seats": {str(world.s1.pk): 2}})
    assert tiers(copy)["T3"] < 37
    with pytest.raises(errors.NotProven):
        allocation.publish_run(run=copy, by=world.owner)
    run = world.run()
    StudentApplication.objects.filter(pk=world.people["Дамир"].pk).update(max_minutes=30)
    with pytest.raises(errors.InputChanged):
        allocation.publish_run(run=run, by=world.owner)
    fresh = world.run()
    monkeypatch.setattr(allocation, "_PUBLISH_DAYS", 90)
    with pytest.raises(errors.LateNeedsReason):
        allocation.publish_run(run=fresh, by=world.owner)
    assert allocation.publish_run(run=fresh, by=world.owner, late_reason="Келісім кеш жасалды") == 4
    assert not SchoolOffer.objects.exclude(taken=2).exists()


def test_a_withdrawal_is_repaired_by_moving_as_few_as_possible(world):
    allocation.publish_run(run=world.run(), by=world.owner)
    before = dict(Placement.objects.live().values_list("application", "offer"))
    Placement.objects.get(application=world.people["Бекзат"]).move("decline", by=world.people["Бекзат"].student)
    StudentApplication.objects.get(pk=world.people["Бекзат"].pk).move("withdraw", by=world.people["Бекзат"].student)
    again = world.run()
    assert allocation.publish_run(run=again, by=world.owner) == 0, "20 points less for Айдана are not worth 25 for a move"
    after = dict(Placement.objects.live().values_list("application", "offer"))
    assert after == {key: value for key, value in before.items() if key != world.people["Бекзат"].pk}
    assert AllocationRun.objects.filter(status="replaced").count() == 1


def test_the_last_seat_goes_to_one_and_a_short_reason_or_a_missing_ramp_is_refused(world):
    SchoolOffer.objects.filter(pk=world.s1.pk).update(capacity=1)
    with pytest.raises(errors.ShortReason):
        place_by_hand(application=world.people["Айдана"], offer=world.s1, by=world.owner, reason_code="other", reason="ок")
    place_by_hand(application=world.people["Айдана"], offer=world.s1, by=world.owner, **REASON)
    with pytest.raises(NoSeatLeft):
        place_by_hand(application=world.people["Бекзат"], offer=world.s1, by=world.owner, **REASON)
    assert Placement.objects.count() == 1
    StudentApplication.objects.filter(pk=world.people["Дамир"].pk).update(needs=["ramp"])
    with pytest.raises(errors.NeverBroken):
        place_by_hand(application=world.people["Дамир"], offer=world.s2, by=world.owner, **REASON)
    StudentApplication.objects.filter(pk=world.people["Самал"].pk).update(max_minutes=5)
    samal = StudentApplication.objects.get(pk=world.people["Самал"].pk)
    with pytest.raises(errors.ConsentNeeded):
        place_by_hand(application=samal, offer=world.s2, by=world.owner, **REASON)
    placement = place_by_hand(application=samal, offer=world.s2, by=world.owner, consent=True, **REASON)
    assert placement.overrides.get().broken_rules == ["H9"]


def test_a_confirmed_place_without_an_agreement_makes_no_solution_and_names_it(world):
    world.placement(status="confirmed", offer=world.s1, application=world.people["Самал"], starts_on=world.round.starts_on)
    world.agreement.periods.update(valid_until=world.round.starts_on)
    run = world.run()
    assert run.status == "infeasible"
    assert run.result["conflict"]["students"] == (str(world.people["Самал"].pk),) or run.result["conflict"]["students"] == [
        str(world.people["Самал"].pk)
    ]
    assert world.people["Самал"].student.short_name in queries.conflict_words(run)
    assert not run.lines.exists()


def test_a_run_whose_worker_died_fails_and_is_repeated_with_its_seed(world):
    run = allocation.start_run(round=world.round, by=world.owner, seed=77)
    with pytest.raises(errors.RunGoesOn):
        allocation.start_run(round=world.round, by=world.owner)
    AllocationRun.objects.filter(pk=run.pk).update(status="running", started_at=timezone.now() - dt.timedelta(seconds=601))
    assert allocation.recover_runs() == 1
    run.refresh_from_db()
    assert run.status == "failed"
    assert allocation.retry_run(run=run, by=world.owner).seed == 77


def test_a_cancelled_run_is_not_calculated_and_a_second_message_does_nothing(world):
    run = allocation.start_run(round=world.round, by=world.owner)
    allocation.cancel_run(run=run, by=world.owner)
    assert allocation.calculate(run.pk) == "cancelled"
    assert not run.lines.exists()
    done = world.run()
    assert allocation.calculate(done.pk) == "optimal"
    with pytest.raises(WrongState):
        allocation.cancel_run(run=done, by=world.owner)


def test_runs_start_only_while_the_round_is_allocated():
    world = PracticumWorld(status="preferences", starts_in=60)
    with pytest.raises(errors.RunsAreClosed):
        allocation.start_run(round=world.round, by=world.owner)


def test_a_school_without_a_coordinator_stops_the_publication(world):
    run = world.run()
    type(world.school).objects.filter(pk=world.school.pk).update(practicum_coordinator=None)
    with pytest.raises(errors.NobodyAnswers):
        allocation.publish_run(run=run, by=world.owner)


def test_the_coordinator_walks_from_the_calculation_to_the_publication(world, client, django_capture_on_commit_callbacks):
    client.force_login(world.owner)
    page = reverse("practicum:allocation", args=[world.round.pk])
    assert client.get(page).status_code == 200
    run = AllocationRun.objects.create(round=world.round, number=1, seed=5, requested_by=world.owner)
    assert client.get(reverse("practicum:allocation_run", args=[run.pk])).status_code == 200
    assert client.get(reverse("practicum:run_progress", args=[run.pk])).status_code == 200
    allocation.calculate(run.pk)
    assert client.get(reverse("practicum:run_progress", args=[run.pk])).status_code == 286
    for part in ("lines", "unplaced", "fairness", "overrides"):
        assert client.get(reverse("practicum:allocation_run", args=[run.pk]) + f"?part={part}").status_code == 200
    answer = client.get(reverse("practicum:run_export", args=[run.pk]))
    assert answer.json()["input_hash"] == AllocationRun.objects.get(pk=run.pk).input_hash
    assert "Айдана" not in answer.content.decode()
    form = reverse("practicum:override", args=[world.people["Айдана"].pk])
    assert "+18" in client.get(form, {"offer": world.s1.pk}).content.decode()
    answer = client.post(form, {"offer": world.s1.pk, "reason_code": "other", "reason": "ок"})
    assert answer.status_code == 422
    assert client.post(reverse("practicum:run_publish", args=[run.pk])).status_code == 302
    assert Placement.objects.count() == 4
    client.force_login(world.people["Айдана"].student)
    text = client.get(reverse("practicum:why", args=[world.people["Айдана"].pk])).content.decode()
    assert "18" in text
    assert "Бекзат" not in text


def test_a_stranger_finds_nothing_and_a_student_may_not_calculate(world, client):
    run = world.run()
    client.force_login(world.people["Дамир"].student)
    assert client.get(reverse("practicum:allocation_run", args=[run.pk])).status_code == 404
    assert client.get(reverse("practicum:why", args=[world.people["Самал"].pk])).status_code == 404
    world.round.status = "published"
    world.round.save()
    assert client.get(reverse("practicum:allocation", args=[world.round.pk])).status_code in (403, 404)
    client.force_login(world.coordinator)
    assert client.get(reverse("practicum:override", args=[world.people["Самал"].pk])).status_code == 404
