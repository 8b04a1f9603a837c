"""Annexes of agreements: functions and contacts of a network, places, commitments of a patron, recognised modules, the enterprise's application."""

from collections.abc import Callable
from typing import Any

from documents.languages import joined, parts
from documents.sheet import Column, Lines, Row, Rows, Table, Text

from ...agreements.filling import typed_values
from ...agreements.reader import places as known_places
from ...agreements.reader import text_of
from ...models import (
    Agreement,
    AgreementObligation,
    AgreementParty,
    KindCode,
    ModuleRecognition,
    NetworkDuty,
    NetworkPlan,
    Organisation,
    PatronagePlan,
)
from ...models.patronage import COMMITMENTS
from .content import full_name, identity_of, remaining, short_name
from .matrix import groups_of
from .network_annexes import contacts, hosts
from .words import word


def annexes_of(agreement: Agreement, language: str) -> list[dict]:
    """Numbered annexes with their titles and blocks, in the order of the kind (network page 5)."""
    found = [annex for make in ANNEXES.get(KindCode(agreement.kind_id), (obligations,)) if (annex := make(agreement, language))]
    return [
        {"no": word("annex", language, n=number), "title": title, "blocks": blocks, "wide": title in _wide(language)}
        for number, (title, blocks) in enumerate(found, 1)
    ]


def _wide(language: str) -> set[str]:
    """Annexes on landscape pages: those of many columns."""
    return {word(key, language) for key in ("matrix", "contacts", "plan_of_year")}


Annex = tuple[str, list[Any]]


def _columns(language: str, *given: tuple[str, int]) -> list[Column]:
    return [Column(word(key, language), width) for key, width in given]


def duties_of(agreement: Agreement) -> list[NetworkDuty]:
    """Current duties of the parties in the agreement's network, in the order of the catalogue."""
    if agreement.network_id is None:
        return []
    organisations = [party.organisation_id for party in remaining(agreement) if party.organisation_id]
    duties = NetworkDuty.objects.current().filter(network=agreement.network_id, organisation__in=organisations)
    return list(duties.select_related("function", "person", "organisation").order_by("function__sort", "rasci"))


def matrix(agreement: Agreement, language: str) -> Annex:
    """Annex 1 of NET: NW-24, rows of Table 2.5 by group, then the named person of each function of each party (NR25, NR31)."""
    duties = {(duty.organisation_id, duty.function.code): duty for duty in duties_of(agreement) if duty.rasci == "R"}
    blocks: list[Any] = []
    for group in groups_of(agreement, language):
        rights = [[Lines(group.rights), Lines(group.responsibility)]]
        blocks.append(Table(_columns(language, ("rights", 50), ("responsibility", 50)), rights, heading=group.title, dense=True))
        columns = _columns(language, ("functions", 46), ("person", 28), ("contact", 26))
        for party in group.parties:
            rows = [
                [text, *_holder(duties.get((party.organisation_id, code)), language)]
                for code, text in zip(group.codes, group.functions, strict=True)
            ]
            blocks.append(Table(columns, rows, heading=short_name(party, language), dense=True))
    return word("matrix", language), blocks


def _holder(duty: NetworkDuty | None, language: str) -> tuple[Any, Any]:
    if duty is None:
        return word("vacant", language), ""
    return duty.person.full_name, Lines([duty.phone, duty.email])


def plan(agreement: Agreement, language: str) -> Annex | None:
    """Annex 3 of NET (option): the network's yearly plan, when one is approved (NW-19)."""
    plans = NetworkPlan.objects.filter(network=agreement.network_id, kind="network", status__in=["approved", "in_work"])
    found = plans.order_by("-year__starts_on", "-version").first() if agreement.network_id else None
    if found is None:
        return None
    rows: list[list[Any]] = []
    for item in found.items.select_related("responsible_org", "responsible"):
        rows.append(
            [
                len(rows) + 1,
                joined([item.text_in(part) for part in parts(language)]),
                str(item.planned_count),
                f"{item.starts_on:%d.%m.%Y} – {item.ends_on:%d.%m.%Y}",
                Lines([item.responsible_org.short_name_in(parts(language)[0]), item.responsible.short_name if item.responsible else ""]),
                joined([item.result_in(part) for part in parts(language)]),
            ]
        )
    columns = [("no", 4), ("event", 34), ("count", 7), ("due", 13), ("responsible", 18), ("result", 24)]
    return word("plan_of_year", language), [Table(_columns(language, *columns), rows, dense=True)]


def obligations(agreement: Agreement, language: str) -> Annex | None:
    """What the parties owe in numbers, where an agreement lists it."""
    rows = [
        [
            short_name(row.party, language),
            joined([row.text_kk if part == "kk" else row.text_ru for part in parts(language)]),
            _measure(row, language),
            row.due_rule or (f"{row.due_on:%d.%m.%Y}" if row.due_on else ""),
        ]
        for row in _obligations(agreement)
    ]
    if not rows:
        return None
    return word("obligations", language), [Table(_columns(language, ("party", 24), ("obligation", 44), ("measure", 14), ("due", 18)), rows)]


def _obligations(agreement: Agreement) -> list[AgreementObligation]:
    return list(AgreementObligation.objects.filter(party__agreement=agreement).select_related("party__organisation", "party__person"))


def _measure(row: AgreementObligation, language: str) -> str:
    unit = joined([row.unit_kk if part == "kk" else row.unit_ru for part in parts(language)])
    return " ".join(filter(None, [str(row.measure) if row.measure is not None else "", unit]))


