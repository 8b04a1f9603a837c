"""Making the text: kind, parties with their representatives, clauses from the templates, term (network page 2.6, DRAFT)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.errors import WrongState

from ...errors_agreements import (
    EndsBeforeStart,
    InitiatorStays,
    MoneyElsewhere,
    NotThisMany,
    OutlivesParent,
    ParentMissing,
    PartyTwice,
    TermVeryLong,
)
from ...models import Agreement, AgreementClause, AgreementKind, AgreementParty, AgreementVersion, ClauseTemplate, KindCode, Organisation
from .money import amounts_in

TERM_FIELDS = (
    "title_kk", "title_ru", "place_kk", "place_ru", "purpose_kk", "purpose_ru", "languages", "prevails", "copies", "term_kind", "starts_on",
    "ends_on", "auto_renew", "notice_months", "exit_rule", "has_finance", "amount", "hosts_per_year",
)  # fmt: skip
PARTY_FIELDS = (
    "role_kk", "role_ru", "signatory_name", "signatory_position_kk", "signatory_position_ru", "basis_kk", "basis_ru", "powers_until",
    "responsible", "responsible_phone", "responsible_email",
)  # fmt: skip


def locked(agreement: Agreement) -> Agreement:
    """The agreement as it stands, held until the transaction ends: every step begins here."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("kind", "initiator", "parent").get(pk=agreement.pk)


def require_draft(agreement: Agreement) -> None:
    """Raises WrongState outside DRAFT, and for what was concluded on paper: its text is the scan."""
    if agreement.status != Agreement.Status.DRAFT or agreement.origin == Agreement.Origin.PAPER:
        raise WrongState(status=agreement.get_status_display())


@transaction.atomic
def start_agreement(
    *,
    kind: AgreementKind,
    initiator: Organisation,
    partners: list[Organisation],
    by: Any,
    parent: Agreement | None = None,
    network: Any = None,
    **fields: Any,
) -> Agreement:
    """A draft with its parties and all clauses of the kind. Raises NotThisMany, PartyTwice, ParentMissing and what set_terms raises."""
    sides = [initiator, *partners]
    if len({side.pk for side in sides}) < len(sides):
        raise PartyTwice(party=next(s for s in sides if sides.count(s) > 1))
    if len(sides) > kind.parties_max:
        raise NotThisMany(least=kind.parties_min, most=kind.parties_max, now=len(sides))
    if kind.needs_parent and parent is None:
        raise ParentMissing
    agreement = Agreement.objects.create(
        kind=kind,
        initiator=initiator,
        parent=parent,
        network=network,
        title_kk=kind.name_kk,
        title_ru=kind.name_ru,
        place_kk=initiator.district.name_kk,
        place_ru=initiator.district.name_ru,
        term_kind=kind.term_kind,
        auto_renew=kind.auto_renew,
        exit_rule=kind.exit_rule,
        has_finance=kind.needs_parent,
        created_by=by,
    )
    for side in sides:
        add_party_row(agreement, side)
    version = AgreementVersion.objects.create(agreement=agreement, number=1, made_by=by)
    AgreementClause.objects.bulk_create(
        AgreementClause(
            version=version,
            section=t.section,
            number=t.code,
            is_heading=t.is_heading,
            position=t.position,
            template=t,
            text_kk=t.text_kk,
            text_ru=t.text_ru,
        )
        for t in ClauseTemplate.objects.current(kind)
    )
    if kind.code == KindCode.SERVICE:  # the initiator orders, the other side does the work, whether a person or an organisation
        role_kk, role_ru = kind.role_of("person")
        agreement.parties.exclude(organisation=initiator).update(role_kk=role_kk, role_ru=role_ru)
    return set_terms(agreement=agreement, by=by, **fields) if fields else agreement


def add_party_row(agreement: Agreement, organisation: Organisation) -> AgreementParty:
    """A side with what its passport says about its head; the last in the order."""
    performs = agreement.kind.person_may_sign and organisation.pk != agreement.initiator_id  # SERVICE: one side orders, the other performs
    role_kk, role_ru = agreement.kind.role_of("person" if performs else organisation.kind)
    last = agreement.parties.aggregate(last=Max("position"))["last"]
    position_kk = getattr(organisation, "head_position_kk", "")
    position_ru = getattr(organisation, "head_position_ru", "")
    return AgreementParty.objects.create(
        agreement=agreement,
        organisation=organisation,
        position=0 if last is None else last + 1,
        role_kk=role_kk,
        role_ru=role_ru,
        signatory_name=organisation.head_name,
        signatory_position_kk=position_kk or "Басшы",
        signatory_position_ru=position_ru or "Руководитель",
        basis_kk=getattr(organisation, "basis_kk", "") or "Жарғы",
        basis_ru=getattr(organisation, "basis_ru", "") or "Устав",
        responsible_phone=organisation.phone,
        responsible_email=organisation.email,
    )


