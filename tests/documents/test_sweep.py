"""Healing: the rows are looked at, and whatever the queue or a worker lost goes on."""

import datetime as dt

import pytest
from django.utils import timezone

from documents import worker
from documents.models import DocumentBatch, IssuedDocument
from documents.services import request_batch, request_document, sweeping
from documents.services.making import claim_document
from documents.services.sweeping import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_queue(monkeypatch):
    monkeypatch.setattr(worker, "queue_is_empty", lambda: True)


@pytest.fixture
def document(make_source, clerk, sent, django_capture_on_commit_callbacks):
    """A queued document whose message the test has thrown away."""
    with django_capture_on_commit_callbacks(execute=True):
        row = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    sent.clear()
    return row


def age(document, **fields):
    long_ago = timezone.now() - dt.timedelta(seconds=10_000)
    IssuedDocument.objects.filter(pk=document.pk).update(
        **dict.fromkeys(fields, long_ago), **{k: v for k, v in fields.items() if v is not None}
    )


def test_a_lost_message_is_sent_again_and_a_fresh_one_is_not(document, sent):
    sweep()
    assert sent == []
    age(document, sent_at=None)
    sweep()
    sweep()
    assert sent == [("make_document", document.pk)]


def test_nothing_is_sent_again_while_the_queue_still_holds_messages(document, sent, monkeypatch):
    monkeypatch.setattr(worker, "queue_is_empty", lambda: False)
    age(document, sent_at=None)
    sweep()
    assert sent == []


def test_what_a_silent_worker_held_is_given_to_another(document, sent, run_worker, django_capture_on_commit_callbacks):
    claimed = claim_document(pk=document.pk, task_id="a", worker="gone@host#1")
    sweep()
    assert sent == []  # it has only just begun
    age(document, heartbeat_at=None)
    IssuedDocument.objects.update(heartbeat_at=timezone.now() - dt.timedelta(seconds=25))
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    run_worker()
    document.refresh_from_db()
    assert (document.production, document.attempts, document.number) == ("ready", 2, claimed.number)


def test_what_a_living_worker_holds_is_left_to_it(document, sent, monkeypatch):
    monkeypatch.setattr(worker, "_last_sign", 0.0)
    worker.give_sign("busy@host#1")
    claim_document(pk=document.pk, task_id="a", worker="busy@host#1")
    IssuedDocument.objects.update(heartbeat_at=timezone.now() - dt.timedelta(seconds=60))
    assert sweeping.take_back_lost_documents() == 0
    IssuedDocument.objects.update(heartbeat_at=timezone.now() - dt.timedelta(seconds=600))
    assert sweeping.take_back_lost_documents() == 1  # longer than any rendering may take


def test_a_document_that_kills_its_workers_is_given_up_with_a_word(document, sent):
    for _attempt in range(4):
        IssuedDocument.objects.update(production="queued", not_before=None)
        claim_document(pk=document.pk, worker="gone@host#1")
        IssuedDocument.objects.update(heartbeat_at=timezone.now() - dt.timedelta(seconds=600))
    sweep()
    document.refresh_from_db()
    assert (document.production, document.error_code) == ("failed", "crash")


def test_a_pause_between_attempts_ends_by_itself(document, sent):
    IssuedDocument.objects.update(not_before=timezone.now() + dt.timedelta(seconds=60))
    sweep()
    assert sent == []
    IssuedDocument.objects.update(not_before=timezone.now() - dt.timedelta(seconds=1))
    sweep()
    assert sent == [("make_document", document.pk)]


def test_a_batch_whose_message_was_lost_is_prepared_by_the_sweeper(make_source, clerk, sent, run_worker):
    batch = request_batch(type_code="DM-1", sources=[make_source()], language="kk", by=clerk, title="7 «Ә»")
    DocumentBatch.objects.update(sent_at=timezone.now() - dt.timedelta(seconds=600))
    sweep()
    run_worker()
    batch = DocumentBatch.objects.get(pk=batch.pk)
    assert batch.status == "done" and batch.files_state == "ready"


def test_files_of_a_batch_that_a_dead_worker_was_making_are_made(make_source, clerk, sent, run_worker, monkeypatch):
    batch = request_batch(type_code="DM-1", sources=[make_source()], language="kk", by=clerk, title="7 «Ә»")
    sent.append(("prepare_batch", batch.pk))
    run_worker()
    DocumentBatch.objects.filter(pk=batch.pk).update(
        files_state="making", heartbeat_at=timezone.now() - dt.timedelta(seconds=600), files=[]
    )
    sweep()
    run_worker()
    assert DocumentBatch.objects.get(pk=batch.pk).files_state == "ready"


def test_working_files_of_a_batch_go_after_two_weeks_and_documents_stay(make_source, clerk, sent, run_worker, store):
    batch = request_batch(type_code="DM-1", sources=[make_source()], language="kk", by=clerk, title="7 «Ә»")
    sent.append(("prepare_batch", batch.pk))
    run_worker()
    keys = [entry["key"] for entry in DocumentBatch.objects.get(pk=batch.pk).files]
    DocumentBatch.objects.filter(pk=batch.pk).update(finished_at=timezone.now() - dt.timedelta(days=15))
    sweep()
    assert len(keys) == 2 and not any(store.exists(key) for key in keys)
    assert store.exists(IssuedDocument.objects.get().file)


def test_a_paper_is_in_force_up_to_its_last_day(make_source, issue):
    document = issue(make_source())
    IssuedDocument.objects.update(valid_until=timezone.localdate())
    sweep()
    assert IssuedDocument.objects.get(pk=document.pk).status == "in_force"
    IssuedDocument.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    sweep()
    assert IssuedDocument.objects.get(pk=document.pk).status == "expired"


def test_a_broker_that_does_not_answer_never_stops_a_request(make_source, clerk, monkeypatch, django_capture_on_commit_callbacks):
    from kombu.exceptions import OperationalError

    from documents.tasks import make_document

    def refuse(*_args, **_kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(make_document, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    assert document.production == "queued"
