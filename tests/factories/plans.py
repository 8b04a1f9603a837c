"""A network with its people, plans and events.

PlanWorld()                  a network of a university (operator), a college and a school, each with people; a council with a secretary
world.plan()                 its yearly plan as a draft with one item
world.approve(plan)          through the council's decision
world.event(days=-5)         an event of the network held by the school
"""

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils import timezone

from network.models import (
    AgendaItem,
    CalendarEvent,
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Network,
    NetworkMembership,
    NetworkPlan,
    NetworkPolicy,
    PlanItem,
    Role,
)
from network.services import events, plans

from .people import AcademicYearFactory, OrganisationFactory, user_with_role


def at(day: dt.date, hour: int = 15) -> dt.datetime:
    """An hour of a day in Almaty."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def quiet_day(start: dt.date | None = None, *, back: bool = False) -> dt.date:
    """A working day near ``start`` (tomorrow by default) on which no holiday stands."""
    from network.workdays import add_working_days

    today = timezone.localdate()
    return add_working_days(start or today, -1 if back else 1)


class PlanWorld:
    """One network of three organisations; everything else is made when it is asked for."""

    def __init__(self, **network: Any) -> None:
        self.university = OrganisationFactory(university=True)
        self.college = OrganisationFactory(college=True)
        self.school = OrganisationFactory()
        self.coordinator = user_with_role(Role.ORG_COORDINATOR, self.university, password=None)
        self.school_coordinator = user_with_role(Role.ORG_COORDINATOR, self.school, password=None)
        self.teacher = user_with_role(Role.TEACHER, self.school, password=None)
        self.lecturer = user_with_role(Role.TEACHER, self.college, password=None)
        self.year = AcademicYearFactory()
        values = {
            "title_kk": "Демо педагогикалық желісі",
            "title_ru": "Демо-педагогическая сеть",
            "goal_kk": "Мақсат",
            "goal_ru": "Цель",
            "region": self.school.region,
            "operator": self.university,
            "coordinator": self.coordinator,
            "status": Network.Status.PREPARATION,
            "phase_from": timezone.localdate(),
        }
        self.network = Network.objects.create(policy=NetworkPolicy.objects.create(), **values | network)
        for organisation in (self.university, self.college, self.school):
            self.join(organisation)

    def join(self, organisation: Any) -> NetworkMembership:
        """Make the organisation a member."""
        return NetworkMembership.objects.create(
            network=self.network,
            organisation=organisation,
            valid_from=self.year.starts_on,
            expected="Нәтиже",
            quantity="1",
            quality="Жақсы",
            status=NetworkMembership.Status.ACTIVE,
        )

    @cached_property
    def council(self) -> Council:
        return Council.objects.create(network=self.network, formed_on=self.year.starts_on)

    @cached_property
    def secretary(self) -> Any:
        """The secretary of the council, from the college."""
        person = user_with_role(Role.TEACHER, self.college, password=None)
        self.seat(person, self.college, CouncilMember.Seat.SECRETARY)
        return person

    def seat(self, person: Any, organisation: Any, seat: str) -> CouncilMember:
        return CouncilMember.objects.create(
            council=self.council, person=person, organisation=organisation, seat=seat, valid_from=self.year.starts_on
        )

    def item_values(self, **changes: Any) -> dict[str, Any]:
        """Values of one item in September."""
        values = {
            "direction": "events",
            "text_kk": "Әдістемелік семинар",
            "text_ru": "Методический семинар",
            "event_kind": "plc",
            "planned_count": 5,
            "period": "month",
            "starts_on": self.year.starts_on,
            "ends_on": self.year.starts_on + dt.timedelta(days=29),
            "responsible_org": self.school,
            "result_kk": "Сабақтар талданды",
            "result_ru": "Уроки проанализированы",
        }
        return values | changes

    def plan(self, **changes: Any) -> NetworkPlan:
        """The network's plan of the year with one item."""
        assert self.council  # a plan is handed in to it
        plan = plans.create_plan(year=self.year, kind="network", network=self.network, by=self.coordinator)
        plans.add_item(plan=plan, by=self.coordinator, **self.item_values(**changes))
        return plan

    def meeting(self) -> CouncilMeeting:
        """One more planned meeting of the council."""
        number = CouncilMeeting.objects.count() + 1
        return CouncilMeeting.objects.create(
            council=self.council, number=number, planned_on=timezone.localdate(), starts_at=dt.time(10), place="Зал"
        )

    def decide(self, plan: NetworkPlan) -> CouncilDecision:
        """The council's adopted decision on the plan."""
        meeting = self.meeting()
        number = meeting.number
        item = AgendaItem.objects.create(council=self.council, meeting=meeting, question_kk="Жоспар туралы", question_ru="О плане")
        return CouncilDecision.objects.create(
            council=self.council,
            item=item,
            meeting=meeting,
            number=f"{number}/1",
            topic=CouncilDecision.Topic.PLAN,
            text_kk="Жоспар бекітілсін",
            text_ru="Утвердить план",
            object=plan,
            votes_for=2,
            votes_against=0,
            votes_abstained=1,
            adopted_on=timezone.localdate(),
            status=CouncilDecision.Status.ADOPTED,
        )

    def approve(self, plan: NetworkPlan) -> NetworkPlan:
        """Through the council to force."""
        assert self.council
        plan = plans.send_plan(plan=plan, by=self.coordinator)
        self.decide(plan)
        return plans.approve_plan(plan=plan, by=self.coordinator)

    def event(self, day: dt.date | None = None, **changes: Any) -> CalendarEvent:
        """An event of the network, tomorrow unless a day is given."""
        starts = at(day or quiet_day())
        values = {
            "network": self.network,
            "title_kk": "PLC-сессия",
            "title_ru": "PLC-сессия",
            "kind": "plc",
            "host": self.school,
            "starts": starts,
            "ends": starts + dt.timedelta(minutes=90),
            "mode": "onsite",
            "place": "Демо мектеп, 12-кабинет",
            "goal_kk": "Сабақтарды талдау",
            "goal_ru": "Анализ уроков",
        }
        return events.add_event(by=self.school_coordinator, **values | changes)

    def past_event(self, days: int = 5, **changes: Any) -> CalendarEvent:
        """An event that ended some days ago and is not marked."""
        return self.event(timezone.localdate() - dt.timedelta(days=days), **changes)


def first_item(plan: NetworkPlan) -> PlanItem:
    """The plan's first line."""
    return plan.items.first()
