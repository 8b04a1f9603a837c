"""Addresses of agreements: one agreement of the school and its host, in review, with a remark and a signature."""

from typing import Any

from network.services import agreements as services
from tests.factories.agreements import in_review, signature_of
from tests.security.world import SecurityWorld


def _made(world: SecurityWorld) -> dict[str, Any]:
    if not hasattr(world, "agreement_rows"):
        world.agreement_rows = _make(world)
    return world.agreement_rows


def _make(world: SecurityWorld) -> dict[str, Any]:
    agreement = in_review(world.trials.school, world.trials.host, by=world.trials.coordinator)
    party = agreement.parties.order_by("position").last()
    clause = agreement.versions.get().clauses.filter(is_heading=False).first()
    remark = services.remark(agreement=agreement, clause=clause, party=party, text="?", by=world.trials.host_coordinator)
    return {"agreement": agreement, "party": party, "clause": clause, "remark": remark, "signature": signature_of(party)}


def _of(name: str, **more: str) -> Any:
    return lambda world: {"pk": _made(world)[name].pk, **more}


SAMPLES = {
    **{
        f"network:{name}": _of("agreement")
        for name in (
            "agreement",
            "agreement_versions",
            "agreement_terms",
            "agreement_places",
            "agreement_hosting",
            "agreement_party_add",
            "agreement_clause_add",
        )
    },
    "network:agreements_file": lambda world: {"kind": "csv"},
    "network:agreement_step": _of("agreement", step="send"),
    **{f"network:{name}": _of("party") for name in ("agreement_party", "agreement_party_remove", "agreement_sign")},
    "network:agreement_answer": _of("party", answer="agree"),
    **{f"network:{name}": _of("clause") for name in ("agreement_clause", "agreement_clause_remove", "agreement_confirm")},
    "network:remark_answer": _of("remark"),
    **{f"network:{name}": _of("signature") for name in ("agreement_signature", "signature_decide", "signature_file")},
}

# The list of agreements as a file holds what the person may open: nothing for strangers.
SEEN_BY_STRANGERS = {"network:agreements_file": {200, 405}}
