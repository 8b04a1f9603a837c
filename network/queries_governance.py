"""Read models of the screens of networks and councils (S10–S13)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import KK_COLLATION

from .composition import Composition, compositions
from .models import (
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Network,
    NetworkDuty,
    NetworkFunction,
    NetworkMembership,
    OrganisationOrder,
)
from .services import council_clock
from .services.approvals import Progress
from .services.duties import belongs, vacancies

DONE = (CouncilMeeting.Status.HELD, CouncilMeeting.Status.SIGNED)


def networks_for(user: Any, *, region: Any = None, form: str | None = None, phase: str | None = None) -> QuerySet[Network]:
    """Networks that the person sees, by the Kazakh alphabet; closed ones only when asked for."""
    rows = Network.objects.visible_to(user).select_related("region", "operator", "policy", "coordinator")
    rows = rows.filter(status=phase) if phase else rows.at_work()
    if region:
        rows = rows.filter(region=region)
    if form:
        rows = rows.filter(form=form)
    title = "title_kk" if get_language() == "kk" else "title_ru"
    return rows.order_by(Collate(title, KK_COLLATION), "pk")


@dataclass(frozen=True)
class NetworkCard:
    """A network on the list: composition, what is overdue."""

    network: Network
    composition: Composition
    members: int
    overdue: int
    waiting_orders: int


def network_cards(networks: list[Network]) -> list[NetworkCard]:
    """Cards for one page; three queries for all of them."""
    gaps = compositions(networks)
    today = timezone.localdate()
    members = dict(NetworkMembership.objects.active().filter(network__in=networks).values_list("network").annotate(n=Count("pk")))
    decided = CouncilDecision.objects.filter(council__network__in=networks, status__in=["adopted", "in_work"], due_on__lt=today)
    overdue = dict(decided.order_by().values_list("council__network").annotate(n=Count("pk")))
    orders = OrganisationOrder.objects.filter(decision__council__network__in=networks, status="waiting", due_on__lt=today)
    waiting = dict(orders.order_by().values_list("decision__council__network").annotate(n=Count("pk")))
    return [NetworkCard(row, gaps[row.pk], members.get(row.pk, 0), overdue.get(row.pk, 0), waiting.get(row.pk, 0)) for row in networks]


def members_of(network: Network) -> QuerySet[NetworkMembership]:
    """Members and invited organisations: universities, colleges, schools, others."""
    return network.memberships.live().select_related("organisation", "organisation__district").order_by("-organisation__kind", "pk")


def duty_matrix(network: Network, *, organisation: Any = None, vacant_only: bool = False) -> list[dict[str, Any]]:
    """Table per participant: {"group", "functions", "columns", "rows"}; a cell names the person or says for how long nobody holds the function."""
    members = list(network.memberships.active().select_related("organisation").order_by("pk"))
    if organisation:
        members = [row for row in members if row.organisation_id == organisation]
    functions = list(NetworkFunction.objects.filter(active=True))
    held: dict[tuple[int, int], NetworkDuty] = {}
    for duty in NetworkDuty.objects.current().filter(network=network, rasci="R").select_related("person"):
        held[duty.organisation_id, duty.function_id] = duty
    empty = {(row.organisation.pk, row.function.pk): row for row in vacancies(network)}
    tables = []
    for group in NetworkFunction.Group:
        columns = [row for row in functions if row.group == group]
        rows = []
        for member in members:
            own = [row for row in columns if belongs(row, member.organisation)]
            if not own or (group == NetworkFunction.Group.OWNERS and member.organisation_id != network.operator_id and not organisation):
                continue
            cells = [_cell(held.get((member.organisation_id, row.pk)), empty.get((member.organisation_id, row.pk))) for row in columns]
            gaps = sum(cell["vacant"] for cell in cells)
            if vacant_only and not gaps:
                continue
            note = _("vacant: %(count)s") % {"count": gaps} if gaps else ""
            rows.append({"member": member, "name": member.organisation.short_name, "note": note, "cells": cells, "gaps": gaps})
        if rows:
            tables.append({"group": group.label, "functions": columns, "columns": [row.code for row in columns], "rows": rows})
    return tables


def _cell(duty: NetworkDuty | None, vacancy: Any) -> dict[str, Any]:
    if duty:
        return {"label": duty.person.short_name, "tone": "leaf", "icon": "user-check", "vacant": 0, "duty": duty}
    if vacancy:
        words = _("vacant, working days: %(days)s") % {"days": vacancy.days}
        return {"label": words, "tone": vacancy.tone, "icon": "user-x", "vacant": 1, "duty": None}
    return {"label": "—", "tone": "neutral", "icon": "", "vacant": 0, "duty": None}


def filled_share(network: Network) -> tuple[int, int]:
    """(mandatory functions with a person, all of them) over the members of today: NET05."""
    kinds = dict(network.memberships.voting().order_by().values_list("organisation__kind").annotate(n=Count("pk")))
    mandatory = NetworkFunction.objects.filter(active=True, mandatory=True).exclude(group="owners")
    per_kind = dict(mandatory.order_by().values_list("group").annotate(n=Count("pk")))
    total = sum(kinds.get(kind, 0) * per_kind.get(kind, 0) for kind in ("school", "college", "university"))
    return total - len(vacancies(network)), total


def seats(council: Council) -> QuerySet[CouncilMember]:
    """Seats of today: chair, deputy, secretary, coordinator, members, experts."""
    rows = CouncilMember.objects.current().filter(council=council).select_related("person", "organisation", "substitute")
    order = {seat.value: n for n, seat in enumerate(CouncilMember.Seat)}
    rank = Case(*(When(seat=seat, then=Value(n)) for seat, n in order.items()), output_field=IntegerField())
    return rows.order_by(rank, "person__last_name")


def meetings_of(council: Council) -> QuerySet[CouncilMeeting]:
    """Meetings, newest first, with how many questions and decisions they have."""
    counted = {
        "questions": Count("agenda_items", distinct=True),
        "adopted": Count("decisions", filter=Q(decisions__status__in=CouncilDecision.STANDS), distinct=True),
    }
    return council.meetings.annotate(**counted).order_by("-planned_on", "-number")


@dataclass(frozen=True)
class DecisionLine:
    """A decision on the board: overdue or not, how many orders came."""

    decision: CouncilDecision
    orders: dict[str, int]
    today: dt.date

    @property
    def is_open(self) -> bool:
        return self.decision.status in (CouncilDecision.Status.ADOPTED, CouncilDecision.Status.IN_WORK)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.decision.due_on is not None and self.decision.due_on < self.today

    @property
    def total(self) -> int:
        return sum(self.orders.values())

    @property
    def progress(self) -> Any:
        """«13 ұйымның 8-інде енгізілді»; empty where no orders are expected."""
        return Progress(self.orders.get("registered", 0), self.orders.get("refused", 0), self.total).sentence if self.total else ""

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Parts of the bar of orders."""
        tones = {"registered": "leaf", "waiting": "sun", "refused": "clay"}
        labels = OrganisationOrder.Status
        return [
            {"value": self.orders[key], "label": labels(key).label, "tone": tone} for key, tone in tones.items() if self.orders.get(key)
        ]


