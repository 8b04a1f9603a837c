"""Two steps of an approval (NR32): the council's decision, then each organisation's own order. What other parts call.

council_approve(object, …)         puts the object before the council: a question on the next agenda with a draft decision
order_status(object, organisation) tells whether the object binds the organisation
on_adopted(model, handler)         what happens to an object of that model when its decision is adopted
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.dispatch import Signal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import errors_governance as errors
from ..kk_numbers import in_them
from ..models import AgendaItem, Council, CouncilDecision, CouncilMeeting, Organisation, OrganisationOrder

decision_adopted = Signal()  # decision
Handler = Callable[[Any, CouncilDecision], None]
_handlers: dict[type, Handler] = {}
Topic, Decided = CouncilDecision.Topic, CouncilDecision.Status


def on_adopted(model: type, handler: Handler) -> None:
    """Register what an adopted decision does to an object of the model: handler(object, decision), in the same transaction. The last one wins."""
    _handlers[model] = handler


def take_effect(decision: CouncilDecision) -> None:
    """Run the handler of the decision's object and tell whoever listens."""
    target = decision.object
    if target is not None and (handler := _handlers.get(type(target))):
        handler(target, decision)
    decision_adopted.send(CouncilDecision, decision=decision)


def decisions_about(obj: Any) -> Any:
    """Decisions whose object this is, newest first."""
    kind = ContentType.objects.get_for_model(obj)
    return CouncilDecision.objects.filter(content_type=kind, object_id=obj.pk).order_by("-pk")


def coordinating_council(network: Any) -> Council:
    """The council that decides for the network. Raises NoCouncil."""
    open_ones = Council.objects.filter(network=network, closed_on__isnull=True)
    council = open_ones.filter(kind=Council.Kind.COORDINATING).first() or open_ones.order_by("pk").first()
    if council is None:
        raise errors.NoCouncil
    return council


@transaction.atomic
def council_approve(
    obj: Any,
    *,
    by: Any,
    topic: str,
    question_kk: str,
    question_ru: str,
    text_kk: str,
    text_ru: str,
    council: Council | None = None,
    speaker: str = "",
    responsible: Any = None,
    due_on: Any = None,
) -> CouncilDecision:
    """Put an object before its network's council; it goes to the next agenda that is still open, or waits for one. Asked twice it stays one question.

    The council is that of ``obj.network``, or of ``obj`` itself when it is a network, unless given. Raises NoCouncil.
    """
    council = council or coordinating_council(getattr(obj, "network", obj))
    Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    waiting = decisions_about(obj).filter(council=council, status=Decided.DRAFT).first()
    if waiting:
        return waiting
    item = add_to_next_agenda(council, question_kk=question_kk, question_ru=question_ru, speaker=speaker)
    return CouncilDecision.objects.create(
        council=council,
        item=item,
        meeting=item.meeting,
        topic=topic,
        text_kk=text_kk,
        text_ru=text_ru,
        object=obj,
        responsible=responsible,
        due_on=due_on,
    )


def next_open_meeting(council: Council, *, but: CouncilMeeting | None = None) -> CouncilMeeting | None:
    """The nearest meeting whose agenda is still being written."""
    rows = CouncilMeeting.objects.filter(council=council, status=CouncilMeeting.Status.PLANNED)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return rows.order_by("planned_on", "number").first()


def add_to_next_agenda(council: Council, *, question_kk: str, question_ru: str, speaker: str = "") -> AgendaItem:
    """A question at the end of the next open agenda, or waiting without a meeting."""
    meeting = next_open_meeting(council)
    return AgendaItem.objects.create(
        council=council, meeting=meeting, order=next_order(meeting), question_kk=question_kk, question_ru=question_ru, speaker=speaker
    )


def next_order(meeting: CouncilMeeting | None) -> int:
    """The number of the next question on the agenda."""
    return (meeting.agenda_items.aggregate(last=Max("order"))["last"] or 0) + 1 if meeting else 1


@dataclass(frozen=True)
class OrderStatus:
    """How far an object is for one organisation. ``binding`` only when adopted and, where the topic asks for it, ordered (NR32)."""

    decision: CouncilDecision | None
    order: OrganisationOrder | None

    @property
    def adopted(self) -> bool:
        return self.decision is not None and self.decision.status in CouncilDecision.STANDS

    @property
    def binding(self) -> bool:
        if self.decision is None or not self.adopted:
            return False
        if not self.decision.needs_orders:
            return True
        return self.order is not None and self.order.status == OrganisationOrder.Status.REGISTERED


def order_status(obj: Any, organisation: Organisation) -> OrderStatus:
    """The object's standing decision, and the organisation's order under it."""
    rows = decisions_about(obj)
    decision = rows.standing().first() or rows.first()
    order = OrganisationOrder.objects.filter(decision=decision, organisation=organisation).first() if decision else None
    return OrderStatus(decision, order)


@dataclass(frozen=True)
class Progress:
    """How many organisations have brought a decision in."""

    done: int
    refused: int
    total: int

    @property
    def sentence(self) -> str:
        """«13 ұйымның 8-інде енгізілді» / «введено в 8 из 13 организаций»."""
        done = in_them(self.done) if get_language() == "kk" else str(self.done)
        return _("brought in by %(done)s of %(total)s organisations") % {"done": done, "total": self.total}


def orders_progress(decision: CouncilDecision) -> Progress:
    """Counts of the orders of one decision."""
    states = list(decision.orders.values_list("status", flat=True))
    state = OrganisationOrder.Status
    return Progress(states.count(state.REGISTERED), states.count(state.REFUSED), len(states))
