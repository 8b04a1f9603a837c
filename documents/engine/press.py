"""The press: WeasyPrint with everything that is costly or leaks made once per process.

A FontConfiguration per document leaks (70 → 161 MB in 300 documents) and parsing the style sheet anew costs more than many a page: both live here.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration

from .. import registry
from ..errors import RenderingFailed
from ..models import IssuedDocument
from . import fonts
from .fetcher import STATIC, Forbidden, PaperFetcher
from .paper import Marks, MissingValue, marks_of, paper_html

STEPS = (12.0, 11.0, 10.0, 9.5)
"""Sizes of the text in points: a form that must fit is tried from the largest down (C2: not below 9)."""


@dataclass
class Press:
    """Fonts and parsed styles of one process."""

    pid: int = field(default_factory=os.getpid)
    font_config: FontConfiguration = field(default_factory=FontConfiguration)
    fetcher: PaperFetcher = field(default_factory=PaperFetcher)
    styles: list[CSS] = field(default_factory=list)
    sizes: dict[float, CSS] = field(default_factory=dict)
    duplex: CSS | None = None

    def __post_init__(self) -> None:
        self.styles = [self._css(string=fonts.face_rules()), *(self._css(filename=STATIC / name) for name in ("sheet.css", "paper.css"))]
        self.sizes = {size: self._css(string=f"html {{ font-size: {size}pt }}") for size in STEPS}
        self.duplex = self._css(filename=STATIC / "duplex.css")

    def _css(self, **source: Any) -> CSS:
        return CSS(**source, font_config=self.font_config, url_fetcher=self.fetcher)

    def lay_out(self, html: str, *, max_pages: int | None = None, duplex: bool = False) -> Document:
        """Pages of an HTML text, in the largest size that fits; in the first size where none does."""
        parsed = HTML(string=html, url_fetcher=self.fetcher, base_url=None)
        first = None
        for size in STEPS:
            styles = [*self.styles, self.sizes[size], *([self.duplex] if duplex and self.duplex else [])]
            document = parsed.render(font_config=self.font_config, stylesheets=styles, cache={})
            first = first or document
            if max_pages is None or len(document.pages) <= max_pages:
                return document
        return first


_press: Press | None = None


def press() -> Press:
    """The press of this process. Raises RenderingFailed when the fonts are not there."""
    global _press
    if _press is None or _press.pid != os.getpid():
        _press = Press()
    return _press


@dataclass(frozen=True)
class Printed:
    """A finished file."""

    pdf: bytes
    pages: int


def named(work: Callable[[], Any]) -> Any:
    """Run a step of printing and give its failure the name of the cause."""
    try:
        return work()
    except MissingValue as error:
        raise RenderingFailed("template", error.variable, lasting=True) from error
    except Forbidden as error:
        raise RenderingFailed("template", str(error), lasting=True) from error


def press_document(document: IssuedDocument) -> Printed:
    """Print an issued document from its frozen row. Raises RenderingFailed; whatever else escapes is a fault of the form's own template."""
    form, marks = document.type, marks_of(document)
    return press_content(form=form, content=document.values, language=document.language, marks=marks, data=_data(document, form))


def press_content(*, form: registry.DocumentType, content: dict, language: str, marks: Marks, data: dict | None = None) -> Printed:
    """Print frozen values as PDF/A-3a: tagged, fonts embedded, ``data`` attached as data.json (R-D13, R-D15)."""

    def work() -> Printed:
        html = paper_html(form=form, content=content, language=language, marks=marks)
        pages = press().lay_out(html, max_pages=form.max_pages)
        return Printed(pdf=pages.write_pdf(pdf_variant="pdf/a-3a", attachments=_attachments(data), cache={}), pages=len(pages.pages))

    return named(work)


def _data(document: IssuedDocument, form: registry.DocumentType) -> dict | None:
    """What data.json holds: the printed values and nothing more; forms with sensitive data embed none."""
    if form.privacy == "PD3":
        return None
    head = {"number": document.number, "version": document.version, "type": form.code, "template_version": document.template_version}
    return {**head, "language": document.language, **document.values}


def _attachments(data: dict | None) -> list[Attachment] | None:
    if data is None:
        return None
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return [Attachment(string=text, name="data.json", description="Printed values", relationship="Data")]
