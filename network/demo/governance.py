"""The four networks of the demo (network page 11): Қостанай in its pilot with a lived-in council, Павлодар in preparation, Өскемен for career
guidance around an anchor enterprise, Атырау that scales.

Told through the services at the moment when each thing happened; papers signed on paper are entered as rows. Names of people are invented.
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from ..models import (
    AcademicYear,
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Network,
    NetworkDuty,
    NetworkFunction,
    Organisation,
    PlanItem,
)
from ..services import councils, decisions, duties, groups, meetings, networks, phases, plans
from ..texts import FIRST_AGENDA
from ..workdays import add_working_days
from .governance_cast import Cast, at, net_agreement, paper_file
from .governance_words import (
    ATYRAU,
    COUNCIL_ROOM,
    GROUPS,
    JOINING,
    KOSTANAY,
    LATER_MEETINGS,
    OSKEMEN,
    PAVLODAR,
    PILOT_PAPERS,
)
from .plans import fill_network_plan

PAPERS = [item for item in FIRST_AGENDA if item["topic"] != "plan"]  # the plan asks its own question when it is handed in
ROLES = {"university": "coordinator", "college": "partner", "school": "base", "enterprise": "employer", "additional": "partner"}


def build(region: Any) -> None:
    """Make the networks; Қостанай out of the organisations of the demo region and those that it lacks."""
    operator = region.organisations.get("KOU")
    if operator is None:
        return
    today = timezone.localdate()
    start = max(region.year.starts_on, today - dt.timedelta(days=200))
    cast = Cast(start if (today - start).days > 60 else today - dt.timedelta(days=120))
    Story(cast, region.year, today, cast.kostanay(operator), KOSTANAY).pilot()
    Story(cast, region.year, today, cast.place("pavlodar"), PAVLODAR).preparation()
    Story(cast, region.year, today, cast.place("oskemen"), OSKEMEN).preparation(answered=3)
    Story(cast, region.year, today, cast.place("atyrau"), ATYRAU).scaling()


class Story:
    """One network: its members, the first of which operates it, and what happened to it."""

    def __init__(self, cast: Cast, year: AcademicYear, today: dt.date, members: list[Organisation], words: dict[str, Any]) -> None:
        self.cast, self.year, self.today, self.start = cast, year, today, cast.start
        self.members, self.words = members, words
        self.operator = members[0]
        self.chair = cast.lead(self.operator)
        for organisation in members:
            cast.lead(organisation)

    def pilot(self) -> None:
        """Preparation, council of 22, the first meeting with regulation, matrix and plan, the pilot; then three more meetings and one that failed."""
        network, council = self._begin(Council.Per.TERM)
        self._join(network, len(self.members))
        self._seats(council, 22)
        self._functions(network)
        days = (self.today - self.start).days
        held = [self._working(self.start + dt.timedelta(days=days * share // 100)) for share in (22, 48, 74)]
        first = self._ready_for_pilot(network, council, held[0])
        self._into_pilot(network, max(self.year.starts_on, min(self.today, held[0] + dt.timedelta(days=6))))
        second = self._hold(council, held[1], LATER_MEETINGS[0], absent=3)
        self._not_held(council, self._working(held[1] + dt.timedelta(days=9)))
        third = self._hold(council, held[2], LATER_MEETINGS[1], absent=2, signed=False)
        for meeting, share in ((first, 100), (second, 90), (third, 60)):
            self._orders(meeting, share=share)
        self._execution(council)
        coming = self._plan(council, self.today - dt.timedelta(days=3), add_working_days(self.today, 8), LATER_MEETINGS[2])
        with at(self.today - dt.timedelta(days=2)):
            meetings.invite_to_meeting(meeting=coming, by=self.chair)
        self._groups(network)
        self._gaps(network)

    def preparation(self, answered: int = 0) -> None:
        """Invitations are out, ``answered`` organisations have answered (all but two where none is named); the council has its chair."""
        self.start = self.today - dt.timedelta(days=40)
        network, council = self._begin(Council.Per.HALF_YEAR)
        self._join(network, answered or len(self.members) - 2)
        self._seats(council, 1)
        self._functions(network, last=-3)

    def scaling(self) -> None:
        """A pilot that is over: its report approved by the council, an expert's report, and the step to scaling."""
        network, council = self._begin(Council.Per.HALF_YEAR)
        self._join(network, len(self.members))
        self._seats(council, len(self.members))
        self._functions(network)
        days = (self.today - self.start).days
        first, second = (self._working(self.start + dt.timedelta(days=days * share // 100)) for share in (30, 70))
        meeting = self._ready_for_pilot(network, council, first)
        self._into_pilot(network, max(self.year.starts_on, min(self.today, first + dt.timedelta(days=3))))
        with at(min(self.today, second - dt.timedelta(days=14))):
            for kind, title, author in PILOT_PAPERS:
                self.cast.attach(network, kind, title, author, paper_file(), self.chair)
        self._hold(council, second, [], absent=0)
        self._orders(meeting, share=100)
        self._execution(council)
        with at(min(self.today, second + dt.timedelta(days=2))):
            reason = "Пилот портал іске қосылғанға дейін басталған. / Пилот начат до запуска портала."
            phases.move_network(network=network, action="scale", reason=reason, by=self.chair)

    def _begin(self, meets_per: str) -> tuple[Network, Council]:
        with at(self.start):
            network = networks.create_network(operator=self.operator, coordinator=self.chair, by=self.chair, **self.words)
            council = councils.found_council(network=network, by=self.chair, meets_per=meets_per)
            for organisation in self.members:
                role = "coordinator" if organisation == self.operator else ROLES[organisation.kind]
                networks.invite_organisation(network=network, organisation=organisation, role=role, by=self.chair)
            phases.move_network(network=network, action="prepare", by=self.chair)
        return network, council

    def _join(self, network: Network, count: int) -> None:
        for n, organisation in enumerate(self.members[:count]):
            membership = network.memberships.get(organisation=organisation)
            with at(self.start + dt.timedelta(days=3 + n % 5)):
                networks.answer_invitation(membership=membership, by=self.cast.lead(organisation), **JOINING[organisation.kind])

    def _seats(self, council: Council, count: int) -> None:
        """Chair, secretary and coordinator sit first; second people of an organisation come after the first of each."""
        first = [(row, self.cast.lead(row)) for row in self.members]
        second = [(row, self.cast.second(row)) for row in self.members[: max(0, count - len(first))]]
        names = [CouncilMember.Seat.CHAIR, CouncilMember.Seat.SECRETARY, CouncilMember.Seat.COORDINATOR]
        with at(self.start + dt.timedelta(days=9)):
            for n, (organisation, person) in enumerate([*first, *second][:count]):
                seat = names[n] if n < len(names) else CouncilMember.Seat.MEMBER
                councils.seat_member(council=council, person=person, organisation=organisation, seat=seat, by=self.chair)

    def _functions(self, network: Network, last: int | None = None) -> None:
        """Every organisation names its person; with ``last`` the last functions of each stay open. The M&E coordinator is named."""
        functions = list(NetworkFunction.objects.filter(mandatory=True).exclude(group="owners"))
        for row in network.memberships.active().select_related("organisation").order_by("pk"):
            own = [function for function in functions if duties.belongs(function, row.organisation)]
            if own[:last]:
                self._name(network, row.organisation, own[:last])
        self._name(network, self.operator, NetworkFunction.objects.filter(code__in=["NL", "ME", "IT"]))

    def _name(self, network: Network, organisation: Organisation, functions: Any) -> None:
        """Two people share the functions of an organisation where it has two."""
        rows, people = list(functions), self.cast.people_of(organisation)
        half = len(rows) // 2 if len(people) > 1 else len(rows)
        for person, part in zip(people, (rows[:half], rows[half:]), strict=False):
            if part:
                with at(self.start + dt.timedelta(days=14)):
                    duties.assign_functions(
                        network=network,
                        organisation=organisation,
                        person=person,
                        functions=part,
                        phone=person.phone or "+7 700 000 00 00",
                        email=person.email or "demo@kopir.test",
                        by=person,
                    )

    def _gaps(self, network: Network) -> None:
        """People who left their functions since: one vacancy of a few days, one past the first warning, one past the second."""
        schools = [row for row in self.members if row.kind == Organisation.Kind.SCHOOL]
        for organisation, code, days in zip(schools[-3:], ("S3", "S5", "S6"), (4, 20, 38), strict=False):
            day = max(self.start + dt.timedelta(days=15), self.today - dt.timedelta(days=days))
            for duty in NetworkDuty.objects.current(day).filter(network=network, organisation=organisation, function__code=code):
                with at(day):
                    duties.end_duty(duty=duty, by=duty.person)

    def _ready_for_pilot(self, network: Network, council: Council, day: dt.date) -> CouncilMeeting:
        """The network agreement, the plan handed in, the first meeting that adopts regulation, matrix and plan."""
        net_agreement(network, self.members, self.start + dt.timedelta(days=12))
        with at(add_working_days(day, -9)):
            plan = plans.create_plan(year=self.year, kind="network", network=network, by=self.chair)
            plans.load_template(plan=plan, by=self.chair, responsible_org=self.operator)
            fill_network_plan(plan, self.chair, self.today)
            plans.send_plan(plan=plan, by=self.chair)
        meeting = self._hold(council, day, PAPERS, absent=1)
        plan.refresh_from_db()
        with at(day, 18):
            plans.start_plan(plan=plan, by=self.chair)
        return meeting

    def _into_pilot(self, network: Network, day: dt.date) -> None:
        with at(day):
            reason = "Құжаттар толық, кеңес шешімі қабылданды. / Документы собраны, решение совета принято."
            phases.move_network(network=network, action="pilot", reason=reason, by=self.chair)
        for n, item in enumerate(PlanItem.objects.filter(plan__network=network, ends_on__lt=self.today).order_by("pk")[:3]):
            done = max(1, item.planned_count - (n == 1))
            plans.set_fact(item=item, manual_fact=done, fact_proof="Хаттама (демо) / Протокол (демо)", shortfall="", by=self.chair)

    def _working(self, day: dt.date) -> dt.date:
        return add_working_days(day - dt.timedelta(days=1), 1)

    def _plan(self, council: Council, on: dt.date, day: dt.date, agenda: list[dict[str, Any]]) -> CouncilMeeting:
        chair = self.chair
        with at(on):
            meeting = meetings.plan_meeting(
                council=council, planned_on=day, starts_at=dt.time(15), place=f"{self.operator.short_name_kk}, {COUNCIL_ROOM}", by=chair
            )
            for item in agenda:
                due = day + dt.timedelta(days=item.get("days", 30))
                fields = {name: value for name, value in item.items() if name != "days"}
                speaker = self.chair.short_name
                meetings.write_agenda_item(meeting=meeting, by=chair, speaker=speaker, responsible=chair, due_on=due, **fields)
        return meeting

    def _hold(self, council: Council, day: dt.date, agenda: list[dict[str, Any]], *, absent: int, signed: bool = True) -> CouncilMeeting:
        chair = self.chair
        before = add_working_days(day, -7)
        meeting = self._plan(council, before, day, agenda)
        with at(before):
            meetings.invite_to_meeting(meeting=meeting, by=chair)
        with at(day, 15):
            self._attend(meeting, council, absent)
            for item in meeting.agenda_items.order_by("order"):
                there = sorted(meetings.present_organisations(meeting))
                votes = {pk: "abstain" if n == len(there) - 1 and item.order == 2 else "for" for n, pk in enumerate(there)}
                meetings.record_item(item=item, heard=item.speaker, spoke="Талқыланды, ұсыныстар ескерілді.", votes=votes, by=chair)
            meetings.hold_meeting(meeting=meeting, by=chair)
        meeting.refresh_from_db()
        if signed:
            with at(day, 18):
                for hand in (meeting.chaired_by, meeting.recorded_by):
                    if hand is not None:
                        meetings.sign_minutes(meeting=meeting, by=hand.person)
        return meeting

    def _attend(self, meeting: CouncilMeeting, council: Council, absent: int) -> None:
        away = {row.pk for row in self.members[len(self.members) - absent :]}
        states = {}
        for n, row in enumerate(CouncilMember.objects.filter(council=council).order_by("pk")):
            states[row.pk] = ("absent" if row.organisation_id in away else "remote" if n % 4 == 3 else "present", "")
        meetings.record_attendance(meeting=meeting, states=states, by=self.chair)

    def _not_held(self, council: Council, day: dt.date) -> None:
        chair = self.chair
        before = add_working_days(day, -6)
        meeting = self._plan(council, before, day, LATER_MEETINGS[3])
        with at(before):
            meetings.invite_to_meeting(meeting=meeting, by=chair)
        with at(day, 15):
            rows = list(CouncilMember.objects.filter(council=council).order_by("pk"))
            states = {row.pk: ("present" if n < 2 else "absent", "") for n, row in enumerate(rows)}
            meetings.record_attendance(meeting=meeting, states=states, by=chair)
            if not meetings.quorum_of(meeting).met:
                meetings.fail_meeting(meeting=meeting, reason="Боранға байланысты жол жабық, кворум жоқ.", by=chair)

    def _orders(self, meeting: CouncilMeeting, *, share: int) -> None:
        for decision in meeting.decisions.filter(status=CouncilDecision.Status.ADOPTED):
            orders = list(decision.orders.select_related("organisation").order_by("pk"))
            count = max(1, len(orders) * share // 100)
            for n, order in enumerate(orders):
                on = min(self.today, add_working_days(decision.adopted_on or self.today, 2 + n % 4))
                with at(on):
                    by = self.cast.lead(order.organisation)
                    if n < count:
                        decisions.register_order(order=order, number=f"{20 + n}-н", date=on, responsible=by, by=by)
                    elif n == len(orders) - 1 and len(orders) > 3:
                        decisions.refuse_order(order=order, reason="Кестеге сай штат бірлігі жоқ.", by=by)

    def _execution(self, council: Council) -> None:
        rows = list(council.decisions.filter(status=CouncilDecision.Status.ADOPTED).order_by("adopted_on", "pk"))
        chair = self.chair
        for n, decision in enumerate(rows[:-1]):
            with at(min(self.today, (decision.adopted_on or self.today) + dt.timedelta(days=5))):
                decisions.start_decision(decision=decision, by=chair)
            if n < 3:
                with at(min(self.today, (decision.adopted_on or self.today) + dt.timedelta(days=20))):
                    decisions.finish_decision(decision=decision, execution="Орындалды, құжаттар желі бетінде.", by=chair)

    def _groups(self, network: Network) -> None:
        people = [self.cast.lead(row) for row in self.members]
        for n, (kind, task) in enumerate(GROUPS):
            with at(self.start + dt.timedelta(days=20)):
                groups.write_group(
                    network=network,
                    kind=kind,
                    task=task,
                    leader=people[n],
                    members=people[n : n + 3],
                    valid_from=self.start,
                    by=self.chair,
                )
