"""What the page of one network shows (S11): the strip of indicators with the two numbers of each, plan and fact, agreements, calendar (network page 6)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import (
    Agreement,
    AgreementParty,
    CalendarEvent,
    CouncilDecision,
    KindCode,
    Network,
    NetworkMembership,
    NetworkPlan,
    OrganisationOrder,
    PlanItem,
)
from .queries_agreements import ending_soon
from .queries_plans import FactLine, colour_of, fact_line, mean_percent

TONES = {"green": "leaf", "amber": "sun", "red": "clay", "ahead": "neutral"}


def _number(rows: QuerySet, of: str) -> Any:
    counted = rows.order_by().values(of).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def agreements_between_members(network: Any) -> QuerySet[Agreement]:
    """Agreements of the network itself, and those that at least two of its members are parties of."""
    members = NetworkMembership.objects.active().filter(network=network).values("organisation")
    parties = AgreementParty.objects.filter(organisation__in=members, left_on__isnull=True)
    shared = parties.order_by().values("agreement").annotate(n=Count("organisation")).filter(n__gte=2)
    return Agreement.objects.filter(Q(network=network) | Q(pk__in=shared.values("agreement")))


def with_indicators(rows: QuerySet[Network], since: dt.date) -> QuerySet[Network]:
    """Networks with the numbers of NET01, NET03, NET04, NET07, NET12; decisions and orders of the school year that began on ``since``. One query."""
    today = timezone.localdate()
    members = NetworkMembership.objects.active().filter(network=OuterRef("pk"))
    stays = Q(left_on__isnull=True) | Q(left_on__gte=today)
    bound = AgreementParty.objects.filter(stays, agreement__status=Agreement.Status.IN_FORCE, organisation=OuterRef("organisation"))
    inside = NetworkMembership.objects.active().filter(network=OuterRef(OuterRef("pk")))
    party = AgreementParty.objects.filter(stays, agreement=OuterRef("pk"), organisation__in=inside.values("organisation"))
    running = Agreement.objects.filter(Exists(party), status=Agreement.Status.IN_FORCE).annotate(one=F("status"))
    ending = ending_soon(running).filter(auto_renew=False, replaced_by__isnull=True)
    due = CouncilDecision.objects.standing().filter(council__network=OuterRef("pk"), due_on__range=(since, today))
    orders = OrganisationOrder.objects.filter(decision__council__network=OuterRef("pk"), decision__adopted_on__gte=since)
    return rows.annotate(
        members_all=_number(members, "network"),
        members_bound=_number(members.filter(Exists(bound)), "network"),
        agreements_ending=_number(ending, "one"),
        recognitions=_number(running.filter(kind=KindCode.RECOG), "one"),
        decisions_due=_number(due, "council__network"),
        decisions_done=_number(due.filter(status=CouncilDecision.Status.DONE, finished_on__lte=F("due_on")), "council__network"),
        orders_all=_number(orders, "decision__council__network"),
        orders_done=_number(orders.filter(status=OrganisationOrder.Status.REGISTERED), "decision__council__network"),
    )


@dataclass(frozen=True)
class Indicator:
    """One figure of the strip: its code, name, value, the two numbers behind it, where its rows are."""

    code: str
    name: Any
    value: str
    note: Any
    tone: str
    href: str

    @property
    def icon(self) -> str:
        """The tone once more, for whoever does not see colours."""
        return {"leaf": "check", "sun": "triangle-alert", "clay": "octagon-alert"}.get(self.tone, "")


def indicators(network: Any, *, due: tuple[dt.date, int, int] | None, lines: list[FactLine], plan: int | None) -> list[Indicator]:
    """The figures of section 6 that stand on built parts; ``network`` as ``with_indicators`` and ``with_functions`` read it."""
    place = [network.pk]
    page = reverse("network:network", args=place)
    found = [
        Indicator("NET01", _("Member organisations"), str(network.members_all), _("today"), "sky", f"{page}#members"),
        _share(
            "NET03",
            _("Members with an agreement in force"),
            network.members_bound,
            network.members_all,
            (100, 90),
            "network_agreements",
            place,
        ),
        Indicator(
            "NET04",
            _("Agreements that end within 90 days"),
            str(network.agreements_ending),
            _("without renewal or successor"),
            "sun" if network.agreements_ending else "leaf",
            reverse("network:network_agreements", args=place) + "?term=soon",
        ),
        _share(
            "NET05", _("Functions with a named person"), network.functions_held, network.functions_all, (100, 100), "function_matrix", place
        ),
    ]
    if due is not None:
        found.append(_share("NET06", _("Council meetings"), due[1], due[2], (100, 100), "council", place))
    found += [
        _share("NET07", _("Decisions carried out in time"), network.decisions_done, network.decisions_due, (90, 80), "council", place),
        _share("NET07", _("Orders registered"), network.orders_done, network.orders_all, (90, 80), "council", place),
    ]
    percent, running = mean_percent(lines), [line for line in lines if line.percent is not None]
    if plan is not None:
        fact, planned = sum(line.fact for line in running), sum(line.item.planned_count for line in running)
        note = _("fact %(fact)s, plan %(plan)s of what is due") % {"fact": fact, "plan": planned}
        value = "—" if percent is None else f"{percent} %"
        found.append(
            Indicator(
                "NET08", _("Events: plan and fact"), value, note, TONES[colour_of(percent)], reverse("network:network_plan", args=place)
            )
        )
    tone = "leaf" if network.recognitions else "sun"
    href = reverse("network:network_agreements", args=place) + f"?kind={KindCode.RECOG.value}"
    found.append(Indicator("NET12", _("Recognition agreements"), str(network.recognitions), _("in force"), tone, href))
    return found


def _share(code: str, name: Any, part: int, whole: int, targets: tuple[int, int], view: str, place: list[int]) -> Indicator:
    """A share with both numbers; «—» where there is nothing to divide by. At the target green, over the alert amber, below it red."""
    percent = round(100 * part / whole) if whole else None
    tone = "neutral" if percent is None else "leaf" if percent >= targets[0] else "sun" if percent >= targets[1] else "clay"
    note = _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    return Indicator(code, name, "—" if percent is None else f"{percent} %", note, tone, reverse(f"network:{view}", args=place))


def plan_lines(network: Network, year: Any) -> list[FactLine]:
    """Items of the network's plan in force in the school year with their facts; one query."""
    if year is None:
        return []
    today = timezone.localdate()
    held = Count("calendar_events", filter=Q(calendar_events__status__in=CalendarEvent.TOOK_PLACE))
    plan = {"plan__network": network, "plan__kind": NetworkPlan.Kind.NETWORK, "plan__year": year, "plan__status__in": NetworkPlan.BINDING}
    rows = PlanItem.objects.filter(**plan).select_related("responsible_org", "responsible").annotate(held=held).order_by("order", "pk")
    return [fact_line(item, item.held, today) for item in rows]


