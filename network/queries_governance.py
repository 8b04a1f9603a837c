"""Read models of the screens of networks and councils (S10–S13)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Collate
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import KK_COLLATION

from .composition import Composition, composition_of_kinds, compositions
from .models import (
    AgendaItem,
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
from .services.duties import belongs, counts, is_wanted, vacancies
from .services.phase_facts import with_functions

NETWORK_COUNCILS = tuple(kind for kind in Council.Kind if kind != Council.Kind.CONSULTATIVE)


def networks_for(user: Any, *, region: Any = None, form: str | None = None, phase: str | None = None) -> QuerySet[Network]:
    """Networks that the person sees, by the Kazakh alphabet; closed ones only when asked for."""
    rows = Network.objects.visible_to(user).select_related("region", "policy")
    rows = rows.filter(status=phase) if phase else rows.at_work()
    if region:
        rows = rows.filter(region=region)
    if form:
        rows = rows.filter(form=form)
    title = "title_kk" if get_language() == "kk" else "title_ru"
    today = timezone.localdate()
    late = CouncilDecision.objects.filter(council__network=OuterRef("pk"), status__in=["adopted", "in_work"], due_on__lt=today)
    orders = OrganisationOrder.objects.filter(decision__council__network=OuterRef("pk"), status="waiting", due_on__lt=today)
    counted = {"overdue": _count(late, "council__network"), "waiting": _count(orders, "decision__council__network")}
    return with_functions(rows).annotate(**counted).order_by(Collate(title, KK_COLLATION), "pk")


def _count(rows: QuerySet, of: str) -> Any:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class NetworkCard:
    """A network on the list: composition, what is overdue."""

    network: Any  # as networks_for reads it, with its counts
    composition: Composition

    @property
    def vacant(self) -> int:
        """Mandatory functions that nobody holds."""
        return self.network.functions_all - self.network.functions_held


def network_cards(networks: list[Network]) -> list[NetworkCard]:
    """Cards for one page; one query for all of them."""
    gaps = compositions(networks)
    return [NetworkCard(row, gaps[row.pk]) for row in networks]


def composition_of_members(members: list[NetworkMembership], policy: Any) -> Composition:
    """The gap for members and invited organisations that were read already."""
    listed = Counter(row.organisation.kind for row in members)
    joined = Counter(row.organisation.kind for row in members if row.status == NetworkMembership.Status.ACTIVE)
    return composition_of_kinds(listed, joined, policy)


def members_of(network: Network) -> QuerySet[NetworkMembership]:
    """Members and invited organisations: universities, colleges, schools, others."""
    return network.memberships.live().select_related("organisation", "network").order_by("-organisation__kind", "pk")


class MatrixState:
    """Members, functions and duties of a network of today, read once for everything that the matrix shows."""

    def __init__(self, network: Network) -> None:
        self.members = list(network.memberships.active().select_related("organisation").order_by("pk"))
        self.functions = list(NetworkFunction.objects.filter(active=True))
        rows = NetworkDuty.objects.filter(network=network).select_related("person", "function", "organisation")
        known = list(rows.order_by("organisation", "function__sort", "rasci"))
        today = timezone.localdate()
        self.duties = [row for row in known if row.is_current(today)]
        self.vacancies = vacancies(network, members=self.members, functions=self.functions, duties=known)

    @property
    def total(self) -> int:
        """Mandatory functions of the members that count."""
        wanted = [row for row in self.functions if is_wanted(row)]
        return sum(belongs(function, row.organisation) for row in self.members if counts(row) for function in wanted)


def duty_matrix(
    network: Network, *, organisation: Any = None, vacant_only: bool = False, state: MatrixState | None = None
) -> list[dict[str, Any]]:
    """Table per participant: {"group", "functions", "columns", "rows"}; a cell names the person or says for how long nobody holds the function."""
    state = state or MatrixState(network)
    members = [row for row in state.members if not organisation or row.organisation_id == organisation]
    functions, empty = state.functions, {(row.organisation.pk, row.function.pk): row for row in state.vacancies}
    held = {(row.organisation_id, row.function_id): row for row in state.duties if row.rasci == NetworkDuty.Rasci.R}
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
        person = duty.person
        name = f"{person.last_name} {person.first_name[:1]}.".strip(" .") + ("." if person.first_name else "")
        return {"label": name, "tone": "leaf", "icon": "user-check", "vacant": 0, "duty": duty}
    if vacancy:
        words = _("vacant, working days: %(days)s") % {"days": vacancy.days}
        return {"label": words, "tone": vacancy.tone, "icon": "user-x", "vacant": 1, "duty": None}
    return {"label": "—", "tone": "neutral", "icon": "", "vacant": 0, "duty": None}


def filled_share(network: Network) -> tuple[int, int]:
    """(mandatory functions with a person, all of them) over the members of today: NET05."""
    row: Any = with_functions(Network.objects.filter(pk=network.pk)).get()
    return row.functions_held, row.functions_all


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
    return with_order_counts(rows.select_related("responsible")).order_by(rank, "due_on", "-adopted_on", "pk")


ORDER_STATES = tuple(state.value for state in OrganisationOrder.Status)


def with_order_counts(rows: QuerySet[CouncilDecision]) -> QuerySet[CouncilDecision]:
    """Decisions with the number of their orders in each state."""
    orders = OrganisationOrder.objects.filter(decision=OuterRef("pk"))
    return rows.annotate(**{f"orders_{state}": _count(orders.filter(status=state), "decision") for state in ORDER_STATES})


def decision_lines(decisions: Any) -> list[DecisionLine]:
    """Lines for decisions read by ``decisions_board`` or ``with_order_counts``."""
    today = timezone.localdate()
    counts = [(row, {state: getattr(row, f"orders_{state}") for state in ORDER_STATES}) for row in decisions]
    return [DecisionLine(row, {state: n for state, n in found.items() if n}, today) for row, found in counts]


def with_held_days(councils: QuerySet[Council]) -> QuerySet[Council]:
    """Councils with ``held_days`` on which they met in the last year."""
    since = timezone.localdate() - dt.timedelta(days=366)
    held = CouncilMeeting.objects.filter(council=OuterRef("pk"), status__in=["held", "signed"], held_on__gte=since)
    return councils.annotate(held_days=ArraySubquery(held.values("held_on")))


def next_meeting_due(council: Any, year: council_clock.SchoolYear | None = None) -> tuple[dt.date, int, int] | None:
    """(by when, held, required) of the present period: «next meeting must be by …»; None where no school year is open.

    ``council`` as ``with_held_days`` read it.
    """
    year = year or council_clock.school_year()
    period = council_clock.period_in(council, year, timezone.localdate()) if year else None
    if period is None:
        return None
    return period[1], sum(period[0] <= day <= period[1] for day in council.held_days), council.min_meetings


def waiting_questions(council: Council) -> list[AgendaItem]:
    """Questions with a draft decision that no agenda has taken yet."""
    drafts = CouncilDecision.objects.filter(item=OuterRef("pk"), status=CouncilDecision.Status.DRAFT)
    return list(AgendaItem.objects.filter(Exists(drafts), council=council, meeting__isnull=True))


def council_cards(councils: QuerySet[Council]) -> QuerySet[Council]:
    """Councils with how many sit in them and the day of their next meeting; one query."""
    seats = CouncilMember.objects.current().filter(council=OuterRef("pk"))
    ahead = CouncilMeeting.objects.filter(council=OuterRef("pk"), status__in=["planned", "invited"], planned_on__gte=timezone.localdate())
    next_on = Subquery(ahead.order_by("planned_on").values("planned_on")[:1])
    return councils.annotate(seats=_count(seats, "council"), next_on=next_on).order_by("region__sort", "kind", "pk")


def last_signal(council: Council) -> Any:
    """The newest warning that the council met too seldom, of the last half-year."""
    since = timezone.localdate() - dt.timedelta(days=183)
    return council.signals.filter(period_until__gte=since).order_by("-period_until").first()
