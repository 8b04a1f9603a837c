"""Certificates in the portfolio, the family's path, online visits in the calendar, the briefing to-do (§2.3, §7, §8, BR-41, BR-54)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.todos import todos_of
from network.models import CalendarEvent
from portfolio.models import PortfolioEntry
from profprobes.models import BriefingAck, OnlinePart, Participation
from profprobes.services import check_sheet, confirmations, fate, gate, ics, online, trials
from profprobes.services.briefing_word import acknowledge_briefing
from tests.factories.records import confirmed, issued
from tests.factories.safety import green_papers
from tests.factories.stages import prepare
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words
from tests.profprobes.test_family_pages import body, delivered, door, entered
from tests.profprobes.test_records_confirmations import _requested as requested
from tests.profprobes.test_records_confirmations import make_ready
from tests.profprobes.test_safety2_online import FULL

pytestmark = pytest.mark.django_db


def entries(world):
    return PortfolioEntry.objects.visible_to(world.pupils[0]).filter(type="certificate")


class TestCertificateInThePortfolio:
    def test_it_stands_once_with_its_paper_and_leaves_when_it_is_withdrawn(self):
        world = confirmed(pupils=1)
        row = issued(world, "certificate")
        issued(world, "certificate")
        entry = entries(world).get()
        assert entry.source == row and entry.access == PortfolioEntry.Access.PRIVATE
        assert entry.title == world.programme.name_kk and str(row.minutes) in entry.description
        make_ready(requested(row, world))
        page = words(signed_in(may_sign_in(world.pupils[0])).get(reverse("portfolio:entry", args=[entry.pk])))
        assert "Сертификат" in page and "№" in page
        confirmations.withdraw_confirmation(confirmation=row, reason="Қате", by=world.coordinator)
        assert not entries(world).exists()
        issued(world, "certificate")
        assert entries(world).get() == entry

    @pytest.mark.parametrize("form", ["sheet", "reference"])
    def test_other_forms_are_no_evidence(self, form):
        world = confirmed(pupils=1)
        issued(world, form)
        assert not entries(world).exists()


class TestPathOfTheFamily:
    def test_it_says_what_form_g_says_and_nothing_of_other_children(self):
        world, summary, link = delivered()
        Participation.objects.filter(pk=summary.participation_id).update(outcome="not_for_me")
        client = entered(link)
        assert door(link, "path") in body(client.get(door(link)))
        text = body(client.get(door(link, "path")))
        assert "Тақтайшаны белгілеп, араладым" in text and world.host.short_name in text
        assert world.pupils[1].short_name not in text and world.pupils[1].first_name not in text
        assert str(Participation.Outcome.NOT_FOR_ME.label) not in text

    def test_a_page_that_is_not_signed_is_not_on_the_path(self):
        _world, summary, link = delivered()
        client = entered(link)
        type(summary).objects.filter(pk=summary.pk).update(signed_at=None)
        assert client.get(door(link, "path")).status_code == 410

    def test_without_the_birth_date_nothing_opens(self, client):
        _world, _summary, link = delivered()
        assert "Тақтайшаны" not in body(client.get(door(link, "path")))


@pytest.fixture
def online_world():
    world = TrialWorld(pupils=2, days=2)
    online.save_online(session=world.session, by=world.coordinator, mode="online", moderator=world.responsible, **FULL)
    green_papers(prepare(world))
    check_sheet.save_marks(session=world.session, answers={18: ("yes", "", "")}, by=world.coordinator)
    online.record_access_test(session=world.session, by=world.coordinator)
    world.session.refresh_from_db()
    return world


def event():
    return CalendarEvent.objects.get()


class TestOnlineVisitInTheCalendar:
    def test_a_ready_one_stands_with_time_platform_adults_and_product(self, online_world):
        world = online_world
        assert not CalendarEvent.objects.exists()
        gate.make_ready(session=world.session, by=world.coordinator)
        row = event()
        assert (row.starts, row.ends, row.mode, row.format) == (world.session.starts, world.session.ends, "online", FULL["platform"])
        assert FULL["product"] in row.goal_kk and FULL["product"] in row.goal_ru
        assert {world.responsible.user, world.mentor} <= set(row.invited_people.all())
        now = timezone.now()
        assert ics.entries(world.coordinator, now - dt.timedelta(days=1), now + dt.timedelta(days=9)) == []
        assert len(ics.entries(world.pupils[0], now - dt.timedelta(days=1), now + dt.timedelta(days=9))) == 1

    def test_it_goes_the_way_of_its_visit(self, online_world):
        gate.make_ready(session=online_world.session, by=online_world.coordinator)
        trials.cancel_trial(trial=online_world.trial, reason="Ауырып қалды", by=online_world.coordinator)
        assert event().status == CalendarEvent.Status.CANCELLED

    def test_a_lost_place_asks_for_a_new_date(self, online_world):
        gate.make_ready(session=online_world.session, by=online_world.coordinator)
        world = online_world
        world.session.refresh_from_db()
        fate.booking_lost(world.session.booking, by=world.coordinator, reason="Орын жоқ")
        assert event().status == CalendarEvent.Status.MOVED

    def test_face_to_face_after_all_it_is_called_off(self, online_world):
        gate.make_ready(session=online_world.session, by=online_world.coordinator)
        online.drop_online(session=online_world.session, by=online_world.coordinator)
        assert event().status == CalendarEvent.Status.CANCELLED and not OnlinePart.objects.exists()


class TestBriefingNotConfirmed:
    def test_the_home_page_asks_until_the_pupil_pressed_the_button(self):
        world = prepare(TrialWorld(pupils=2))
        pupil = world.pupils[0]
        mine = [todo for todo in todos_of(pupil) if todo.code == "briefing"]
        assert [(todo.url_name, todo.args) for todo in mine] == [("profprobes:my_trial", (world.participations[0].pk,))]
        acknowledge_briefing(ack=BriefingAck.objects.get(participation=world.participations[0]), by=pupil)
        assert not [todo for todo in todos_of(pupil) if todo.code == "briefing"]
        assert [todo for todo in todos_of(world.pupils[1]) if todo.code == "briefing"]


def test_the_phone_pages_that_send_nothing_carry_no_strip():
    """The line of the queue stands where something may wait on the phone; the family's pages keep nothing on a phone."""
    world, _summary, link = delivered()
    client = entered(link)
    for page in (client.get(door(link)), client.get(door(link, "path")), signed_in(may_sign_in(world.pupils[0])).get(url("my_path"))):
        assert page.status_code == 200 and "data-strip" not in body(page)
    assert "data-strip" in body(signed_in(world.pupils[0]).get(url("my_trials")))
