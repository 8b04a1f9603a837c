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
    """A coordinator or head of the party, the person who is the party; for a person without an account the initiator, who keeps the signed paper."""
    if party is None:
        return False
    own = organisations_as(user, *COORDINATORS)
    if party.organisation_id:
        return party.organisation_id in own
    return is_self(user, party.person_id) or (
        party.person is not None and party.person.sign_in == "none" and party.agreement.initiator_id in own
    )


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


@rules.predicate
def is_on_paper(user: Any, agreement: Agreement | None) -> bool:
    """Concluded on paper: its text is the scan."""
    return agreement is not None and agreement.origin == Agreement.Origin.PAPER


@rules.predicate
def writes_obligation(user: Any, party: AgreementParty | None) -> bool:
    """Who writes down what a party owes: the initiator in a draft and from a paper; the party itself while the agreement lives."""
    if party is None:
        return False
    agreement = party.agreement
    if agreement.status == Agreement.Status.DRAFT or (agreement.origin == Agreement.Origin.PAPER and agreement.status in Agreement.LIVING):
        return runs_agreement(user, agreement) or (agreement.status in Agreement.LIVING and answers_for_party(user, party))
    return agreement.status in Agreement.LIVING and answers_for_party(user, party)


@rules.predicate
def writes_this_obligation(user: Any, obligation: Any) -> bool:
    """The same for one that is written down."""
    return obligation is not None and writes_obligation(user, obligation.party)


@rules.predicate
def owes_it(user: Any, obligation: Any) -> bool:
    """A coordinator or head of the party that owes it."""
    return obligation is not None and answers_for_party(user, obligation.party)


rules.add_perm("network.edit_agreement_text", runs_agreement & ~is_on_paper)
rules.add_perm("network.mend_paper_agreement", runs_agreement & is_on_paper)
rules.add_perm("network.write_obligation", writes_obligation)
rules.add_perm("network.remove_obligation", writes_this_obligation)
rules.add_perm("network.report_obligation", owes_it)
rules.add_perm("network.draft_agreement", coordinates_somewhere)
rules.add_perm("network.run_agreement", runs_agreement)
rules.add_perm("network.answer_for_party", answers_for_party)
rules.add_perm("network.read_agreement_text", reads_amounts)
