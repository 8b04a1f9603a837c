"""NW-11 «Қосымша келісім / Дополнительное соглашение»: what changes, old wording beside the new, signed by every remaining party."""

from typing import Any

from django.utils.translation import gettext as _

from documents.languages import BOTH, joined, parts
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Table, Text

from ...agreements.filling import filled, values_of
from ...models import AgreementClause, Amendment
from ...services import issuer_of
from . import content
from .signatures import sheet_of
from .words import word


@register
class AmendmentForm(DocumentType):
    """NW-11: main agreement, clause by clause the former and the new wording, the day it comes into force, signatures."""

    code = "NW-11"
    titles = {"kk": "Қосымша келісім", "ru": "Дополнительное соглашение"}
    source_model = "network.Amendment"
    template = "network/papers/amendment.html"
    languages = (BOTH, "kk", "ru")
    may_issue = "network.print_amendment"
    numbered = False
    series = "NW"
    privacy = "PD1"

    def languages_of(self, source: Amendment) -> tuple[str, ...]:
        return content.languages_of(source.agreement)

    def is_project(self, values: dict) -> bool:
        return values["context"]["unsigned"]

    def issuer(self, source: Amendment) -> Any:
        return issuer_of(source.agreement.initiator)

    def sort_name(self, source: Amendment) -> str:
        return f"{content.file_label(source.agreement)} № {source.number}"

    def problems(self, source: Amendment, language: str) -> list[str]:
        if not _changes(source) and not source.ends_on and not source.new_parties.exists():
            return [_("The supplementary agreement changes nothing yet.")]
        return []

    def freeze(self, source: Amendment, language: str) -> dict:
        frozen = super().freeze(source, language)
        frozen["title"] = joined([f"{self.titles[part]} № {source.number}" for part in parts(language)])
        frozen["running_title"] = f"{self.titles[parts(language)[0]]} № {source.number}"
        return frozen

    def context(self, source: Amendment, language: str) -> dict:
        agreement = content.loaded(source.agreement)
        signing = source.status == Amendment.Status.SIGNING
        version = source.version
        return {
            "project": source.status in (Amendment.Status.DRAFT, Amendment.Status.WITHDRAWN),
            "unsigned": source.status != Amendment.Status.IN_FORCE,
            "head": {
                "number_line": "",
                "place": joined([agreement.text("place", part) for part in parts(language)]),
                "date": content.date_in(source.date, language),
            },
            "facts": _facts(source, language),
            "changes": _table(source, language),
            "rest": [word("rest_stays", part) for part in parts(language)],
            "requisites_heading": word("requisites_title", language),
            "requisites": content.requisites_of(agreement, language, present=True),
            "signature_sheet": sheet_of(agreement, version, language, signing=signing, amendment=True) if version else None,
            **content.headings(language),
        }


def _facts(amendment: Amendment, language: str) -> list[Pair]:
    facts = [Pair(word("main", language), content.reference(amendment.agreement, language))]
    if amendment.reason:
        facts.append(Pair(word("reason", language), amendment.reason))
    facts.append(Pair(word("effective", language), content.date_in(amendment.effective_on, language)))
    if amendment.ends_on:
        facts.append(Pair(word("new_end", language), content.date_in(amendment.ends_on, language)))
    if joining := [content.full_name(party, language) for party in amendment.new_parties.all()]:
        facts.append(Pair(word("joins", language), Lines(joining)))
    return facts


def _changes(amendment: Amendment) -> list[tuple[AgreementClause | None, AgreementClause | None]]:
    """Clauses that differ between the two versions, by their key: (former, new); one side is None for a clause that came or went."""
    if amendment.version is None:
        return []
    former = {clause.key: clause for clause in amendment.base.clauses.all()}
    new = {clause.key: clause for clause in amendment.version.clauses.all()}
    pairs = [(former.get(key), clause) for key, clause in new.items()] + [
        (clause, None) for key, clause in former.items() if key not in new
    ]
    return [pair for pair in pairs if _words(pair[0]) != _words(pair[1])]


def _words(clause: AgreementClause | None) -> tuple[str, str] | None:
    return (clause.text_kk, clause.text_ru) if clause else None


def _table(amendment: Amendment, language: str) -> Table | None:
    """«Тармақ | Бұрынғы редакция | Жаңа редакция»."""
    values = {part: values_of(amendment.agreement, part) for part in parts(language)}

    def said(clause: AgreementClause | None, otherwise: str) -> Any:
        if clause is None:
            return Text(word(otherwise, language), italic=True)
        texts = [filled(clause.text(part), values[part]) for part in parts(language)]
        return Lines([texts[0], *(Text(text, italic=True) for text in texts[1:])])

    rows = [[(new or old).number, said(old, "added"), said(new, "removed")] for old, new in _changes(amendment) if (new or old)]
    columns = [Column(word("clause", language), 12, "center"), Column(word("was", language), 44), Column(word("becomes", language), 44)]
    return Table(columns, rows) if rows else None
