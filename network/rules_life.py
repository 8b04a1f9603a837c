"""Rights about agreements after signing, the register and patronage (spec §8)."""

from typing import Any

import rules

from .access import COORDINATORS, holdings, organisations_as, regions_as
from .models import Role
from .navigation import in_patronage
from .rules_agreements import answers_for_party

GONE = ("closed", "reorganised")
KEEPERS = (Role.REGISTRAR, Role.REGION_OPERATOR)


def own_parties(user: Any, agreement: Any) -> list[Any]:
    """Parties of the agreement for which the person speaks, those that have not left first."""
    parties = [party for party in agreement.parties.all() if answers_for_party(user, party)]
    return sorted(parties, key=lambda party: (party.status == "left", party.position))


@rules.predicate
def speaks_for_a_party(user: Any, agreement: Any) -> bool:
    """A coordinator or the head of an organisation that is still a party."""
    return agreement is not None and any(party.status != "left" for party in own_parties(user, agreement))


@rules.predicate
def sent_it(user: Any, notice: Any) -> bool:
    """A coordinator of the organisation that sent the notice or proposed the act."""
    party = getattr(notice, "from_party", None) or getattr(notice, "proposed_by", None)
    return party is not None and party.organisation_id in organisations_as(user, *COORDINATORS)


@rules.predicate
def speaks_in_its_agreement(user: Any, row: Any) -> bool:
    """A coordinator of any party of the agreement to which the row belongs."""
    return row is not None and speaks_for_a_party(user, row.agreement)


@rules.predicate
def keeps_the_register(user: Any, entry: Any) -> bool:
    """The officer of the registrar that keeps the entry or the book: the chamber's registrar, the operator in the career centre."""
    return entry is not None and entry.registrar_id in organisations_as(user, *KEEPERS)


@rules.predicate
def is_named_in_it(user: Any, entry: Any) -> bool:
    """A coordinator of an organisation that the entry names."""
    return entry is not None and bool(organisations_as(user, *COORDINATORS) & {party.organisation_id for party in entry.parties.all()})


@rules.predicate
def keeps_a_register(user: Any, _row: Any = None) -> bool:
    """A registrar or an operator anywhere."""
    return any(holding.role in KEEPERS for holding in holdings(user))


@rules.predicate
def keeps_its_list(user: Any, pair: Any) -> bool:
    """The registrar of the chamber that listed the pair."""
    return pair is not None and pair.chamber_id in organisations_as(user, Role.REGISTRAR)


@rules.predicate
def is_a_chamber_registrar(user: Any, _row: Any = None) -> bool:
    """A chamber's registrar anywhere."""
    return any(holding.role == Role.REGISTRAR for holding in holdings(user))


@rules.predicate
def settles_gone_parties(user: Any, agreement: Any) -> bool:
    """§9.13: the initiator's coordinator; where the initiator itself is no more, a coordinator of its successor or of any other party."""
    if agreement is None:
        return False
    own = organisations_as(user, *COORDINATORS)
    initiator = agreement.initiator
    if initiator.status not in GONE:
        return initiator.pk in own
    return initiator.successor_id in own or speaks_for_a_party(user, agreement)


@rules.predicate
def is_the_successor(user: Any, party: Any) -> bool:
    """NR58: a coordinator of the organisation into which the party was reorganised."""
    old = getattr(party, "organisation", None)
    return old is not None and old.status == "reorganised" and old.successor_id in organisations_as(user, *COORDINATORS)


@rules.predicate
def operates_the_region(user: Any, region: Any) -> bool:
    """The operator of the region."""
    return region is not None and region.pk in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def takes_part_in_patronage(user: Any, _row: Any = None) -> bool:
    """The chamber, the bodies of the region, coordinators of enterprises and colleges."""
    return in_patronage(user)


@rules.predicate
def belongs_to_the_pair(user: Any, pair: Any) -> bool:
    """A coordinator of the enterprise or of the college."""
    return pair is not None and bool({pair.enterprise_id, pair.college_id} & organisations_as(user, *COORDINATORS))


rules.add_perm("network.give_notice", speaks_for_a_party)
rules.add_perm("network.propose_act", speaks_for_a_party)
rules.add_perm("network.answer_act", speaks_in_its_agreement)
rules.add_perm("network.withdraw_act", sent_it)
rules.add_perm("network.recall_notice", sent_it)
rules.add_perm("network.confirm_delivery", speaks_in_its_agreement & ~sent_it)
rules.add_perm("network.confirm_details", speaks_for_a_party)
rules.add_perm("network.amend_agreement", speaks_for_a_party)
rules.add_perm("network.submit_to_registry", speaks_for_a_party)
rules.add_perm("network.see_registry", keeps_a_register)
rules.add_perm("network.keep_registry", keeps_the_register)
rules.add_perm("network.submit_again", is_named_in_it)
rules.add_perm("network.issue_registry_book", keeps_the_register)
rules.add_perm("network.issue_patronage_monitoring", keeps_the_register)
rules.add_perm("network.settle_gone_party", settles_gone_parties)
rules.add_perm("network.succeed_party", is_the_successor)
rules.add_perm("network.set_registry_policy", operates_the_region)
rules.add_perm("network.export_patronage", takes_part_in_patronage)
rules.add_perm("network.list_patronage", is_a_chamber_registrar)
rules.add_perm("network.keep_patronage_pair", keeps_its_list)
rules.add_perm("network.change_patronage", belongs_to_the_pair)
