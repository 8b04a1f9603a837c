"""What members, functions, council, agreements, plans, local acts and papers say about the next phase of a network (NR23, NR24): one query."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import (
    Agreement,
    CouncilDecision,
    KindCode,
    LocalAct,
    Network,
    NetworkDuty,
    NetworkFunction,
    NetworkMembership,
    NetworkPlan,
    PhasePaper,
)

ACTS = 5
Paper = PhasePaper


def _number(rows: QuerySet) -> Any:
    """The column ``n`` of the one row, 0 where there is none."""
    return Coalesce(Subquery(rows.values("n")[:1], output_field=IntegerField()), 0)


def with_functions(rows: QuerySet[Network]) -> QuerySet[Network]:
    """Networks with ``functions_all`` and ``functions_held``: mandatory functions of the members of today, and those with a person (NR25, NET05)."""
    mandatory = NetworkFunction.objects.filter(active=True, mandatory=True).exclude(group="owners")
    of_kind = mandatory.filter(group=OuterRef("organisation__kind")).order_by().values("group").annotate(n=Count("pk"))
    members = NetworkMembership.objects.voting().filter(network=OuterRef("pk"))
    wanted = members.annotate(own=_number(of_kind)).order_by().values("network").annotate(n=Sum("own"))
    voting = NetworkMembership.objects.voting().filter(network=OuterRef("network"), organisation=OuterRef("organisation"))
    held = NetworkDuty.objects.current().filter(network=OuterRef("pk"), rasci=NetworkDuty.Rasci.R, function__in=mandatory)
    held = held.filter(Exists(voting), function__group=F("organisation__kind")).order_by().values("network").annotate(n=Count("pk"))
    return rows.annotate(functions_all=_number(wanted), functions_held=_number(held))


def with_facts(rows: QuerySet[Network]) -> QuerySet[Network]:
    """Networks with everything that ``facts_of`` puts into words."""
    net = Agreement.objects.filter(network=OuterRef("pk"), kind=KindCode.NET).exclude(status=Agreement.Status.WITHDRAWN)
    today = timezone.localdate()
    plans = NetworkPlan.objects.filter(network=OuterRef("pk"), kind=NetworkPlan.Kind.NETWORK)
    plans = plans.filter(year__starts_on__lte=today, year__ends_on__gte=today)
    acts = LocalAct.objects.filter(organisation=OuterRef("operator"), status__in=[LocalAct.Status.IN_FORCE, LocalAct.Status.UNDER_REVIEW])
    kinds = NetworkMembership.objects.active().filter(network=OuterRef("pk")).order_by().values("organisation__kind").distinct()
    papers = Paper.objects.filter(network=OuterRef("pk")).exclude(status=Paper.Status.WITHDRAWN)
    decided = CouncilDecision.objects.standing().filter(council__network=OuterRef("pk"), topic=CouncilDecision.Topic.REGULATION)
    monitoring = NetworkDuty.objects.current().filter(network=OuterRef("pk"), function__code="ME", rasci=NetworkDuty.Rasci.R)
    return with_functions(rows).annotate(
        fact_kinds=ArraySubquery(kinds),
        fact_net=Exists(net.filter(status=Agreement.Status.IN_FORCE)),
        fact_net_last=Subquery(net.order_by("-pk").values("status")[:1]),
        fact_regulation=Exists(decided),
        fact_monitoring=Exists(monitoring),
        fact_plan=Exists(plans.filter(status__in=NetworkPlan.BINDING)),
        fact_plan_last=Subquery(plans.order_by("-pk").values("status")[:1]),
        fact_acts=_number(acts.order_by().values("organisation").annotate(n=Count("type", distinct=True))),
        fact_pilot=Subquery(papers.filter(kind=Paper.Kind.PILOT).order_by("-status", "-pk").values("status")[:1]),
        fact_pilot_approved=Exists(papers.filter(kind=Paper.Kind.PILOT, status=Paper.Status.APPROVED)),
        fact_expert=Exists(papers.filter(kind=Paper.Kind.EXPERT)),
    )


@dataclass(frozen=True)
class Facts:
    """Each condition: (holds, words where it does not)."""

    kinds: frozenset[str]
    vacant: int
    net: tuple[bool, Any]
    regulation: bool
    monitoring: bool
    plan: tuple[bool, Any]
    acts: tuple[bool, Any]
    pilot_report: tuple[bool, Any]
    expert_report: tuple[bool, Any]


def facts_of(network: Network) -> Facts:
    """The facts of today about one network; read now unless ``with_facts`` has read them."""
    row: Any = network if hasattr(network, "fact_kinds") else with_facts(Network.objects.filter(pk=network.pk)).get()
    net_last = Agreement.Status(row.fact_net_last).label if row.fact_net_last else _("No agreement has been started.")
    plan_last = NetworkPlan.Status(row.fact_plan_last).label if row.fact_plan_last else _("No plan of this academic year has been started.")
    # the five local acts of the operator; the NET of the network stands for those that it covers
    acts_done = row.fact_acts >= ACTS or row.fact_net
    pilot = _("It waits for the council's decision.") if row.fact_pilot else _("Attach the report: it goes before the council.")
    return Facts(
        kinds=frozenset(row.fact_kinds),
        vacant=row.functions_all - row.functions_held,
        net=(row.fact_net, "" if row.fact_net else net_last),
        regulation=row.fact_regulation,
        monitoring=row.fact_monitoring,
        plan=(row.fact_plan, "" if row.fact_plan else plan_last),
        acts=(acts_done, "" if acts_done else _("%(done)s of %(all)s") % {"done": row.fact_acts, "all": ACTS}),
        pilot_report=(row.fact_pilot_approved, "" if row.fact_pilot_approved else pilot),
        expert_report=(row.fact_expert, "" if row.fact_expert else _("Attach the report of an expert of none of the members.")),
    )
