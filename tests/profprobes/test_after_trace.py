"""The trace reflection: when it is open, what it keeps, who reads it, how empties are counted (S20, BR-37, §9.17, PP-TR)."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.todos import todos_of
from documents.registry import get
from profprobes.errors_phone import BeforeOnly, NotAttended, TraceAnswered, TraceNotOpen, TraceOver
from profprobes.form_rules import AnswersRefused
from profprobes.models import ParticipantForm, Participation, TraceReflection
from profprobes.services import clock
from profprobes.services.trace import EmptyShare, empty_share, submit_trace
from tests.documents.reading import render_and_read
from tests.factories.after import over, trace_answers
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return over(TrialWorld(pupils=2, held=True), hours=30)


def send(world, index=0, **changes):
    row = world.participations[index]
    number = changes.pop("number", None) or uuid.uuid4()
    return submit_trace(participation=row, answers=trace_answers(**changes), client_uuid=number, by=row.pupil)


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def page(world, index=0):
    return reverse("profprobes:my_trace", args=[world.participations[index].pk])


@pytest.mark.parametrize("hours, refusal", [(23, TraceNotOpen), (25, None), (47, None), (14 * 24 - 1, None), (14 * 24 + 1, TraceOver)])
def test_the_questions_open_after_24_hours_and_close_after_14_days(hours, refusal):
    world = over(TrialWorld(pupils=1, held=True), hours=hours)
    if refusal:
        with pytest.raises(refusal):
            send(world)
    else:
        assert send(world)[0] == "saved"


def test_before_the_visit_there_is_nothing_to_ask():
    with pytest.raises(BeforeOnly):
        send(TrialWorld(pupils=1))


def test_who_was_absent_is_not_asked(world):
    Participation.objects.filter(pk=world.participations[0].pk).update(status="absent")
    with pytest.raises(NotAttended):
        send(world)


def test_a_repeated_send_changes_nothing_and_another_paper_is_refused(world):
    number = uuid.uuid4()
    send(world, number=number)
    assert send(world, number=number, was_new="Басқа сөз")[0] == "same"
    with pytest.raises(TraceAnswered):
        send(world)
    assert TraceReflection.objects.get().was_new == trace_answers()["was_new"]


@pytest.mark.parametrize(
    "changes", [{"outcome": ""}, {"outcome": "rank"}, {"was_new": "x" * 601}, dict.fromkeys(TraceReflection.QUESTIONS, "")]
)
def test_incomplete_answers_are_refused(world, changes):
    with pytest.raises(AnswersRefused):
        send(world, **changes)


def test_the_database_keeps_no_answered_reflection_without_words(world):
    send(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        TraceReflection.objects.update(**dict.fromkeys(TraceReflection.QUESTIONS, ""))


def test_the_later_word_leaves_the_first_outcome_as_it_was_said(world):
    Participation.objects.filter(pk=world.participations[0].pk).update(outcome="continue")
    send(world, outcome="not_for_me")
    assert Participation.objects.get(pk=world.participations[0].pk).outcome == "continue"


class TestClock:
    def test_pupils_are_asked_once_and_see_it_among_their_todos(self, world, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert clock.ask_for_traces() == 2
            assert clock.ask_for_traces() == 0
        pupil = world.pupils[0]
        assert Notice.objects.filter(user=pupil).count() == 1
        assert "trace" in [todo.code for todo in todos_of(pupil)]
        send(world)
        assert "trace" not in [todo.code for todo in todos_of(type(pupil).objects.get(pk=pupil.pk))]

    def test_nobody_is_asked_too_early(self):
        over(TrialWorld(pupils=1, held=True), hours=20)
        assert clock.ask_for_traces() == 0

    def test_one_reminder_after_the_due_date(self, world, django_capture_on_commit_callbacks):
        clock.ask_for_traces()
        assert clock.remind_of_traces() == 0
        send(world, index=1)
        TraceReflection.objects.update(due_at=timezone.now() - dt.timedelta(minutes=1))
        with django_capture_on_commit_callbacks(execute=True):
            assert clock.remind_of_traces() == 1
            assert clock.remind_of_traces() == 0
        assert Notice.objects.filter(user=world.pupils[0]).count() == 1


class TestEmpty:
    def test_9_of_25_is_36_per_cent_and_flagged(self):
        share = EmptyShare(9, 25)
        assert (share.percent, share.flagged) == (36, True)

    @pytest.mark.parametrize("empty, attended", [(4, 25), (9, 9)])
    def test_under_20_per_cent_or_under_10_pupils_nothing_is_flagged(self, empty, attended):
        assert not EmptyShare(empty, attended).flagged

    def test_a_reflection_is_empty_when_both_papers_say_nothing(self, world):
        nothing = dict.fromkeys(ParticipantForm.ANSWERS, "Маған ұнады")
        ParticipantForm.objects.update(**nothing)
        send(world, **dict.fromkeys(TraceReflection.QUESTIONS, "ұнады"))
        send(world, index=1)
        assert empty_share(world.trial.participations.all()) == EmptyShare(1, 2)


class TestScreens:
    def test_the_example_is_shown_once_and_the_answer_is_then_kept(self, world):
        client = signed_in(world.pupils[0])
        short = trace_answers(**dict.fromkeys(TraceReflection.QUESTIONS, "ұнады")) | {"number": str(uuid.uuid4())}
        first = client.post(page(world), short)
        assert first.status_code == 422
        assert 'name="example_seen"' in first.content.decode()
        assert "ұнады" in first.content.decode()
        assert client.post(page(world), short | {"example_seen": "1"}).status_code == 302
        assert TraceReflection.objects.get().answered_at

    def test_not_for_me_is_shown_as_a_result_and_never_in_red(self, world):
        send(world, outcome="not_for_me")
        text = signed_in(world.pupils[0]).get(page(world)).content.decode()
        assert "route" in text
        assert "tone-clay" not in text
        assert "tone-sun" not in text

    def test_a_refused_form_keeps_what_was_typed(self, world):
        answer = signed_in(world.pupils[0]).post(page(world), trace_answers(outcome=""))
        assert answer.status_code == 422
        assert trace_answers()["was_new"] in answer.content.decode()

    def test_the_school_reads_it_and_the_host_does_not(self, world):
        send(world)
        address = reverse("profprobes:trial_evidence", args=[world.trial.pk, world.participations[0].pk])
        said = trace_answers()["ready_for"]
        assert said in signed_in(world.coordinator).get(address).content.decode()
        assert said in signed_in(world.teacher).get(address).content.decode()
        assert said not in signed_in(world.host_coordinator).get(address).content.decode()
        assert not TraceReflection.objects.visible_to(world.mentor).exists()

    def test_another_pupils_questions_do_not_exist(self, world):
        assert signed_in(world.pupils[1]).get(page(world)).status_code == 404

    def test_the_trial_shows_the_share_of_empty_reflections(self, world):
        ParticipantForm.objects.update(**dict.fromkeys(ParticipantForm.ANSWERS, "ұнады"))
        text = signed_in(world.coordinator).get(reverse("profprobes:trial_assessment", args=[world.trial.pk])).content.decode()
        assert "2" in text


@pytest.mark.parametrize("language, heading", [("kk", "Келесі қандай әрекетке дайынмын"), ("ru", "К какому следующему шагу готов(а)")])
def test_the_reflection_prints_on_one_page(world, language, heading):
    send(world, safety_seen="Көзілдірік кию керек екен", outcome="not_for_me")
    form = get("PP-TR")
    row = form.prefetch(TraceReflection.objects.all()).get()
    read = render_and_read(form, row, language)
    flat = "".join(read.text.split())
    assert read.count == 1
    assert "".join(heading.split()) in flat
    assert "".join(trace_answers()["was_new"].split()) in flat
    assert {"kk": "Мағансәйкескелмейді", "ru": "Мненеподходит"}[language] in flat
    assert read.is_pdfa3a


def test_an_unanswered_reflection_is_not_printed(world):
    clock.ask_for_traces()
    assert get("PP-TR").problems(TraceReflection.objects.first(), "kk")


def test_only_the_pupil_answers(world):
    assert world.pupils[0].has_perm("profprobes.submit_tracereflection", world.participations[0])
    for other in (world.pupils[1], world.coordinator, world.teacher, world.mentor):
        assert not other.has_perm("profprobes.submit_tracereflection", world.participations[0])
