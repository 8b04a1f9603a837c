"""The register of agreements and the list of patronage as tables with the columns of their papers, NW-14 and NW-34 (spec 5: every register also as XLSX)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .documents.life_words import text_of
from .documents.patronage import WORDS as PATRONAGE
from .documents.registry_book import COLUMNS, STATES, WORDS
from .exports import Table
from .models import COMMITMENTS, PatronagePlan, RegistryEntry

PEOPLE = ("learner", "mentor")


def registry_rows(rows: Any, *, with_names: bool) -> Table:
    """The seventeen columns of NW-14. Learner and mentor of a dual contract stand in it only for whoever may take such data out."""
    language = _language()
    return [text_of(title, language) for title in COLUMNS.values()], _entries(rows, language, with_names)


def _language() -> str:
    return "kk" if (get_language() or "kk") == "kk" else "ru"


def _entries(rows: Any, language: str, with_names: bool) -> Iterator[list[Any]]:
    rows = rows.prefetch_related("changes")
    for number, entry in enumerate(rows.iterator(chunk_size=1000), 1):
        cells = _cells(entry, number, language)
        if not with_names:
            cells |= dict.fromkeys(PEOPLE, "")
        yield [cells[name] for name in COLUMNS]


def _cells(entry: RegistryEntry, number: int, language: str) -> dict[str, Any]:
    said, kk = entry.copied, language == "kk"
    until = f"{entry.ends_on:%d.%m.%Y}" if entry.ends_on else "…"
    term = f"{entry.starts_on:%d.%m.%Y} – {until}" if entry.starts_on else ""
    changes = [f"{change.on:%d.%m.%Y}: {change.text_kk if kk else change.text_ru}" for change in entry.changes.all()]
    return {name: said.get(name, "") or "" for name in COLUMNS} | {
        "no": number,
        "number": entry.shown_number,
        "date": entry.date,
        "kind": said.get("kind_kk" if kk else "kind_ru", entry.kind),
        "contract": ", ".join(filter(None, [entry.contract_number, f"{entry.contract_date:%d.%m.%Y}" if entry.contract_date else ""])),
        "parties": "; ".join(f"{party['name_kk' if kk else 'name_ru']} ({party['bin']})" for party in said.get("parties", [])),
        "term": ", ".join(filter(None, [term, text_of(WORDS["renews"], language) if said.get("renews") else ""])),
        "state": "; ".join([text_of(STATES[entry.state], language), *changes]),
        "ground": entry.ground_kk if kk else entry.ground_ru,
        "officer": entry.officer.short_name if entry.officer else "",
    }


def patronage_rows(rows: Any, year: int) -> Table:
    """The columns of the pairs in NW-34, then state, plan and fact of the six commitments, students on target order and material help of the year."""
    language = _language()
    header = ["№", *(text_of(PATRONAGE[name], language) for name in ("enterprise", "college", "profile", "memorandum"))]
    header += [_("State")]
    for title in COMMITMENTS.values():
        words = text_of(title, language)
        header += [f"{words}: {pgettext('patronage', 'Plan').lower()}", f"{words}: {pgettext('patronage', 'Fact').lower()}"]
    return [*header, _("Students on target state order"), _("Material help, ₸")], _pairs(rows, year, language)


def _pairs(rows: Any, year: int, language: str) -> Iterator[list[Any]]:
    plans = PatronagePlan.objects.filter(year=year).prefetch_related("commitments__facts")
    for number, pair in enumerate(rows.prefetch_related(Prefetch("plans", plans, to_attr="of_year")), 1):
        plan = next(iter(pair.of_year), None)
        yield [
            number,
            pair.enterprise.full_name_in(language),
            pair.college.full_name_in(language),
            pair.profile_kk if language == "kk" else pair.profile_ru,
            pair.agreement.number if pair.agreement else "",
            pair.get_status_display(),
            *_commitments(plan),
            plan.target_students if plan else "",
            pair.help_given or 0,
        ]


def _commitments(plan: PatronagePlan | None) -> list[Any]:
    """Plan and fact of each of the six; empty where the year has no plan."""
    known = {row.section: row for row in plan.commitments.all()} if plan else {}
    cells: list[Any] = []
    for section in COMMITMENTS:
        row = known.get(section)
        cells += [row.planned, sum(f.count for f in row.facts.all() if f.struck_at is None)] if row else ["", ""]
    return cells
