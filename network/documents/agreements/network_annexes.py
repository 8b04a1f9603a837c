"""Annexes 2 and 4 of a network agreement: whom to ask in each party, how many students each school hosts a year (NW-01)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from documents.languages import joined, parts
from documents.sheet import Column, Table

from ...access import COORDINATORS
from ...agreements.hosting import COUNTED, hosting_of
from ...models import Agreement, AgreementParty, CouncilMember, Membership, RoleAssignment
from .content import remaining, short_name
from .words import word

CONTACTS = (
    ("no", 4),
    ("organisation", 15),
    ("fio", 14),
    ("position", 13),
    ("function", 12),
    ("telephone", 12),
    ("email", 16),
    ("substitute", 14),
)
HOSTS = (("school", 34), ("school_year", 15), ("hosts_college", 17), ("hosts_university", 17), ("hosts_mentors", 17))


def _columns(language: str, given: Iterable[tuple[str, int]]) -> list[Column]:
    return [Column(word(key, language), width) for key, width in given]


def contacts(agreement: Agreement, language: str) -> tuple[str, list[Any]]:
    """Annex 2: one responsible contact per party and who stands in (NR31)."""
    people = _people(agreement)
    rows: list[list[Any]] = []
    for number, party in enumerate(remaining(agreement), 1):
        known = people.get(party.organisation_id or 0, [])
        person = party.responsible
        rows.append(
            [
                number,
                short_name(party, language),
                person.full_name if person else party.signatory_name,
                _position(party, known, language),
                word("contact_person", language),
                party.responsible_phone,
                party.responsible_email,
                _substitute(agreement, party, known),
            ]
        )
    return word("contacts", language), [Table(_columns(language, CONTACTS), rows, dense=True)]


def _people(agreement: Agreement) -> dict[int, list[Membership]]:
    """Current coordinators, heads and the responsible persons of the parties, by organisation; two queries for the whole annex."""
    organisations = [party.organisation_id for party in agreement.parties.all() if party.organisation_id]
    held = Prefetch("roles", RoleAssignment.objects.current().filter(role__in=COORDINATORS), to_attr="held")
    rows = Membership.objects.current().filter(organisation__in=organisations).filter(kind=Membership.Kind.STAFF)
    found: dict[int, list[Membership]] = {}
    named = {party.responsible_id for party in agreement.parties.all()}
    for row in rows.select_related("user").prefetch_related(held).order_by("pk"):
        if row.held or row.user_id in named:
            found.setdefault(row.organisation_id, []).append(row)
    return found


def _position(party: AgreementParty, known: list[Membership], language: str) -> str:
    """What the responsible person is in the organisation; the head's position where nobody else is named."""
    if party.responsible_id is None:
        return joined([party.text("signatory_position", part) for part in parts(language)])
    own = next((row for row in known if row.user_id == party.responsible_id), None)
    return joined([(own.position_kk if part == "kk" else own.position_ru) or "" for part in parts(language)]) if own else ""


def _substitute(agreement: Agreement, party: AgreementParty, known: list[Membership]) -> str:
    """Decision: whoever sits in for the responsible person in the network's council, else another coordinator or head of the organisation, else who signs."""
    if agreement.network_id and party.responsible_id:
        seats = CouncilMember.objects.current().filter(council__network=agreement.network_id, person=party.responsible_id)
        seat = seats.filter(substitute__isnull=False).select_related("substitute").first()
        if seat:
            return seat.substitute.full_name
    other = next((row.user for row in known if row.held and row.user_id != party.responsible_id), None)
    if other:
        return other.full_name
    head = party.signatory_name
    return head if party.responsible is not None and head != party.responsible.full_name else ""


def hosts(agreement: Agreement, language: str) -> tuple[str, list[Any]] | None:
    """Annex 4 (option): students of colleges and universities and mentors by school and school year, when the parties have agreed the figures."""
    figures = hosting_of(agreement)
    if not figures:
        return None
    rows = [[short_name(line.party, language), line.school_year, *(str(line.counts[name]) for name in COUNTED)] for line in figures]
    columns = [Column(word(key, language), width, "start" if key == "school" else "center") for key, width in HOSTS]
    return word("hosts", language), [Table(columns, rows)]
