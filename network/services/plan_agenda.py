"""A plan before the council of its network: handing in asks the question, the adopted decision brings the plan into force (NR32)."""

from typing import Any

from ..models import Council, CouncilDecision, Network, NetworkPlan
from .approvals import coordinating_council, council_approve, on_adopted

TITLES = {
    NetworkPlan.Kind.NETWORK: ("Желінің жылдық жоспары", "Годовой план сети"),
    NetworkPlan.Kind.CAREER: ("Кәсіптік бағдар беру іс-шараларының жоспары", "План профориентационных мероприятий"),
    NetworkPlan.Kind.COMMUNICATION: ("Коммуникация жоспары", "План коммуникации"),
    NetworkPlan.Kind.RESOURCE: ("Ресурстық жоспар", "Ресурсный план"),
}


def network_that_decides(plan: NetworkPlan) -> Network | None:
    """The network whose council decides on the plan: its own; for a school's career plan that of the network it is a member of (with a council), a career
    guidance network first. None where the head decides alone.
    """
    if plan.network_id or plan.kind != NetworkPlan.Kind.CAREER:
        return plan.network
    member = Network.objects.filter(memberships__organisation=plan.organisation_id, memberships__status="active")
    living = member.exclude(status__in=[Network.Status.DRAFT, Network.Status.CLOSED]).filter(
        councils__in=Council.objects.filter(closed_on__isnull=True)
    )
    scopes = [Network.Scope.CAREER, Network.Scope.MIXED, Network.Scope.PEDAGOGICAL]
    return min(living.distinct().order_by("pk"), key=lambda row: scopes.index(Network.Scope(row.scope)), default=None)


def put_before_council(plan: NetworkPlan, by: Any, network: Network) -> CouncilDecision:
    """A question on the next agenda with a draft decision on this very version; asked twice it stays one question. Raises NoCouncil."""
    kk, ru = TITLES[NetworkPlan.Kind(plan.kind)]
    version_kk, version_ru = f"{plan.year}, {plan.version}-нұсқа", f"{plan.year}, версия {plan.version}"
    if plan.organisation:
        kk, ru = f"{plan.organisation.short_name_kk}: {kk}", f"{plan.organisation.short_name_ru}: {ru}"
    return council_approve(
        plan,
        by=by,
        council=coordinating_council(network),
        topic=CouncilDecision.Topic.PLAN,
        question_kk=f"{kk} туралы ({version_kk})",
        question_ru=f"О документе «{ru}» ({version_ru})",
        text_kk=f"{kk} бекітілсін ({version_kk}).",
        text_ru=f"Утвердить: {ru} ({version_ru}).",
    )


def plan_adopted(plan: NetworkPlan, decision: CouncilDecision) -> None:
    """A plan that lies before the council is in force from the moment its decision is adopted."""
    from .plans import approve_plan

    plan.refresh_from_db()
    if plan.status == NetworkPlan.Status.COUNCIL and (plan.network_id or plan.head_order):
        approve_plan(plan=plan, by=None)  # a school's plan without its head's order waits for it


def register() -> None:
    """Tell the approvals what a decision does to a plan."""
    on_adopted(NetworkPlan, plan_adopted)
