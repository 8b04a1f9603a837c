"""Filling the places of a clause: what the portal knows itself (dates, way out, copies) and what a person typed while drafting."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from core.text import official_date

from .reader import PLACE, TEXTS, places

GAP = "______________"

OWN = ("term", "renewal", "exit", "copies", "languages", "hosts", "purpose", "roles", "parent", "sum")
"""Places that the portal fills from the agreement's own fields."""


def months(count: int, language: str) -> str:
    """«1 ай»; «1 месяц», «2 месяца», «5 месяцев»."""
    if language == "kk":
        return f"{count} ай"
    if count % 10 == 1 and count % 100 != 11:
        return f"{count} месяц"
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return f"{count} месяца"
    return f"{count} месяцев"


def money(amount: int, language: str) -> str:
    """«1 250 000 теңге»."""
    return f"{amount:,}".replace(",", "\u00a0") + ("\u00a0теңге" if language == "kk" else "\u00a0тенге")


@lru_cache
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((TEXTS / "term.toml").read_text())


def _said(about: str, case: str, language: str) -> str:
    return _sentences()[about][case][language]


def _date(day: dt.date | None, language: str) -> str:
    return official_date(day, language) if day else GAP


def concluding(agreement: Any) -> list[Any]:
    """Who concludes the agreement: not who refused or was taken out before it began (§9.13), not who took a place later (NR58)."""
    start = agreement.starts_on
    return [
        party
        for party in agreement.parties.all()
        if party.status != "refused"
        and party.predecessor_id is None
        and not (party.status == "left" and party.left_on and (start is None or party.left_on < start))
    ]


def own_values(agreement: Any, language: str) -> dict[str, str]:
    """What the portal fills itself (NR33, NR34, NR39): from the agreement, its kind, its parties. «» for what is not known yet."""
    notice = months(agreement.notice_months, language)
    dates = {"starts_on": _date(agreement.starts_on, language), "ends_on": _date(agreement.ends_on, language), "notice": notice}
    parties = concluding(agreement)
    return {
        "term": _said("term", _term_of(agreement), language).format(**dates),
        "renewal": ""
        if agreement.term_kind == "open"
        else _said("renewal", "automatic" if agreement.auto_renew else "none", language).format(**dates),
        "exit": _said("exit", agreement.exit_rule, language).format(**dates),
        "copies": str(agreement.copies or len(parties) or ""),
        "languages": _said("languages", f"both-{agreement.prevails}" if agreement.languages == "both" else agreement.languages, language),
        "hosts": str(agreement.hosts_per_year or ""),
        "purpose": agreement.text("purpose", language).strip().rstrip("."),
        "roles": "; ".join(f"{party_name(party, language)} — {party.text('role', language)}" for party in parties),
        "parent": _parent(agreement.parent, language) if agreement.parent_id else "",
        "sum": money(agreement.amount, language) if agreement.amount else "",
    }


def _term_of(agreement: Any) -> str:
    if agreement.term_kind == "open":
        return "open"
    if agreement.starts_on and not agreement.kind.starts_when_signed:
        return "dates"
    return "calendar" if agreement.term_kind == "calendar" else "signing"


def party_name(party: Any, language: str) -> str:
    """Short name of the organisation in the language of the text; a person's full name."""
    return party.organisation.short_name_in(language) if party.organisation_id else party.person.full_name


def _parent(parent: Any, language: str) -> str:
    parts = [
        parent.text("title", language),
        f"№ {parent.number}" if parent.number else "",
        _date(parent.date, language) if parent.date else "",
    ]
    return ", ".join(part for part in parts if part)


def typed_values(variables: Mapping[str, Any], language: str) -> dict[str, str]:
    """What a person typed: ``{"dates": {"kk": …, "ru": …}, "places": 12, "study_start": "2026-09-01"}`` in one language."""
    return {name: _typed(name, value, language) for name, value in variables.items()}


def _typed(name: str, value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        value = value.get(language)
    if value in (None, ""):
        return ""
    if places().get(name, {}).get("type") == "date":
        try:
            return official_date(dt.date.fromisoformat(str(value)), language)
        except ValueError:
            pass
    return str(value).strip().rstrip(".")


def values_of(agreement: Any, language: str) -> dict[str, str]:
    """All values for the places of the agreement's clauses in one language."""
    return {**typed_values(agreement.variables or {}, language), **own_values(agreement, language)}


def filled(text: str, values: Mapping[str, str], gap: str = GAP) -> str:
    """The text with its places filled; a place without a value stays a line to write on."""
    return " ".join(PLACE.sub(lambda place: values.get(place[1]) or ("" if place[1] == "renewal" else gap), text).split(" ")).strip()


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """Names of the places of the text that have no value yet."""
    return [name for name in dict.fromkeys(PLACE.findall(text)) if not values.get(name) and name != "renewal"]


def unfilled(agreement: Any, clauses: Iterable[Any]) -> list[str]:
    """Names of places of these clauses that have no value in one of the languages of the text; an agreement leaves DRAFT when there are none."""
    values = {language: values_of(agreement, language) for language in agreement.languages_used}
    names = [name for clause in clauses for language, known in values.items() for name in missing(clause.text(language), known)]
    return list(dict.fromkeys(names))
