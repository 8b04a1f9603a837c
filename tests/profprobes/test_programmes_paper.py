"""PP-PROG in both languages, and its blank (§5.2)."""

import pytest

from documents.registry import get
from profprobes.documents import ProgrammePaper
from tests.documents.reading import render_and_read
from tests.factories.programmes import draft_programme, published

pytestmark = pytest.mark.django_db

LINES = {
    "kk": (
        "Титул парағы",
        "Ақпараттық карта",
        "Түсіндірме жазба",
        "Тақырыптық жоспар",
        "Кәсіби сынақтың мазмұны",
        "Мамандық санаты",
        "техникалық тапсырма",
    ),
    "ru": (
        "Титульный лист",
        "Информационная карта",
        "Пояснительная записка",
        "Тематический план",
        "Содержание пробы",
        "Категория",
        "техническое задание",
    ),
}
FILLED = {
    "kk": ("Ағаш бөлшек", "сейсенбі", "Қол ара", "Жұмыс берушінің сараптамасы", "1-нұсқа", "Электрондық түрде расталды"),
    "ru": ("Деревянная деталь", "вторник", "Ножовка", "Экспертиза работодателя", "версия 1", "Подтверждено электронно"),
}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_six_parts_and_the_review_are_printed(language):
    row = published()
    paper = render_and_read(ProgrammePaper, row, language)
    for text in (*LINES[language], *FILLED[language]):
        assert text in paper.text, text
    blank = render_and_read(type(get("PP-PROG-0")), row.owner, language)
    for text in LINES[language]:
        assert text in blank.text, text
    assert row.name_kk not in blank.text and "—" not in blank.text


def test_without_a_title_page_it_begins_with_the_card_and_a_draft_is_not_printed():
    row = published(without_title_page=True)
    assert "Титул парағы" not in render_and_read(ProgrammePaper, row, "kk").text
    assert ProgrammePaper().problems(draft_programme(), "kk") and not ProgrammePaper().problems(row, "kk")
