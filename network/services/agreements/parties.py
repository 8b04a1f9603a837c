"""Who must be a party, and how many (network page 2.6, table of kinds)."""

from ...errors_agreements import NotThisMany, PartyMissing
from ...models import Agreement, AgreementParty, Organisation


def active_parties(agreement: Agreement) -> list[AgreementParty]:
    """Parties that have not refused or left."""
    gone = [AgreementParty.Status.REFUSED, AgreementParty.Status.LEFT]
    return list(agreement.parties.exclude(status__in=gone).select_related("organisation", "person"))


def check_parties(agreement: Agreement) -> None:
    """Number and composition as the kind demands. Raises NotThisMany, PartyMissing."""
    kind, parties = agreement.kind, active_parties(agreement)
    if not kind.parties_min <= len(parties) <= kind.parties_max:
        raise NotThisMany(least=kind.parties_min, most=kind.parties_max, now=len(parties))
    present = {party.organisation.kind for party in parties if party.organisation}
    missing = [needed for needed in kind.needs if not present.intersection(needed)]
    if missing:
        words = ["/".join(str(Organisation.Kind(code).label) for code in needed) for needed in missing]
        raise PartyMissing(kinds=", ".join(words))
