"""Networks, councils, decisions, orders: one network of the own school, built once per walk."""

from typing import Any

from django.utils import timezone

from network.models import CouncilDecision, NetworkDraft, NetworkMembership, OrganisationOrder
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMeetingFactory,
    CouncilMemberFactory,
    NetworkDutyFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    PhasePaperFactory,
    WorkingGroupFactory,
)
from tests.factories.people import OrganisationFactory


class Governance:
    """A network in which the school of the walk is a member; its career coordinator's colleague leads the school."""

    def __init__(self, world: Any) -> None:
        school, leader = world.trials.school, world.own["org_coordinator"]
        university = OrganisationFactory(university=True, region=school.region)
        self.network = NetworkFactory(region=school.region, operator=university, coordinator=leader)
        self.member = NetworkMembershipFactory(network=self.network, organisation=school)
        self.duty = NetworkDutyFactory(network=self.network, organisation=school)
        self.group = WorkingGroupFactory(network=self.network)
        self.council = CouncilFactory(network=self.network)
        self.seat = CouncilMemberFactory(council=self.council, organisation=school, person=leader, seat="chair")
        self.meeting = CouncilMeetingFactory(council=self.council)
        self.item = AgendaItemFactory(meeting=self.meeting)
        draft = CouncilDecisionFactory(item=self.item)
        votes = {"votes_for": 1, "votes_against": 0, "votes_abstained": 0}
        decided = {"status": "adopted", "number": "1/1", "adopted_on": timezone.localdate(), **votes}
        CouncilDecision.objects.filter(pk=draft.pk).update(**decided)
        self.decision = draft
        self.order = OrganisationOrder.objects.create(organisation=school, decision=draft, due_on=timezone.localdate())
        self.paper = PhasePaperFactory(network=self.network)
        self.regional = CouncilFactory(network=None, region=school.region, kind="consultative")
        CouncilMemberFactory(council=self.regional, organisation=school, person=leader, seat="chair")
        self.draft = NetworkDraft.objects.create(owner=leader, operator=school)
        invited = OrganisationFactory(region=school.region)
        self.invited = NetworkMembershipFactory(network=self.network, organisation=invited, status=NetworkMembership.Status.APPLIED)


def built(world: Any) -> Governance:
    """The network of this walk."""
    if not hasattr(world, "_governance"):
        world._governance = Governance(world)
    return world._governance


def of(name: str) -> Any:
    return lambda world: {"pk": getattr(built(world), name).pk}


_BY_ROW = {
    "network": "network network_edit network_phase network_closing network_invite function_matrix ask_for_names council council_new working_groups "
    "group_new network_policy network_plan network_calendar network_agreements phase_papers phase_paper_new",
    "paper": "phase_paper_file phase_paper_withdraw",
    "regional": "regional_council",
    "member": "joining joining_decline member_leave member_exclude assign_functions",
    "duty": "duty_end",
    "group": "group_edit group_close",
    "council": "council_edit seat_new meeting_new",
    "seat": "seat_edit seat_end",
    "meeting": "meeting meeting_edit meeting_invite meeting_cancel agenda_new meeting_live meeting_hold meeting_fail meeting_sign",
    "item": "agenda_edit agenda_off agenda_vote",
    "decision": "decision decision_start decision_finish decision_cancel decision_remind",
    "order": "order_register order_refuse order_again order_scan",
    "draft": "network_draft_delete",
}
SAMPLES = {f"network:{name}": of(row) for row, names in _BY_ROW.items() for name in names.split()}
SAMPLES["network:network_new_step"] = lambda world: {"pk": built(world).draft.pk, "code": "goal"}
