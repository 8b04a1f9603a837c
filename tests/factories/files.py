"""Files as people upload them: real pictures and documents, and those that pretend."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), gps: bool = False, orientation: int = 0, mode: str = "RGB") -> bytes:
    """A small picture with a dark left half; ``gps`` writes the coordinates 43.2389, 76.8897 and a maker into EXIF."""
    image = Image.new(mode, size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "Demo Phone"
        exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 14.0, 20.04), 3: "E", 4: (76.0, 53.0, 22.92)})
    if orientation:
        exif[0x0112] = orientation
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"exif": exif} if gps or orientation else {}))
    return buffer.getvalue()


def heic(size: tuple[int, int] = (320, 240)) -> bytes:
    """A picture as newer phones take it."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    return picture("HEIF", size=size)


def pdf(pages: int = 1, *, title: str = "") -> bytes:
    """A PDF of empty pages."""
    return _written(_writer(pages, title))


def pdf_with(what: str) -> bytes:
    """A PDF that acts: script, launch, attachment, form script, annotation file, password."""
    writer = _writer(1)
    if what == "script":
        script = ArrayObject([TextStringObject("demo"), _action("/JavaScript", "/JS", "app.alert(1)")])
        writer.root_object[NameObject("/Names")] = _named("/JavaScript", _named("/Names", script))
    elif what == "launch":
        writer.root_object[NameObject("/OpenAction")] = _action("/Launch", "/F", "demo.exe")
    elif what == "page action":
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): _action("/JavaScript", "/JS", "app.alert(1)")})
    elif what == "attachment":
        writer.add_attachment("demo.txt", b"demo")
    elif what == "annotation file":
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment")})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    elif what == "password":
        writer.encrypt("demo")
    return _written(writer)


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    """The file as a form hands it over."""
    return SimpleUploadedFile(name, content)


def _writer(pages: int, title: str = "") -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if title:
        writer.add_metadata({"/Title": title, "/Author": "Демо-Автор"})
    return writer


def _action(kind: str, key: str, value: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(value)})


def _named(key: str, value: object) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value})


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
