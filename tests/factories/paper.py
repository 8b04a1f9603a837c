"""Agreements that were concluded on paper, and what parties owe.

world = Paper()                      a school, an enterprise, their coordinators
world.enter(number="№ 7", ends_on=…) the agreement as the school enters it
obligation_of(agreement, 0, measure=5, due_on=…), fact_of(obligation, 3)
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Agreement, AgreementKind, AgreementObligation, ObligationFact, Role
from network.services import agreements as services

from .files import pdf, upload
from .life import party
from .people import OrganisationFactory, user_with_role


class Paper:
    """The sides of one agreement on paper."""

    def __init__(self) -> None:
        self.school, self.partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
        self.by = user_with_role(Role.ORG_COORDINATOR, self.school)
        self.other = user_with_role(Role.ORG_COORDINATOR, self.partner)

    def enter(self, kind: str = "MEMO", *, partners: list[Any] | None = None, **fields: Any) -> Agreement:
        """The agreement as its first side enters it; a memorandum of last month for a year unless told otherwise."""
        today = timezone.localdate()
        values: dict[str, Any] = {"number": "№ 7", "date": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=330)}
        return services.enter_paper(
            kind=AgreementKind.objects.get(pk=kind),
            initiator=self.school,
            partners=[self.partner] if partners is None else partners,
            by=self.by,
            **({"upload": upload(pdf(), "paper.pdf")} | values | fields),
        )

    def side(self, agreement: Agreement) -> Any:
        """The partner's side."""
        return agreement.parties.get(organisation=self.partner)


def obligation_of(agreement: Agreement, place: int = 0, **fields: Any) -> AgreementObligation:
    """What the party in that place owes."""
    values = {"text_kk": "Экскурсия өткізу", "text_ru": "Провести экскурсии", "measure": 4, "unit_kk": "экскурсия", "unit_ru": "экскурсии"}
    return AgreementObligation.objects.create(party=party(agreement, place), **(values | fields))


def fact_of(obligation: AgreementObligation, value: int = 1, **fields: Any) -> ObligationFact:
    """Something done today, with a link as evidence."""
    values = {"on": timezone.localdate(), "text": "Өтті", "link": "https://demo.example/dalel"}
    return ObligationFact.objects.create(obligation=obligation, value=value, **(values | fields))
