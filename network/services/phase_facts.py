"""What agreements, plans and local acts say about the next phase of a network (NR24)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AcademicYear, Agreement, KindCode, LocalAct, Network, NetworkPlan
from .phases import provide

ACTS = 5


def network_agreement(network: Network) -> tuple[bool, Any]:
    """A NET of this network is in force; otherwise how far it is."""
    rows = Agreement.objects.filter(network=network, kind=KindCode.NET).exclude(status=Agreement.Status.WITHDRAWN).order_by("-pk")
    if rows.filter(status=Agreement.Status.IN_FORCE).exists():
        return True, ""
    last = rows.first()
    return False, f"{last}: {last.get_status_display()}" if last else _("No agreement has been started.")


def yearly_plan(network: Network) -> tuple[bool, Any]:
    """The network's plan of this academic year is approved."""
    year = AcademicYear.objects.on(timezone.localdate())
    rows = NetworkPlan.objects.filter(network=network, year=year, kind=NetworkPlan.Kind.NETWORK).order_by("-pk")
    if rows.filter(status__in=NetworkPlan.BINDING).exists():
        return True, ""
    last = rows.first()
    return False, last.get_status_display() if last else _("No plan of this academic year has been started.")


def local_acts(network: Network) -> tuple[bool, Any]:
    """The operator's five local acts are in force; the NET of the network stands for those that it covers."""
    done = LocalAct.objects.filter(organisation=network.operator_id, status__in=[LocalAct.Status.IN_FORCE, LocalAct.Status.UNDER_REVIEW])
    count = done.values("type").distinct().count()
    if count >= ACTS or network_agreement(network)[0]:
        return True, ""
    return False, _("%(done)s of %(all)s") % {"done": count, "all": ACTS}


def register() -> None:
    """Answer for the conditions of the other parts of this room."""
    provide("net", network_agreement)
    provide("plan", yearly_plan)
    provide("acts", local_acts)
