"""Many documents at once: order, errors, cancel, retry, files."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage

from documents.errors import BatchTooLarge, EmptyBatch, NothingToRetry
from documents.filenames import LONGEST
from documents.models import DocumentBatch, IssuedDocument, NumberEvent
from documents.services import cancel_batch, request_batch, retry_batch
from documents.services.batches import prepare_batch
from documents.services.making import claim_document, release_document
from documents.services.production import produce

from .reading import read

pytestmark = pytest.mark.django_db
NAMES = ["Үлгібаева Айару", "Демо-Әлиева Ғазиза", "Демо-Алиева Анар", "Һакімова Інжу", "Ұлттық Мысал"]
KAZAKH_ORDER = ["Демо-Алиева Анар", "Демо-Әлиева Ғазиза", "Ұлттық Мысал", "Үлгібаева Айару", "Һакімова Інжу"]


@pytest.fixture
def order(clerk, sent, django_capture_on_commit_callbacks):
    """A function that orders a batch: order(sources, **options)."""

    def make(sources, *, language="kk", **options):
        with django_capture_on_commit_callbacks(execute=True):
            return request_batch(type_code="DM-1", sources=sources, language=language, by=clerk, title="7 «Ә» сыныбы", options=options)

    return make


def fresh(batch):
    return DocumentBatch.objects.get(pk=batch.pk)


def test_a_batch_numbers_its_papers_in_the_order_of_the_kazakh_alphabet(make_source, order, run_worker):
    batch = order([make_source(name) for name in NAMES])
    run_worker()
    documents = IssuedDocument.objects.filter(batch_items__batch=batch).order_by("number")
    assert [document.sort_name for document in documents] == KAZAKH_ORDER
    assert [document.number[-5:] for document in documents] == ["00001", "00002", "00003", "00004", "00005"]
    assert (fresh(batch).status, fresh(batch).done) == ("done", 5)


def test_one_bad_item_leaves_the_others_usable_and_says_why(make_source, order, run_worker, clerk):
    good, refused, unprintable = make_source("А"), make_source("Б", refused=True), make_source("В", text="漢")
    batch = order([good, refused, unprintable])
    run_worker()
    states = {item.label: item for item in batch.items.select_related("document")}
    assert (fresh(batch).status, fresh(batch).done, fresh(batch).failed) == ("partly", 1, 2)
    assert states["А"].state == "done" and states["Б"].reason == "Мақсаты жазылмаған."
    assert states["В"].state == "failed" and states["В"].document.error_code == "font"


def test_whoever_ordered_is_told_when_the_package_is_ready(make_source, order, run_worker, clerk):
    batch = order([make_source("А"), make_source("Б", refused=True)])
    run_worker()
    notice = clerk.notices.get()
    assert notice.url == batch.get_absolute_url() and notice.params["done"] == 1 and notice.params["total"] == 2


def test_a_retry_makes_only_what_is_missing(make_source, order, run_worker, clerk, django_capture_on_commit_callbacks):
    sources = [make_source("А"), make_source("Б", refused=True)]
    batch = order(sources)
    run_worker()
    first = IssuedDocument.objects.get()
    sources[1].options = {}
    sources[1].save()
    with django_capture_on_commit_callbacks(execute=True):
        retry_batch(batch=batch, by=clerk)
    run_worker()
    assert (fresh(batch).status, fresh(batch).done, fresh(batch).failed) == ("done", 2, 0)
    first.refresh_from_db()
    assert first.attempts == 1 and len(zip_of(fresh(batch))) == 2
    with pytest.raises(NothingToRetry):
        retry_batch(batch=batch, by=clerk)


def test_a_ready_and_unchanged_paper_is_used_again(make_source, order, run_worker, issue):
    source = make_source()
    document = issue(source)
    batch = order([source])
    run_worker()
    assert batch.items.get().document == document and IssuedDocument.objects.count() == 1


def test_each_family_gets_its_language(make_source, order, run_worker):
    batch = order([make_source("А", lang="kk"), make_source("Б", lang="ru")], language=lambda source: source.options["lang"])
    run_worker()
    assert list(batch.items.order_by("label").values_list("document__title", flat=True)) == ["Демо нысаны", "Демонстрационная форма"]


def test_cancelling_stops_what_has_not_begun_and_voids_its_numbers(
    make_source, order, run_worker, sent, clerk, django_capture_on_commit_callbacks
):
    batch = order([make_source(name) for name in NAMES[:3]])
    prepare_batch(pk=batch.pk)
    started = batch.items.order_by("document__number").first().document
    claim_document(pk=started.pk)
    sent.clear()
    cancel_batch(batch=batch, by=clerk)
    batch = fresh(batch)
    assert (batch.status, batch.skipped) == ("cancelled", 2)
    assert NumberEvent.objects.filter(event="voided").count() == 2
    assert IssuedDocument.objects.filter(production="cancelled").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        retry_batch(batch=batch, by=clerk)
    run_worker()
    assert fresh(batch).waiting == 1  # what was being made when the batch was stopped belongs to it still
    release_document(pk=started.pk)
    produce(pk=started.pk)
    assert (fresh(batch).status, fresh(batch).done) == ("done", 3)
    assert len(set(IssuedDocument.objects.values_list("number", flat=True))) == 3


def test_a_message_that_comes_twice_prepares_once(make_source, order):
    batch = order([make_source()])
    assert prepare_batch(pk=batch.pk) == 1
    assert prepare_batch(pk=batch.pk) == 0 and IssuedDocument.objects.count() == 1


def zip_of(batch):
    entry = next(entry for entry in batch.files if entry["kind"] == "zip")
    return zipfile.ZipFile(io.BytesIO(default_storage.open(entry["key"]).read())).namelist()


def test_the_zip_names_its_papers_readably_in_order(make_source, order, run_worker):
    long = "Әбдіғаппарқызы-Һәкімұлы " * 8
    batch = order([make_source('Демо/Әлия: "№5"'), make_source("Демо-Бота"), make_source(long)])
    run_worker()
    names = zip_of(fresh(batch))
    assert sorted(names) == names and [name[:4] for name in names] == ["001_", "002_", "003_"]
    assert any(name.startswith("001_8А_") or "Демо-Бота" in name for name in names)
    assert all(len(name.encode()) <= LONGEST and "/" not in name and name.endswith(".pdf") for name in names)


def test_the_merged_file_is_one_tagged_document_with_a_bookmark_per_person(make_source, order, run_worker):
    batch = order([make_source(name) for name in NAMES[:3]])
    run_worker()
    entry = next(entry for entry in fresh(batch).files if entry["kind"] == "merged")
    page = read(default_storage.open(entry["key"]).read())
    assert page.count == 3 and page.is_pdfa3a and "Басып шығаруға" in page.text
    assert [name.split(" · ")[0] for name in page.bookmarks] == ["Демо-Алиева Анар", "Демо-Әлиева Ғазиза", "Үлгібаева Айару"]


def test_on_both_sides_of_the_sheet_every_paper_begins_in_front(make_source, order, run_worker):
    batch = order([make_source("А"), make_source("Б")], duplex=True, zip=False)
    run_worker()
    [entry] = fresh(batch).files
    assert read(default_storage.open(entry["key"]).read()).count == 3


def test_an_empty_or_a_giant_batch_is_refused(make_source, order, settings):
    with pytest.raises(EmptyBatch):
        order([])
    settings.DOCUMENTS = {"BATCH_LIMIT": 1}
    with pytest.raises(BatchTooLarge):
        order([make_source(), make_source()])
