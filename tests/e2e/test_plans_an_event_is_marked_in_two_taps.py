"""Story 9: a seminar is marked as held on a phone in two taps; the fourth of five makes 80 percent, amber; the forum that nobody marked is signalled."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import CalendarEvent, PlanItem
from network.services import minutes, plans
from network.services.event_notices import signal_missed_events
from tests.browser import DESK, PHONE
from tests.factories.plans import PlanWorld, first_item

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def fits(page) -> bool:
    """Nothing runs out of the screen sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_taps_mark_a_seminar_and_the_plan_turns_amber(page_factory, accessible):
    world = PlanWorld()
    plan = plans.start_plan(plan=world.approve(world.plan()), by=world.coordinator)
    item = first_item(plan)
    for n in range(3):
        event = world.past_event(days=6 + n, plan_item=item)
        minutes.hold_event(event=event, marks={world.teacher.pk: "present"}, typed=[], by=world.school_coordinator)
    event = world.past_event(days=4, plan_item=item, invited_people=[world.teacher, world.lecturer])
    PlanItem.objects.update(ends_on=timezone.localdate() - dt.timedelta(days=1))

    phone = page_factory(PHONE, user=world.school_coordinator)
    phone.goto(f"/calendar/{event.pk}/")
    assert fits(phone)
    accessible(phone)
    phone.get_by_role("link", name="Өтті", exact=True).click()  # the first tap
    phone.get_by_role("button", name="Растау: өтті").wait_for()
    assert fits(phone)
    accessible(phone)
    phone.get_by_role("button", name="Растау: өтті").click()  # the second
    phone.get_by_text("Өтті: қатысқандар сақталды.").first.wait_for()
    event.refresh_from_db()
    assert event.status == CalendarEvent.Status.HELD
    assert event.attendance.filter(mark="present").count() == 2

    world.coordinator.language = "ru"
    world.coordinator.save(update_fields=["language"])
    desk = page_factory(DESK, language="ru", user=world.coordinator)
    desk.goto(f"/plans/{plan.pk}/")
    assert "80 %" in desk.locator("main").inner_text() and "Почти выполнено" in desk.locator("main").inner_text()
    assert fits(desk)
    accessible(desk)


def test_a_forum_without_a_mark_is_signalled_and_stands_on_the_home_page(page_factory):
    world = PlanWorld()
    event = world.past_event(days=4, kind="forum", title_kk="Қазан форумы", title_ru="Октябрьский форум")
    signal_missed_events()
    phone = page_factory(PHONE, user=world.school_coordinator)
    phone.goto("/")
    phone.get_by_text("Қазан форумы").first.wait_for()
    phone.get_by_role("link", name="Өтті").first.click()
    phone.wait_for_url(f"**/calendar/{event.pk}/held/")
