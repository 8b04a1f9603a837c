"""Plans and the calendar from and into files (§7, §9.18)."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from network.models import CalendarEvent
from network.services import imports, plans
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.plans import PlanWorld, quiet_day
from tests.factories.registers import upload

pytestmark = pytest.mark.django_db

PLAN = ["code", "direction", "text_kk", "text_ru", "event_kind", "planned_count", "starts_on", "ends_on", "responsible_org"]
PLAN += ["responsible", "result_kk", "result_ru"]
EVENT = ["kind", "title_kk", "title_ru", "day", "starts", "ends", "place", "goal_kk", "goal_ru", "host"]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def world():
    return PlanWorld()


def bring(by, head, *rows, register, **target):
    return imports.check_import(job=imports.start_import(register=register, upload=upload(head, rows), by=by, **target))


def load(job):
    return imports.load_import(job=imports.confirm_import(job=job, by=job.requested_by))


def item_line(world, **changes):
    first = world.year.starts_on
    values = dict(
        zip(PLAN, ["2.1", "Бірлескен іс-шаралар", "Форум", "Форум", "forum", 2, "", "", "", "", "Шешімдер", "Решения"], strict=True)
    )
    values |= {"direction": "events", "starts_on": f"{first:%d.%m.%Y}", "ends_on": (first + dt.timedelta(days=60)).isoformat()}
    values |= {"responsible_org": world.school.short_name_ru, "responsible": world.teacher.full_name} | changes
    return [values[name] for name in PLAN]


def event_line(world, day=None, **changes):
    values = dict(zip(EVENT, ["plc", "Талдау", "Разбор", "", "15:00", "16.30", "12-кабинет", "Мақсат", "Цель", ""], strict=True))
    values |= {"day": f"{day or quiet_day():%d.%m.%Y}", "host": world.school.short_name_kk} | changes
    return [values[name] for name in EVENT]


def test_items_of_a_draft_come_from_a_file_and_twice_change_nothing(world):
    plan = world.plan()
    job = bring(world.coordinator, PLAN, item_line(world), register="plan", plan=plan)
    assert (job.created, job.bad, plan.items.count()) == (1, 0, 1)
    load(job)
    item = plan.items.get(code="2.1")
    assert (item.event_kind, item.planned_count, item.responsible_org, item.responsible) == ("forum", 2, world.school, world.teacher)
    assert bring(world.coordinator, PLAN, item_line(world), register="plan", plan=plan).same == 1
    load(bring(world.coordinator, PLAN, item_line(world, planned_count=3), register="plan", plan=plan))
    item.refresh_from_db()
    assert (item.planned_count, item.edition) == (3, 2)


def test_a_count_of_nought_a_month_outside_the_year_and_a_stranger_are_mistakes_of_their_columns(world):
    plan, after = world.plan(), world.year.ends_on + dt.timedelta(days=40)
    rows = [
        item_line(world, code="1", planned_count=0),
        item_line(world, code="2", planned_count=-4),
        item_line(world, code="3", ends_on=after.isoformat()),
        item_line(world, code="4", responsible_org="Басқа мектеп"),
        item_line(world, code="5", responsible="Белгісіз Адам"),
        item_line(world, code="6"),
        item_line(world, code="6"),
    ]
    job = bring(world.coordinator, PLAN, *rows, register="plan", plan=plan)
    wanted = ["planned_count", "planned_count", "ends_on", "responsible_org", "responsible", "code"]
    assert [(row, column) for row, column in job.errors.values_list("row", "column")] == list(zip([2, 3, 4, 5, 6, 8], wanted, strict=True))


def test_an_approved_plan_takes_no_items_from_a_file(world):
    plan = world.approve(world.plan())
    job = bring(world.coordinator, PLAN, item_line(world), register="plan", plan=plan)
    assert (job.bad, job.good) == (1, 0)


def test_the_plan_that_was_downloaded_comes_back_unchanged(world, client):
    plan = world.plan(code="1.1", responsible=world.teacher, budget=150000, place_kk="Мектеп")
    client.force_login(world.coordinator)
    rows = list(load_workbook(io.BytesIO(client.get(f"/plans/{plan.pk}/file.xlsx").content)).active.values)
    assert len(rows) == 2
    job = bring(world.coordinator, list(rows[0]), rows[1], register="plan", plan=plan)
    assert (job.same, job.bad) == (1, 0), list(job.errors.values())
    assert client.get(f"/plans/{plan.pk}/file.csv").content.decode().splitlines()[1].startswith("1.1;")


def test_events_come_from_a_file_and_twice_make_none(world):
    job = bring(world.coordinator, EVENT, event_line(world), register="calendar", network=world.network)
    assert (job.created, job.bad) == (1, 0), list(job.errors.values())
    load(job)
    event = CalendarEvent.objects.get()
    assert (event.network, event.host, f"{timezone.localtime(event.ends):%H:%M}") == (world.network, world.school, "16:30")
    load(bring(world.coordinator, EVENT, event_line(world, place="Зал"), register="calendar", network=world.network))
    event.refresh_from_db()
    assert (event.place, CalendarEvent.objects.count()) == ("Зал", 1)
    moved = bring(world.coordinator, EVENT, event_line(world, starts="14:00"), register="calendar", network=world.network)
    assert list(moved.errors.values_list("column", flat=True)) == ["starts"], "a move asks for its reason on the page"


def test_wrong_events_say_what_is_wrong_and_a_holiday_blocks_a_conference(world):
    holiday = dt.date(timezone.localdate().year + 1, 5, 9)
    rows = [
        event_line(world, ends="14:00"),
        event_line(world, starts="түсте"),
        event_line(world, title_kk="Б", place=""),
        event_line(world, holiday, kind="conference"),
        event_line(world, title_kk="Г", host="Басқа"),
    ]
    job = bring(world.coordinator, EVENT, *rows, register="calendar", network=world.network)
    assert list(job.errors.values_list("row", "column")) == [(2, "ends"), (3, "starts"), (4, "place"), (5, "day"), (6, "host")]


def test_the_calendar_that_was_downloaded_comes_back_unchanged(world, client):
    world.event()
    client.force_login(world.coordinator)
    answer = client.get(f"/calendar/file.xlsx?month={quiet_day():%Y-%m}")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    job = bring(world.coordinator, list(rows[0]), *rows[1:], register="calendar", network=world.network)
    assert (job.same, job.bad, job.created) == (1, 0, 0), list(job.errors.values())


def test_only_the_keeper_of_a_plan_brings_a_file_into_it(world, client):
    plan = world.plan()
    client.force_login(world.coordinator)
    assert str(plan.pk) in client.get(f"/imports/new/plan/?for={plan.pk}").content.decode()
    answer = client.post("/imports/new/plan/", {"target": plan.pk, "file": upload(PLAN, [item_line(world)])})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    client.force_login(world.teacher)
    assert client.get("/imports/new/plan/").status_code == 403
    other = plans.create_plan(year=world.year, kind="career", organisation=OrganisationFactory(), by=None)
    client.force_login(user_with_role("org_coordinator", other.organisation, password=None))
    refused = client.post("/imports/new/plan/", {"target": plan.pk, "file": upload(PLAN, [item_line(world)])})
    assert refused.status_code == 422 and "target" in refused.context["form"].errors


def test_the_list_of_files_costs_few_queries(world, client, django_assert_max_num_queries):
    plan = world.plan()
    for n in range(4):
        imports.start_import(register="plan", upload=upload(PLAN, [item_line(world, code=str(n))]), by=world.coordinator, plan=plan)
    client.force_login(world.coordinator)
    client.get("/imports/")
    with django_assert_max_num_queries(12):
        client.get("/imports/")
