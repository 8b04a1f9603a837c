"""Rows of Table 2.5 (NW-24) for the annex of an agreement: functions, rights and responsibility by kind of organisation, and who of the parties it is."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from documents.languages import joined, parts

from ...agreements.reader import TEXTS
from ...models import Agreement, AgreementParty, Organisation
from .content import remaining

_KINDS = {
    "school": Organisation.Kind.SCHOOL,
    "college": Organisation.Kind.COLLEGE,
    "university": Organisation.Kind.UNIVERSITY,
}


@dataclass(frozen=True)
class Group:
    """One row of the table with the parties it concerns."""

    title: str
    functions: list[str]
    codes: list[str]
    rights: list[str]
    responsibility: list[str]
    parties: list[AgreementParty]


@lru_cache
def _table() -> dict[str, Any]:
    return tomllib.loads((TEXTS / "matrix.toml").read_text())


def _said(pair: list[str], language: str) -> str:
    return joined([pair[0 if part == "kk" else 1] for part in parts(language)])


def groups_of(agreement: Agreement, language: str) -> list[Group]:
    """The rows of the kinds of organisations that are parties, in the order of the table."""
    found = []
    for code, row in _table().items():
        parties = [party for party in remaining(agreement) if party.organisation and party.organisation.kind == _KINDS[code]]
        if parties:
            found.append(
                Group(
                    title=_said(row["title"], language),
                    functions=[f"{number} {_said(texts, language)}" for number, *texts in row["functions"]],
                    codes=[number for number, *_texts in row["functions"]],
                    rights=[_said(pair, language) for pair in row["rights"]],
                    responsibility=[_said(pair, language) for pair in row["responsibility"]],
                    parties=parties,
                )
            )
    return found
