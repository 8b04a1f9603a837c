"""Asking for a document: once is once, a change is a version, a failure is a word."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import WrongState
from documents.errors import CannotIssue, FormCannotBeFilled, NoSuchLanguage, NothingToRetry
from documents.models import IssuedDocument, NumberEvent
from documents.services import request_document, retry_document, withdraw_document
from documents.services.making import claim_document, finish_document
from documents.services.production import produce

from ..factories.people import UserFactory
from .reading import read

pytestmark = pytest.mark.django_db


def test_the_row_is_there_at_once_and_the_message_goes_after_the_commit(make_source, clerk, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    assert document.production == "queued" and document.number == "" and sent == []
    for callback in after_commit:
        callback()
    assert sent == [("make_document", document.pk)]


def test_a_double_click_gives_one_document(make_source, clerk, sent):
    source = make_source()
    rows = {request_document(type_code="DM-1", source=source, language="kk", by=clerk).pk for _click in range(3)}
    assert len(rows) == 1 == IssuedDocument.objects.count()


def test_two_languages_are_two_papers_with_two_numbers(make_source, issue):
    source = make_source()
    kk, ru = issue(source, "kk"), issue(source, "ru")
    assert (kk.title, ru.title) == ("Демо нысаны", "Демонстрационная форма")
    year = timezone.localdate().year
    assert [kk.number, ru.number] == [f"DEMO1-DM-{year}-00001", f"DEMO1-DM-{year}-00002"]


def test_a_made_document_is_in_force_with_its_file_and_hash(make_source, issue, store):
    document = issue(make_source())
    content = store.open(document.file).read()
    assert (document.status, document.pages, document.size) == ("in_force", 1, len(content))
    assert document.file == f"documents/DEMO1/{timezone.localdate().year}/{document.uuid}/v1.pdf"
    assert document.number in read(content).text


def test_a_document_that_wants_signatures_stays_a_project(make_source, issue):
    assert issue(make_source(), code="DM-4").status == "project"


def test_unchanged_content_gives_the_same_paper(make_source, issue, sent):
    source = make_source()
    first = issue(source)
    assert issue(source).pk == first.pk and sent == []


def test_changed_content_is_a_new_version_under_the_same_number_and_the_old_one_points_to_it(make_source, issue):
    source = make_source()
    first = issue(source)
    source.options["text"] = "жаңа мәтін"
    second = issue(source, reason="деректер өзгерді")
    first.refresh_from_db()
    assert (second.number, second.version, second.replaces_id) == (first.number, 2, first.pk)
    assert (first.status, second.status) == ("replaced", "in_force")
    assert first.verify_code != second.verify_code


def test_going_back_to_an_earlier_content_is_a_version_too(make_source, issue):
    source = make_source(text="бірінші")
    issue(source)
    source.options["text"] = "екінші"
    issue(source)
    source.options["text"] = "бірінші"
    assert issue(source).version == 3


def test_the_paper_keeps_what_it_was_made_from(make_source, issue):
    source = make_source(text="бастапқы")
    document = issue(source)
    source.options["text"] = "өзгерген"
    source.save()
    assert "бастапқы" in IssuedDocument.objects.get(pk=document.pk).content


def test_what_nobody_has_seen_yet_takes_the_newest_content_without_a_new_version(make_source, clerk, sent, run_worker):
    source = make_source(text="бірінші")
    first = request_document(type_code="DM-1", source=source, language="kk", by=clerk)
    source.options["text"] = "екінші"
    again = request_document(type_code="DM-1", source=source, language="kk", by=clerk)
    assert (again.pk, again.version) == (first.pk, 1) and "екінші" in again.content


def test_a_refusal_names_what_is_missing_and_leaves_no_row(make_source, clerk):
    with pytest.raises(CannotIssue, match="Мақсаты жазылмаған"):
        request_document(type_code="DM-1", source=make_source(refused=True), language="kk", by=clerk)
    assert not IssuedDocument.objects.exists()


def test_a_form_whose_own_code_fails_refuses_in_words(make_source, clerk):
    with pytest.raises(FormCannotBeFilled):
        request_document(type_code="DM-1", source=make_source(broken=True), language="kk", by=clerk)


def test_a_language_that_the_form_is_not_printed_in_is_refused(make_source, clerk):
    with pytest.raises(NoSuchLanguage):
        request_document(type_code="DM-1", source=make_source(), language="en", by=clerk)


def test_a_template_that_misses_a_value_fails_at_once_and_names_it(make_source, issue):
    document = issue(make_source(hole=True), code="DM-3")
    assert (document.production, document.error_code, document.error_detail, document.attempts) == ("failed", "template", "purpose", 1)


def test_a_failed_document_is_made_by_a_retry_and_only_then(
    make_source, issue, clerk, sent, run_worker, monkeypatch, django_capture_on_commit_callbacks
):
    source = make_source(text="漢")
    document = issue(source)
    assert (document.production, document.error_code) == ("failed", "font")
    number = document.number
    source.options["text"] = "түзетілді"
    again = issue(source)
    assert (again.pk, again.production, again.number, again.version) == (document.pk, "ready", number, 1)
    with pytest.raises(NothingToRetry):
        retry_document(document=again, by=clerk)


def test_a_store_that_fails_is_tried_again_later_and_then_given_up(make_source, issue, monkeypatch, settings):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    document = issue(make_source())
    assert (document.production, document.error_code, document.attempts) == ("queued", "storage", 1)
    assert document.not_before > timezone.now()
    settings.DOCUMENTS = {"RETRY_DELAYS": (0, 0, 0)}
    for _attempt in range(3):
        IssuedDocument.objects.update(not_before=None)
        produce(pk=document.pk)
    document.refresh_from_db()
    assert (document.production, document.error_code, document.attempts) == ("failed", "storage", 4)
    assert document.get_error_code_display() and NumberEvent.objects.filter(document=document).count() == 1


def test_two_workers_on_one_document_one_wins(make_source, issue, clerk, sent):
    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    first, second = claim_document(pk=document.pk, task_id="a"), claim_document(pk=document.pk, task_id="b")
    assert first is not None and second is None


def test_a_message_delivered_twice_makes_one_paper(make_source, issue, store):
    document = issue(make_source())
    assert produce(pk=document.pk) is False
    assert len(store.listdir(f"documents/DEMO1/{timezone.localdate().year}/{document.uuid}")[1]) == 1


def test_a_worker_that_comes_back_late_changes_nothing(make_source, clerk, sent):
    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    late = claim_document(pk=document.pk, task_id="a")
    IssuedDocument.objects.update(production="queued")
    claim_document(pk=document.pk, task_id="b")
    assert finish_document(document=late, name="x.pdf", pdf=b"x", pages=1) is False
    assert IssuedDocument.objects.get(pk=document.pk).production == "rendering"


def test_the_same_message_after_a_lost_worker_takes_its_document_over(make_source, clerk, sent):
    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    claim_document(pk=document.pk, task_id="a")
    assert claim_document(pk=document.pk, task_id="b", redelivered=True) is None
    taken = claim_document(pk=document.pk, task_id="a", redelivered=True)
    assert taken is not None and taken.attempts == 2 and taken.number == IssuedDocument.objects.get(pk=document.pk).number


def test_a_withdrawn_paper_stays_withdrawn_and_the_next_is_a_new_version(make_source, issue, clerk):
    source = make_source()
    document = issue(source)
    withdraw_document(document=document, by=clerk, reason="Қате дерек")
    again = issue(source)
    document.refresh_from_db()
    assert (document.status, again.version, again.status) == ("withdrawn", 2, "in_force")
    assert document.transitions.get(action="withdraw").reason == "Қате дерек"
    with pytest.raises(WrongState):
        withdraw_document(document=document, by=clerk, reason="тағы")


def test_people_on_the_paper_are_its_subjects(make_source, issue):
    pupil = UserFactory()
    document = issue(make_source(about=pupil))
    assert list(document.subjects.all()) == [pupil]
    assert list(IssuedDocument.objects.visible_to(pupil)) == [document]
    assert not IssuedDocument.objects.visible_to(UserFactory()).exists()


@pytest.mark.parametrize(
    "title", ["Әбдіғаппарқызы-Һәкімұлы Ұлдай-Күләш Өмірғалиқызы", "Ә" * 120 + " " + "Ң" * 120, "ӘәҒғҚқҢңӨөҰұҮүҺһІі О'Нил-ұлы"]
)
def test_names_of_every_shape_are_printed_and_found(make_source, issue, store, title):
    document = issue(make_source(title))
    assert "".join(title.split()) in "".join(read(store.open(document.file).read()).text.split())
    assert document.sort_name == title


@pytest.mark.parametrize(
    "values",
    [{"production": "ready"}, {"status": "in_force"}],
)
def test_the_database_holds_no_paper_without_a_file(make_source, clerk, sent, values):
    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(**values)


def test_the_database_gives_a_number_to_one_paper(make_source, issue, clerk, sent):
    first = issue(make_source())
    second = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=second.pk).update(number=first.number)


def test_the_content_lies_encrypted(make_source, issue):
    from django.db import connection

    document = issue(make_source(text="құпия сөз"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM documents_issueddocument WHERE id = %s", [document.pk])
        assert "құпия" not in cursor.fetchone()[0]
