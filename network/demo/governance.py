"""Two networks of the demo region: «Қостанай педагогикалық желісі» with a lived-in council, and a second one that is being prepared.

Told through the services at the moment when each thing happened. Names of people are invented.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from accounts.models import User

from ..models import (
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Membership,
    Network,
    NetworkFunction,
    Organisation,
    Role,
    RoleAssignment,
)
from ..services import councils, decisions, duties, groups, meetings, networks, phases
from ..texts import FIRST_AGENDA
from ..workdays import add_working_days
from .governance_words import CAREER_NETWORK, JOINING, LATER_MEETINGS, PEDAGOGICAL_NETWORK, PEOPLE

WANTED = {Organisation.Kind.UNIVERSITY: 1, Organisation.Kind.COLLEGE: 2, Organisation.Kind.SCHOOL: 10}
LEADING = (Role.ORG_COORDINATOR, Role.ORG_HEAD)


@contextmanager
def _at(day: dt.date, hour: int = 10) -> Iterator[None]:
    """Within the block it is that day. Only for seeding: nothing else runs in this process meanwhile."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    with patch.object(timezone, "now", return_value=moment):
        yield


def build(region: Any) -> None:
    """Make both networks in the region of the demo; organisations that other parts added take part too."""
    operator = region.organisations.get("KOU")
    if operator is None:
        return
    today = timezone.localdate()
    start = max(region.year.starts_on, today - dt.timedelta(days=200))
    story = _Story(operator, today, start)
    story.tell()
    story.tell_second()


