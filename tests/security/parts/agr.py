"""Addresses of agreements on paper and of obligations: a paper of the school and its host that waits, an obligation of the host with a fact."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from network.models import AgreementKind, AgreementObligation, ObligationFact
from network.services import agreements as services
from tests.factories.files import pdf, upload
from tests.security.world import SecurityWorld


def _made(world: SecurityWorld) -> dict[str, Any]:
    if not hasattr(world, "paper_rows"):
        world.paper_rows = _make(world)
    return world.paper_rows


def _make(world: SecurityWorld) -> dict[str, Any]:
    today = timezone.localdate()
    paper = services.enter_paper(
        kind=AgreementKind.objects.get(pk="COOP"),
        initiator=world.trials.school,
        partners=[world.trials.host],
        number="7",
        date=today - dt.timedelta(days=9),
        upload=upload(pdf(), "paper.pdf"),
        by=world.trials.coordinator,
    )
    party = paper.parties.order_by("position").last()
    obligation = AgreementObligation.objects.create(party=party, text_kk="х", text_ru="х")
    free = AgreementObligation.objects.create(party=party, text_kk="х", text_ru="х")
    fact = ObligationFact.objects.create(obligation=obligation, on=today, text="х", proof=ContentFile(pdf(), "x.pdf"), proof_name="x.pdf")
    return {"paper": paper, "party": party, "obligation": obligation, "free": free, "fact": fact}


def _of(name: str, **more: str) -> Any:
    return lambda world: {"pk": _made(world)[name].pk, **more}


SAMPLES = {
    **{f"network:{name}": _of("paper") for name in ("paper_agreement", "paper_mend", "paper_scan", "obligations", "obligation_add")},
    "network:paper_answer": _of("party", answer="confirm"),
    "network:obligation_fact": _of("obligation"),
    "network:obligation_remove": _of("free"),
    **{f"network:obligation_fact_{name}": _of("fact") for name in ("strike", "proof")},
    "network:agreement_person_add": _of("paper"),
}
