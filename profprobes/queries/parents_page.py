"""The parents' page on a screen: the very rows of form Г, taken from the paper's own description, so that screen and paper cannot differ."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import OneTimeLink, User
from documents.sheet import Blanks, Boxed, Bullets, Paragraph, Qr, TickBoxes
from portfolio.models import Artefact
from portfolio.visibility import family_key

from ..documents.parents_page import HEADINGS, ParentsPage
from ..models import ParentSummary
from ..services.personal_line import personal_line

ARTEFACT_ROW = 6


@dataclass(frozen=True)
class SheetRow:
    """One row of the form. ``kind``: text, list, mine (the child's line, ``lead`` is the name), ticks (pairs of text and on), artefact."""

    number: int
    heading: str
    kind: str
    text: str = ""
    lead: str = ""
    items: list[Any] = field(default_factory=list)


def as_it_would_be(summary: ParentSummary, signer: User) -> ParentSummary:
    """A page that is not signed, with today's line and the name of whoever would sign; nothing is saved."""
    summary.personal_line = {at: personal_line(summary.participation, at) for at in ("kk", "ru")}
    summary.signed_by = signer
    return summary


def sheet_rows(summary: ParentSummary, language: str) -> list[SheetRow]:
    """Rows 1 to 8 in the language of the page (kk, else ru)."""
    at = "kk" if language.startswith("kk") else "ru"
    numbers = {headings[at]: number for number, headings in HEADINGS.items()}
    return [_row(numbers[block.heading], block) for block in ParentsPage().sheet(summary, at).blocks]


def _row(number: int, block: Any) -> SheetRow:
    heading = block.heading
    if number == ARTEFACT_ROW:
        return SheetRow(number, heading, "artefact", text=block.caption if isinstance(block, Qr) else block.text)
    match block:
        case Blanks():
            return SheetRow(number, heading, "text", text=block.pattern.format(**block.values))
        case Bullets():
            return SheetRow(number, heading, "list", items=list(block.items))
        case Boxed():
            return SheetRow(number, heading, "mine", text=block.text, lead=block.lead)
        case TickBoxes():
            return SheetRow(number, heading, "ticks", items=[tuple(option) for option in block.options])
        case Paragraph():
            return SheetRow(number, heading, "text", text=str(block.text))
    raise TypeError(f"Form Г has no screen for {type(block).__name__}.")


@dataclass(frozen=True)
class ShownFile:
    """A file of the child as the family's page shows it: addresses good for half an hour, for this link alone."""

    artefact: Artefact
    url: str
    small: str


def shown_files(artefacts: list[Artefact], link: OneTimeLink) -> list[ShownFile]:
    """The files with their keyed addresses."""
    shown = []
    for artefact in artefacts:
        key = f"?key={family_key(link=link, artefact=artefact)}"
        urls = [reverse(f"files:{name}", args=[artefact.public_id]) + key for name in ("file", "small")]
        shown.append(ShownFile(artefact, *urls))
    return shown
