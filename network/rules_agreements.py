"""Rights over agreements (network page 8): one permission per action."""

from typing import Any

import rules

from .access import COORDINATORS, has_role, is_self, organisations_as
from .models import Agreement, AgreementParty, KindCode, Role


@rules.predicate
def coordinates_somewhere(user: Any) -> bool:
    """A coordinator or head of any organisation starts agreements for it."""
    return has_role(user, *COORDINATORS)


@rules.predicate
def runs_agreement(user: Any, agreement: Agreement | None) -> bool:
    """The initiator's coordinator or head."""
    return agreement is not None and agreement.initiator_id in organisations_as(user, *COORDINATORS)


@rules.predicate
def answers_for_party(user: Any, party: AgreementParty | None) -> bool:
    """A coordinator or head of the party."""
    return party is not None and (party.organisation_id in organisations_as(user, *COORDINATORS) or is_self(user, party.person_id))


def own_parties(user: Any, agreement: Agreement) -> list[AgreementParty]:
    """Parties that the person answers for."""
    return [party for party in agreement.parties.all() if answers_for_party(user, party)]


@rules.predicate
def reads_amounts(user: Any, agreement: Agreement | None) -> bool:
    """Text and amounts of a financial agreement are the parties' own (network page 8); every other kind is read by whoever opens it."""
    if agreement is None:
        return False
    if agreement.kind_id != KindCode.FIN:
        return True
    own = organisations_as(user, *COORDINATORS, Role.FINANCE)
    return any(party.organisation_id in own or is_self(user, party.person_id) for party in agreement.parties.all())


rules.add_perm("network.draft_agreement", coordinates_somewhere)
rules.add_perm("network.run_agreement", runs_agreement)
rules.add_perm("network.answer_for_party", answers_for_party)
rules.add_perm("network.read_agreement_text", reads_amounts)
