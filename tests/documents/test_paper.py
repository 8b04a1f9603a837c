"""What stands on the paper, read back from the PDF."""

import io
import json
import shutil
import subprocess

import pytest
import zxingcpp
from PIL import Image

from documents import registry
from documents.checks import fonts_have_every_letter
from documents.engine import fonts
from documents.engine.fetcher import Forbidden, PaperFetcher
from documents.engine.fonts import printable
from documents.engine.paper import Marks, MissingValue, paper_html
from documents.errors import RenderingFailed

from .forms import KAZAKH, DemoForm, LongForm, WideForm
from .reading import read, render_and_read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "language, title, form_line", [("kk", "Демо нысаны", "DM-1 нысаны"), ("ru", "Демонстрационная форма", "форма DM-1")]
)
def test_every_kind_of_block_is_printed_in_the_language_of_the_paper(make_source, language, title, form_line):
    page = render_and_read(DemoForm, make_source(), language)
    assert page.count == 1 and page.language == language
    expected = (
        title,
        form_line,
        KAZAKH,
        "бірінші жол",
        "8 «А» сынып",
        "Химия",
        "Демо-Үмбетқызы мәтін",
        "3 үш" if language == "kk" else "3 три",
        "байқалмады",
    )
    for text in expected:
        assert text in page.text


def test_every_kazakh_letter_is_read_back_by_another_reader(make_source, tmp_path):
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
    pdf = render_and_read(DemoForm, make_source(text=letters), "kk").pdf
    (tmp_path / "paper.pdf").write_bytes(pdf)
    text = subprocess.run([shutil.which("pdftotext"), str(tmp_path / "paper.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert letters in text


def test_the_file_claims_pdfa3a_is_tagged_and_embeds_liberation_alone(make_source):
    page = render_and_read(DemoForm, make_source(), "kk")
    assert page.is_pdfa3a
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure", "/P"} <= page.tags
    assert page.fonts and all(name.startswith("Liberation-Serif") for name in page.fonts)


def test_boxes_say_what_is_ticked_to_those_who_listen(make_source):
    page = render_and_read(DemoForm, make_source(), "kk")
    assert [alt for alt in page.alternatives if alt.startswith("белгілен")] == [
        "белгіленген",
        "белгіленбеген",
        "белгіленген",
        "белгіленбеген",
    ]


def test_text_of_people_is_never_markup(make_source):
    assert "<script>alert(1)</script> & тырнақша" in render_and_read(DemoForm, make_source(), "kk").text


def test_an_empty_value_is_a_dash_and_a_blank_form_has_lines_instead(make_source):
    assert "Бос —" in render_and_read(DemoForm, make_source(), "kk").text
    assert "—" not in render_and_read(DemoForm, make_source(blank=True, text=""), "kk").text


def test_a_pictograph_typed_on_a_telephone_becomes_a_word(make_source):
    page = render_and_read(DemoForm, make_source(text="Маған ұнады 😊👍🏽 ғой"), "kk")
    assert "Маған ұнады [смайл] ғой" in page.text
    assert all(name.startswith("Liberation-Serif") for name in page.fonts)


@pytest.mark.parametrize(("language", "word"), [("kk", "теңге"), ("ru", "тенге")])
def test_the_sign_of_the_tenge_is_written_as_a_word(language, word):
    assert printable("810 000 ₸", language) == f"810 000 {word}"


def test_a_letter_that_the_font_lacks_stops_the_paper(make_source):
    with pytest.raises(RenderingFailed) as failure:
        render_and_read(DemoForm, make_source(text="漢"), "kk")
    assert failure.value.code == "font" and "漢" in failure.value.detail


def test_a_letter_typed_as_two_signs_is_printed_as_one(make_source):
    assert "мен сый" in render_and_read(DemoForm, make_source(text="мен сый"), "kk").text


@pytest.mark.parametrize("words, fits", [(10, True), (250, True), (2000, False)])
def test_a_one_page_form_shrinks_to_fit_and_grows_only_when_it_must(make_source, words, fits):
    page = render_and_read(DemoForm, make_source(text="сөз " * words), "kk")
    assert (page.count == 1) is fits


def test_a_long_paper_repeats_its_name_and_counts_its_pages(make_source):
    page = render_and_read(LongForm, make_source(), "kk")
    assert page.count > 2 and f"{page.count} / {page.count}" in page.text
    assert page.text.count("Ұзын нысан · DM-2") == page.count - 1


def test_a_form_of_its_own_look_is_landscape_and_embeds_no_data_when_sensitive(make_source, issue):
    page = render_and_read(WideForm, make_source(), "ru")
    assert page.sizes == [(842, 595)] and f"Цель {KAZAKH}" in page.text


def test_a_value_that_the_template_misses_stops_the_paper(make_source):
    content = registry.get("DM-3").freeze(make_source(hole=True), "kk")
    with pytest.raises(MissingValue) as failure:
        paper_html(form=registry.get("DM-3"), content=content, language="kk", marks=Marks())
    assert failure.value.variable == "purpose"


def test_the_printed_values_travel_with_the_paper(make_source, issue, store):
    document = issue(make_source())
    data = json.loads(read(store.open(document.file).read()).attachments["data.json"])
    assert data["number"] == document.number and data["type"] == "DM-1"
    assert data["sheet"]["blocks"][0]["rows"][0]["value"] == KAZAKH


def test_a_sensitive_form_embeds_no_data(make_source, issue, store):
    document = issue(make_source(), code="DM-3")
    assert document.is_ready and document.number == ""
    assert read(store.open(document.file).read()).attachments == {}


def test_the_qr_code_opens_the_check_page(make_source, issue, store, client, tmp_path):
    document = issue(make_source())
    (tmp_path / "paper.pdf").write_bytes(store.open(document.file).read())
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", str(tmp_path / "paper.pdf"), str(tmp_path / "paper")], check=True)
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO((tmp_path / "paper.png").read_bytes())))
    assert [code.text for code in codes] == [document.verify_url]
    page = client.get(document.verify_url.removeprefix("http://testserver"))
    assert page.status_code == 200 and document.number in page.content.decode()
    assert document.code_in_groups in read(store.open(document.file).read()).text


def test_a_paper_may_load_nothing_from_the_network_or_the_disk():
    for url in ("https://example.kz/logo.png", "file:///etc/passwd", "http://127.0.0.1/", "data:text/html,x"):
        with pytest.raises((Forbidden, ValueError)):
            PaperFetcher().fetch(url)
    assert PaperFetcher().fetch(fonts.files()["Bold"].as_uri())


def test_fonts_without_kazakh_letters_are_refused_not_replaced(monkeypatch):
    assert fonts_have_every_letter(None) == []
    monkeypatch.setattr(fonts, "_common_letters", lambda paths: frozenset("abc"))
    fonts.files.cache_clear()
    try:
        assert [error.id for error in fonts_have_every_letter(None)] == ["documents.E001"]
    finally:
        monkeypatch.undo()
        fonts.files.cache_clear()
