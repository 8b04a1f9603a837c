"""How often a network meets against what its council has set (NR42), and who decides on a school's career plan."""

import datetime as dt

import pytest
from django.utils import timezone

from network import errors_plans as errors
from network.models import CalendarEvent, CouncilDecision, NetworkPolicy
from network.rhythm import rhythm_of
from network.services import plans
from network.services.plan_agenda import plan_adopted
from tests.factories.plans import PlanWorld, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PlanWorld()


def put(world, kind, day, status):
    CalendarEvent.objects.create(
        network=world.network,
        host=world.school,
        organiser=world.coordinator,
        kind=kind,
        title_kk="Сессия",
        title_ru="Сессия",
        starts=at(day),
        ends=at(day, 17),
        place="Зал",
        goal_kk="Мақсат",
        goal_ru="Цель",
        status=status,
    )


def test_norms_are_counted_in_their_own_periods(world):
    day = world.year.starts_on.replace(month=10, day=15)
    put(world, "plc", day.replace(day=6), "held")
    put(world, "plc", day.replace(month=9), "closed")  # another month
    put(world, "forum", day.replace(month=11), "planned")
    put(world, "forum", day.replace(day=20), "held")
    put(world, "conference", dt.date(day.year + 1, 4, 20), "planned")
    put(world, "conference", day, "held")  # not in spring
    planning, interschool, forum, conference = rhythm_of(world.network, day)
    assert (planning.norm, planning.held, planning.look[0]) == (1, 1, "leaf")
    assert "2" in planning.note and "3" in planning.note
    assert (interschool.held, interschool.look[0]) == (0, "clay")
    assert (forum.norm, forum.held, forum.ahead, forum.look[0]) == (2, 1, 1, "sky")
    assert (conference.held, conference.ahead, conference.look[0]) == (0, 1, "sky")


def test_the_council_sets_the_norms_and_others_do_not(world, client):
    plan = world.approve(world.plan())
    client.force_login(world.coordinator)
    address = f"/networks/{world.network.pk}/rhythm/"
    assert client.get(address).status_code == 200
    values = {"planning_a_month": 3, "interschool_a_term": 1, "forums_a_year": 4, "conferences_in_spring": 1}
    assert client.post(address, values | {"forums_a_year": "-1"}).status_code == 422
    assert client.post(address, values)["Location"] == f"/plans/{plan.pk}/"
    assert NetworkPolicy.objects.get(network=world.network).forums_a_year == 4
    assert NetworkPolicy.pgh_event_model.objects.filter(pgh_obj_id=world.network.policy_id).exists(), "the history keeps it"
    client.force_login(world.teacher)
    assert client.get(address).status_code == 403


def career_plan(world):
    plan = plans.create_plan(year=world.year, kind="career", organisation=world.school, by=world.school_coordinator)
    plans.load_template(plan=plan, by=world.school_coordinator, responsible_org=world.school)
    return plan


@pytest.mark.parametrize("head_first", [True, False])
def test_a_career_plan_of_a_member_needs_the_council_and_the_head_in_either_order(world, head_first):
    assert world.council
    plan = plans.send_plan(plan=career_plan(world), by=world.school_coordinator)
    asked = CouncilDecision.objects.get(object_id=plan.pk, topic="plan")
    assert world.school.short_name_ru in asked.text_ru
    order = {"head_order": "14-н", "head_approved_on": timezone.localdate()}

    def council():
        decision = world.decide(plan)
        plan_adopted(plan, decision)

    def head():
        return plans.approve_plan(plan=plan, by=world.school_coordinator, **order)

    first, second = (head, council) if head_first else (council, head)
    first()
    plan.refresh_from_db()
    assert plan.status == "council", "one of the two is not enough"
    second()
    plan.refresh_from_db()
    assert (plan.status, plan.head_order) == ("approved", "14-н")


def test_a_school_without_a_council_approves_its_career_plan_by_the_head_alone(world):
    plan = plans.send_plan(plan=career_plan(world), by=world.school_coordinator)
    with pytest.raises(errors.HeadNeeded):
        plans.approve_plan(plan=plan, by=world.school_coordinator)
    plan = plans.approve_plan(plan=plan, by=world.school_coordinator, head_order="1", head_approved_on=timezone.localdate())
    assert plan.status == "approved"


def test_the_head_is_told_that_the_council_is_awaited(world, client):
    assert world.council
    plan = plans.send_plan(plan=career_plan(world), by=world.school_coordinator)
    client.force_login(world.school_coordinator)
    answer = client.post(
        f"/plans/{plan.pk}/do/approve/", {"head_order": "9", "head_approved_on": timezone.localdate().isoformat()}, follow=True
    )
    page = answer.content.decode()
    assert "head_order" not in page and answer.context["plan"].head_order == "9"


@pytest.mark.parametrize("kind", ["communication", "resource"])
def test_plans_of_other_kinds_have_no_ready_rows(world, client, kind):
    plan = plans.create_plan(year=world.year, kind=kind, network=world.network, by=world.coordinator)
    with pytest.raises(errors.NothingToCopy):
        plans.load_template(plan=plan, by=world.coordinator, responsible_org=world.school)
    client.force_login(world.coordinator)
    assert client.get(f"/plans/{plan.pk}/").status_code == 200
    form = client.get(f"/plans/{plan.pk}/items/new/").context["form"]
    assert ("allocated" in form.fields) is (kind == "resource")
