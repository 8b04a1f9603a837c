"""A plan before the council of its network: handing in asks the question, the adopted decision brings the plan into force (NR32)."""

from typing import Any

from ..models import CouncilDecision, NetworkPlan
from .approvals import council_approve, on_adopted

TITLES = {
    NetworkPlan.Kind.NETWORK: ("Желінің жылдық жоспары", "Годовой план сети"),
    NetworkPlan.Kind.CAREER: ("Кәсіптік бағдар беру іс-шараларының жоспары", "План профориентационных мероприятий"),
    NetworkPlan.Kind.COMMUNICATION: ("Коммуникация жоспары", "План коммуникации"),
    NetworkPlan.Kind.RESOURCE: ("Ресурстық жоспар", "Ресурсный план"),
}


def put_before_council(plan: NetworkPlan, by: Any) -> CouncilDecision:
    """A question on the next agenda with a draft decision on this very version; asked twice it stays one question. Raises NoCouncil."""
    kk, ru = TITLES[NetworkPlan.Kind(plan.kind)]
    version_kk, version_ru = f"{plan.year}, {plan.version}-нұсқа", f"{plan.year}, версия {plan.version}"
    return council_approve(
        plan,
        by=by,
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
    if plan.status == NetworkPlan.Status.COUNCIL:
        approve_plan(plan=plan, by=None)


def register() -> None:
    """Tell the approvals what a decision does to a plan."""
    on_adopted(NetworkPlan, plan_adopted)
