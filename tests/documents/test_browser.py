"""In a real browser: the file check, the pages of documents and packages at both sizes."""

import pytest
from django.core.files.storage import default_storage

from documents.models import IssuedDocument
from documents.services import request_batch, request_document
from documents.services.batch_files import make_files
from documents.services.batches import prepare_batch
from documents.services.production import produce

from ..browser import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(make_source, clerk, sent):
    """A ready paper, committed."""
    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    produce(pk=document.pk)
    return IssuedDocument.objects.get(pk=document.pk)


@pytest.mark.parametrize("change, answer", [(False, "Файл өзгермеген"), (True, "Сәйкес емес")])
def test_a_stranger_checks_the_file_and_nothing_but_its_sum_leaves_the_device(paper, phone, tmp_path, change, answer, accessible):
    content = bytearray(default_storage.open(paper.file).read())
    content[len(content) // 2] ^= change
    (tmp_path / "paper.pdf").write_bytes(content)
    sent = []
    phone.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    phone.goto(f"/v/{paper.verify_code}")
    accessible(phone)
    phone.set_input_files("input[type=file]", tmp_path / "paper.pdf")
    phone.get_by_text(answer).wait_for()
    assert len(sent) == 1 and len(sent[0]) == len("sha256=") + 64


@pytest.mark.parametrize(
    "size, language, download, withdraw", [(PHONE, "kk", "PDF жүктеу", "Күшін жою"), (DESK, "ru", "Скачать PDF", "Отозвать")]
)
def test_a_clerk_opens_downloads_and_withdraws_a_paper(paper, clerk, page_factory, accessible, size, language, download, withdraw):
    type(clerk).objects.filter(pk=clerk.pk).update(language=language)
    page = page_factory(size, language=language, user=clerk)
    page.goto("/documents/")
    accessible(page)
    page.get_by_role("link", name=paper.number).click()
    page.frame_locator("iframe").get_by_text("Демо нысаны").first.wait_for()
    accessible(page)
    with page.expect_download() as file:
        page.get_by_role("link", name=download).click()
    assert file.value.suggested_filename.endswith(f"{paper.number}.pdf")
    page.get_by_text(withdraw, exact=True).first.click()
    page.locator("#withdraw-reason").fill("Қате дерек")
    page.get_by_role("button", name=withdraw).last.click()
    page.get_by_text("Қате дерек").first.wait_for()
    assert IssuedDocument.objects.get(pk=paper.pk).status == "withdrawn"


def test_a_package_is_watched_until_its_files_are_there(make_source, clerk, sent, page_factory, accessible):
    batch = request_batch(
        type_code="DM-1", sources=[make_source("Демо-А"), make_source("Демо-Б")], language="kk", by=clerk, title="7 «Ә» сыныбы"
    )
    page = page_factory(PHONE, user=clerk)
    page.goto(batch.get_absolute_url())
    page.get_by_text("0 / 2").wait_for()
    prepare_batch(pk=batch.pk)
    for document in IssuedDocument.objects.filter(batch_items__batch=batch):
        produce(pk=document.pk)
    make_files(pk=batch.pk)
    page.get_by_text("2 / 2").wait_for()  # the page asked by itself
    accessible(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="ZIP-мұрағат").click()
    assert file.value.suggested_filename == "7 «Ә» сыныбы.zip"
