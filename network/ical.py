"""A small writer of iCalendar (RFC 5545): escaping, folding at 75 octets without cutting a letter, Asia/Almaty as UTC+5."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
PRODUCT = "-//Kopir//Network calendar//KK"
CRLF = "\r\n"
_LINE = 75

# Kazakhstan has one time since 1 March 2024: UTC+5 the year round, without summer time.
TIMEZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Almaty",
    "BEGIN:STANDARD",
    "DTSTART:20240301T000000",
    "TZOFFSETFROM:+0600",
    "TZOFFSETTO:+0500",
    "TZNAME:+05",
    "END:STANDARD",
    "END:VTIMEZONE",
]


@dataclass(frozen=True)
class Entry:
    """One VEVENT. ``status`` is CONFIRMED, TENTATIVE or CANCELLED; ``sequence`` grows when the event moves."""

    uid: str
    sequence: int
    starts: dt.datetime
    ends: dt.datetime
    stamp: dt.datetime
    summary: str
    status: str = "CONFIRMED"
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


def escape(text: str) -> str:
    """A text value: backslash, semicolon, comma and line breaks are escaped, control characters left out (RFC 5545, 3.3.11)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter for letter in text if letter == "\n" or letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """The content line in pieces of at most 75 octets, each further one beginning with a space; a letter of several octets is never cut (3.1)."""
    pieces, piece, room = [], "", _LINE
    for letter in line:
        width = len(letter.encode())
        if width > room:
            pieces.append(piece)
            piece, room = "", _LINE - 1
        piece += letter
        room -= width
    pieces.append(piece)
    return f"{CRLF} ".join(pieces)


def local(moment: dt.datetime) -> str:
    """«20261124T150000» in Almaty."""
    return moment.astimezone(ALMATY).strftime("%Y%m%dT%H%M%S")


def utc(moment: dt.datetime) -> str:
    """«20261124T100000Z»."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """A whole VCALENDAR with CRLF line ends."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{escape(name)}", f"X-WR-CALNAME:{escape(name)}", "X-WR-TIMEZONE:Asia/Almaty"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", *TIMEZONE]
    for entry in entries:
        lines += _lines(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}{CRLF}" for line in lines)


def _lines(entry: Entry) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{utc(entry.stamp)}",
        f"LAST-MODIFIED:{utc(entry.stamp)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART;TZID=Asia/Almaty:{local(entry.starts)}",
        f"DTEND;TZID=Asia/Almaty:{local(entry.ends)}",
        f"SUMMARY:{escape(entry.summary)}",
        f"STATUS:{entry.status}",
    ]
    for name, value in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if value:
            lines.append(f"{name}:{escape(value)}")
    if entry.url:
        lines.append(f"URL:{entry.url}")
    if entry.categories:
        lines.append(f"CATEGORIES:{','.join(escape(word) for word in entry.categories)}")
    return [*lines, "END:VEVENT"]
