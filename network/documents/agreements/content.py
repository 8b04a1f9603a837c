"""What stands on an agreement, as plain values: parties, preamble, clauses, requisites, signature sheet. One list item per language of the paper."""

import datetime as dt

from django.db.models import Prefetch

from core.text import official_date
from documents.languages import joined, parts

from ...agreements.filling import concluding, filled, values_of
from ...agreements.reader import text_of
from ...models import Agreement, AgreementClause, AgreementParty, AgreementVersion, Amendment
from .words import WORDS, word

UNSIGNED = (Agreement.Status.DRAFT, Agreement.Status.REVIEW, Agreement.Status.WITHDRAWN)
BLANK_DATE = {"kk": "20___ жылғы «___» ____________", "ru": "«___» ____________ 20___ года"}
BLANK = "____"
OPEN_AMENDMENTS = (Amendment.Status.DRAFT, Amendment.Status.SIGNING, Amendment.Status.WITHDRAWN)


def loaded(agreement: Agreement) -> Agreement:
    """The agreement with all that its papers print, in few queries however many parties it has."""
    parties = AgreementParty.objects.select_related("organisation", "person", "responsible")
    rows = Agreement.objects.select_related("kind", "parent", "initiator").prefetch_related(Prefetch("parties", parties))
    return rows.get(pk=agreement.pk)


def date_in(day: dt.date | None, language: str) -> str:
    """A date in the language or the languages of the paper; a line to write on where there is none yet."""
    return joined([official_date(day, part) if day else BLANK_DATE[part] for part in parts(language)])


def printed_title(agreement: Agreement, language: str) -> str:
    """The title; for CG with its number inside, as the form has it (NW-02)."""
    return joined([_title(agreement, part) for part in parts(language)])


def _title(agreement: Agreement, language: str) -> str:
    given = agreement.text("title", language)
    own = text_of(agreement.kind_id)
    place = 0 if language == "kk" else 1
    if given not in (own.title[place], agreement.kind.name_in(language)):
        return given
    return own.numbered_title[place].format(number=agreement.number or BLANK) if own.numbered_title else own.title[place]


def head_of(agreement: Agreement, language: str) -> dict:
    """Number, place and date below the title."""
    numbered = text_of(agreement.kind_id).numbered_title
    return {
        "number_line": "" if numbered else f"№ {agreement.number or BLANK}",
        "place": joined([agreement.text("place", part) for part in parts(language)]),
        "date": date_in(agreement.date, language),
    }


def parties_of(agreement: Agreement, language: str) -> list[list[dict]]:
    """Every party as it introduces itself, one column per language: full name, БСН or ЖСН, representative, position, ground of powers."""
    return [[_party(party, part) for part in parts(language)] for party in signed_by(agreement)]


def remaining(agreement: Agreement) -> list[AgreementParty]:
    """Parties in their order, without those who refused or were taken out before the agreement began."""
    known = {party.pk for party in concluding(agreement)}
    return [party for party in agreement.parties.all() if party.pk in known or party.predecessor_id is not None]


def signed_by(agreement: Agreement) -> list[AgreementParty]:
    """Who concluded the agreement: a successor that took a place later (NR58) stands in papers of its own time, not in this text."""
    return concluding(agreement)


def _party(party: AgreementParty, language: str) -> dict:
    w = WORDS[language]
    label, number = identity_of(party)
    position = party.text("signatory_position", language)
    return {
        "name": full_name(party, language),
        "identity": f"{w[label]} {number}" if number else "",
        "hereafter": w["hereafter"].format(role=party.text("role", language)),
        "representative": f"{w['representative']}: {' '.join(filter(None, [position, party.signatory_name])) or BLANK * 4}.",
        "basis": f"{w['basis']}: {party.text('basis', language) or BLANK * 3}.",
    }


def full_name(party: AgreementParty, language: str) -> str:
    """Full name of the organisation, or the person's."""
    if party.organisation is None:
        return party.person.full_name if party.person else ""
    return joined([party.organisation.full_name_in(part) for part in parts(language)])


def short_name(party: AgreementParty, language: str) -> str:
    """Short name of the organisation, or the person's."""
    if party.organisation is None:
        return party.person.full_name if party.person else ""
    return joined([party.organisation.short_name_in(part) for part in parts(language)])


def identity_of(party: AgreementParty) -> tuple[str, str]:
    """("bin", the BIN) of a legal person, ("iin", the IIN) of an entrepreneur or a person: contracts print it in full (NR3)."""
    held = party.requisites or {}
    if party.organisation is None:
        return "iin", held.get("iin") or getattr(party.person, "iin", "") or ""
    if number := held.get("bin") or party.organisation.bin:
        return "bin", number
    return "iin", held.get("iin") or getattr(party.organisation, "iin", "") or ""


