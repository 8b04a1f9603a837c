"""The six marks of a meaningful trial: automatic, confirmed, overruled with a note, frozen at the end (BR-33, BR-36)."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.errors import WrongState
from profprobes.errors import NoteForMarkMissing
from profprobes.models import MeaningfulnessCheck, Trial, TrialSession
from profprobes.services import closing
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=1, held=True)


def as_found(world) -> dict:
    return {mark.code: (mark.ok, "") for mark in closing.auto_marks(world.trial)}


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def address(world, name="trial_marks"):
    return reverse(f"profprobes:{name}", args=[world.trial.pk])


def test_the_school_confirms_what_the_portal_found(world):
    closing.confirm_marks(trial=world.trial, answers=as_found(world), by=world.coordinator)
    assert MeaningfulnessCheck.objects.filter(confirmed_by=world.coordinator).count() == 6
    assert [mark.ok for mark in closing.meaningfulness(world.trial)] == [mark.ok for mark in closing.auto_marks(world.trial)]


def test_overruling_needs_a_note_and_then_counts(world):
    assert not closing.is_meaningful(world.trial)
    answers = dict.fromkeys(as_found(world), (True, ""))
    with pytest.raises(NoteForMarkMissing):
        closing.confirm_marks(trial=world.trial, answers=answers, by=world.coordinator)
    assert not MeaningfulnessCheck.objects.exists()
    answers = dict.fromkeys(answers, (True, "Қағаз журналда бар"))
    closing.confirm_marks(trial=world.trial, answers=answers, by=world.coordinator)
    assert closing.is_meaningful(world.trial)


def test_the_database_refuses_an_overruled_mark_without_a_note(world):
    closing.confirm_marks(trial=world.trial, answers=as_found(world), by=world.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeaningfulnessCheck.objects.filter(code="goal").update(auto=False, manual=True)


def test_closing_freezes_all_six_marks_and_files_an_excursion(world):
    TrialSession.objects.update(tools_shown=False, chain_done=True)
    closing.write_closing_note(trial=world.trial, teacher_view="Жақсы", pupil_view="Қызық", by=world.coordinator)
    Trial.objects.filter(pk=world.trial.pk).update(status="held")
    closed = closing.close_trial(trial=world.trial, by=world.coordinator)
    assert closed.counts_as_trial is False
    assert MeaningfulnessCheck.objects.filter(trial=world.trial).count() == 6
    with pytest.raises(WrongState):
        closing.confirm_marks(trial=closed, answers=as_found(world), by=world.coordinator)


def test_the_refusal_stands_beside_its_note_and_nothing_typed_is_lost(world):
    data = {f"met_{code}": "yes" for code in as_found(world)} | {"note_task": "Жазба"}
    answer = signed_in(world.coordinator).post(address(world), data)
    assert answer.status_code == 422
    assert "Жазба" in answer.content.decode()
    assert "note_specialists" in answer.context["form"].errors


def test_only_the_coordinator_confirms_and_the_closing_tab_says_who(world):
    assert signed_in(world.teacher).get(address(world)).status_code == 403
    data = {f"met_{code}": "yes" if ok else "no" for code, (ok, _note) in as_found(world).items()}
    assert signed_in(world.coordinator).post(address(world), data).status_code == 302
    text = signed_in(world.teacher).get(address(world, "trial_closing")).content.decode()
    assert world.coordinator.short_name in text
    assert address(world) not in text