@transaction.atomic
def add_party(*, agreement: Agreement, organisation: Organisation, by: Any) -> AgreementParty:
    """One more party of a draft. Raises PartyTwice, NotThisMany, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    if agreement.parties.filter(organisation=organisation).exists():
        raise PartyTwice(party=organisation)
    if (now := agreement.parties.count() + 1) > agreement.kind.parties_max:
        raise NotThisMany(least=agreement.kind.parties_min, most=agreement.kind.parties_max, now=now)
    return add_party_row(agreement, organisation)


@transaction.atomic
def remove_party(*, party: AgreementParty, by: Any) -> None:
    """Take a party out of a draft that it has not remarked on. Raises InitiatorStays, WrongState."""
    agreement = locked(party.agreement)
    require_draft(agreement)
    if party.organisation_id == agreement.initiator_id:
        raise InitiatorStays
    party.delete()


@transaction.atomic
def set_party(*, party: AgreementParty, by: Any, **fields: Any) -> AgreementParty:
    """Write who signs for a party, on which ground, until when; possible until signing begins. Raises WrongState."""
    agreement = locked(party.agreement)
    if agreement.status not in {Agreement.Status.DRAFT, Agreement.Status.REVIEW}:
        raise WrongState(status=agreement.get_status_display())
    party = AgreementParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    changed = [name for name in PARTY_FIELDS if name in fields and getattr(party, name) != fields[name]]
    for name in changed:
        setattr(party, name, fields[name])
    if changed:
        party.save(update_fields=changed)
    return party


@transaction.atomic
def set_terms(*, agreement: Agreement, by: Any, confirm_long: bool = False, **fields: Any) -> Agreement:
    """Write title, place, term, languages and the like of a draft. Raises EndsBeforeStart, TermVeryLong, MoneyElsewhere, OutlivesParent, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    for name in TERM_FIELDS:
        if name in fields:
            setattr(agreement, name, fields[name])
    start, end = agreement.starts_on, agreement.ends_on
    if agreement.term_kind == "open":
        agreement.ends_on = end = None
    if start and end and end < start:
        raise EndsBeforeStart
    if start and end and end > ten_years_after(start) and not confirm_long:
        raise TermVeryLong
    agreement.long_term_confirmed = confirm_long
    if agreement.kind.forbids_money and (
        agreement.has_finance or agreement.amount or amounts_in(agreement.purpose_kk, agreement.purpose_ru)
    ):
        raise MoneyElsewhere
    check_parent(agreement)
    agreement.save(update_fields=[*TERM_FIELDS, "long_term_confirmed"])
    return agreement


def ten_years_after(day: dt.date) -> dt.date:
    """The same day ten years later."""
    return day.replace(year=day.year + 10, day=28 if (day.month, day.day) == (2, 29) else day.day)


def check_parent(agreement: Agreement) -> None:
    """FIN cannot outlive its parent (NR38). Raises OutlivesParent."""
    parent = agreement.parent
    if agreement.kind.needs_parent and parent and parent.ends_on and agreement.ends_on and agreement.ends_on > parent.ends_on:
        raise OutlivesParent(day=parent.ends_on.strftime("%d.%m.%Y"))


@transaction.atomic
def set_variables(*, agreement: Agreement, by: Any, values: dict[str, Any]) -> Agreement:
    """Fill places of the text. Raises MoneyElsewhere, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    if agreement.kind.forbids_money:
        texts = [text for value in values.values() for text in (value.values() if isinstance(value, dict) else [value])]
        if amounts_in(*map(str, texts)):
            raise MoneyElsewhere
    agreement.variables = {**agreement.variables, **values}
    agreement.save(update_fields=["variables"])
    return agreement


def now() -> dt.datetime:
    """This moment; one place to read it."""
    return timezone.now()
