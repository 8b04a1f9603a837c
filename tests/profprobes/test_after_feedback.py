"""Feedback on a trial: who is asked, one answer per person and source, no name kept, hidden under five (BR-44, R25, R26)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.todos import todos_of
from profprobes.services.feedback import feedback_of, open_feedback
from profprobes.services.visit import finish_visit
from surveys import services
from surveys.errors import AnsweredAlready, AnswerRefused, RoundNotOpen
from surveys.models import Answer, Invitation, Response, Round
from tests.factories.phone import begun
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = TrialWorld(pupils=5, held=True)
    world.survey = open_feedback(world.trial)
    return world


def say(person, score="4", **more):
    row = Invitation.objects.get(person=person)
    services.answer(invitation=row, answers={"score": score} | more, by=person)


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def test_the_round_opens_when_the_trial_is_held_and_lasts_seven_days():
    world = begun(TrialWorld(pupils=2))
    assert feedback_of(world.trial) is None
    finish_visit(session=world.session, by=world.mentor, tools_shown=True, chain_done=True)
    survey, result = feedback_of(world.trial)
    assert survey.closes_at - survey.opens_at == dt.timedelta(days=7)
    assert result.invited == 6  # two pupils, mentor, class teacher, responsible person, host
    assert open_feedback(world.trial) == survey


def test_one_answer_per_person_and_source(world):
    say(world.pupils[0])
    with pytest.raises(AnsweredAlready):
        say(world.pupils[0], "1")
    assert Response.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(round=world.survey, person=world.pupils[0], source="pupil")


def test_nothing_joins_an_answer_to_its_person(world):
    say(world.pupils[0], useful="Құрал")
    names = {field.name for model in (Response, Answer) for field in model._meta.fields}
    assert not names & {"person", "user", "invitation", "created_at", "submitted_at"}


def test_a_source_shared_by_fewer_than_five_is_not_kept(world):
    say(world.pupils[0])
    say(world.mentor)
    assert sorted(Response.objects.values_list("stratum", flat=True)) == ["", "pupil"]


@pytest.mark.parametrize("score", ["", "0", "6", "many"])
def test_a_score_is_one_of_five(world, score):
    with pytest.raises(AnswerRefused):
        say(world.pupils[0], score)
    assert not Invitation.objects.filter(done=True).exists()


def test_after_seven_days_nothing_is_taken(world):
    now = timezone.now()
    Round.objects.update(opens_at=now - dt.timedelta(days=8), closes_at=now - dt.timedelta(days=1))
    with pytest.raises(RoundNotOpen):
        say(world.pupils[0])


def test_scores_are_shown_from_five_answers(world):
    for pupil in world.pupils[:4]:
        say(pupil, "5")
    assert services.results(world.survey).suppressed
    say(world.pupils[4], "3")
    result = services.results(world.survey)
    assert (result.suppressed, result.mean, result.distribution[5]) == (False, 4.6, 4)


def test_words_replace_a_figure_on_which_fewer_than_ten_all_agree(world):
    for pupil in world.pupils:
        say(pupil, "5")
    result = services.results(world.survey)
    assert (result.alike, result.mean) == (True, None)


def test_no_round_may_show_groups_under_five(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(min_group=4)


def test_a_pupil_answers_on_the_phone_and_the_todo_goes(world):
    pupil = world.pupils[0]
    assert "survey" in [todo.code for todo in todos_of(pupil)]
    page = reverse("surveys:answer", args=[Invitation.objects.get(person=pupil).pk])
    client = signed_in(pupil)
    refused = client.post(page, {"useful": "Құрал"})
    assert refused.status_code == 422
    assert "Құрал" in refused.content.decode()
    assert client.post(page, {"score": "4"}).status_code == 302
    assert "survey" not in [todo.code for todo in todos_of(pupil)]
    assert signed_in(world.pupils[1]).get(page).status_code == 404


def test_school_and_host_see_totals_and_the_class_teacher_does_not(world):
    page = reverse("profprobes:trial_assessment", args=[world.trial.pk])
    assert signed_in(world.coordinator).get(page).context["feedback"]
    host = signed_in(world.host_coordinator).get(reverse("profprobes:trial", args=[world.trial.pk]))
    assert host.context["feedback"]
    assert not signed_in(world.teacher).get(page).context["feedback"]