class _Story:
    def __init__(self, operator: Organisation, today: dt.date, start: dt.date) -> None:
        self.operator, self.today = operator, today
        self.start = start if (today - start).days > 60 else today - dt.timedelta(days=120)
        self._spare = iter(PEOPLE)
        self.leads: dict[int, Any] = {}

    def tell(self) -> None:
        """The pedagogical network: preparation, council, four meetings, orders, functions, groups."""
        members = self._members()
        for organisation in members:
            self._leader(organisation)
        coordinator = self.leads[self.operator.pk]
        with _at(self.start):
            network = networks.create_network(operator=self.operator, coordinator=coordinator, by=coordinator, **PEDAGOGICAL_NETWORK)
            council = councils.found_council(network=network, by=coordinator, meets_per=Council.Per.TERM)
            for organisation in members:
                role = {"university": "coordinator", "college": "partner", "school": "base"}[organisation.kind]
                networks.invite_organisation(network=network, organisation=organisation, role=role, by=coordinator)
            phases.move_network(network=network, action="prepare", by=coordinator)
        self._join(network, members)
        self._council(council, members)
        self._functions(network, members)
        self._meetings(network, council)
        self._groups(network, members)

    def _members(self) -> list[Organisation]:
        rows = Organisation.objects.filter(region=self.operator.region, status=Organisation.Status.ACTIVE)
        chosen = [self.operator]
        for kind, count in WANTED.items():
            own = rows.filter(kind=kind).exclude(pk=self.operator.pk).order_by("pk")
            chosen += own[: count - (kind == self.operator.kind)]
        return chosen

    def _leader(self, organisation: Organisation) -> Any:
        """Who leads the organisation: its coordinator, or whoever is made one now."""
        current = RoleAssignment.objects.filter(membership__organisation=organisation, role__in=LEADING, ended_at__isnull=True)
        found = current.order_by("pk").first()
        if found is None:
            member = Membership.objects.filter(organisation=organisation, kind=Membership.Kind.STAFF).order_by("pk").first()
            if member is None:
                member = self._staff(organisation)
            found = RoleAssignment.objects.create(membership=member, role=Role.ORG_COORDINATOR, valid_from=member.valid_from)
        self.leads[organisation.pk] = found.membership.user
        return found.membership.user

    def _staff(self, organisation: Organisation) -> Membership:
        last, first, position_kk, position_ru = next(self._spare)
        address = (
            f"{organisation.code.lower()}.{first.lower()}@kopir.test"
            if first.isascii()
            else f"staff{organisation.pk}.{len(self.leads)}@kopir.test"
        )
        person = User.objects.create_user(last_name=last, first_name=first, email=address, language="kk", sign_in=User.SignIn.NONE)
        return Membership.objects.create(
            user=person, organisation=organisation, position_kk=position_kk, position_ru=position_ru, valid_from=self.start
        )

    def _join(self, network: Network, members: list[Organisation]) -> None:
        for n, organisation in enumerate(members):
            if n == len(members) - 1 and len(members) > 4:
                continue  # one school has not answered yet: the gap is seen
            membership = network.memberships.get(organisation=organisation)
            with _at(self.start + dt.timedelta(days=3 + n % 5)):
                networks.answer_invitation(membership=membership, by=self.leads[organisation.pk], **JOINING[organisation.kind])

    def _council(self, council: Council, members: list[Organisation]) -> None:
        seat = CouncilMember.Seat
        seats = [seat.CHAIR, seat.SECRETARY, seat.COORDINATOR]
        order = [self.operator, *(row for row in members if row.kind == "college"), *(row for row in members if row.kind == "school")]
        with _at(self.start + dt.timedelta(days=9)):
            for n, organisation in enumerate(order):
                part = seats[n] if n < len(seats) else seat.MEMBER
                person = self.leads[organisation.pk]
                councils.seat_member(council=council, person=person, organisation=organisation, seat=part, by=self.leads[self.operator.pk])

    def _functions(self, network: Network, members: list[Organisation]) -> None:
        """Most functions have a person; some schools leave gaps, the M&E coordinator is named."""
        functions = list(NetworkFunction.objects.filter(mandatory=True).exclude(group="owners"))
        active = [row.organisation for row in network.memberships.active().select_related("organisation").order_by("pk")]
        for n, organisation in enumerate(active):
            own = [row for row in functions if duties.belongs(row, organisation)]
            kept = own if n % 3 != 2 else own[:-2]
            self._name(network, organisation, kept, 14)
        owners = NetworkFunction.objects.filter(code__in=["NL", "ME", "IT"])
        self._name(network, self.operator, owners, 15)

    def _name(self, network: Network, organisation: Organisation, functions: Any, after: int) -> None:
        person = self.leads[organisation.pk]
        with _at(self.start + dt.timedelta(days=after)):
            duties.assign_functions(
                network=network,
                organisation=organisation,
                person=person,
                functions=list(functions),
                phone=person.phone or "+7 700 000 00 00",
                email=person.email or organisation.email or "demo@kopir.test",
                by=person,
            )

    def _meetings(self, network: Network, council: Council) -> None:
        """The first meeting adopts the three papers, later ones work; one was not held for want of a quorum, the next is invited to."""
        chair = self.leads[self.operator.pk]
        days = (self.today - self.start).days
        held = [self.start + dt.timedelta(days=days * share // 100) for share in (22, 48, 74)]
        first = self._hold(council, self._working(held[0]), FIRST_AGENDA, absent=1)
        self._hold(council, self._working(held[1]), LATER_MEETINGS[0], absent=2)
        self._not_held(council, self._working(held[1] + dt.timedelta(days=9)))
        third = self._hold(council, self._working(held[2]), LATER_MEETINGS[1], absent=1, signed=False)
        self._orders(first, share=100)
        self._orders(third, share=60)
        self._execution(council)
        coming = add_working_days(self.today, 8)
        planned = self._plan(council, self.today - dt.timedelta(days=3), coming, LATER_MEETINGS[2])
        with _at(self.today - dt.timedelta(days=2)):
            meetings.invite_to_meeting(meeting=planned, by=chair)

    def _working(self, day: dt.date) -> dt.date:
        return add_working_days(day - dt.timedelta(days=1), 1)

    def _plan(self, council: Council, on: dt.date, day: dt.date, agenda: list[dict[str, Any]]) -> CouncilMeeting:
        chair = self.leads[self.operator.pk]
        with _at(on):
            meeting = meetings.plan_meeting(
                council=council, planned_on=day, starts_at=dt.time(15), place="Қостанай үлгі университеті (демо), мәжіліс залы", by=chair
            )
            for item in agenda:
                due = day + dt.timedelta(days=item.get("days", 30))
                fields = {name: value for name, value in item.items() if name != "days"}
                speaker = self.leads[self.operator.pk].short_name
                meetings.write_agenda_item(meeting=meeting, by=chair, speaker=speaker, responsible=chair, due_on=due, **fields)
        return meeting

    def _hold(self, council: Council, day: dt.date, agenda: list[dict[str, Any]], *, absent: int, signed: bool = True) -> CouncilMeeting:
        chair = self.leads[self.operator.pk]
        before = add_working_days(day, -7)
        meeting = self._plan(council, before, day, agenda)
        with _at(before):
            meetings.invite_to_meeting(meeting=meeting, by=chair)
        with _at(day, 15):
            self._attend(meeting, council, absent)
            for item in meeting.agenda_items.order_by("order"):
                there = sorted(meetings.present_organisations(meeting))
                votes = {pk: "abstain" if n == len(there) - 1 and item.order == 2 else "for" for n, pk in enumerate(there)}
                meetings.record_item(item=item, heard=item.speaker, spoke="Талқыланды, ұсыныстар ескерілді.", votes=votes, by=chair)
            meetings.hold_meeting(meeting=meeting, by=chair)
        meeting.refresh_from_db()
        if signed:
            with _at(day, 18):
                for hand in (meeting.chaired_by, meeting.recorded_by):
                    if hand is not None:
                        meetings.sign_minutes(meeting=meeting, by=hand.person)
        return meeting

    def _attend(self, meeting: CouncilMeeting, council: Council, absent: int) -> None:
        rows = list(CouncilMember.objects.filter(council=council).order_by("pk"))
        states = {}
        for n, row in enumerate(rows):
            state = "absent" if n >= len(rows) - absent else "remote" if n % 4 == 3 else "present"
            states[row.pk] = (state, "")
        meetings.record_attendance(meeting=meeting, states=states, by=self.leads[self.operator.pk])

    def _not_held(self, council: Council, day: dt.date) -> None:
        chair = self.leads[self.operator.pk]
        before = add_working_days(day, -6)
        meeting = self._plan(council, before, day, LATER_MEETINGS[3])
        with _at(before):
            meetings.invite_to_meeting(meeting=meeting, by=chair)
        with _at(day, 15):
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
                with _at(on):
                    by = self.leads[order.organisation_id]
                    if n < count:
                        decisions.register_order(order=order, number=f"{20 + n}-н", date=on, responsible=by, by=by)
                    elif n == len(orders) - 1 and len(orders) > 3:
                        decisions.refuse_order(order=order, reason="Кестеге сай штат бірлігі жоқ.", by=by)

    def _execution(self, council: Council) -> None:
        rows = list(council.decisions.filter(status=CouncilDecision.Status.ADOPTED).order_by("adopted_on", "pk"))
        chair = self.leads[self.operator.pk]
        for n, decision in enumerate(rows[:-1]):
            with _at(min(self.today, (decision.adopted_on or self.today) + dt.timedelta(days=5))):
                decisions.start_decision(decision=decision, by=chair)
            if n < 3:
                with _at(min(self.today, (decision.adopted_on or self.today) + dt.timedelta(days=20))):
                    decisions.finish_decision(decision=decision, execution="Орындалды, құжаттар желі бетінде.", by=chair)

    def _groups(self, network: Network, members: list[Organisation]) -> None:
        people = [self.leads[row.pk] for row in members]
        chair = self.leads[self.operator.pk]
        for n, (kind, task) in enumerate(
            (("methodical", "Бағалау критерийлері мен практика бағдарламасын әзірлеу"), ("mentoring", "Тәлімгерлерді дайындау және қолдау"))
        ):
            with _at(self.start + dt.timedelta(days=20)):
                groups.write_group(
                    network=network,
                    kind=kind,
                    task=task,
                    leader=people[n % len(people)],
                    members=people[n : n + 3],
                    valid_from=self.start,
                    by=chair,
                )

    def tell_second(self) -> None:
        """A career guidance network that has invited its members and waits for most answers."""
        rows = Organisation.objects.filter(region=self.operator.region, status=Organisation.Status.ACTIVE).order_by("pk")
        operator = rows.filter(kind=Organisation.Kind.COLLEGE).first()
        if operator is None:
            return
        leader = self._leader(operator)
        others = [*rows.filter(kind=Organisation.Kind.SCHOOL)[:3], *rows.filter(kind=Organisation.Kind.ENTERPRISE)[:2]]
        with _at(self.today - dt.timedelta(days=12)):
            network = networks.create_network(operator=operator, coordinator=leader, by=leader, **CAREER_NETWORK)
            councils.found_council(network=network, by=leader)
            for organisation in [operator, *others]:
                role = "employer" if organisation.kind == "enterprise" else "coordinator" if organisation == operator else "partner"
                networks.invite_organisation(network=network, organisation=organisation, role=role, by=leader)
            phases.move_network(network=network, action="prepare", by=leader)
        for organisation in (operator, *others[-1:]):
            by = self._leader(organisation)
            with _at(self.today - dt.timedelta(days=6)):
                membership = network.memberships.get(organisation=organisation)
                networks.answer_invitation(membership=membership, by=by, **JOINING[organisation.kind])
