"""Forms of the engine's own tests. Their source is a batch of documents: a row that only the person who ordered it sees."""

from typing import Any

import rules

from documents.models import DocumentBatch, Issuer
from documents.registry import DocumentType
from documents.sheet import (
    Blank,
    Boxed,
    Bullets,
    Choice,
    Column,
    Items,
    Pair,
    Pairs,
    Paragraph,
    Qr,
    Row,
    Rows,
    Scale,
    Seat,
    Sheet,
    Table,
    TickBoxes,
    Ticks,
    Underline,
)

KAZAKH = "Әлия Ғалымқызы Қоңырөзек Һүжжат іні ұшты үміт ңғ"


@rules.predicate
def may_issue(user: Any, source: DocumentBatch) -> bool:
    """Everybody who sees the row, except those whom the test names «оқырман»."""
    return user.middle_name != "оқырман"


if not rules.perm_exists("documents.issue_demo"):
    rules.add_perm("documents.issue_demo", may_issue)


class DemoForm(DocumentType):
    """A one-page form with every kind of block."""

    code = "DM-1"
    titles = {"kk": "Демо нысаны", "ru": "Демонстрационная форма"}
    source_model = "documents.DocumentBatch"
    may_issue = "documents.issue_demo"
    batchable = True
    max_pages = 1

    def issuer(self, source: DocumentBatch) -> Issuer:
        return Issuer.objects.get(code=source.options.get("issuer", "DEMO1"))

    def subjects(self, source: DocumentBatch) -> list:
        return list(source.scope.__class__.objects.filter(pk=source.scope_id)) if source.scope else []

    def sort_name(self, source: DocumentBatch) -> str:
        return source.title

    def file_label(self, source: DocumentBatch) -> str:
        return f"8А {source.title}"

    def problems(self, source: DocumentBatch, language: str) -> list[str]:
        return ["Мақсаты жазылмаған."] if source.options.get("refused") else []

    def sheet(self, source: DocumentBatch, language: str) -> Sheet:
        if source.options.get("broken"):
            raise KeyError("purpose")
        text = source.options.get("text", KAZAKH)
        return Sheet(
            subtitle=source.title,
            head=[Pair("Күні", "2026 жылғы 24 қараша")],
            blocks=[
                Rows(
                    "Кесте",
                    ("Бөлім", "Мазмұны"),
                    [
                        Row(1, "Мәтін", text),
                        Row(2, "Тізім", ["бірінші жол", "екінші жол"]),
                        Row(3, "Орындар", Blank("{a} сынып, {b} адам", {"a": "8 «А»"})),
                        Row(4, "Белгілер", Ticks([("фото", True), ("бейдж", False)])),
                        Row(5, "Пәндер", Underline(["Физика", "Химия"], ["Химия"])),
                        Row(6, "Бос", ""),
                        Row(7, "Адамдар", Pairs([Pair("мектептен", "Демо-Ахметова"), Pair("әріптестен", "")])),
                        Row(8, "Қадамдар", Items(["бір", "екі"], numbered=True)),
                        Row(9, "Шкала", Choice(["иә", "жоқ", "ішінара"], "ішінара")),
                    ],
                ),
                Table([Column("Аты", 40), Column("Деңгей", 20, "center", True)], [["Демо-Үлгілі", "2"], ["Демо-Мысал", "байқалмады"]]),
                Paragraph("Абзац", "<script>alert(1)</script> & тырнақша «»"),
                Bullets("Тізбе", ["бірінші", "екінші"]),
                Boxed("Жақтау", "мәтін", lead="Демо-Үмбетқызы"),
                TickBoxes("Таңдау", [("бірінші таңдау", True), ("екінші таңдау", False)]),
                Scale("Баға", [("Дәлдік", 3, 3)]),
                *([Qr(source.options["link"], "Сілтеме")] if source.options.get("link") else []),
            ],
            seats=[Seat("Тәлімгер", "Б. Т. Демо-Қасымов", "24.11.2026")],
            blank=bool(source.options.get("blank")),
        )


class LongForm(DemoForm):
    """A form that never fits one page."""

    code = "DM-2"
    titles = {"kk": "Ұзын нысан", "ru": "Длинная форма"}

    def sheet(self, source: DocumentBatch, language: str) -> Sheet:
        return Sheet(blocks=[Paragraph(f"{number}", KAZAKH * 12) for number in range(30)])


class WideForm(DemoForm):
    """A landscape form with a look of its own template and sensitive values."""

    code = "DM-3"
    titles = {"kk": "Көлденең нысан", "ru": "Альбомная форма"}
    page = "A4L"
    privacy = "PD3"
    numbered = False
    template = "documents_tests/wide.html"
    sheet = DocumentType.sheet

    def context(self, source: DocumentBatch, language: str) -> dict:
        given = {"purpose": source.options.get("text", KAZAKH)}
        return given if not source.options.get("hole") else {}


class SignedForm(DemoForm):
    """A form that waits for signatures after it is made."""

    code = "DM-4"
    titles = {"kk": "Қол қойылатын нысан", "ru": "Подписываемая форма"}
    needs_signatures = True


class TwinForm(DemoForm):
    """A form in both languages side by side, for rows that want it; a draft of it is a project."""

    code = "DM-5"
    languages = ("kk-ru", "kk", "ru")
    sheet = DocumentType.sheet
    template = "documents_tests/wide.html"

    def suits(self, source: DocumentBatch) -> bool:
        return not source.options.get("no_twin")

    def languages_of(self, source: DocumentBatch) -> tuple[str, ...]:
        return tuple(source.options.get("languages", self.languages))

    def is_project(self, values: dict) -> bool:
        return values["context"]["project"]

    def context(self, source: DocumentBatch, language: str) -> dict:
        return {"purpose": KAZAKH, "project": bool(source.options.get("draft"))}


FORMS = (DemoForm, LongForm, WideForm, SignedForm, TwinForm)
