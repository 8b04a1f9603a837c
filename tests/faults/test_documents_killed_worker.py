"""A batch survives what happens to its worker and its broker: nothing lost, nothing doubled, no hands."""

import hashlib

import pytest
from django.core.files.storage import default_storage

from config.processes import wait_until
from documents import registry, worker
from documents.models import DocumentBatch, IssuedDocument, NumberEvent
from documents.services import register_issuer, request_batch, request_document
from documents.services.sweeping import sweep

from ..documents.forms import FORMS
from ..factories.people import UserFactory

COUNT = 12
pytestmark = pytest.mark.timeout(900)  # real workers are started and killed; a busy machine takes its time


@pytest.fixture(autouse=True)
def _forms():
    for form in FORMS:
        registry.register(form)
    yield
    for form in FORMS:
        registry.unregister(form.code)


@pytest.fixture
def clerk(celery_worker_process):
    person = UserFactory()
    register_issuer(source=person, code="DEMO1", name_kk="«№1 демо мектебі» КММ", name_ru="КГУ «Демо-школа №1»")
    return person


@pytest.fixture
def batch(clerk):
    """A batch of a dozen one-page papers, on its way to a real worker."""
    return send_batch(clerk)


def send_batch(clerk):
    sources = [
        DocumentBatch.objects.create(title=f"Демо-{number:02}", type_code="DM-1", requested_by=clerk, status="done")
        for number in range(COUNT)
    ]
    return request_batch(type_code="DM-1", sources=sources, language="kk", by=clerk, title="7 «Ә» сыныбы")


def ready():
    return IssuedDocument.objects.filter(production="ready").count()


def healed(batch):
    """One round of the sweeper, as beat calls it; True when the batch is over and its files are there."""
    sweep()
    row = DocumentBatch.objects.get(pk=batch.pk)
    return row.status == "done" and row.files_state == "ready"


def assert_nothing_lost_and_nothing_doubled(batch):
    documents = IssuedDocument.objects.filter(batch_items__batch=batch)
    assert documents.count() == COUNT == ready() == IssuedDocument.objects.filter(status="in_force").count()
    year = documents[0].issued_at.year
    assert sorted(documents.values_list("number", flat=True)) == [f"DEMO1-DM-{year}-{number:05}" for number in range(1, COUNT + 1)]
    assert NumberEvent.objects.count() == COUNT
    for document in documents:
        assert hashlib.sha256(default_storage.open(document.file).read()).hexdigest() == document.sha256


def test_a_worker_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(batch, celery_worker_process):
    assert wait_until(lambda: ready() >= 3, seconds=120, every=0.05)
    celery_worker_process.kill()
    done = ready()
    assert 3 <= done < COUNT  # it really was in the middle
    assert IssuedDocument.objects.exclude(production="ready").exists()
    celery_worker_process.start()
    assert wait_until(lambda: healed(batch), seconds=400, every=1)
    assert_nothing_lost_and_nothing_doubled(batch)


def test_a_broker_that_forgets_everything_loses_nothing(batch, celery_worker_process, broker, settings):
    settings.DOCUMENTS = {"RESEND_SECONDS": 3}
    assert wait_until(lambda: ready() >= 2, seconds=120, every=0.05)
    celery_worker_process.freeze()
    broker.lose_everything()
    celery_worker_process.thaw()
    assert ready() < COUNT
    assert wait_until(lambda: healed(batch), seconds=400, every=1)
    assert_nothing_lost_and_nothing_doubled(batch)


def test_without_the_sweeper_a_lost_message_stays_lost(clerk, celery_worker_process, broker, settings):
    celery_worker_process.stop()
    source = DocumentBatch.objects.create(title="Демо", type_code="DM-1", requested_by=clerk, status="done")
    document = request_document(type_code="DM-1", source=source, language="kk", by=clerk)
    broker.drop_messages()
    celery_worker_process.start()
    other = request_document(type_code="DM-1", source=source, language="ru", by=clerk)
    assert wait_until(lambda: ready() == 1, seconds=60, every=0.1)  # the worker works, and has not heard of the first
    other.refresh_from_db()
    document.refresh_from_db()
    assert (other.production, document.production) == ("ready", "queued")
    settings.DOCUMENTS = {"RESEND_SECONDS": 0}
    sweep()
    assert wait_until(lambda: ready() == 2, seconds=60, every=0.1)


def test_while_the_worker_is_away_documents_wait_and_the_page_says_so(clerk, celery_worker_process, client):
    assert wait_until(lambda: not worker.is_down(), seconds=30)  # its sign was wiped with the cache of the test before: it gives another
    celery_worker_process.stop()
    source = DocumentBatch.objects.create(title="Демо", type_code="DM-1", requested_by=clerk, status="done")
    document = request_document(type_code="DM-1", source=source, language="kk", by=clerk)
    client.force_login(clerk)
    assert worker.is_down() and "hourglass" in client.get(document.get_absolute_url()).content.decode()
    celery_worker_process.start()
    assert wait_until(lambda: ready() == 1, seconds=60, every=0.1)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "hourglass" not in page and f"/documents/{document.pk}/download/" in page


def test_two_workers_share_a_batch_without_making_anything_twice(clerk, start_celery_worker):
    start_celery_worker()
    batch = send_batch(clerk)  # only now: on a busy machine the first worker would be ready before the second has come
    assert wait_until(lambda: healed(batch), seconds=400, every=1)
    assert_nothing_lost_and_nothing_doubled(batch)
    assert set(IssuedDocument.objects.values_list("attempts", flat=True)) == {1}
    assert IssuedDocument.objects.values("worker").distinct().count() == 2
