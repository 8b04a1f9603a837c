"""One PDF of many documents, for printing. Laid out again from the frozen content and joined as pages of one tagged document.

Joining finished files page by page would drop tags and the output intent; the result is a printing copy, marked so, with no data attached.
"""

from collections.abc import Callable, Sequence

from weasyprint import Document, Page

from ..models import IssuedDocument
from .paper import marks_of, paper_html
from .press import Press, named, press


def merge(documents: Sequence[IssuedDocument], *, duplex: bool = False, beat: Callable[[], None] = lambda: None) -> bytes:
    """PDF/A-3a of all documents in the given order, a bookmark per document; with ``duplex`` each begins on the front of a sheet.

    ``beat`` is called after each document. Raises RenderingFailed. Takes about 1 MB of memory per document: callers part long batches.
    """
    machine = press()
    laid_out = []
    for document in documents:
        laid_out.append(named(lambda document=document: _lay_out(machine, document, duplex)))
        beat()
    pages: list[Page] = []
    for item in laid_out:
        if duplex and len(pages) % 2:
            pages.append(_blank_page(machine))
        pages.extend(item.pages)
    return laid_out[0].copy(pages).write_pdf(pdf_variant="pdf/a-3a", cache={})


def _lay_out(machine: Press, document: IssuedDocument, duplex: bool) -> Document:
    html = paper_html(form=document.type, content=document.values, language=document.language, marks=marks_of(document), printout=True)
    return machine.lay_out(html, max_pages=document.type.max_pages, duplex=duplex)


def _blank_page(machine: Press) -> Page:
    return machine.lay_out(
        '<!doctype html><html lang="kk"><title></title><body data-org="" data-form="" data-foot="" data-check=""></body></html>'
    ).pages[0]
