"""SERVICE may have a natural person as a party (network page 2.6): known by the IIN, without an account unless the person has one already."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.crypto import keyed_hash
from core.numbers import check_iin
from core.text import fold

from ...errors_agreements import IinWrong, NoPersonHere, NotThisMany, OtherPerson, PartyTwice
from ...models import Agreement, AgreementParty
from .drafting import locked, require_draft


@transaction.atomic
def add_person(*, agreement: Agreement, iin: str, last_name: str, first_name: str, middle_name: str = "", by: Any) -> AgreementParty:
    """A person as a party of a draft. Raises NoPersonHere, IinWrong, OtherPerson, PartyTwice, NotThisMany, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    person = person_of(iin=iin, last_name=last_name, first_name=first_name, middle_name=middle_name)
    return add_person_row(agreement, person)


def add_person_row(agreement: Agreement, person: User) -> AgreementParty:
    """The person as the next side: signs for himself or herself. Raises NoPersonHere, PartyTwice, NotThisMany."""
    kind, parties = agreement.kind, agreement.parties
    if not kind.person_may_sign:
        raise NoPersonHere
    if parties.filter(person=person).exists():
        raise PartyTwice(party=person)
    if (now := parties.count() + 1) > kind.parties_max:
        raise NotThisMany(least=kind.parties_min, most=kind.parties_max, now=now)
    role_kk, role_ru = kind.role_of("person")
    last = parties.aggregate(last=Max("position"))["last"]
    return AgreementParty.objects.create(
        agreement=agreement,
        person=person,
        position=0 if last is None else last + 1,
        role_kk=role_kk,
        role_ru=role_ru,
        signatory_name=person.full_name,
        signatory_position_kk="Жеке тұлға",
        signatory_position_ru="Физическое лицо",
        basis_kk="Жеке куәлік",
        basis_ru="Удостоверение личности",
        responsible_phone=person.phone,
        responsible_email=person.email or "",
    )


def person_of(*, iin: str, last_name: str, first_name: str, middle_name: str = "") -> User:
    """The person with this IIN, or a new one without a way in. Raises IinWrong, OtherPerson (9.2)."""
    number = "".join(iin.split())
    if problem := check_iin(number):
        raise IinWrong(problem=problem)
    known = User.objects.filter(iin_hash=keyed_hash(number)).first()
    if known is None:
        names = {"last_name": last_name.strip(), "first_name": first_name.strip(), "middle_name": middle_name.strip()}
        return User.objects.create_user(iin=number, **names)
    if fold(known.last_name) != fold(last_name.strip()) or fold(known.first_name) != fold(first_name.strip()):
        raise OtherPerson
    return known
