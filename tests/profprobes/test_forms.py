"""Form В and the files of a pupil."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.models import PhotoLevel
from portfolio.errors import PeopleNotNamed, PhotoForbidden
from portfolio.models import Artefact, PortfolioEntry, RubricScore
from profprobes.errors_phone import BeforeOnly, FilesNotOpen, NotAttended, NotInThisTrial
from profprobes.form_rules import AnswersRefused
from profprobes.models import FormConflict, ParticipantForm, Participation
from profprobes.services.forms import add_trial_artefact, is_empty, resolve_form_conflict, submit_before
from tests.factories.files import pdf, picture, upload
from tests.factories.phone import after, begun, held, ready, send_after, send_card
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

BEFORE = {"expects": "Нағыз құралмен жұмыс істеу", "fears": "Қателесіп кетем бе деймін"}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }


def send_before(world, index=0, *, answers=None, number=None, device_time=None):
    row = world.participations[index]
    return submit_before(
        participation=row, answers=answers or BEFORE, client_uuid=number or uuid.uuid4(), device_time=device_time, by=row.pupil
    )


def attach(world, index=0, *, content=None, name="photo.jpg", people="none", kind="photo", by=None):
    row = world.participations[index]
    return add_trial_artefact(participation=row, upload=upload(content or picture(), name), kind=kind, people=people, by=by or row.pupil)


def test_before_the_visit_the_answers_are_in_time():
    outcome, form = send_before(ready(TrialWorld()))
    form.refresh_from_db()
    assert outcome == "saved" and form.expects == BEFORE["expects"] and form.before_late is False and form.after_at is None


@pytest.mark.parametrize("minutes, late", [(-90, False), (0, True), (30, True)])
def test_before_is_late_when_it_was_written_after_the_start(minutes, late):
    world = begun(TrialWorld(days=0))
    start = timezone.now() - dt.timedelta(hours=1)
    world.session.transitions.create(action="start", source="ready", target="in_progress", by=world.mentor)
    world.session.transitions.update(at=start)
    _outcome, form = send_before(world, device_time=start + dt.timedelta(minutes=minutes))
    assert form.before_late is late


def test_a_clock_that_runs_ahead_does_not_decide_about_being_late():
    world = begun(TrialWorld(days=-1))
    _outcome, form = send_before(world, device_time=timezone.now() + dt.timedelta(days=400))
    assert form.before_late is True


def test_after_keeps_answers_consents_own_levels_and_outcome():
    world = held(TrialWorld())
    outcome, form = send_after(world, content=after(outcome="not_for_me", photo_consent="no", s_safety=1))
    form.refresh_from_db()
    world.participations[0].refresh_from_db()
    assert outcome == "saved" and form.did and form.artefact_consent is True and form.photo_consent is False
    assert world.participations[0].outcome == Participation.Outcome.NOT_FOR_ME
    own = RubricScore.objects.filter(rater=world.pupils[0])
    assert own.count() == 5 and own.get(criterion__code="safety").level == 1


def test_the_mentor_and_the_pupil_score_the_same_subject():
    world = held(TrialWorld())
    send_card(world)
    send_after(world)
    assert {(score.object_id, score.rater_id) for score in RubricScore.objects.all()} == {
        (world.participations[0].pk, world.mentor.pk),
        (world.participations[0].pk, world.pupils[0].pk),
    }


@pytest.mark.parametrize("stage", [ready, begun])
def test_after_opens_when_the_visit_has_been_held(stage):
    with pytest.raises(BeforeOnly):
        send_after(stage(TrialWorld()))


def test_whoever_was_absent_has_no_after():
    world = held(TrialWorld())
    Participation.objects.filter(pk=world.participations[0].pk).update(status="absent")
    with pytest.raises(NotAttended):
        send_after(world)


@pytest.mark.parametrize("status", ["withdrawn", "not_admitted"])
def test_whoever_does_not_take_part_has_no_questionnaire(status):
    world = ready(TrialWorld())
    Participation.objects.filter(pk=world.participations[0].pk).update(status=status)
    with pytest.raises(NotInThisTrial):
        send_before(world)


def test_consents_and_outcome_are_asked_for():
    with pytest.raises(AnswersRefused) as refusal:
        send_after(held(TrialWorld()), content=after(photo_consent="", artefact_consent="", outcome=""))
    assert {one.field for one in refusal.value.checked.errors} == {"photo_consent", "artefact_consent", "outcome"}


@pytest.mark.parametrize("answer, conflicts", [("same", 0), ("other", 1)])
def test_a_second_device_with_other_answers_loses_nothing(answer, conflicts):
    world = held(TrialWorld())
    send_after(world, content=after(did="Бірінші жауап осы"))
    outcome, form = send_after(world, content=after(did="Бірінші жауап осы" if answer == "same" else "Екінші жауап осы"))
    form.refresh_from_db()
    assert outcome == ("same" if answer == "same" else "conflict")
    assert form.did == "Бірінші жауап осы" and FormConflict.objects.count() == conflicts


def test_the_pupil_chooses_between_two_versions():
    world = held(TrialWorld())
    send_after(world, content=after(did="Бірінші жауап осы", outcome="unsure"))
    send_after(world, content=after(did="Екінші жауап осы", outcome="continue"))
    conflict = FormConflict.objects.get()
    form = resolve_form_conflict(conflict=conflict, content=after(did="Екінші жауап осы", outcome="continue"), by=world.pupils[0])
    world.participations[0].refresh_from_db()
    assert form.did == "Екінші жауап осы" and world.participations[0].outcome == "continue"
    assert ParticipantForm.objects.get().events.filter(did="Бірінші жауап осы").exists()


def test_a_repeat_of_each_half_changes_nothing():
    world = held(TrialWorld())
    number, other = uuid.uuid4(), uuid.uuid4()
    send_before(world, number=number)
    send_after(world, number=other)
    assert send_before(world, number=number, answers={"expects": "басқа"})[0] == "same"
    assert send_after(world, number=other, content=after(did="басқа жауап осы"))[0] == "same"
    assert ParticipantForm.objects.get().expects == BEFORE["expects"]


def test_an_empty_reflection_is_accepted_and_counted():
    nothing = dict.fromkeys(("went_well", "hard", "requirements", "about_me", "go_on"), "")
    _outcome, form = send_after(held(TrialWorld()), content=after(did="маған ұнады", **nothing))
    assert form.after_at and is_empty(form)


def test_yes_puts_trial_reflection_next_step_and_files_into_the_portfolio():
    world = held(TrialWorld())
    artefact = attach(world)
    send_card(world)
    send_after(world)
    entry = PortfolioEntry.objects.get()
    assert entry.portfolio.owner == world.pupils[0] and entry.source == world.participations[0]
    assert entry.access == PortfolioEntry.Access.PRIVATE and list(entry.artefacts.all()) == [artefact]
    assert "Тақтайшаны" in entry.description and "Ұқыпты" in entry.description and entry.next_step == "Басқа операцияда қайталау"


def test_a_file_that_comes_later_joins_the_entry():
    world = held(TrialWorld())
    send_after(world)
    artefact = attach(world)
    assert list(PortfolioEntry.objects.get().artefacts.all()) == [artefact]


def test_no_keeps_the_work_in_the_file_of_the_trial_only():
    world = held(TrialWorld())
    artefact = attach(world)
    send_after(world, content=after(artefact_consent="no"))
    assert not PortfolioEntry.objects.exists()
    assert list(world.participations[0].artefacts.all()) == [artefact]


def test_no_on_photos_forbids_them_at_once():
    world = held(TrialWorld())
    world.answer(0, photo="publish")
    send_after(world, content=after(photo_consent="yes"))
    world.participations[0].refresh_from_db()
    assert world.participations[0].photo_effective != PhotoLevel.NO
    attach(world, people="owner")
    conflicting = send_after(world, content=after(photo_consent="no"))
    assert conflicting[0] == "conflict"
    resolve_form_conflict(conflict=FormConflict.objects.get(), content=after(photo_consent="no"), by=world.pupils[0])
    world.participations[0].refresh_from_db()
    assert world.participations[0].photo_effective == PhotoLevel.NO
    assert Artefact.objects.get().status == Artefact.Status.BLOCKED


def test_a_photo_with_people_is_not_even_stored_where_photos_are_forbidden(tmp_path):
    world = begun(TrialWorld())
    with pytest.raises(PhotoForbidden):
        attach(world, people="owner")
    assert not Artefact.objects.exists() and not list(tmp_path.rglob("*.jpg"))
    assert attach(world, people="none")


def test_a_photo_with_other_children_needs_the_permission_of_the_whole_group():
    world = begun(TrialWorld())
    Participation.objects.filter(trial=world.trial).update(photo_effective="publish")
    Participation.objects.filter(pk=world.participations[2].pk).update(photo_effective="no")
    for row in world.participations:
        row.refresh_from_db()
    with pytest.raises(PhotoForbidden):
        attach(world, people="minors")
    assert attach(world, people="owner")


def test_a_picture_says_who_is_in_it_and_a_document_need_not():
    world = begun(TrialWorld())
    with pytest.raises(PeopleNotNamed):
        attach(world, people=None)
    assert attach(world, people=None, content=pdf(), name="report.pdf", kind="report")


def test_the_same_file_twice_is_one_file():
    world = begun(TrialWorld())
    assert attach(world) == attach(world) and Artefact.objects.count() == 1


def test_files_open_with_the_visit():
    with pytest.raises(FilesNotOpen):
        attach(ready(TrialWorld()))
