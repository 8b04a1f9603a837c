"""What screens read about obligations, and what waits for people about papers and obligations."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.todos import Todo

from .access import COORDINATORS, organisations_as
from .models import Agreement, AgreementObligation, AgreementParty, ObligationFact
from .queries_life import Titled, noon
from .services.agreements.obligations import COUNTS_FACTS, due_obligations, is_signed
from .services.life import running_of

SHOWN = 5


@dataclass(frozen=True)
class ObligationLine:
    """One obligation with what the reader may do about it."""

    row: AgreementObligation
    facts: list[ObligationFact]
    may_report: bool
    may_remove: bool

    @property
    def state(self) -> str:
        """met, overdue, part or open; the tone of its mark follows."""
        if self.row.is_met:
            return "met"
        if self.row.is_overdue:
            return "overdue"
        return "part" if self.row.done else "open"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Fact and what is left of the plan, as the bar draws them."""
        done = min(self.row.done, self.row.target)
        left = {"value": self.row.target - done, "label": pgettext_lazy("plan and fact", "left"), "tone": "neutral"}
        return [{"value": done, "label": pgettext_lazy("plan and fact", "done"), "tone": "leaf" if self.row.is_met else "sky"}, left]


def rows_of(agreement: Agreement) -> list[AgreementObligation]:
    """Obligations of an agreement with party and facts, the overdue first, the met last; two queries."""
    facts = Prefetch("facts", ObligationFact.objects.select_related("by"))
    rows = AgreementObligation.objects.filter(party__agreement=agreement).select_related("party__organisation", "party__person")
    return sorted(
        rows.prefetch_related(facts), key=lambda row: (row.is_met, row.due_on is None, row.due_on or timezone.localdate(), row.pk)
    )


def obligation_lines(user: Any, agreement: Agreement) -> list[ObligationLine]:
    """Lines of the page and of the sheet beside the text."""
    lines = []
    for row in rows_of(agreement):
        row.party.agreement = agreement
        facts = list(row.facts.all())
        may_report = agreement.status in COUNTS_FACTS and user.has_perm("network.report_obligation", row)
        may_remove = not facts and not is_signed(row, agreement) and user.has_perm("network.remove_obligation", row)
        lines.append(ObligationLine(row, facts, may_report, may_remove))
    return lines


def parties_to_write_for(user: Any, agreement: Agreement) -> list[AgreementParty]:
    """Parties whose obligations the person may write down."""
    return [party for party in agreement.parties.all() if party.status != "left" and user.has_perm("network.write_obligation", party)]


def obligations_panel(user: Any, agreement: Agreement) -> dict[str, Any] | None:
    """The sheet beside the text; left out where there is nothing to show and nothing to write."""
    if not user.has_perm("network.read_agreement_text", agreement):
        return None
    lines, may_add = obligation_lines(user, agreement), bool(parties_to_write_for(user, agreement))
    if not lines and not may_add:
        return None
    return {"agreement": agreement, "lines": lines[:SHOWN], "more": max(0, len(lines) - SHOWN), "may_add": may_add}


def obligations_waiting(user: Any) -> Any:
    """Obligations of the coordinator's organisations that are overdue or due within two weeks; None for everybody else."""
    own = organisations_as(user, *COORDINATORS)
    return due_obligations(own, timezone.localdate()) if own else None


def obligation_todos(user: Any) -> list[Todo]:
    """A line for each, the oldest first."""
    today = timezone.localdate()
    found = []
    for row in (obligations_waiting(user) or ())[:10]:
        late = row.due_on < today
        title = _("An obligation is overdue") if late else _("An obligation is due")
        text = Titled(f"{row} · {row.party.agreement}", row.due_on)
        page: dict[str, Any] = {"url_name": "network:obligation_fact", "args": (row.pk,), "action": _("Enter the fact")}
        found.append(Todo("obligation_due", title, text, tone="clay" if late else "sun", due=noon(row.due_on), **page))
    return found


def agreements_ended(user: Any) -> Any:
    """Own sides of agreements that ended early within the last month; None for everybody but coordinators."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    since = timezone.localdate() - dt.timedelta(days=30)
    rows = AgreementParty.objects.filter(organisation__in=own, agreement__status=Agreement.Status.TERMINATED, agreement__ends_on__gte=since)
    return rows.select_related("agreement__kind", "organisation").order_by("agreement__ends_on", "pk")


def ended_todos(user: Any) -> list[Todo]:
    """Those under which something still runs (NR35)."""
    found = []
    for party in (agreements_ended(user) or ())[:5]:
        if count := len(running_of(party.agreement, party.organisation)):
            page: dict[str, Any] = {"url_name": "network:agreement", "args": (party.agreement_id,), "action": _("Look")}
            found.append(Todo("agreement_ended", _("Finish what runs under an ended agreement"), f"{party.agreement} · {count}", **page))
    return found


def papers_waiting(user: Any) -> Any:
    """Papers that wait for the own side's word, and own ones that somebody objected to; None for everybody but coordinators."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    asked = Q(organisation__in=own) & ~Q(agreement__initiator__in=own)
    mine = asked & Q(status=AgreementParty.Status.INVITED) | Q(agreement__initiator__in=own, status=AgreementParty.Status.REFUSED)
    rows = AgreementParty.objects.filter(mine, agreement__origin=Agreement.Origin.PAPER, agreement__status=Agreement.Status.DRAFT)
    return rows.select_related("agreement", "organisation").order_by("agreement__confirm_until", "pk")


def paper_todos(user: Any) -> list[Todo]:
    """A line for each, the nearest end of the ten working days first."""
    found = []
    for party in (papers_waiting(user) or ())[:10]:
        agreement = party.agreement
        page: dict[str, Any] = {"url_name": "network:paper_agreement", "args": (agreement.pk,)}
        if party.status == AgreementParty.Status.REFUSED:
            title = _("A party objects to your paper agreement")
            found.append(Todo("paper_objection", title, f"{agreement} · {party}", action=_("Look"), tone="clay", **page))
        elif agreement.confirm_until:
            text = Titled(str(agreement), agreement.confirm_until)
            due = noon(agreement.confirm_until)
            found.append(Todo("paper_confirm", _("Confirm an agreement concluded on paper"), text, action=_("Read it"), due=due, **page))
    return found
