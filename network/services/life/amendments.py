"""Supplementary agreements (NW-11): changed clauses, new parties, a new end, signed by every remaining party; they make version n+1 of the text."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState

from ... import terms
from ...errors_life import (
    AlreadyAsked,
    BothLanguages,
    DayOutside,
    NotAParty,
    NothingChanges,
    NotInForce,
    PartyAlready,
    ReasonNeeded,
)
from ...models import (
    Agreement,
    AgreementClause,
    AgreementParty,
    AgreementVersion,
    Amendment,
    Organisation,
)
from ..agreements.paper import request_paper
from .acts import locked
from .periods import ALIVE, remaining_parties
from .telling import tell_parties
from .words import Day

Status = Amendment.Status

TO_SIGN = _("A supplementary agreement to %(agreement)s waits for your signature.")


@dataclass(frozen=True)
class Changed:
    """One clause before and after, in both languages; an added one has nothing before."""

    number: str
    old_kk: str
    old_ru: str
    new_kk: str
    new_ru: str


def differences(amendment: Amendment) -> list[Changed]:
    """What differs between the text in force and the text that the amendment makes, in the order of the clauses."""
    before = {clause.key: clause for clause in amendment.base.clauses.all()}
    after = amendment.version.clauses.order_by("position", "pk") if amendment.version else []
    found = []
    for clause in after:
        old = before.get(clause.key)
        if old is None or (old.text_kk, old.text_ru) != (clause.text_kk, clause.text_ru):
            was = (old.text_kk, old.text_ru) if old else ("", "")
            found.append(Changed(clause.number, *was, clause.text_kk, clause.text_ru))
    return found


@transaction.atomic
def draft_amendment(*, agreement: Agreement, party: AgreementParty, by: Any, reason: str) -> Amendment:
    """Begin a supplementary agreement: the next number, the text in force copied into the next version. Raises NotInForce, NotAParty, AlreadyAsked."""
    agreement = locked(agreement.pk)
    if agreement.status not in ALIVE:
        raise NotInForce(status=agreement.get_status_display())
    if party.pk not in {one.pk for one in remaining_parties(agreement)}:
        raise NotAParty(organisation=party.organisation)
    if not reason.strip():
        raise ReasonNeeded
    if agreement.amendments.filter(status__in=[Status.DRAFT, Status.SIGNING]).exists():
        raise AlreadyAsked
    base = text_in_force(agreement)
    number = (agreement.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    version = AgreementVersion.objects.create(agreement=agreement, number=_next_version(agreement), made_by=by)
    AgreementClause.objects.bulk_create([_copy(clause, version) for clause in base.clauses.all()])
    return Amendment.objects.create(agreement=agreement, number=number, reason=reason.strip(), base=base, version=version, created_by=by)


def text_in_force(agreement: Agreement) -> AgreementVersion:
    """The version that holds: of the last amendment in force, else the signed one; an agreement on paper gets an empty first version."""
    amended = agreement.amendments.filter(status=Status.IN_FORCE, version__isnull=False).order_by("-number").first()
    if amended is not None:
        return _text(amended)
    dropped = agreement.amendments.exclude(version=None).values("version")
    signed = agreement.versions.filter(fixed_at__isnull=False).exclude(pk__in=dropped).order_by("-number").first()
    return signed or AgreementVersion.objects.create(agreement=agreement, number=_next_version(agreement), fixed_at=timezone.now())


def _text(amendment: Amendment) -> AgreementVersion:
    """The version that the amendment makes; it is there from the start."""
    if amendment.version is None:
        raise AgreementVersion.DoesNotExist
    return amendment.version


def _next_version(agreement: Agreement) -> int:
    return (agreement.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _copy(clause: AgreementClause, version: AgreementVersion) -> AgreementClause:
    kept = ("key", "section", "number", "is_heading", "position", "template_id", "text_kk", "text_ru", "changed", "proposed_by_id")
    return AgreementClause(version=version, **{name: getattr(clause, name) for name in kept})


@transaction.atomic
def change_clause(*, amendment: Amendment, key: Any, text_kk: str, text_ru: str, by: Any) -> AgreementClause:
    """Write a clause anew, in both languages (NR39). Raises WrongState, BothLanguages."""
    amendment = _draft(amendment)
    if not text_kk.strip() or not text_ru.strip():
        raise BothLanguages
    clause = AgreementClause.objects.select_for_update().get(version=amendment.version, key=key)
    clause.text_kk, clause.text_ru = text_kk.strip(), text_ru.strip()
    clause.changed, clause.edited_by = True, by
    clause.revision += 1
    clause.save(update_fields=["text_kk", "text_ru", "changed", "edited_by", "revision"])
    return clause


@transaction.atomic
def add_clause(*, amendment: Amendment, section: int, text_kk: str, text_ru: str, by: Any) -> AgreementClause:
    """Add a clause at the end of a section, numbered after its last one. Raises WrongState, BothLanguages."""
    amendment = _draft(amendment)
    if not text_kk.strip() or not text_ru.strip():
        raise BothLanguages
    rows = _text(amendment).clauses
    inside = [clause for clause in rows.filter(section=section).order_by("position") if not clause.is_heading]
    numbers = [
        int(clause.number.split(".")[1]) for clause in inside if clause.number.count(".") == 1 and clause.number.split(".")[1].isdigit()
    ]
    position = inside[-1].position if inside else (rows.aggregate(last=Max("position"))["last"] or 0)
    return AgreementClause.objects.create(
        version=_text(amendment),
        section=section,
        number=f"{section}.{max(numbers, default=0) + 1}",
        position=position + 1,
        text_kk=text_kk.strip(),
        text_ru=text_ru.strip(),
        changed=True,
        edited_by=by,
    )


@transaction.atomic
def set_amendment_terms(*, amendment: Amendment, ends_on: dt.date | None, effective_on: dt.date | None) -> Amendment:
    """A new last day of the agreement, and the day from which the amendment holds. Raises WrongState, DayOutside."""
    amendment = _draft(amendment)
    today = timezone.localdate()
    if ends_on is not None and (ends_on < today or amendment.agreement.term_kind == terms.CALENDAR):
        raise DayOutside(first=Day(today), last="—")
    if effective_on is not None and effective_on < today:
        raise DayOutside(first=Day(today), last="—")
    amendment.ends_on, amendment.effective_on = ends_on, effective_on
    amendment.save(update_fields=["ends_on", "effective_on"])
    return amendment


@transaction.atomic
def add_party(*, amendment: Amendment, organisation: Organisation, by: Any) -> AgreementParty:
    """Invite an organisation to join by this amendment. Raises WrongState, PartyAlready."""
    amendment = _draft(amendment)
    agreement = amendment.agreement
    if agreement.parties.filter(organisation=organisation).exclude(status__in=["left", "refused"]).exists():
        raise PartyAlready(organisation=organisation)
    role_kk, role_ru = agreement.kind.role_of(organisation.kind)
    party = AgreementParty.objects.create(
        agreement=agreement,
        organisation=organisation,
        position=(agreement.parties.aggregate(last=Max("position"))["last"] or 0) + 1,
        role_kk=role_kk,
        role_ru=role_ru,
        signatory_name=organisation.head_name,
        signatory_position_kk=organisation.head_position_kk or "Басшы",
        signatory_position_ru=organisation.head_position_ru or "Руководитель",
        basis_kk=organisation.basis_kk or "Жарғы",
        basis_ru=organisation.basis_ru or "Устав",
    )
    amendment.new_parties.add(party)
    return party


@transaction.atomic
def send_to_sign(*, amendment: Amendment, by: Any) -> Amendment:
    """Fix the text, order the paper that a CMS file is compared with, and ask every party to sign. Raises WrongState, NothingChanges."""
    amendment = _draft(amendment)
    if not differences(amendment) and amendment.ends_on is None and not amendment.new_parties.exists():
        raise NothingChanges
    version = _text(amendment)
    _fix(version)
    amendment.move("fix", by=by)
    request_paper(amendment.agreement, version, by, source=amendment)
    tell_parties(amendment.agreement, TO_SIGN, but=by)
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: Any, reason: str) -> Amendment:
    """Take it back before everybody has signed; its number is not used again. Raises WrongState, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    amendment = locked_amendment(amendment)
    _fix(_text(amendment))
    amendment.move("withdraw", by=by, reason=reason.strip())
    for party in amendment.new_parties.all():
        party.move("refuse", by=by, reason=reason.strip())
    return amendment


def _fix(version: AgreementVersion) -> None:
    if version.fixed_at is None:
        version.fixed_at = timezone.now()
        version.save(update_fields=["fixed_at"])


def _draft(amendment: Amendment) -> Amendment:
    amendment = locked_amendment(amendment)
    if amendment.status != Status.DRAFT:
        raise WrongState(status=amendment.get_status_display())
    return amendment


def locked_amendment(amendment: Amendment) -> Amendment:
    agreement = locked(amendment.agreement_id)
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base", "version").get(pk=amendment.pk)
    amendment.agreement = agreement
    return amendment