def places(agreement: Agreement, language: str) -> Annex:
    """Annex of PRAC: subject, places; from the obligations, else from the subjects named in the text."""
    rows = [
        [joined([row.text_kk if part == "kk" else row.text_ru for part in parts(language)]), str(row.measure or "")]
        for row in _obligations(agreement)
    ]
    if not rows:
        values = {part: typed_values(agreement.variables or {}, part) for part in parts(language)}
        rows = [[joined([values[part].get("subjects", "") for part in parts(language)]), str(agreement.hosts_per_year or "")]]
    title = joined([f"{word('subject', part)}, {word('places', part).lower()}" for part in parts(language)])
    return title, [Table(_columns(language, ("subject", 75), ("places", 25)), rows)]


def commitments(agreement: Agreement, language: str) -> Annex:
    """Annex of PATRON: year, commitment, plan, fact; the six commitments with empty figures while there is no plan yet (NW-07)."""
    organisations = [party.organisation_id for party in remaining(agreement)]
    plans = PatronagePlan.objects.filter(pair__enterprise__in=organisations, pair__college__in=organisations)
    rows = []
    for plan in plans.order_by("year").prefetch_related("commitments__facts"):
        for own in plan.commitments.all():
            done = sum(fact.count for fact in own.facts.all() if fact.struck_at is None)
            title = joined([COMMITMENTS[own.section][part] for part in parts(language)])
            rows.append([str(plan.year), Lines([title, Text(own.text, italic=True)]) if own.text else title, str(own.planned), str(done)])
    if not rows:
        year = str(agreement.starts_on.year) if agreement.starts_on else ""
        rows = [[year, joined([title[part] for part in parts(language)]), "", ""] for title in COMMITMENTS.values()]
    columns = _columns(language, ("year", 12), ("obligation", 58), ("plan", 15), ("fact", 15))
    return joined([own_title(agreement, part) for part in parts(language)]), [Table(columns, rows)]


def own_title(agreement: Agreement, language: str) -> str:
    """Title of the kind's first annex as its text names it."""
    return text_of(agreement.kind_id).annexes[0]["title"][0 if language == "kk" else 1]


def modules(agreement: Agreement, language: str) -> Annex:
    """Annex of RECOG: NW-26b, the modules that count, with coverage and credits."""
    organisations = [party.organisation_id for party in remaining(agreement)]
    found = ModuleRecognition.objects.filter(
        from_module__organisation__in=organisations, to_module__organisation__in=organisations, status__in=["agreed", "in_force"]
    ).select_related("from_module", "to_module")
    rows: list[list[Any]] = [
        [
            _module(row.from_module, language),
            _module(row.to_module, language),
            f"{row.credits_recognised:g}",
            row.min_grade,
            f"{row.lo_coverage_pct:g}",
            Lines([row.conditions, row.academic_basis]),
        ]
        for row in found.order_by("from_module__code", "to_module__code")
    ]
    columns = [("from_module", 22), ("to_module", 22), ("credits", 9), ("min_grade", 15), ("coverage", 15), ("conditions", 17)]
    return joined([own_title(agreement, part) for part in parts(language)]), [Table(_columns(language, *columns), rows, dense=True)]


def _module(module: Any, language: str) -> Lines:
    return Lines(
        [Text(module.code, strong=True), joined([module.title_kk if part == "kk" else module.title_ru for part in parts(language)])]
    )


def application(agreement: Agreement, language: str) -> Annex:
    """Annex of TTRAIN: the enterprise's application (NW-10a)."""
    values = {part: typed_values(agreement.variables or {}, part) for part in parts(language)}

    def typed(name: str) -> str:
        return joined([values[part].get(name, "") for part in parts(language)])

    named = {party.organisation.kind: party for party in remaining(agreement) if party.organisation}
    enterprise, college = named.get(Organisation.Kind.ENTERPRISE), named.get(Organisation.Kind.COLLEGE)
    rows = [
        Row(
            1,
            word("enterprise", language),
            Lines([full_name(enterprise, language), _identity(enterprise, language)]) if enterprise else "",
        ),
        Row(2, word("size", language), _size(enterprise.organisation, language) if enterprise else ""),
        Row(3, _label("specialties", language), typed("specialties")),
        Row(4, _label("people", language), typed("people")),
        Row(5, word("college", language), full_name(college, language) if college else ""),
        Row(6, _label("study_start", language), typed("study_start")),
        Row(7, word("employment", language), joined([word("employment_text", part) for part in parts(language)])),
    ]
    return joined([own_title(agreement, part) for part in parts(language)]), [Rows(rows=rows)]


def _identity(party: AgreementParty, language: str) -> str:
    label, number = identity_of(party)
    return f"{word(label, language)} {number}" if number else ""


def _label(name: str, language: str) -> str:
    return joined([known_places()[name][part] for part in parts(language)])


_SIZES = {
    "micro": {"kk": "Микро", "ru": "Микро"},
    "small": {"kk": "Шағын", "ru": "Малое"},
    "medium": {"kk": "Орта", "ru": "Среднее"},
    "large": {"kk": "Ірі", "ru": "Крупное"},
}


def _size(organisation: Organisation, language: str) -> str:
    size = _SIZES.get(getattr(organisation, "size", "") or "")
    return joined([size[part] for part in parts(language)]) if size else ""


ANNEXES: dict[KindCode, tuple[Callable[[Agreement, str], Annex | None], ...]] = {
    KindCode.NET: (matrix, contacts, plan, hosts),
    KindCode.PRAC: (places,),
    KindCode.PATRON: (commitments,),
    KindCode.RECOG: (modules,),
    KindCode.TTRAIN: (application,),
}
