"""Plans: what may stand in them, who brings them into force, plan and fact, new versions, moves by a month (NR46, NR49, NR59, §9.18)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from network import errors_plans as errors
from network.errors_governance import NoCouncil
from network.models import PlanItem, ScheduleChange
from network.queries_plans import colour_of, fact_groups, fact_lines, mean_percent
from network.services import events, minutes, plans
from tests.factories.people import AcademicYearFactory
from tests.factories.plans import PlanWorld, first_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlanWorld:
    return PlanWorld()


@pytest.mark.parametrize("count", [0, -3])
def test_an_item_is_planned_at_least_once(world, count):
    plan = world.plan()
    with pytest.raises(errors.CountTooSmall):
        plans.add_item(plan=plan, by=world.coordinator, **world.item_values(planned_count=count))


def test_the_database_refuses_a_count_of_zero(world):
    item = first_item(world.plan())
    with pytest.raises(IntegrityError, match="plan_item_at_least_once"), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(planned_count=0)


def test_a_month_outside_the_year_is_refused_by_service_and_database(world):
    plan = world.plan()
    outside = world.year.ends_on + dt.timedelta(days=1)
    with pytest.raises(errors.ItemOutsideYear):
        plans.add_item(plan=plan, by=world.coordinator, **world.item_values(starts_on=outside, ends_on=outside))
    with pytest.raises(IntegrityError, match="plan_item_within_year"), transaction.atomic():
        PlanItem.objects.filter(plan=plan).update(ends_on=outside)


def test_august_before_the_year_belongs_to_its_plan(world):
    august = world.year.starts_on.replace(month=8)
    item = plans.add_item(plan=world.plan(), by=world.coordinator, **world.item_values(starts_on=august, ends_on=august))
    assert item.when_in("kk") == "Тамыз"


def test_a_year_has_one_plan_of_a_kind(world):
    world.plan()
    with pytest.raises(errors.PlanExists):
        plans.create_plan(year=world.year, kind="network", network=world.network, by=world.coordinator)


def test_an_empty_plan_does_not_go_to_the_council(world):
    plan = plans.create_plan(year=world.year, kind="network", network=world.network, by=world.coordinator)
    with pytest.raises(errors.PlanEmpty):
        plans.send_plan(plan=plan, by=world.coordinator)


def test_a_network_plan_comes_into_force_by_a_decision_of_the_council_only(world):
    plan = plans.send_plan(plan=world.plan(), by=world.coordinator)
    with pytest.raises(errors.DecisionNeeded):
        plans.approve_plan(plan=plan, by=world.coordinator)
    decision = world.decide(plan)
    plan = plans.approve_plan(plan=plan, by=world.coordinator)
    assert (plan.status, plan.approved_on) == ("approved", decision.adopted_on)


def test_a_career_plan_needs_the_order_of_the_schools_own_head(world):
    plan = plans.create_plan(year=world.year, kind="career", organisation=world.school, by=world.school_coordinator)
    assert plans.load_template(plan=plan, by=world.school_coordinator, responsible_org=world.school) == 11
    assert plans.load_template(plan=plan, by=world.school_coordinator, responsible_org=world.school) == 0  # nothing twice
    plans.send_plan(plan=plan, by=world.school_coordinator)
    with pytest.raises(errors.HeadNeeded):
        plans.approve_plan(plan=plan, by=world.school_coordinator)
    plan = plans.approve_plan(plan=plan, by=world.school_coordinator, head_order="14-н/қ", head_approved_on=world.year.starts_on)
    assert plan.status == "approved"


def test_a_returned_plan_carries_the_remarks_of_the_council(world):
    plan = plans.send_plan(plan=world.plan(), by=world.coordinator)
    with pytest.raises(errors.ReasonNeeded):
        plans.return_plan(plan=plan, by=world.coordinator, remarks=" ")
    plan = plans.return_plan(plan=plan, by=world.coordinator, remarks="Форум қосылсын")
    assert (plan.status, plan.remarks) == ("draft", "Форум қосылсын")


def test_the_second_of_two_people_is_told_and_nothing_is_lost(world):
    item = first_item(world.plan())
    plans.change_item(item=item, edition=1, by=world.coordinator, text_kk="Бірінші")
    with pytest.raises(errors.ItemChangedMeanwhile):
        plans.change_item(item=item, edition=1, by=world.coordinator, text_kk="Екінші")
    item.refresh_from_db()
    assert (item.text_kk, item.edition) == ("Бірінші", 2)


@pytest.mark.parametrize(
    "percent, colour", [(None, "ahead"), (0, "red"), (79, "red"), (80, "amber"), (99, "amber"), (100, "green"), (140, "green")]
)
def test_colours_of_plan_and_fact(percent, colour):
    assert colour_of(percent) == colour


def test_four_of_five_seminars_are_eighty_percent_amber(world):
    """Story 9."""
    plan = world.approve(world.plan())
    item = first_item(plan)
    for n in range(4):
        event = world.past_event(days=4 + n, plan_item=item)
        minutes.hold_event(event=event, marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    world.past_event(days=3, plan_item=item)
    [line] = fact_lines(plan, today=world.year.ends_on)
    assert (line.fact, line.percent, colour_of(line.percent)) == (4, 80, "amber")
    assert str(line.look[2]) == "Орындалуға жақын"


def test_items_that_are_not_due_stay_out_and_means_are_capped(world):
    plan = world.plan(planned_count=1)
    last = world.year.ends_on
    plans.add_item(plan=plan, by=world.coordinator, **world.item_values(planned_count=2, starts_on=last, ends_on=last))
    plans.add_item(plan=plan, by=world.coordinator, **world.item_values(planned_count=2))
    plan = world.approve(plan)
    over, _later, half = plan.items.all()
    plans.set_fact(item=over, manual_fact=3, fact_proof="Есеп № 1", shortfall="", by=world.coordinator)
    plans.set_fact(item=half, manual_fact=1, fact_proof="Есеп № 2", shortfall="Карантин", by=world.coordinator)
    lines = fact_lines(plan, today=last)
    assert [line.percent for line in lines] == [300, None, 50]
    assert mean_percent(lines) == 75
    assert [group.percent for group in fact_groups(lines)] == [75]


def test_a_fact_by_hand_needs_its_proof(world):
    item = first_item(world.approve(world.plan()))
    with pytest.raises(errors.ProofNeeded):
        plans.set_fact(item=item, manual_fact=1, fact_proof=" ", shortfall="", by=world.coordinator)


def test_the_responsible_organisation_moves_an_item_by_a_month_at_most(world):
    plan = world.approve(world.plan())
    item = first_item(plan)
    month, day = dt.timedelta(days=31), dt.timedelta(days=1)
    moved = plans.shift_item(
        item=item, starts_on=item.starts_on + month, ends_on=item.ends_on + month, reason="Каникул", by=world.school_coordinator
    )
    change = ScheduleChange.objects.get()
    assert (change.plan, change.reason, change.by) == (plan, "Каникул", world.school_coordinator)
    with pytest.raises(errors.MovedTooFar):  # counted from the agreed dates: two steps do not make two months
        plans.shift_item(
            item=moved, starts_on=moved.starts_on + day, ends_on=moved.ends_on + day, reason="Тағы", by=world.school_coordinator
        )


def test_a_new_version_says_what_moved_and_why_and_takes_the_facts_along(world):
    plan = plans.start_plan(plan=world.approve(world.plan()), by=world.coordinator)
    item = first_item(plan)
    event = world.past_event(plan_item=item)
    minutes.hold_event(event=event, marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    plans.set_fact(item=item, manual_fact=1, fact_proof="Есеп", shortfall="", by=world.coordinator)

    fresh = plans.new_version(plan=plan, reason="1-тоқсан қорытындысы", by=world.coordinator)
    plans.change_item(item=first_item(fresh), edition=1, by=world.coordinator, planned_count=4)
    fresh = world.approve(fresh)

    plan.refresh_from_db()
    assert (plan.status, fresh.version, fresh.status) == ("replaced", 2, "approved")
    assert [(line.from_words, line.to_words, line.reason) for line in fresh.changes.all()] == [
        ("Қыркүйек × 5", "Қыркүйек × 4", "1-тоқсан қорытындысы")
    ]
    [line] = fact_lines(fresh, today=world.year.ends_on)
    assert line.fact == 2


def test_an_approved_plan_is_not_edited(world):
    plan = world.approve(world.plan())
    with pytest.raises(errors.PlanClosed):
        plans.change_item(item=first_item(plan), edition=1, by=world.coordinator, text_kk="Басқа")
    with pytest.raises(errors.PlanClosed):
        plans.remove_item(item=first_item(plan), by=world.coordinator)


def test_last_years_plan_is_copied_a_year_later_without_its_facts(world):
    last_year = AcademicYearFactory(starts_on=world.year.starts_on.replace(year=world.year.starts_on.year - 1))
    this_year, world.year = world.year, last_year
    old = world.approve(world.plan())
    plans.set_fact(item=first_item(old), manual_fact=2, fact_proof="Есеп", shortfall="", by=world.coordinator)
    fresh = plans.create_plan(year=this_year, kind="network", network=world.network, by=world.coordinator)
    assert plans.copy_last_year(plan=fresh, by=world.coordinator) == 1
    item = first_item(fresh)
    assert (item.starts_on, item.manual_fact, item.copied_from) == (this_year.starts_on, 0, None)
    with pytest.raises(errors.NothingToCopy):
        plans.copy_last_year(plan=fresh, by=world.coordinator)


def test_table_2_7_becomes_items_and_items_become_single_events(world):
    plan = plans.create_plan(year=world.year, kind="network", network=world.network, by=world.coordinator)
    assert plans.load_template(plan=plan, by=world.coordinator, responsible_org=world.university) == 9
    seminar = plan.items.get(event_kind="plc")
    assert events.make_events(item=seminar, by=world.coordinator) == 9
    made = list(seminar.calendar_events.order_by("starts"))
    assert len({event.starts.date() for event in made}) == 9
    assert {event.invited_organisations.count() for event in made} == {3}
    assert events.make_events(item=seminar, by=world.coordinator) == 0  # running it again makes none


def test_handing_in_puts_one_question_on_the_next_agenda(world):
    from network.models import CouncilDecision, CouncilMeeting

    plan = world.plan()
    meeting = CouncilMeeting.objects.create(
        council=world.council, number=1, planned_on=world.year.ends_on, starts_at=dt.time(10), place="Зал"
    )
    plan = plans.send_plan(plan=plan, by=world.coordinator)
    decision = CouncilDecision.objects.get()
    assert (decision.object, decision.meeting, decision.status) == (plan, meeting, "draft")
    plan = plans.return_plan(plan=plan, by=world.coordinator, remarks="Түзету")
    plans.send_plan(plan=plan, by=world.coordinator)
    assert CouncilDecision.objects.count() == 1


def test_a_network_without_a_council_cannot_hand_its_plan_in(world):
    plan = world.plan()
    type(world.council).objects.update(closed_on=world.year.ends_on)
    with pytest.raises(NoCouncil):
        plans.send_plan(plan=plan, by=world.coordinator)
    plan.refresh_from_db()
    assert plan.status == "draft"


@pytest.mark.parametrize("language, words", [("kk", "3 ұйымның 2-сінде енгізілді"), ("ru", "введено в 2 из 3 организаций")])
def test_the_adopted_decision_brings_the_plan_in_and_orders_are_counted(world, language, words):
    """Story 6: the plan says in how many organisations it is brought in."""
    from django.utils import translation

    from network.models import CouncilDecision, OrganisationOrder
    from network.services.approvals import take_effect

    plan = plans.send_plan(plan=world.plan(), by=world.coordinator)
    decision = CouncilDecision.objects.get()
    votes = {"votes_for": 2, "votes_against": 0, "votes_abstained": 1}
    CouncilDecision.objects.filter(pk=decision.pk).update(
        status="adopted", number="1/1", adopted_on=world.year.starts_on, meeting=world.meeting(), **votes
    )
    decision.refresh_from_db()
    take_effect(decision)
    plan.refresh_from_db()
    assert plan.status == "approved"
    for n, organisation in enumerate((world.university, world.college, world.school)):
        done = {"status": "registered", "number": str(n + 1), "date": world.year.starts_on} if n < 2 else {}
        OrganisationOrder.objects.create(decision=decision, organisation=organisation, due_on=world.year.ends_on, **done)
    with translation.override(language):
        assert plans.brought_in(decision) == words
