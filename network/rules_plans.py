"""Rights over plans, the calendar and local acts (network page §8): one permission per action."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from .access import COORDINATORS, is_self, organisations_as, regions_as
from .models import CalendarEvent, CouncilMember, NetworkPlan, Organisation, PlanItem, Role
from .querysets_plans import staff_organisations

HEADS = (Role.ORG_HEAD, Role.ORG_COORDINATOR)


def runs_network(user: Any, network: Any) -> bool:
    """The coordinator of the network, and the coordinator or head of its operator."""
    return is_self(user, network.coordinator_id) or network.operator_id in organisations_as(user, *HEADS)


def sits_in_council(user: Any, network: Any) -> bool:
    """Chair, deputy, secretary or coordinator of a council of the network."""
    seats = ["chair", "deputy", "secretary", "coordinator"]
    return user.is_authenticated and CouncilMember.objects.current().filter(person=user, council__network=network, seat__in=seats).exists()


def _owner(thing: Any) -> Any:
    return thing.owner if isinstance(thing, NetworkPlan | CalendarEvent) else thing


@rules.predicate
def keeps_plans_of(user: Any, thing: Any) -> bool:
    """The network's coordinator and council, or a coordinator of the organisation whose plan it is."""
    owner = _owner(thing)
    if owner is None:
        return False
    if isinstance(owner, Organisation):
        return owner.pk in organisations_as(user, *COORDINATORS)
    return runs_network(user, owner) or sits_in_council(user, owner)


@rules.predicate
def approves_plan(user: Any, plan: NetworkPlan | None) -> bool:
    """The council's chair, secretary, coordinator for a network; the head of the organisation for its own plan [002a 4.1.4]."""
    if plan is None:
        return False
    if plan.network:
        return sits_in_council(user, plan.network) or runs_network(user, plan.network)
    return plan.organisation_id in organisations_as(user, *HEADS)


@rules.predicate
def answers_for_item(user: Any, item: PlanItem | None) -> bool:
    """The responsible person, and the coordinators of the responsible organisation."""
    return item is not None and (is_self(user, item.responsible_id) or item.responsible_org_id in organisations_as(user, *COORDINATORS))


@rules.predicate
def works_for_host(user: Any, organisation: Organisation | None) -> bool:
    """Staff add events that their organisation holds; a regional operator adds regional ones."""
    if organisation is None:
        return bool(staff_organisations(user))
    return organisation.pk in staff_organisations(user) or organisation.region_id in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def keeps_event(user: Any, event: CalendarEvent | None) -> bool:
    """The organiser, the coordinators of the host, whoever keeps the calendar that it stands in."""
    if event is None:
        return False
    if is_self(user, event.organiser_id) or event.host_id in organisations_as(user, *COORDINATORS):
        return True
    return keeps_plans_of(user, event)


@rules.predicate
def keeps_acts_of(user: Any, thing: Any) -> bool:
    """Coordinators and the head of the organisation."""
    organisation = getattr(thing, "organisation_id", None) or getattr(thing, "pk", None)
    return organisation is not None and organisation in organisations_as(user, *COORDINATORS)


@rules.predicate
def item_keeper(user: Any, item: PlanItem | None) -> bool:
    """Whoever answers for the item or keeps its plan."""
    return item is not None and (answers_for_item(user, item) or keeps_plans_of(user, item.plan))


rules.add_perm("network.change_plan", keeps_plans_of)
rules.add_perm("network.load_plan", keeps_plans_of)
rules.add_perm("network.load_calendar", keeps_plans_of)
rules.add_perm("network.approve_plan", approves_plan)
rules.add_perm("network.issue_plan", keeps_plans_of)
rules.add_perm("network.change_item", item_keeper)
rules.add_perm("network.add_event", works_for_host)
rules.add_perm("network.change_event", keeps_event)
rules.add_perm("network.issue_event", keeps_event)
rules.add_perm("network.change_acts", keeps_acts_of)
rules.add_perm("network.issue_acts", keeps_acts_of)


def why_not_plan(user: Any, action: str, thing: Any) -> Any:
    """The sentence under a disabled button, empty when the action is allowed."""
    if user.has_perm(f"network.{action}", thing):
        return ""
    if action == "approve_plan":
        return _("The council's chair or secretary does this, for an organisation its head.")
    return _("Only the coordinator may do this.")