def preamble_of(agreement: Agreement, language: str) -> list[str]:
    """«… жасасты:» per language."""
    own = text_of(agreement.kind_id).word
    return [WORDS[part][f"together.{own}"] for part in parts(language)]


def sections_of(agreement: Agreement, version: AgreementVersion, language: str) -> list[dict]:
    """Sections with their clauses, places filled, changed clauses marked while the text is not signed."""
    values = {part: values_of(agreement, part) for part in parts(language)}
    mark = agreement.status in UNSIGNED
    sections: list[dict] = []
    for clause in version.clauses.all():
        texts = [filled(clause.text(part), values[part]) for part in parts(language)]
        if clause.is_heading or not sections:
            sections.append({"number": clause.number if clause.is_heading else "", "titles": texts, "clauses": []})
            if clause.is_heading:
                continue
            sections[-1]["titles"] = []
        sections[-1]["clauses"].append(_clause(clause, texts, mark=mark))
    return sections


def _clause(clause: AgreementClause, texts: list[str], *, mark: bool) -> dict:
    return {
        "number": clause.number,
        "texts": texts,
        "level": min(clause.number.count(".") + 1, 3),
        "changed": bool(clause.changed and mark),
    }


def requisites_of(agreement: Agreement, language: str, *, present: bool = False) -> list[list[dict]]:
    """One block per party for requisites and the signature, two in a row (NW-02 section 7); ``present``: of those who are parties today."""
    left = AgreementParty.Status.LEFT
    parties = [party for party in remaining(agreement) if party.status != left] if present else signed_by(agreement)
    blocks = [requisites_block(party, language) for party in parties]
    return [blocks[first : first + 2] for first in range(0, len(blocks), 2)]


def take_requisites_heading(sections: list[dict], language: str) -> str:
    """Heading of the requisites: the last section where it has no clauses of its own (it leaves the list), else an unnumbered one."""
    if sections and not sections[-1]["clauses"]:
        last = sections.pop()
        return f"{last['number']}. {joined(last['titles'])}"
    return word("requisites_title", language)


def requisites_block(party: AgreementParty, language: str) -> dict:
    """Address, numbers, contacts as they stood at signing, else as they stand now; and the place for the signature."""
    held, organisation = party.requisites or {}, party.organisation
    label, number = identity_of(party)
    address = joined([held.get(f"address_{part}") or (organisation.address_in(part) if organisation else "") for part in parts(language)])
    rows = [
        (word("address", language), address),
        (word(label, language), number),
        (word("bank", language), held.get("bank_details") or getattr(organisation, "bank_details", "") or ""),
        (word("phone", language), held.get("phone") or (organisation.phone if organisation else "") or party.responsible_phone),
        (word("email", language), held.get("email") or (organisation.email if organisation else "") or party.responsible_email),
        (word("position", language), joined([party.text("signatory_position", part) for part in parts(language)])),
    ]
    return {
        "role": joined([party.text("role", part) for part in parts(language)]).upper(),
        "name": full_name(party, language),
        "rows": [list(row) for row in rows if row[1]],
        "signatory": party.signatory_name,
        "date": word("date", language),
        "seal": word("seal", language),
    }


def version_of(agreement: Agreement) -> AgreementVersion | None:
    """The text to print: the newest version, amendments included once they are in force; None for what was concluded on paper."""
    versions = agreement.versions.exclude(amendment__status__in=OPEN_AMENDMENTS).order_by("-number")
    return versions.prefetch_related("clauses__template").first()


def languages_of(agreement: Agreement) -> tuple[str, ...]:
    """The languages in which the text may be printed: those it is written in, side by side first."""
    return ("kk-ru", "kk", "ru") if agreement.languages == Agreement.Languages.BOTH else (agreement.languages,)


def file_label(agreement: Agreement) -> str:
    """«ҚӨУ-NET-2025/001», or the names of the first two parties while there is no number."""
    return agreement.number or " – ".join(party.name for party in remaining(agreement)[:2])


def reference(agreement: Agreement, language: str) -> str:
    """«Title, № number, date» of an agreement that another paper names."""
    named = [
        joined([agreement.text("title", part) for part in parts(language)]),
        f"№ {agreement.number or BLANK}",
        date_in(agreement.date, language) if agreement.date else "",
    ]
    return ", ".join(filter(None, named))


def running_title(agreement: Agreement, language: str) -> str:
    """What stands above every page: the title in one language."""
    return _title(agreement, parts(language)[0])


def headings(language: str) -> dict[str, str]:
    """Headings that the engine's template prints around the parts."""
    return {key: word(key, language) for key in ("sheet_title", "changed", "changed_note")}
