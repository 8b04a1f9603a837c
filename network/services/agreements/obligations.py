"""What the parties owe, plan and fact (network page 2.6 AgreementObligation; S15). Facts carry evidence and are struck out, never deleted."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.errors import WrongState
from core.uploads import CheckedFile

from ...errors_agreements import EvidenceMissing, FactBeforeStart, FactInFuture, ObligationStays, ReasonNeeded
from ...models import Agreement, AgreementObligation, AgreementParty, ObligationFact
from .drafting import locked
from .telling import tell_parties

FIELDS = ("text_kk", "text_ru", "measure", "unit_kk", "unit_ru", "due_on", "due_rule")
SOON = dt.timedelta(days=14)
COUNTS_FACTS = (Agreement.Status.SIGNED, Agreement.Status.IN_FORCE, Agreement.Status.SUSPENDED, Agreement.Status.EXPIRED)


@transaction.atomic
def add_obligation(*, party: AgreementParty, by: Any, **fields: Any) -> AgreementObligation:
    """Write down what a party owes; before signing it is printed in the annex. Raises WrongState while the text is with the parties or the end is past."""
    agreement = locked(party.agreement)
    if agreement.status not in {Agreement.Status.DRAFT, *Agreement.LIVING}:
        raise WrongState(status=agreement.get_status_display())
    return AgreementObligation.objects.create(party=party, added_by=by, **{name: fields[name] for name in FIELDS if name in fields})


@transaction.atomic
def remove_obligation(*, obligation: AgreementObligation, by: Any) -> None:
    """Take out what was written by mistake. Raises ObligationStays where the parties have signed it or a fact stands under it."""
    agreement = locked(obligation.party.agreement)
    if is_signed(obligation, agreement) or obligation.facts.exists():
        raise ObligationStays
    obligation.delete()


def is_signed(obligation: AgreementObligation, agreement: Agreement) -> bool:
    """Was the obligation in the text when the parties signed it? What was written down afterwards, or from a scan, is a note of the parties."""
    if agreement.origin == Agreement.Origin.PAPER or agreement.status == Agreement.Status.DRAFT:
        return False
    return agreement.signed_at is None or obligation.added_at <= agreement.signed_at


@transaction.atomic
def enter_fact(
    *, obligation: AgreementObligation, on: dt.date, value: int, text: str, by: Any, link: str = "", proof: CheckedFile | None = None
) -> ObligationFact:
    """What was done, with a file or a link as evidence. Raises FactInFuture, FactBeforeStart, EvidenceMissing, WrongState."""
    agreement = locked(obligation.party.agreement)
    if agreement.status not in COUNTS_FACTS:
        raise WrongState(status=agreement.get_status_display())
    if on > timezone.localdate():
        raise FactInFuture
    if agreement.starts_on and on < agreement.starts_on:
        raise FactBeforeStart(day=f"{agreement.starts_on:%d.%m.%Y}")
    if proof is None and not link:
        raise EvidenceMissing
    fact = ObligationFact(obligation=obligation, on=on, value=value, text=text.strip(), link=link, by=by)
    if proof is not None:
        fact.proof_name = proof.original_name
        fact.proof.save(f"proof{proof.extension}", ContentFile(proof.content), save=False)
    fact.save()
    others = [p.organisation_id for p in agreement.parties.all() if p.organisation_id and p.pk != obligation.party_id]
    message = gettext_noop("%(party)s reports under %(agreement)s: %(fact)s")
    tell_parties(agreement, message, by=by, only=others, party=obligation.party.name, fact=fact.text[:120])
    return fact


@transaction.atomic
def strike_fact(*, fact: ObligationFact, by: Any, reason: str) -> ObligationFact:
    """Strike out a mistaken fact: it stays on the page and counts no more. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    fact = ObligationFact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if fact.struck_at is None:
        fact.struck_at, fact.struck_by, fact.struck_reason = timezone.now(), by, reason.strip()[:300]
        fact.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    return fact


def due_obligations(organisations: set[int], today: dt.date) -> Any:
    """Obligations of these organisations under living agreements that are overdue or due within two weeks and not met, the oldest first."""
    rows = AgreementObligation.objects.filter(
        party__organisation__in=organisations,
        party__status=AgreementParty.Status.SIGNED,
        party__agreement__status__in=[Agreement.Status.IN_FORCE, Agreement.Status.SUSPENDED],
        due_on__lte=today + SOON,
    )
    return rows.open().select_related("party__agreement").order_by("due_on", "pk")
