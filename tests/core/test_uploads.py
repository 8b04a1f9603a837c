"""Uploads: what is kept, what is refused and with which sentence."""

import io
import socket
import struct
import threading

import pytest
from PIL import Image
from pypdf import PdfReader

from core.antivirus import ScannerUnreachable, VirusFound
from core.pdfs import PdfActive, PdfEncrypted, PdfTooLong, PdfUnreadable
from core.pictures import PictureTooLarge, PictureUnreadable
from core.uploads import PICTURES, FileMissing, FileTooLarge, NotWhatItSays, TypeNotAllowed, check_upload, clean_name, sniff
from tests.factories.files import heic, pdf, pdf_with, picture, upload


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    "name, content, mime",
    [
        ("photo.jpg", picture("JPEG"), "image/jpeg"),
        ("PHOTO.JPEG", picture("JPEG"), "image/jpeg"),
        ("drawing.png", picture("PNG"), "image/png"),
        ("photo.webp", picture("WEBP"), "image/webp"),
        ("photo.heic", heic(), "image/jpeg"),
        ("no-extension", picture("PNG"), "image/png"),
        ("report.pdf", pdf(), "application/pdf"),
    ],
)
def test_a_file_of_an_allowed_kind_is_kept(name, content, mime):
    assert check_upload(upload(content, name)).mime == mime


