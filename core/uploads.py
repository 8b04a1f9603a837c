"""Uploads are judged by their content, not by their name (R-P8, R-P9, R-P11).

``check_upload`` answers what may be kept: pictures rebuilt without location data, PDFs without active parts. Everything else is refused with a sentence
that says what the file is and what to do.
"""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import antivirus, pdfs, pictures
from .errors import DomainError

JPEG, PNG, WEBP, HEIC, PDF = "jpeg", "png", "webp", "heic", "pdf"
PICTURES = frozenset({JPEG, PNG, WEBP, HEIC})
DOCUMENTS = PICTURES | {PDF}
ACCEPT = ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf"

# What a file is, in words; every name that sniff() can answer is here.
NAMES = {
    JPEG: pgettext_lazy("file type", "a JPEG picture"),
    PNG: pgettext_lazy("file type", "a PNG picture"),
    WEBP: pgettext_lazy("file type", "a WebP picture"),
    HEIC: pgettext_lazy("file type", "a HEIC picture"),
    PDF: pgettext_lazy("file type", "a PDF document"),
    "gif": pgettext_lazy("file type", "a GIF picture"),
    "tiff": pgettext_lazy("file type", "a TIFF picture"),
    "bmp": pgettext_lazy("file type", "a BMP picture"),
    "video": pgettext_lazy("file type", "a video"),
    "audio": pgettext_lazy("file type", "a sound recording"),
    "archive": pgettext_lazy("file type", "an archive or an office file"),
    "program": pgettext_lazy("file type", "a program"),
    "markup": pgettext_lazy("file type", "a web page or a drawing with code"),
    "unknown": pgettext_lazy("file type", "something unknown"),
}
EXTENSIONS = {
    "jpg": JPEG, "jpeg": JPEG, "jpe": JPEG, "jfif": JPEG, "png": PNG, "webp": WEBP, "heic": HEIC, "heif": HEIC, "hif": HEIC, "pdf": PDF,
    "gif": "gif", "tif": "tiff", "tiff": "tiff", "bmp": "bmp", "mp4": "video", "mov": "video", "webm": "video", "avi": "video", "mkv": "video",
    "3gp": "video", "mp3": "audio", "m4a": "audio", "ogg": "audio", "wav": "audio", "zip": "archive", "rar": "archive", "7z": "archive",
    "docx": "archive", "doc": "archive", "xlsx": "archive", "xls": "archive", "pptx": "archive", "ppt": "archive", "odt": "archive",
    "exe": "program", "msi": "program", "bat": "program", "com": "program", "apk": "archive", "sh": "program",
    "svg": "markup", "html": "markup", "htm": "markup", "xml": "markup", "js": "markup",
}  # fmt: skip
_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class UploadRefused(DomainError):
    """A file cannot be kept; the sentence says why and what to do."""

    field = "upload"
    status = 422


class FileMissing(UploadRefused):
    message = _("The file is empty. Choose it again.")


class FileTooLarge(UploadRefused):
    message = _("The file has %(size)s MB; %(limit)s MB are allowed. Take a smaller picture or save the document with fewer pages.")


class TypeNotAllowed(UploadRefused):
    message = _("The file is %(found)s. JPEG, PNG, WebP and HEIC pictures and PDF documents can be attached.")


class NotWhatItSays(UploadRefused):
    message = _(
        "By its name “%(name)s” is %(named)s, but inside it is %(found)s. Save it again in the right format or choose another file."
    )


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept. ``content`` is the rebuilt file, ``size`` its bytes, ``sha256`` its hex digest; sides are pixels, None for a PDF;
    ``pages`` None for a picture; ``thumbnail`` is a JPEG, None for a PDF.
    """

    content: bytes
    mime: str
    extension: str
    original_name: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    thumbnail: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def sniff(head: bytes) -> str:
    """What the first bytes of a file (64 or more where it has them) say it is: a key of NAMES."""
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": "audio"}.get(head[8:12], "video")
    if head[4:8] == b"ftyp":
        return HEIC if head[8:12] in _HEIC_BRANDS else "video"
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "markup" if text.startswith((b"<", b"%!ps")) else "unknown"


def check_upload(upload: Any, *, accept: frozenset[str] = DOCUMENTS, max_pages: int | None = None) -> CheckedFile:
    """Judge an uploaded file and rebuild it. ``upload`` has name, size and read(); ``accept`` are the kinds allowed here.

    Raises UploadRefused or one of its children: FileMissing, FileTooLarge, TypeNotAllowed, NotWhatItSays, those of core.pictures, core.pdfs and
    core.antivirus. Nothing is written anywhere.
    """
    name = clean_name(upload.name)
    check_size(upload.size, max(settings.UPLOADS["IMAGE_BYTES"], settings.UPLOADS["PDF_BYTES"]))  # before a byte is read
    upload.seek(0)
    data = upload.read()
    found = check_kind(name, data[:64], accept)
    check_size(len(data), settings.UPLOADS["PDF_BYTES" if found == PDF else "IMAGE_BYTES"])
    antivirus.scan(data)
    if found == PDF:
        content, pages = pdfs.rebuild(data, max_pages=max_pages or settings.UPLOADS["PDF_PAGES"])
        return CheckedFile(content, "application/pdf", ".pdf", name, pages=pages)
    picture = pictures.rebuild(data, found)
    return CheckedFile(picture.content, picture.mime, picture.extension, name, picture.width, picture.height, thumbnail=picture.thumbnail)


def check_size(size: int, limit: int) -> None:
    """Refuse an empty file and one over the limit (bytes)."""
    if not size:
        raise FileMissing
    if size > limit:
        raise FileTooLarge(size=-(-size // (1024 * 1024)), limit=limit // (1024 * 1024))


def check_kind(name: str, head: bytes, accept: frozenset[str]) -> str:
    """The kind by content. Raises NotWhatItSays where the extension lies, TypeNotAllowed where the kind is not in ``accept``."""
    found = sniff(head)
    named = EXTENSIONS.get(PurePosixPath(name).suffix.lower().lstrip("."))
    if named and named != found:
        raise NotWhatItSays(name=name, named=NAMES[named], found=NAMES[found])
    if found not in accept:
        raise TypeNotAllowed(found=NAMES[found])
    return found


def clean_name(name: str | None) -> str:
    """The bare file name without folders and control characters, at most 255 characters with its extension kept."""
    bare = PurePosixPath(str(name or "").replace("\\", "/")).name
    bare = "".join(letter for letter in bare if letter.isprintable()).strip() or "file"
    path = PurePosixPath(bare)
    return bare if len(bare) <= 255 else path.stem[: 255 - len(path.suffix)] + path.suffix
