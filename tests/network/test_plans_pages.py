"""Pages of plans, the calendar and acts: who may open and do what, errors beside their fields, few queries."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from core.todos import todos_of
from network.models import CalendarEvent, NetworkPlan, Role
from network.services import acts, events, minutes, plans
from tests.factories.people import OrganisationFactory, OtherRegionFactory, UserFactory, user_with_role
from tests.factories.plans import PlanWorld, first_item, quiet_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlanWorld:
    return PlanWorld()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def item_data(world, **changes):
    values = world.item_values(edition=1, **changes)
    values |= {"responsible_org": values["responsible_org"].pk}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def event_data(world, day=None, **changes):
    starts = dt.datetime.combine(day or quiet_day(), dt.time(15))
    values = {
        "owner": f"network-{world.network.pk}",
        "host": world.school.pk,
        "kind": "plc",
        "title_kk": "Семинар",
        "title_ru": "Семинар",
        "starts": f"{starts:%Y-%m-%dT%H:%M}",
        "ends": f"{starts + dt.timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "mode": "onsite",
        "place": "Зал",
        "goal_kk": "Мақсат",
        "goal_ru": "Цель",
    }
    return values | changes


@pytest.mark.parametrize(
    "who, plan_page, change",
    [
        ("coordinator", 200, 302),
        ("school_coordinator", 200, 403),
        ("teacher", 200, 403),
        ("operator", 200, 403),
        ("foreign", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_who_reads_and_who_changes_a_network_plan(world, who, plan_page, change):
    people = {
        "operator": lambda: user_with_role(Role.REGION_OPERATOR, password=None),
        "foreign": lambda: user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=OtherRegionFactory())),
        "nobody": lambda: UserFactory(password=None),
    }
    plan = world.plan()
    client = signed_in(people[who]() if who in people else getattr(world, who))
    assert client.get(f"/plans/{plan.pk}/").status_code == plan_page
    assert client.post(f"/plans/{plan.pk}/do/send/").status_code == change
    plan.refresh_from_db()
    assert (plan.status == "council") == (change == 302)


@pytest.mark.parametrize(
    "who, page, held",
    [("coordinator", 200, 200), ("school_coordinator", 200, 200), ("teacher", 200, 403), ("lecturer", 200, 403), ("foreign", 404, 404)],
)
def test_who_reads_and_who_marks_an_event(world, who, page, held):
    event = world.past_event()
    user = user_with_role(Role.TEACHER, OrganisationFactory(), password=None) if who == "foreign" else getattr(world, who)
    client = signed_in(user)
    assert client.get(f"/calendar/{event.pk}/").status_code == page
    assert client.get(f"/calendar/{event.pk}/held/").status_code == held


def test_a_teacher_holds_the_own_event_from_start_to_end(world):
    client = signed_in(world.teacher)
    answer = client.post("/calendar/new/", event_data(world, owner=f"organisation-{world.school.pk}"))
    event = CalendarEvent.objects.get()
    assert answer.url == f"/calendar/{event.pk}/" and event.organiser == world.teacher
    CalendarEvent.objects.update(starts=timezone.now() - dt.timedelta(hours=2), ends=timezone.now() - dt.timedelta(hours=1))
    assert client.get(f"/calendar/{event.pk}/held/").status_code == 200


def test_who_is_invited_by_name_sees_the_event_and_an_open_one_is_seen_by_all(world):
    guest = UserFactory(password=None)
    event = world.event(invited_people=[guest])
    assert signed_in(guest).get(f"/calendar/{event.pk}/").status_code == 200
    stranger = signed_in(UserFactory(password=None))
    assert stranger.get(f"/calendar/{event.pk}/").status_code == 404
    CalendarEvent.objects.update(is_open=True)
    assert stranger.get(f"/calendar/{event.pk}/").status_code == 200


@pytest.mark.parametrize("count", ["0", "-2"])
def test_a_count_of_zero_stands_beside_its_field_and_nothing_typed_is_lost(world, count):
    plan = world.plan()
    answer = signed_in(world.coordinator).post(f"/plans/{plan.pk}/items/new/", item_data(world, planned_count=count, text_kk="Жаңа жол"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "Жаңа жол" in text
    assert plan.items.count() == 1
    assert "id_planned_count_error" in text


def test_a_month_outside_the_year_is_refused_beside_its_field(world):
    plan = world.plan()
    outside = world.year.ends_on + dt.timedelta(days=3)
    answer = signed_in(world.coordinator).post(f"/plans/{plan.pk}/items/new/", item_data(world, starts_on=outside, ends_on=outside))
    assert answer.status_code == 422 and "id_starts_on_error" in answer.content.decode()


def test_the_second_of_two_people_sees_both_versions(world):
    plan = world.plan()
    item = first_item(plan)
    plans.change_item(item=item, edition=1, by=world.coordinator, text_kk="Алғашқы нұсқа")
    client = signed_in(world.coordinator)
    answer = client.post(f"/plans/{plan.pk}/items/{item.pk}/", item_data(world, text_kk="Менің нұсқам"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "Алғашқы нұсқа" in text and "Менің нұсқам" in text
    assert client.post(f"/plans/{plan.pk}/items/{item.pk}/", item_data(world, text_kk="Менің нұсқам") | {"edition": "2"}).status_code == 302


def test_a_holiday_is_named_in_the_warning(world):
    from network.models import Holiday

    day = quiet_day()
    Holiday.objects.create(day=day, name_kk="Демо мереке", name_ru="Демо-праздник")
    client = signed_in(world.coordinator)
    answer = client.post("/calendar/new/", event_data(world, day, kind="conference"))
    assert answer.status_code == 422 and "Демо мереке" in answer.content.decode() and not CalendarEvent.objects.exists()
    answer = client.post("/calendar/new/", event_data(world, day), follow=True)
    assert "Осы күні: Демо мереке" in answer.content.decode()


def test_a_series_without_its_last_day_is_refused_beside_the_field(world):
    answer = signed_in(world.coordinator).post("/calendar/new/", event_data(world, frequency="monthly"))
    assert answer.status_code == 422 and "id_until_error" in answer.content.decode()


def test_an_event_is_held_with_two_posts_less_than_a_page(world):
    event = world.past_event(invited_people=[world.teacher, world.lecturer])
    client = signed_in(world.school_coordinator)
    page = client.get(f"/calendar/{event.pk}/held/").content.decode()
    assert page.count('value="present"') >= 2 and "checked" in page
    data = {
        f"mark_{world.teacher.pk}": "present",
        f"mark_{world.lecturer.pk}": "absent",
        "typed-TOTAL_FORMS": "3",
        "typed-INITIAL_FORMS": "0",
        "typed-0-name": "Сынақов Марат",
        "typed-0-organisation_name": "Ата-аналар",
        "typed-0-side": "other",
    }
    assert client.post(f"/calendar/{event.pk}/held/", data).status_code == 302
    event.refresh_from_db()
    assert event.status == "held"
    assert sorted(row.mark for row in event.attendance.all()) == ["absent", "present", "present"]
    assert "Толық емес құрам" in client.get(f"/calendar/{event.pk}/").content.decode()


def test_nobody_present_is_said_on_the_page(world):
    event = world.past_event(invited_people=[world.teacher])
    data = {f"mark_{world.teacher.pk}": "absent", "typed-TOTAL_FORMS": "0", "typed-INITIAL_FORMS": "0"}
    answer = signed_in(world.coordinator).post(f"/calendar/{event.pk}/held/", data)
    assert answer.status_code == 422 and "Кемінде бір қатысушыны" in answer.content.decode()


def test_minutes_are_written_and_signed_in_the_browser_without_script(world):
    event = minutes.hold_event(event=world.past_event(), marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    client = signed_in(world.school_coordinator)
    data = {
        "edition": "1",
        "questions": "Не істейміз?",
        "summary": "Келісілді",
        "facilitator": str(event.attendance.get().pk),
        "stages-TOTAL_FORMS": "1",
        "stages-INITIAL_FORMS": "0",
        "stages-0-title": "Кіріспе",
        "stages-0-minutes": "15",
        "actions-TOTAL_FORMS": "1",
        "actions-INITIAL_FORMS": "0",
        "actions-0-what": "Жоспар жазу",
    }
    assert client.post(f"/calendar/{event.pk}/minutes/", data).status_code == 422  # an action has an owner and a day
    data |= {"actions-0-responsible": "Мысалова А.", "actions-0-due_on": "2027-01-20"}
    assert client.post(f"/calendar/{event.pk}/minutes/", data).status_code == 302
    assert client.get(f"/calendar/{event.pk}/minutes/").status_code == 200
    assert client.post(f"/calendar/{event.pk}/do/sign/").status_code == 302
    event.refresh_from_db()
    assert event.status == "closed"
    assert client.get(f"/calendar/{event.pk}/minutes/").status_code == 403


def test_a_head_approves_the_plan_and_a_coordinator_who_is_not_the_head_does_not(world):
    plan = plans.create_plan(year=world.year, kind="career", organisation=world.school, by=world.school_coordinator)
    plans.load_template(plan=plan, by=world.school_coordinator, responsible_org=world.school)
    plans.send_plan(plan=plan, by=world.school_coordinator)
    career = user_with_role(Role.CAREER_COORDINATOR, world.school, password=None)
    data = {"head_order": "14-н/қ", "head_approved_on": "2026-09-01"}
    assert signed_in(career).post(f"/plans/{plan.pk}/do/approve/", data).status_code == 403
    head = signed_in(user_with_role(Role.ORG_HEAD, world.school, password=None))
    assert head.post(f"/plans/{plan.pk}/do/approve/", {"head_order": ""}).status_code == 422
    assert head.post(f"/plans/{plan.pk}/do/approve/", data).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.head_order) == ("approved", "14-н/қ")


@pytest.mark.parametrize("view", ["month", "term", "table"])
def test_the_calendar_costs_the_same_for_many_events(world, view, django_assert_max_num_queries):
    for n in range(6):
        world.event(title_kk=f"Іс-шара {n}", title_ru=f"Мероприятие {n}")
    client = signed_in(world.teacher)
    month = f"{quiet_day():%Y-%m}"
    with django_assert_max_num_queries(16):  # twelve of the page, the rest are session, person, roles and the bell
        page = client.get(f"/calendar/?view={view}&month={month}").content.decode()
    assert "Іс-шара 5" in page


def test_the_plan_and_the_list_of_plans_cost_the_same_for_many_items(world, django_assert_max_num_queries):
    plan = plans.create_plan(year=world.year, kind="network", network=world.network, by=world.coordinator)
    plans.load_template(plan=plan, by=world.coordinator, responsible_org=world.university)
    client = signed_in(world.teacher)
    with django_assert_max_num_queries(16):
        assert client.get("/plans/").status_code == 200
    with django_assert_max_num_queries(24):
        assert "Ұйымдастырушылық стратегиялық сессия" in client.get(f"/plans/{plan.pk}/").content.decode()


def test_filters_hold_the_calendar_to_kind_organisation_and_own_events(world):
    world.event(title_kk="Семинар А", title_ru="А")
    world.event(title_kk="Форум Б", title_ru="Б", kind="forum", host=world.college, invited_people=[world.teacher])
    client = signed_in(world.teacher)

    def seen(query):
        page = client.get(f"/calendar/?view=table&{query}").content.decode()
        return ("Семинар А" in page, "Форум Б" in page)

    assert seen("") == (True, True)
    assert seen("kind=forum") == (False, True)
    assert seen(f"organisation={world.college.pk}") == (False, True)
    assert seen("kind=nonsense&month=x") == (True, True)


def test_five_places_and_the_way_from_template_to_order(world):
    client = signed_in(world.school_coordinator)
    page = client.get(f"/organisations/{world.school.pk}/acts/").content.decode()
    assert page.count("Үлгі бойынша жасау") == 2 and page.count("Қол қойылған құжатты енгізу") == 3
    answer = client.post(f"/organisations/{world.school.pk}/acts/start/", {"type": "regulation"})
    act = world.school.local_acts.get()
    assert answer.url == f"/acts/{act.pk}/"
    texts = {f"text_{lang}_{n}": "Мәтін" for n in range(1, 8) for lang in ("kk", "ru")}
    assert client.post(f"/acts/{act.pk}/edit/", texts).status_code == 302
    assert client.post(f"/acts/{act.pk}/do/approve/", {"number": ""}).status_code == 422
    client.post(f"/acts/{act.pk}/do/approve/", {"number": "3", "date": "2026-09-02"})
    client.post(f"/acts/{act.pk}/do/enter/", {"order_number": "11", "order_date": "2026-09-03"})
    act.refresh_from_db()
    assert (act.status, act.review_on) == ("in_force", dt.date(2027, 9, 1))
    assert client.get(f"/acts/{act.pk}/").status_code == 200


def test_the_plan_among_the_five_is_begun_from_nw_22(world):
    client = signed_in(world.school_coordinator)
    client.post(f"/organisations/{world.school.pk}/acts/start/", {"type": "plan"})
    plan = NetworkPlan.objects.get(organisation=world.school)
    assert (plan.kind, plan.items.count(), plan.acts.count()) == ("career", 11, 1)


def test_partners_read_acts_and_strangers_do_not(world):
    act = acts.start_act(organisation=world.school, type="regulation", by=world.school_coordinator)
    assert signed_in(world.lecturer).get(f"/acts/{act.pk}/").status_code == 200
    assert signed_in(world.lecturer).post(f"/acts/{act.pk}/do/cancel/", {"reason": "Жоқ"}).status_code == 403
    stranger = signed_in(user_with_role(Role.TEACHER, OrganisationFactory(), password=None))
    assert stranger.get(f"/acts/{act.pk}/").status_code == 404
    assert stranger.get(f"/organisations/{world.school.pk}/acts/").status_code == 404


def test_the_feed_page_makes_renews_and_closes_the_address(world):
    client = signed_in(world.teacher)
    assert "calendar/feed/" not in client.get("/calendar/phone/").content.decode()
    client.post("/calendar/phone/")
    first = client.get("/calendar/phone/").content.decode()
    assert "calendar/feed/" in first
    client.post("/calendar/phone/", {"action": "renew"})
    assert world.teacher.calendar_feeds.count() == 2
    client.post("/calendar/phone/", {"action": "close"})
    assert "calendar/feed/" not in client.get("/calendar/phone/").content.decode()


def test_what_waits_stands_on_the_home_page(world):
    event = world.past_event()
    [line] = [todo for todo in todos_of(world.school_coordinator) if todo.code == "event_mark"]
    assert (line.url_name, line.args, line.tone) == ("network:event_held", (event.pk,), "clay")
    events.fail_event(event=event, reason="Карантин", by=world.school_coordinator)
    act = acts.start_act(organisation=world.school, type="regulation", by=world.school_coordinator)
    act = acts.approve_act(act=act, number="1", date=world.year.starts_on, by=world.school_coordinator)
    act = acts.enter_into_force(act=act, order_number="1", order_date=world.year.starts_on, by=world.school_coordinator)
    type(act).objects.update(review_on=timezone.localdate())
    codes = [todo.code for todo in todos_of(world.school_coordinator)]
    assert "event_mark" not in codes and "acts_review" in codes
