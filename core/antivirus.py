"""The virus scanner: clamd where CLAMD_URL names one, nothing otherwise."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

_CHUNK = 64 * 1024
_PATIENCE = 30  # seconds


class VirusFound(DomainError):
    """The scanner named something; the file is not kept."""

    field = "upload"
    status = 422
    message = _("The virus scanner stopped this file. It was not kept. Check the device it comes from.")


class ScannerUnreachable(DomainError):
    """The scanner is configured and does not answer: nothing unscanned is kept."""

    field = "upload"
    status = 503
    message = _("Files cannot be checked for viruses at the moment. Everything else is saved: attach the file a little later.")


def scan(data: bytes) -> None:
    """Ask clamd about the bytes. Returns at once where no scanner is configured. Raises VirusFound, ScannerUnreachable."""
    if not settings.CLAMD_URL:
        return
    try:
        with _connected(settings.CLAMD_URL) as line:
            answer = _ask(line, data)
    except OSError as error:
        raise ScannerUnreachable from error
    if answer.endswith("FOUND"):
        raise VirusFound
    if not answer.endswith("OK"):
        raise ScannerUnreachable


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_PATIENCE)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=_PATIENCE)


def _ask(line: socket.socket, data: bytes) -> str:
    """clamd's INSTREAM: chunks behind their length, a zero length at the end; the answer ends with a zero byte."""
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        line.sendall(struct.pack("!I", len(chunk)) + chunk)
    line.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and (part := line.recv(4096)):
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()
