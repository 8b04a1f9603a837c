"""PDF documents: refused with anything that acts by itself, otherwise rebuilt page by page (R-P9, R-P10)."""

import io
from typing import Any

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .errors import DomainError

# Keys whose presence means that the document carries code, files or actions. A plain jump inside the document (/GoTo) and a web link (/URI) stay.
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/XFA", "/RichMediaContent", "/AF"})
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
        "/Trans3D",
    }
)
_SUBTYPES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"})
_MOST_OBJECTS = 200_000


class PdfRefused(DomainError):
    """A PDF that cannot be kept."""

    field = "upload"
    status = 422


class PdfUnreadable(PdfRefused):
    message = _("The PDF is damaged and cannot be opened. Save it again or choose another file.")


class PdfEncrypted(PdfRefused):
    message = _("The PDF is protected by a password. Save it without the protection.")


class PdfActive(PdfRefused):
    message = _(
        "The PDF contains a script, an attached file or a command that starts something. Print it into a new PDF and attach that one."
    )


class PdfTooLong(PdfRefused):
    message = _("The PDF has %(pages)s pages; %(limit)s are allowed here.")


def rebuild(data: bytes, *, max_pages: int) -> tuple[bytes, int]:
    """The document written anew from its pages, without title, author and other data about it; and the number of pages.

    Raises PdfUnreadable, PdfEncrypted, PdfActive, PdfTooLong.
    """
    try:
        return _rebuild(data, max_pages)
    except DomainError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise PdfUnreadable from error  # pypdf meets broken files with whatever breaks first


def _rebuild(data: bytes, max_pages: int) -> tuple[bytes, int]:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted or "/Perms" in reader.root_object:
        raise PdfEncrypted
    if _acts(reader.trailer):
        raise PdfActive
    pages = len(reader.pages)
    if pages > max_pages:
        raise PdfTooLong(pages=pages, limit=max_pages)
    if not pages:
        raise PdfUnreadable
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = None
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue(), pages


def _acts(root: Any) -> bool:
    """Walk everything that the trailer reaches; True at the first sign of code, attachments or commands."""
    seen: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            if len(seen) > _MOST_OBJECTS:
                raise PdfUnreadable
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            if _is_sign(item):
                return True
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
    return False


def _is_sign(item: DictionaryObject) -> bool:
    subtype = item.raw_get("/Subtype") if "/Subtype" in item else None
    action = item.raw_get("/S") if "/S" in item else None
    return bool(_KEYS.intersection(item)) or action in _ACTIONS or subtype in _SUBTYPES
