"""Who reaches which page, and what the pages do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import IssuedDocument
from documents.services import request_batch, request_document

from ..factories.people import UserFactory

pytestmark = pytest.mark.django_db
READER = {"middle_name": "оқырман"}


@pytest.fixture
def paper(make_source, issue):
    """A ready document of the clerk's row."""
    return issue(make_source())


@pytest.fixture
def person(client):
    """A function that signs somebody in: clerk, subject, stranger."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize("name", ["document", "state", "view", "download"])
def test_a_document_is_there_for_those_who_see_its_source_and_for_nobody_else(person, client, paper, clerk, name):
    url = reverse(f"documents:{name}", args=[paper.pk])
    assert client.get(url).status_code == 302 and "login" in client.get(url)["Location"]
    assert person(UserFactory()).get(url).status_code == 404
    assert person(clerk).get(url).status_code == 200


@pytest.mark.parametrize("action", ["retry", "reissue", "withdraw"])
def test_actions_belong_to_those_who_may_issue(person, make_source, issue, action):
    reader = UserFactory(**READER)
    document = issue(make_source(by=reader), by=UserFactory())
    url = reverse(f"documents:{action}", args=[document.pk])
    assert person(reader).post(url, {"reason": "себеп"}).status_code == 403
    assert person(UserFactory()).post(url, {"reason": "себеп"}).status_code == 404


def test_a_subject_sees_the_paper_about_them_and_cannot_withdraw_it(person, make_source, issue):
    pupil = UserFactory(**READER)
    document = issue(make_source(about=pupil))
    page = person(pupil).get(document.get_absolute_url())
    assert page.status_code == 200 and "withdraw" not in page.content.decode()
    assert person(pupil).post(reverse("documents:withdraw", args=[document.pk]), {"reason": "x"}).status_code == 403


def test_the_file_comes_under_a_readable_name_and_its_reading_is_noted(person, make_source, issue, clerk):
    from accounts.models import SensitiveRead

    pupil = UserFactory()
    document = issue(make_source(about=pupil))
    answer = person(clerk).get(reverse("documents:download", args=[document.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert SensitiveRead.objects.filter(reader=clerk, subject=pupil, what__contains=document.number).count() == 1


def test_a_replaced_file_stays_with_those_who_may_issue_it(person, make_source, issue, clerk):
    reader = UserFactory(**READER)
    source = make_source(by=reader)
    old = issue(source, by=clerk)
    source.options["text"] = "жаңа"
    issue(source, by=clerk)
    url = reverse("documents:download", args=[old.pk])
    assert person(reader).get(url).status_code == 403
    source.requested_by = clerk
    source.save()
    assert person(clerk).get(url).status_code == 200


def test_a_lost_file_is_said_in_words(person, paper, clerk, store):
    store.delete(paper.file)
    assert person(clerk).get(reverse("documents:download", args=[paper.pk])).status_code == 503


def test_asking_for_a_document_needs_the_row_and_the_right(person, make_source, clerk, sent):
    source = make_source()
    reader = UserFactory(**READER)
    theirs = make_source(by=reader)
    url = reverse("documents:request")

    def ask(user, row, **more):
        return person(user).post(url, {"type": "DM-1", "source": row.pk, "language": "kk", **more}).status_code

    assert ask(UserFactory(), source) == 404 and ask(reader, theirs) == 403
    assert ask(clerk, source, type="NO-SUCH") == 404 and ask(clerk, source, source="1 OR 1") == 404
    assert ask(clerk, source) == 302
    assert IssuedDocument.objects.get().requested_by == clerk


def test_a_refused_request_says_what_is_missing_and_goes_back(person, make_source, clerk):
    source = make_source(refused=True)
    answer = person(clerk).post(
        reverse("documents:request"), {"type": "DM-1", "source": source.pk, "language": "kk", "next": "/documents/"}, follow=True
    )
    assert "Мақсаты жазылмаған." in answer.content.decode() and answer.redirect_chain == [("/documents/", 302)]


def test_nobody_is_led_to_a_foreign_address(person, make_source, clerk, sent):
    answer = person(clerk).post(
        reverse("documents:request"), {"type": "DM-1", "source": make_source().pk, "language": "kk", "next": "https://evil.example/"}
    )
    assert answer["Location"].startswith("/documents/")


def test_the_part_of_a_page_lists_forms_in_both_languages_and_asks_again_while_one_is_made(person, make_source, clerk, sent):
    source = make_source()
    person(clerk)
    url = reverse("documents:of_source", args=["documents.documentbatch", source.pk]) + "?codes=DM-1"
    part = person(clerk).get(url).content.decode()
    assert part.count('name="type" value="DM-1"') == 2 and "hx-trigger" not in part
    request_document(type_code="DM-1", source=source, language="kk", by=clerk)
    assert 'hx-trigger="every 2s"' in person(clerk).get(url).content.decode()
    assert person(UserFactory()).get(url).status_code == 404


def test_while_no_worker_is_there_the_page_says_that_documents_wait(person, make_source, clerk, sent):
    from documents import worker

    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    state = reverse("documents:state", args=[document.pk])
    assert "hourglass" in person(clerk).get(state).content.decode()
    worker._last_sign = 0.0
    worker.give_sign("worker@test#1")
    assert "hourglass" not in person(clerk).get(state).content.decode()


def test_the_preview_is_marked_has_no_number_and_runs_nothing(person, make_source, clerk):
    source = make_source(text="алдын ала")
    answer = person(clerk).get(reverse("documents:preview"), {"type": "DM-1", "source": source.pk, "language": "kk"})
    page = answer.content.decode()
    assert "ЖОБА" in page and "алдын ала" in page and "<script" not in page.lower().replace("&lt;script", "") and "style=" not in page
    assert "sandbox" in answer["Content-Security-Policy"] and "script-src 'none'" in answer["Content-Security-Policy"]
    assert not IssuedDocument.objects.exists()


def test_a_preview_that_cannot_be_made_says_why(person, make_source, clerk):
    answer = person(clerk).get(reverse("documents:preview"), {"type": "DM-1", "source": make_source(refused=True).pk, "language": "kk"})
    assert answer.status_code == 409 and "Мақсаты жазылмаған." in answer.content.decode()


def test_the_register_is_searched_with_folded_letters_and_filtered(person, make_source, issue, clerk):
    issue(make_source("Демо-Әлия Қоңыр"))
    issue(make_source("Демо-Бота"), "ru")
    find = person(clerk).get
    assert "Демо-Әлия" in (found := find("/documents/?q=алия").content.decode()) and "Демо-Бота" not in found
    assert "Демо-Бота" in (found := find("/documents/?language=ru").content.decode()) and "Демо-Әлия" not in found
    assert "Демо-Әлия" not in find("/documents/?state=failed").content.decode()


def test_the_csv_holds_only_visible_rows_and_no_formula(person, make_source, issue, clerk):
    issue(make_source("=cmd|' /C calc'!A0"))
    issue(make_source("Бөтен", by=UserFactory()))
    text = b"".join(person(clerk).get("/documents/export.csv").streaming_content).decode()
    assert "\ufeff" in text and "'=cmd" in text and "Бөтен" not in text


def test_a_batch_belongs_to_whoever_ordered_it(person, make_source, clerk, sent, run_worker, django_capture_on_commit_callbacks):
    source = make_source()
    with django_capture_on_commit_callbacks(execute=True):
        batch = request_batch(type_code="DM-1", sources=[source], language="kk", by=clerk, title="7 «Ә»")
    urls = [reverse(f"documents:{name}", args=[batch.pk]) for name in ("batch", "batch_progress")]
    assert [person(clerk).get(url).status_code for url in urls] == [200, 200]
    assert [person(UserFactory()).get(url).status_code for url in urls] == [404, 404]
    run_worker()
    assert person(clerk).get(urls[1]).status_code == 286
    file = reverse("documents:batch_file", args=[batch.pk, "zip"])
    assert person(clerk).get(file).status_code == 200 and person(UserFactory()).get(file).status_code == 404
    type(source).objects.filter(pk=source.pk).update(requested_by=UserFactory())
    assert person(clerk).get(file).status_code == 404  # the right to the papers is gone, so is the package


def test_the_api_answers_as_the_pages_do(person, paper, clerk):
    url = f"/api/documents/{paper.pk}/"
    assert person(clerk).get(url).json()["number"] == paper.number
    assert "content" not in person(clerk).get(url).json()
    assert person(clerk).get(f"{url}download/").status_code == 200
    assert person(UserFactory()).get(url).status_code == 404
    assert person(UserFactory()).get("/api/documents/").json()["results"] == []


def test_the_register_takes_as_many_queries_for_many_rows_as_for_one(person, make_source, issue, clerk):
    browser = person(clerk)
    counts = []
    for number in range(3):
        issue(make_source(f"Демо-{number}"))
        browser.get("/documents/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/documents/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1 and counts[0] <= 12
