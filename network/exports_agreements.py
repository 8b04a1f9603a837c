"""The list of agreements as a table to download (S14). Headings are in the reader's language."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from .exports import Table, yes_no


def agreement_rows(rows: Any) -> Table:
    """№, number, date, kind, title, parties with BIN, state, term, renewal, network."""
    header = [
        "№",
        _("Number"),
        _("Date"),
        _("Kind"),
        _("Title"),
        _("Initiator"),
        _("Parties"),
        _("State"),
        _("Comes into force"),
        _("Ends"),
        _("Renews itself unless notice is given"),
        _("How it was made"),
        _("Network"),
    ]
    return header, _lines(rows)


def _lines(rows: Any) -> Iterator[list[Any]]:
    for number, row in enumerate(rows.select_related("initiator").iterator(chunk_size=500), 1):
        yield [
            number,
            row.number,
            _day(row.date),
            row.kind.name,
            row.title,
            row.initiator.short_name,
            "; ".join(_party(party) for party in row.parties.all()),
            row.get_status_display(),
            _day(row.starts_on),
            _day(row.ends_on),
            yes_no(row.auto_renew),
            row.get_origin_display(),
            str(row.network) if row.network else "",
        ]


def _party(party: Any) -> str:
    side = party.organisation
    return f"{side.short_name} ({side.shown_number})" if side and side.shown_number else party.name


def _day(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
