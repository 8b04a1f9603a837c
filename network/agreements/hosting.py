"""Annex 4 of a network agreement: how many students of colleges and universities a school hosts each school year, with how many mentors (NW-01).

Kept in the agreement's variables: ``{"hosting": {"<party>": {"2025": {"college": 10, "university": 5, "mentors": 6}}}}``.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ..models import Agreement, AgreementParty, Organisation

HOSTING = "hosting"
COUNTED = ("college", "university", "mentors")
MOST_YEARS = 10


@dataclass(frozen=True)
class Hosting:
    """One line of the annex."""

    party: AgreementParty
    year: int
    counts: dict[str, int]

    @property
    def school_year(self) -> str:
        """«2025/2026»."""
        return f"{self.year}/{self.year + 1}"


def schools_of(agreement: Agreement) -> list[AgreementParty]:
    """The parties that host students."""
    gone = (AgreementParty.Status.REFUSED, AgreementParty.Status.LEFT)
    parties = [party for party in agreement.parties.all() if party.status not in gone]
    return [party for party in parties if party.organisation and party.organisation.kind == Organisation.Kind.SCHOOL]


def first_year(day: dt.date) -> int:
    """The year in which the school year of this day began."""
    return day.year if day.month >= 9 else day.year - 1


def years_of(agreement: Agreement) -> list[int]:
    """First years of the school years that the term touches; the one of its beginning alone while there is no end."""
    if agreement.starts_on is None:
        return []
    first = first_year(agreement.starts_on)
    last = first_year(agreement.ends_on) if agreement.ends_on else first
    return list(range(first, min(last, first + MOST_YEARS - 1) + 1))


def hosting_of(agreement: Agreement) -> list[Hosting]:
    """Lines with a figure, by school and year; empty while nobody has filled any."""
    held: Any = (agreement.variables or {}).get(HOSTING) or {}
    lines = []
    for party in schools_of(agreement):
        for year in years_of(agreement):
            counts = {name: int((held.get(str(party.pk), {}).get(str(year)) or {}).get(name) or 0) for name in COUNTED}
            if any(counts.values()):
                lines.append(Hosting(party, year, counts))
    return lines
