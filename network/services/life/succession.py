"""A party that is no more: while the agreement is being made its successor takes the place or it is taken out (§9.13); in an agreement that lives the
successor takes the place by a notice of change to the other parties (NR58). History stays with the old name.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import WrongState

from ...errors_life import NotAParty, NotGone, NotInForce, NumberTaken, PartyAlready, SuccessorMissing
from ...models import (
    Agreement,
    AgreementNotice,
    AgreementObligation,
    AgreementParty,
    Organisation,
    PatronagePair,
    RegistryParty,
)
from ..agreements.signing import requisites_of
from .acts import locked
from .notices import DETAILS
from .periods import ALIVE, cut_if_shorter, lives_without, remaining_parties
from .stops import GONE
from .telling import tell_parties

TOOK_PLACE = _("%(successor)s takes the place of %(party)s in %(agreement)s: read it and agree to it anew.")
TAKEN_OUT = _("%(party)s is no more and was taken out of %(agreement)s: agree to it anew.")
SUCCEEDED = _("%(party)s was reorganised: %(successor)s takes its place in %(agreement)s.")
ONE_LEFT = _("%(agreement)s ended: after the reorganisation of %(party)s one party is left.")


def put_successor(*, party: AgreementParty, by: Any) -> AgreementParty:
    """§9.13: the successor of a reorganised organisation takes its place in an agreement that is still being made; the number stays, everybody agrees anew.

    Raises NotGone, SuccessorMissing, PartyAlready, NumberTaken, WrongState.
    """
    with transaction.atomic():
        agreement, party = _in_the_making(party)
        old, new = party.organisation, _successor_of(party)
        if agreement.parties.filter(organisation=new).exclude(pk=party.pk).exists():
            raise PartyAlready(organisation=new)
        if agreement.initiator_id == party.organisation_id:
            _hand_over(agreement, new)
        party.organisation = new
        party.role_kk, party.role_ru = agreement.kind.role_of(new.kind)
        for name, value in signatory_of(new).items():
            setattr(party, name, value)
        party.powers_until, party.requisites = None, {}
        party.save()
        _ask_everybody_anew(agreement, by, reason=f"{old} → {new}")
        tell_parties(agreement, TOOK_PLACE, but=by, party=old, successor=new)
    return party


def take_out(*, party: AgreementParty, acting: AgreementParty | None, by: Any) -> AgreementParty:
    """§9.13: a closed or reorganised organisation leaves an agreement that is still being made; where it was the initiator, the acting party goes on in its
    place. The row stays: its signatures are void and visible. Raises NotGone, NotAParty, NumberTaken, WrongState.
    """
    with transaction.atomic():
        agreement, party = _in_the_making(party)
        if agreement.initiator_id == party.organisation_id:
            if acting is None or acting.pk == party.pk or acting.organisation is None:
                raise NotAParty(organisation=party.organisation)
            _hand_over(agreement, acting.organisation)
        party.agreed_version = None
        party.left_on = min(filter(None, [agreement.starts_on, timezone.localdate()])) - dt.timedelta(days=1)
        gone = party.organisation.get_status_display() if party.organisation else ""
        party.move("take_out", by=by, reason=f"{party.organisation}: {gone}", save_also=("agreed_version", "left_on"))
        _ask_everybody_anew(agreement, by, reason=f"{party.organisation}: {gone}")
        tell_parties(agreement, TAKEN_OUT, but=by, party=party.organisation)
    return party


def _in_the_making(party: AgreementParty) -> tuple[Agreement, AgreementParty]:
    agreement = locked(party.agreement_id)
    if agreement.status not in {Agreement.Status.DRAFT, Agreement.Status.REVIEW}:
        raise WrongState(status=agreement.get_status_display())
    party = AgreementParty.objects.select_for_update(of=("self",)).select_related("organisation__successor").get(pk=party.pk)
    if party.organisation is None or party.organisation.status not in GONE or party.status == AgreementParty.Status.LEFT:
        raise NotGone(organisation=party.name)
    return agreement, party


def _successor_of(party: AgreementParty) -> Organisation:
    new = party.organisation.successor if party.organisation else None
    if new is None or new.status != Organisation.Status.ACTIVE:
        raise SuccessorMissing(organisation=party.organisation)
    return new


def _hand_over(agreement: Agreement, new: Organisation) -> None:
    """Another organisation runs the agreement from now on; the number stays the agreement's own (NR30). Raises NumberTaken."""
    same = Agreement.objects.filter(initiator=new, kind=agreement.kind_id, number_year=agreement.number_year, number=agreement.number)
    if agreement.number and same.exists():
        raise NumberTaken(organisation=new, number=agreement.number)
    agreement.initiator = new
    agreement.save(update_fields=["initiator"])


def _ask_everybody_anew(agreement: Agreement, by: Any, *, reason: str) -> None:
    for party in agreement.parties.select_for_update().filter(status__in=["agreed", "signed"]):
        party.move("ask_again", by=by, reason=reason[:200])