def test_a_photo_with_gps_comes_back_with_no_metadata_block_at_all():
    source = picture("JPEG", gps=True)
    assert opened(source).getexif()
    kept = check_upload(upload(source, "photo.jpg"))
    for content in (kept.content, kept.thumbnail):
        assert set(opened(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not opened(content).getexif()
        assert b"Demo Phone" not in content and b"Exif" not in content


@pytest.mark.parametrize("kind, name", [("PNG", "photo.png"), ("WEBP", "photo.webp")])
def test_other_containers_lose_their_metadata_too(kind, name):
    kept = check_upload(upload(picture(kind, gps=True), name))
    assert not opened(kept.content).getexif() and b"Demo Phone" not in kept.content


def test_a_photo_taken_sideways_stands_upright():
    kept = check_upload(upload(picture(size=(400, 200), orientation=6), "photo.jpg"))
    assert (kept.width, kept.height) == (200, 400)


def test_a_large_photo_is_kept_in_a_bounded_size_with_a_thumbnail(settings):
    settings.UPLOADS = settings.UPLOADS | {"IMAGE_SIDE": 300, "THUMBNAIL_SIDE": 100}
    kept = check_upload(upload(picture(size=(900, 600)), "photo.jpg"))
    assert (kept.width, kept.height) == (300, 200) and max(opened(kept.thumbnail).size) == 100


def test_transparency_survives_in_the_picture_and_turns_white_in_the_thumbnail():
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    kept = check_upload(upload(buffer.getvalue(), "drawing.png"))
    assert opened(kept.content).getpixel((5, 5))[3] == 0
    assert opened(kept.thumbnail).getpixel((5, 5)) == (255, 255, 255)


def test_the_same_file_gives_the_same_fingerprint():
    for content, name in ((picture(), "a.jpg"), (pdf(2), "a.pdf")):
        assert check_upload(upload(content, name)).sha256 == check_upload(upload(content, name)).sha256


def test_a_pdf_loses_its_author_and_title():
    kept = check_upload(upload(pdf(title="Жеке атау"), "report.pdf"))
    reader = PdfReader(io.BytesIO(kept.content))
    assert kept.pages == 1 and not (reader.metadata or {}).get("/Author") and not (reader.metadata or {}).get("/Title")


@pytest.mark.parametrize(
    "name, content, named, found",
    [
        ("photo.jpg", pdf(), "JPEG", "PDF"),
        ("photo.jpg", picture("PNG"), "JPEG", "PNG"),
        ("report.pdf", picture("JPEG"), "PDF", "JPEG"),
        ("photo.png", b"MZ\x90\x00 program", "PNG", "бағдарлама"),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "JPEG", "код"),
        ("report.pdf", b"PK\x03\x04 office", "PDF", "мұрағат"),
        ("photo.heic", b"\x00\x00\x00\x18ftypmp42 video", "HEIC", "бейне"),
    ],
)
def test_an_extension_that_lies_is_refused_and_both_kinds_are_named(name, content, named, found):
    with pytest.raises(NotWhatItSays) as refusal:
        check_upload(upload(content, name))
    assert name in str(refusal.value) and named in str(refusal.value) and found in str(refusal.value)


@pytest.mark.parametrize(
    "name, content",
    [
        ("film.mp4", b"\x00\x00\x00\x18ftypisom video"),
        ("setup.exe", b"MZ\x90\x00"),
        ("drawing.svg", b"<svg></svg>"),
        ("page", b"<html><script>alert(1)</script></html>"),
        ("table.xlsx", b"PK\x03\x04"),
        ("animation.gif", b"GIF89a"),
        ("text.txt", b"plain words"),
    ],
)
def test_other_kinds_are_refused(name, content):
    with pytest.raises(TypeNotAllowed):
        check_upload(upload(content, name))


def test_a_place_for_pictures_refuses_a_document():
    with pytest.raises(TypeNotAllowed):
        check_upload(upload(pdf(), "report.pdf"), accept=PICTURES)


@pytest.mark.parametrize(
    "content, name, setting, refusal",
    [
        (picture(), "photo.jpg", {"IMAGE_BYTES": 100, "PDF_BYTES": 100}, FileTooLarge),
        (picture(), "photo.jpg", {"IMAGE_BYTES": 100}, FileTooLarge),
        (pdf(), "report.pdf", {"PDF_BYTES": 100}, FileTooLarge),
        (picture(size=(1200, 1000)), "photo.jpg", {"IMAGE_MEGAPIXELS": 1}, PictureTooLarge),
        (pdf(4), "report.pdf", {"PDF_PAGES": 3}, PdfTooLong),
        (b"", "photo.jpg", {}, FileMissing),
        (picture()[:600], "photo.jpg", {}, PictureUnreadable),
        (b"\xff\xd8\xff and then nothing", "photo.jpg", {}, PictureUnreadable),
        (b"%PDF-1.7 and then nothing", "report.pdf", {}, PdfUnreadable),
        (pdf_with("password"), "report.pdf", {}, PdfEncrypted),
        (pdf_with("script"), "report.pdf", {}, PdfActive),
        (pdf_with("launch"), "report.pdf", {}, PdfActive),
        (pdf_with("page action"), "report.pdf", {}, PdfActive),
        (pdf_with("attachment"), "report.pdf", {}, PdfActive),
        (pdf_with("annotation file"), "report.pdf", {}, PdfActive),
    ],
)
def test_what_is_too_large_damaged_or_active_is_refused(settings, content, name, setting, refusal):
    settings.UPLOADS = settings.UPLOADS | setting
    with pytest.raises(refusal) as raised:
        check_upload(upload(content, name))
    assert raised.value.field == "upload" and str(raised.value)


def test_a_report_may_be_held_to_one_page():
    with pytest.raises(PdfTooLong, match="2"):
        check_upload(upload(pdf(2), "report.pdf"), max_pages=1)


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\менің фотом.jpg", "менің фотом.jpg"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_keeps_no_folders_and_no_control_characters(given, kept):
    assert clean_name(given) == kept


def test_a_name_of_300_letters_keeps_its_extension():
    assert len(clean_name("ң" * 300 + ".jpg")) == 255 and clean_name("ң" * 300 + ".jpg").endswith(".jpg")


def test_every_kind_that_content_can_have_has_a_name():
    from core.uploads import _STARTS, EXTENSIONS, NAMES

    assert {kind for _, kind in _STARTS} | set(EXTENSIONS.values()) | {sniff(b"RIFF0000WEBP"), sniff(b"RIFF0000WAVE"), sniff(b"?")} <= set(
        NAMES
    )


class Clamd(threading.Thread):
    """A scanner that answers one question and remembers what it was shown."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.seen = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"

    def run(self) -> None:
        line, _ = self.door.accept()
        stream = line.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        while length := struct.unpack("!I", stream.read(4))[0]:
            self.seen += stream.read(length)
        line.sendall(self.answer)
        line.close()


def test_a_configured_scanner_sees_every_byte(settings):
    clamd = Clamd(b"stream: OK\0")
    settings.CLAMD_URL = clamd.url
    clamd.start()
    content = picture(size=(800, 800))
    check_upload(upload(content, "photo.jpg"))
    assert clamd.seen == content


@pytest.mark.parametrize(
    "answer, refusal",
    [
        (b"stream: Demo.Virus FOUND\0", VirusFound),
        (b"INSTREAM size limit exceeded. ERROR\0", ScannerUnreachable),
        (b"", ScannerUnreachable),
    ],
)
def test_what_the_scanner_does_not_pass_is_not_kept(settings, answer, refusal):
    clamd = Clamd(answer)
    settings.CLAMD_URL = clamd.url
    clamd.start()
    with pytest.raises(refusal):
        check_upload(upload(picture(), "photo.jpg"))


def test_a_scanner_that_is_down_stops_the_file(settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    with pytest.raises(ScannerUnreachable):
        check_upload(upload(picture(), "photo.jpg"))
