"""Decisions of a council and the orders of the organisations (NR29, NR32)."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.uploads import check_upload

from .. import errors_governance as errors
from ..models import CouncilDecision, CouncilMeeting, DecisionVote, OrganisationOrder
from ..workdays import add_working_days
from .approvals import take_effect
from .telling import leaders_of, officers_of, tell

Decision, Order = CouncilDecision, OrganisationOrder


def is_adopted(votes_for: int, present: int, percent: int = 50) -> bool:
    """Adopted when «иә» is more than half of the organisations present; a tie is not (NR29). 6 of 9 → yes, 4 of 9 → no."""
    return votes_for * 100 > present * percent


def decide(*, decision: CouncilDecision, meeting: CouncilMeeting, present: int, by: Any) -> CouncilDecision:
    """Count the votes of a draft and adopt it or not; the adopted one takes effect and asks for orders. The caller holds the meeting's lock."""
    choices = list(decision.votes.values_list("choice", flat=True))
    choice = DecisionVote.Choice
    decision.votes_for, decision.votes_against = choices.count(choice.FOR), choices.count(choice.AGAINST)
    decision.votes_abstained = choices.count(choice.ABSTAIN)
    decision.number = f"{meeting.number}/{decision.item.order}"
    decision.meeting, decision.adopted_on = meeting, meeting.held_on
    percent = meeting.council.network.policy.adoption_percent if meeting.council.network else 50
    action = "adopt" if is_adopted(decision.votes_for, present, percent) else "reject"
    fields = ("votes_for", "votes_against", "votes_abstained", "number", "meeting", "adopted_on")
    decision.move(action, by=by, save_also=fields)
    if action == "adopt":
        if decision.needs_orders:
            expect_orders(decision=decision)
        take_effect(decision)
        if decision.responsible:
            tell(
                [decision.responsible],
                gettext_noop("You answer for council decision No. %(number)s."),
                "decision",
                decision.pk,
                number=decision.number,
            )
    return decision


def expect_orders(*, decision: CouncilDecision) -> list[OrganisationOrder]:
    """Every member organisation is to bring the decision in by its own order, in ten working days (cfg). Running it again adds nothing."""
    network = decision.council.network
    if network is None:
        return []
    due = add_working_days(max(decision.adopted_on or timezone.localdate(), dt.date.min), network.policy.order_days)
    organisations = list(network.memberships.voting().values_list("organisation", flat=True))
    rows = [Order(organisation_id=pk, decision=decision, due_on=due) for pk in organisations]
    made = Order.objects.bulk_create(rows, ignore_conflicts=True)
    message = gettext_noop("Council decision No. %(number)s waits for the order of your organisation.")
    tell(leaders_of(organisations), message, "decision", decision.pk, number=decision.number)
    return made


@transaction.atomic
def start_decision(*, decision: CouncilDecision, by: Any) -> CouncilDecision:
    """Take an adopted decision into work. Raises WrongState."""
    decision = _locked(decision)
    decision.move("start", by=by)
    return decision


@transaction.atomic
def finish_decision(*, decision: CouncilDecision, execution: str, by: Any) -> CouncilDecision:
    """Report a decision as carried out, in words. Raises ExecutionNeeded, WrongState."""
    decision = _locked(decision)
    if not execution.strip():
        raise errors.ExecutionNeeded
    decision.execution, decision.finished_on = execution.strip(), timezone.localdate()
    decision.move("finish", by=by, save_also=("execution", "finished_on"))
    return decision


@transaction.atomic
def cancel_decision(*, decision: CouncilDecision, reason: str, by: Any) -> CouncilDecision:
    """Cancel an adopted decision. Raises ReasonNeeded, WrongState."""
    decision = _locked(decision)
    if not reason.strip():
        raise errors.ReasonNeeded
    decision.move("cancel", by=by, reason=reason.strip())
    return decision


def _locked(decision: CouncilDecision) -> CouncilDecision:
    return Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)


@transaction.atomic
def register_order(
    *, order: OrganisationOrder, number: str, date: dt.date, by: Any, scan: Any = None, responsible: Any = None
) -> OrganisationOrder:
    """Enter the organisation's order; from now on the decision binds it (NR32). Raises OrderDateWrong, WrongState and the refusals of an upload."""
    order = _locked_order(order)
    adopted = order.decision.adopted_on
    if date > timezone.localdate() or (adopted and date < adopted):
        from core.dates import official

        raise errors.OrderDateWrong(start=official(adopted or date))
    order.number, order.date, order.entered_by, order.responsible = number.strip(), date, by, responsible
    if scan is not None:
        kept = check_upload(scan)
        order.scan_name = kept.original_name
        order.scan.save(f"order{kept.extension}", ContentFile(kept.content), save=False)
    order.move("register", by=by, save_also=("number", "date", "entered_by", "responsible", "scan", "scan_name"))
    return order


@transaction.atomic
def refuse_order(*, order: OrganisationOrder, reason: str, by: Any) -> OrganisationOrder:
    """The organisation will not bring the decision in: it does not bind there, the council gets the reason (bad input 17). Raises ReasonNeeded, WrongState."""
    order = _locked_order(order)
    if not reason.strip():
        raise errors.ReasonNeeded
    order.reason, order.entered_by = reason.strip(), by
    order.move("refuse", by=by, reason=order.reason, save_also=("reason", "entered_by"))
    for person in officers_of(order.decision.council):
        name = order.organisation.short_name_in(person.language)
        message = gettext_noop("%(organisation)s does not bring in decision No. %(number)s.")
        tell([person], message, "decision", order.decision_id, organisation=name, number=order.decision.number)
    return order


@transaction.atomic
def ask_order_again(*, order: OrganisationOrder, by: Any) -> OrganisationOrder:
    """The council asks once more for an order that was refused. Raises WrongState."""
    order = _locked_order(order)
    network = order.decision.council.network
    days = network.policy.order_days if network else 10
    order.due_on, order.reason = add_working_days(timezone.localdate(), days), ""
    order.move("ask_again", by=by, save_also=("due_on", "reason"))
    message = gettext_noop("Council decision No. %(number)s waits for the order of your organisation.")
    tell(leaders_of([order.organisation_id]), message, "decision", order.decision_id, number=order.decision.number)
    return order


@transaction.atomic
def remind_of_orders(*, decision: CouncilDecision, by: Any) -> int:
    """Remind the organisations whose order is awaited; answers how many."""
    waiting = list(decision.orders.filter(status=Order.Status.WAITING).values_list("organisation", flat=True))
    message = gettext_noop("Council decision No. %(number)s waits for the order of your organisation.")
    tell(leaders_of(waiting), message, "decision", decision.pk, number=decision.number)
    return len(waiting)


def _locked_order(order: OrganisationOrder) -> OrganisationOrder:
    rows = Order.objects.select_for_update(of=("self",)).select_related("decision__council__network__policy", "organisation")
    return rows.get(pk=order.pk)