def signatory_of(organisation: Organisation) -> dict[str, str]:
    """Who signs for the organisation and on which ground, as its passport says."""
    return {
        "signatory_name": organisation.head_name,
        "signatory_position_kk": organisation.head_position_kk or "Басшы",
        "signatory_position_ru": organisation.head_position_ru or "Руководитель",
        "basis_kk": organisation.basis_kk or "Жарғы",
        "basis_ru": organisation.basis_ru or "Устав",
        "responsible_phone": organisation.phone,
        "responsible_email": organisation.email,
    }


@transaction.atomic
def succeed(*, party: AgreementParty, by: Any, details: dict[str, str] | None = None) -> AgreementNotice:
    """NR58: the successor tells the other parties by a notice of change and is a party from now on, with the obligations of the old one. A successor that
    is a party already goes on alone for both; with one party left the agreement ends (NR35). Raises NotInForce, NotGone, SuccessorMissing.
    """
    agreement = locked(party.agreement_id)
    if agreement.status not in Agreement.LIVING:
        raise NotInForce(status=agreement.get_status_display())
    party = AgreementParty.objects.select_for_update(of=("self",)).select_related("organisation__successor").get(pk=party.pk)
    if party.organisation is None or party.status != AgreementParty.Status.SIGNED or party.organisation.status not in GONE:
        raise NotGone(organisation=party.name)
    old, new = party.organisation, _successor_of(party)
    values = signatory_of(new) | {name: value for name, value in (details or {}).items() if name in DETAILS}
    notice = _notice(agreement, party, new, by)
    heir = agreement.parties.filter(organisation=new).exclude(status=AgreementParty.Status.LEFT).first()
    party.move("leave", by=by, reason=f"{old} → {new}")
    if heir is None:
        heir = _heir(agreement, party, new, values)
    AgreementObligation.objects.filter(party=party).update(party=heir)
    _carry_over(agreement, old, new)
    tell_parties(agreement, SUCCEEDED, but=by, party=old, successor=new)
    _end_if_alone(agreement, party, by)
    return notice


def _notice(agreement: Agreement, party: AgreementParty, new: Organisation, by: Any) -> AgreementNotice:
    today = timezone.localdate()
    named = {"kk": new.full_name_kk, "ru": new.full_name_ru, "bin": new.bin or ""}
    notice = AgreementNotice.objects.create(
        agreement=agreement, kind=AgreementNotice.Kind.CHANGE, from_party=party, sent_by=by, changes={"successor": named}
    )
    notice.delivered_on = notice.effective_on = today
    notice.ends_before = agreement.ends_on
    notice.move("deliver", by=by, save_also=("delivered_on", "effective_on", "ends_before"))
    notice.move("take_effect", by=by)
    return notice


def _heir(agreement: Agreement, party: AgreementParty, new: Organisation, values: dict[str, str]) -> AgreementParty:
    role_kk, role_ru = agreement.kind.role_of(new.kind)
    left = agreement.parties.filter(organisation=new).first()  # it had left the agreement once: it comes back in its own row
    heir = left or AgreementParty(agreement=agreement, organisation=new)
    heir.position, heir.role_kk, heir.role_ru, heir.predecessor = party.position, role_kk, role_ru, party
    heir.status, heir.left_on, heir.responsible = AgreementParty.Status.SIGNED, None, party.responsible
    for name, value in values.items():
        setattr(heir, name, value)
    heir.requisites = requisites_of(heir)
    heir.save()
    return heir


def _carry_over(agreement: Agreement, old: Organisation, new: Organisation) -> None:
    """The initiator's part, the line of the register and the pair of patronage follow the successor."""
    same = Agreement.objects.filter(initiator=new, kind=agreement.kind_id, number_year=agreement.number_year, number=agreement.number)
    if agreement.initiator_id == old.pk and not same.exists():
        agreement.initiator = new
        agreement.save(update_fields=["initiator"])
    for entry in agreement.registry_entries.all():
        RegistryParty.objects.get_or_create(entry=entry, organisation=new)
    pairs = PatronagePair.objects.filter(agreement=agreement)
    taken = PatronagePair.objects.exclude(agreement=agreement).exclude(status=PatronagePair.Status.DROPPED)
    for pair in pairs.filter(Q(enterprise=old) | Q(college=old)):
        enterprise = new if pair.enterprise_id == old.pk else pair.enterprise
        college = new if pair.college_id == old.pk else pair.college
        if not taken.filter(enterprise=enterprise, college=college).exists():
            pair.enterprise, pair.college = enterprise, college
            pair.save(update_fields=["enterprise", "college"])


def _end_if_alone(agreement: Agreement, party: AgreementParty, by: Any) -> None:
    if agreement.status not in ALIVE or lives_without(agreement, remaining_parties(agreement)):
        return
    cut_if_shorter(agreement, timezone.localdate())
    agreement.move("terminate", by=by, reason=str(party.organisation))
    tell_parties(agreement, ONE_LEFT, party=party.organisation)
