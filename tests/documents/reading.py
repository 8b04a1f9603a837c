"""Read a paper back: what a person, a printer and a screen reader find in the PDF.

page = render_and_read(ParentSummarySheet, source, "kk")
assert "Менің балам не істеді" in page.text and page.count == 1
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from documents.engine.paper import Marks
from documents.engine.press import press_content
from documents.registry import DocumentType


@dataclass
class Page:
    """A PDF read back. ``text`` has single blanks; ``alternatives`` are the descriptions of pictures (tick boxes, QR codes) in reading order."""

    pdf: bytes
    text: str
    count: int
    links: list[str]
    fonts: set[str]
    alternatives: list[str] = field(default_factory=list)
    language: str = ""
    title: str = ""
    tags: set[str] = field(default_factory=set)
    attachments: dict[str, bytes] = field(default_factory=dict)
    bookmarks: list[str] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_pdfa3a(self) -> bool:
        """Does the metadata claim PDF/A-3a, and is the file tagged with an output intent?"""
        reader = PdfReader(io.BytesIO(self.pdf))
        root = reader.trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode(errors="ignore")
        claims = re.search(r"part[>=\"']+3\b", xmp) and re.search(r"conformance[>=\"']+A\b", xmp, re.IGNORECASE)
        return bool(claims and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/OutputIntents"])


def render_and_read(form: type[DocumentType] | DocumentType, source: Any, language: str, *, marks: Marks | None = None) -> Page:
    """Make the real PDF of a row and read it back. A value that the template misses, and a letter that the font lacks, fail."""
    form = form() if isinstance(form, type) else form
    content = form.freeze(source, language)
    marks = marks or Marks(
        number="DEMO-XX-2026-00001",
        issued="24.11.2026",
        issued_short="24.11.2026",
        code="0000-0000-0000-0000",
        verify_url="http://testserver/v/0",
    )
    return read(press_content(form=form, content=content, language=language, marks=marks, data={}).pdf)


def read(pdf: bytes) -> Page:
    """Read any PDF of the engine."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    alternatives: list[str] = []
    tags: set[str] = set()
    if "/StructTreeRoot" in root:
        _walk(root["/StructTreeRoot"], alternatives, tags, set())
    return Page(
        pdf=pdf,
        text=" ".join(" ".join(page.extract_text() for page in reader.pages).split()),
        count=len(reader.pages),
        links=[uri for page in reader.pages for uri in _links(page)],
        fonts={name for page in reader.pages for name in _fonts(page)},
        alternatives=alternatives,
        language=str(root.get("/Lang", "")),
        title=str((reader.metadata or {}).get("/Title", "")),
        tags=tags,
        attachments={name: files[0] for name, files in reader.attachments.items()},
        bookmarks=[str(entry.title) for entry in reader.outline if not isinstance(entry, list)],
        sizes=[(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages],
    )


def _links(page: Any) -> list[str]:
    found = (note.get_object() for note in page.get("/Annots", []))
    return [str(note["/A"]["/URI"]) for note in found if note.get("/A", {}).get("/URI")]


def _fonts(page: Any) -> set[str]:
    """Names of the fonts, with «!» in front of one that is not embedded."""
    names = set()
    for font in page["/Resources"].get("/Font", {}).values():
        font = font.get_object()
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = inner["/FontDescriptor"]
        embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        names.add(("" if embedded else "!") + str(font["/BaseFont"]).rpartition("+")[2])
    return names


def _walk(node: Any, alternatives: list[str], tags: set[str], seen: set[int]) -> None:
    if isinstance(node, IndirectObject):
        if node.idnum in seen:
            return
        seen.add(node.idnum)
        node = node.get_object()
    if isinstance(node, list):
        for item in node:
            _walk(item, alternatives, tags, seen)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            tags.add(str(node["/S"]))
        if "/Alt" in node:
            alternatives.append(str(node["/Alt"]))
        if "/K" in node:
            _walk(node.raw_get("/K"), alternatives, tags, seen)
