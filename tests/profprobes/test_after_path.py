"""The path across the grades: tried → felt → next, the latest word, nobody else's, no numbers."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from profprobes.models import ParticipantForm, Participation, Trial
from profprobes.queries.path import path_of
from profprobes.services.trace import submit_trace
from tests.factories.after import over, trace_answers
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return over(TrialWorld(pupils=2, held=True), hours=30)


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def stops(world, index=0):
    return path_of(Participation.objects.filter(pupil=world.pupils[index]))


def test_a_trial_stands_under_its_grade_with_what_was_felt_and_what_comes_next(world):
    Participation.objects.update(outcome="continue")
    [(grade, [stop])] = stops(world)
    assert grade == world.class_group.grade
    assert stop.felt == [ParticipantForm.objects.first().about_me]
    assert stop.next == [ParticipantForm.objects.first().go_on]
    assert stop.advice
    assert not stop.paused


def test_the_later_word_of_the_trace_stands_on_the_path(world):
    Participation.objects.update(outcome="continue")
    row = world.participations[0]
    submit_trace(participation=row, answers=trace_answers(outcome="not_for_me"), client_uuid=uuid.uuid4(), by=row.pupil)
    [(_grade, [stop])] = stops(world)
    assert stop.outcome == Participation.Outcome.NOT_FOR_ME.label
    assert stop.paused
    assert stop.next == [trace_answers()["ready_for"]]


def test_an_excursion_is_named_so_and_who_was_absent_has_no_stop(world):
    Trial.objects.update(counts_as_trial=False)
    Participation.objects.filter(pk=world.participations[1].pk).update(status="absent")
    assert stops(world)[0][1][0].excursion
    assert stops(world, 1) == []


def test_the_number_of_queries_does_not_grow(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        stops(world)


def test_the_pupil_and_who_answers_for_the_child_read_it_and_nobody_else(world):
    Participation.objects.update(outcome="not_for_me")
    assert signed_in(world.pupils[0]).get(reverse("profprobes:my_path")).status_code == 200
    page = reverse("profprobes:pupil_path", args=[world.pupils[0].pk])
    for reader in (world.teacher, world.coordinator):
        text = signed_in(reader).get(page)
        assert text.status_code == 200
        assert "tone-clay" not in text.content.decode().split("<main")[1]
    for other in (world.mentor, world.host_coordinator, world.pupils[1]):
        assert signed_in(other).get(page).status_code == 404


def test_without_trials_the_page_says_where_the_path_begins():
    world = TrialWorld(pupils=1)
    assert signed_in(world.pupils[0]).get(reverse("profprobes:my_path")).context["grades"] == []
