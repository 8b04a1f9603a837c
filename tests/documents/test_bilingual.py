"""One paper in two languages: title, letterhead, words, number, file name, check page; forms that suit only some rows; drafts."""

import pytest
from django.core.checks import run_checks

from documents import languages, registry
from documents.errors import NoSuchLanguage
from documents.filenames import download_name
from documents.queries import register_of, slots_of
from documents.services import request_document

from .forms import DemoForm, TwinForm
from .reading import render_and_read

pytestmark = pytest.mark.django_db


def test_a_bilingual_paper_carries_both_languages(make_source):
    page = render_and_read(TwinForm, make_source(), languages.BOTH)
    assert page.language == "kk" and page.is_pdfa3a
    for text in (
        "Демо нысаны / Демонстрационная форма",
        "«№1 демо мектебі» КММ / КГУ «Демо-школа №1»",
        "Алматы қаласы, Демо көшесі, 1 / город Алматы, улица Демо, 1",
        "БСН / БИН 990040000012",
        "DM-5 нысаны / форма DM-5",
    ):
        assert text in page.text
    assert page.title.startswith("Демо нысаны / Демонстрационная форма")


def test_it_is_one_paper_with_one_number_and_one_file(make_source, issue, store, clerk, client):
    paper = issue(make_source(), languages.BOTH, code="DM-5")
    assert paper.is_ready and paper.language == "kk-ru" and paper.number == "DEMO1-DM-2026-00001".replace("2026", str(paper.issued_at.year))
    assert download_name(paper).startswith("Демо нысаны")
    assert list(register_of(clerk, language="kk-ru")) == [paper] and not register_of(clerk, language="kk")
    assert client.get(f"/v/{paper.verify_code}").status_code == 200
    client.force_login(clerk)
    assert "Қазақша | Русский" in client.get(paper.get_absolute_url()).content.decode()


def test_a_row_decides_its_forms_and_languages(make_source, clerk, client):
    plain, only_russian = make_source(no_twin=True), make_source(languages=["ru"])
    assert {slot.form.code for slot in slots_of(plain, clerk, ("DM-1", "DM-5"))} == {"DM-1"}
    assert [slot.language for slot in slots_of(only_russian, clerk, ("DM-5",))] == ["ru"]
    with pytest.raises(NoSuchLanguage):
        request_document(type_code="DM-5", source=only_russian, language="kk-ru", by=clerk)
    with pytest.raises(registry.UnknownType):
        request_document(type_code="DM-5", source=plain, language="kk-ru", by=clerk)
    client.force_login(clerk)
    assert client.post("/documents/request/", {"type": "DM-5", "source": plain.pk, "language": "kk"}).status_code == 404


@pytest.mark.parametrize("draft, status", [(True, "project"), (False, "in_force")])
def test_a_draft_says_so_across_its_pages_and_stays_a_project(make_source, issue, store, draft, status):
    source = make_source(draft=draft)
    assert issue(source, "kk", code="DM-5").status == status
    page = render_and_read(TwinForm, source, "kk")
    assert ("ПРОЕКТ" in page.text) == draft and page.is_pdfa3a


def test_a_bilingual_form_needs_both_titles():
    with pytest.raises(ValueError, match="no title"):
        registry.register(type("Half", (DemoForm,), {"code": "DM-9", "titles": {"kk": "Жарты"}, "languages": ("kk-ru",)}))
    assert not run_checks(tags=["documents"])


def test_words_that_are_alike_stand_once():
    assert languages.joined(["№", "№"]) == "№" and languages.joined(["бет", "стр."]) == "бет / стр." and languages.joined(["", "х"]) == "х"