def network_plan_of(network: Network, user: Any, year: Any) -> NetworkPlan | None:
    """The plan of the school year that the page shows: the one in force, else the newest that is being made."""
    rows = NetworkPlan.objects.visible_to(user).filter(network=network, kind=NetworkPlan.Kind.NETWORK, year=year)
    found = list(rows.exclude(status=NetworkPlan.Status.REPLACED).select_related("year", "network").order_by("-version"))
    return next((row for row in found if row.status in NetworkPlan.BINDING), found[0] if found else None)


def network_agreements(network: Network, user: Any, *, kind: str = "", status: str = "", term: str = "") -> QuerySet[Agreement]:
    """Agreements of the network and between its members whose title the person may know; ``may_open`` says whether their page opens."""
    rows = agreements_between_members(network).filter(pk__in=Agreement.objects.titled_for(user).values("pk"))
    rows = rows.exclude(status=Agreement.Status.WITHDRAWN)
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    if term == "soon":
        rows = ending_soon(rows)
    opens = Agreement.objects.visible_to(user).filter(pk=OuterRef("pk"))
    parties = Prefetch("parties", AgreementParty.objects.select_related("organisation", "person"))
    return rows.annotate(may_open=Exists(opens)).select_related("kind").prefetch_related(parties).order_by("-created_at", "-pk")
