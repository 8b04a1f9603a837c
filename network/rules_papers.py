"""Who prints papers of agreements: coordinators of the parties; amounts of FIN are for the parties alone (network page 8)."""

from typing import Any

import rules

from .access import COORDINATORS, organisations_as
from .models import Agreement


def _stands_in(user: Any, agreement: Agreement) -> bool:
    own = organisations_as(user, *COORDINATORS)
    if agreement.initiator_id in own:
        return True
    return agreement.shared_at is not None and any(party.organisation_id in own for party in agreement.parties.all())


@rules.predicate
def is_party(user: Any, agreement: Agreement | None) -> bool:
    """A coordinator or the head of a party."""
    return agreement is not None and _stands_in(user, agreement)


@rules.predicate
def is_party_of_its_agreement(user: Any, row: Any) -> bool:
    """The same for what belongs to an agreement: an amendment, a notice, an act."""
    return row is not None and _stands_in(user, row.agreement)


rules.add_perm("network.print_agreement", is_party)
rules.add_perm("network.print_amendment", is_party_of_its_agreement)
rules.add_perm("network.print_notice", is_party_of_its_agreement)
rules.add_perm("network.print_act", is_party_of_its_agreement)