def decisions_board(council: Council, user: Any, *, status: str = "", mine: bool = False) -> QuerySet[CouncilDecision]:
    """Decisions of the council that the person sees: overdue first, then by due day, then the newest."""
    rows = CouncilDecision.objects.visible_to(user).filter(council=council).exclude(status=CouncilDecision.Status.DRAFT)
    today = timezone.localdate()
    if status == "overdue":
        rows = rows.filter(status__in=["adopted", "in_work"], due_on__lt=today)
    elif status:
        rows = rows.filter(status=status)
    if mine:
        rows = rows.filter(responsible=user)
    rank = Case(When(status__in=["adopted", "in_work"], then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related("responsible", "item", "meeting").order_by(rank, "due_on", "-adopted_on", "pk")


def decision_lines(decisions: Any) -> list[DecisionLine]:
    """Lines for one page of decisions; one query for the orders of all."""
    rows = list(decisions)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    found = OrganisationOrder.objects.filter(decision__in=[row.pk for row in rows]).order_by().values_list("decision", "status")
    for decision, state, count in found.annotate(n=Count("pk")):
        counted[decision][state] = count
    today = timezone.localdate()
    return [DecisionLine(row, counted[row.pk], today) for row in rows]


def next_meeting_due(council: Council) -> tuple[dt.date, int, int] | None:
    """(by when, held, required) of the present period: «next meeting must be by …»; None where no school year is open."""
    period = council_clock.current_period(council)
    if period is None:
        return None
    return period[1], council_clock.held_in(council, period), council.min_meetings


def last_signal(council: Council) -> Any:
    """The newest warning that the council met too seldom, of the last half-year."""
    since = timezone.localdate() - dt.timedelta(days=183)
    return council.signals.filter(period_until__gte=since).order_by("-period_until").first()


def phase_dates(network: Network) -> dict[str, Any]:
    """Target state → when the network entered it."""
    return dict(network.transitions.order_by().values_list("target").annotate(at=Max("at")))
