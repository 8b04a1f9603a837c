"""The calendar file (RFC 5545) and the secret address behind which it lies."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from network import ical
from network.models import CalendarFeed
from network.services import events, feeds
from tests.factories.plans import PlanWorld

UTC = dt.UTC
MOMENT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def entry(**changes):
    values = {"uid": "1@kopir", "sequence": 0, "starts": MOMENT, "ends": MOMENT + dt.timedelta(hours=1), "stamp": MOMENT, "summary": "PLC"}
    return ical.Entry(**values | changes)


def unfold(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_text_is_escaped():
    assert ical.escape("а,б;в\\г\r\nд\x07") == "а\\,б\\;в\\\\г\\nд"


def test_kazakh_letters_are_folded_at_75_octets_without_being_cut():
    line = "SUMMARY:" + "Әдістемелік семинар (PLC-сессия) – " * 6
    folded = ical.fold(line)
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=300))
def test_folding_loses_nothing(text):
    folded = ical.fold(text)
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == text


def test_times_are_those_of_almaty():
    lines = unfold(ical.calendar("Köpir", [entry()]))
    assert "DTSTART;TZID=Asia/Almaty:20261124T150000" in lines
    assert "TZOFFSETTO:+0500" in lines
    assert "DTSTAMP:20261124T100000Z" in lines


def test_a_file_is_whole_and_ends_its_lines_with_crlf():
    text = ical.calendar("Köpir", [entry(), entry(uid="2@kopir", status="CANCELLED", location="Зал", url="https://kopir.example/1")])
    lines = unfold(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert "\n" not in text.replace("\r\n", "")
    assert {"STATUS:CONFIRMED", "STATUS:CANCELLED", "VERSION:2.0", "LOCATION:Зал"} <= set(lines)


@pytest.fixture
def world() -> PlanWorld:
    return PlanWorld()


def read(client, feed):
    return client.get(
        feeds.address_of(feed).split("//", 1)[1].partition("/")[1] + feeds.address_of(feed).split("//", 1)[1].partition("/")[2]
    )


@pytest.mark.django_db
def test_a_phone_reads_the_events_of_its_person_without_signing_in(world, client):
    event = world.event(invited_people=[world.teacher])
    world.event(title_kk="Бөтен іс-шара", title_ru="Чужое мероприятие", host=world.college, invited_people=[world.lecturer])
    feed = feeds.open_feed(by=world.teacher)
    answer = read(client, feed)
    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert f"UID:{event.uid}@kopir" in text and "Бөтен іс-шара" not in text
    assert not answer.cookies
    feed.refresh_from_db()
    assert feed.read_at


@pytest.mark.django_db
def test_the_uid_stays_and_the_sequence_grows_when_an_event_moves(world):
    event = world.event(invited_people=[world.teacher])
    feed = feeds.open_feed(by=world.teacher)
    events.move_event(event=event, starts=event.starts + dt.timedelta(days=1), reason="Карантин", by=world.coordinator)
    lines = unfold(feeds.write_feed(feed))
    assert f"UID:{event.uid}@kopir" in lines and "SEQUENCE:1" in lines
    events.cancel_event(event=event, reason="Карантин", by=world.coordinator)
    lines = unfold(feeds.write_feed(feed))
    assert "STATUS:CANCELLED" in lines and "SEQUENCE:2" in lines


@pytest.mark.django_db
def test_a_closed_address_answers_gone_and_a_wrong_one_nothing(world, client):
    old = feeds.open_feed(by=world.teacher)
    assert feeds.open_feed(by=world.teacher) == old  # one live address
    fresh = feeds.renew_feed(by=world.teacher)
    assert read(client, old).status_code == 410
    assert read(client, fresh).status_code == 200
    feeds.revoke_feed(by=world.teacher)
    assert read(client, fresh).status_code == 410
    assert client.get("/calendar/feed/abc.ics").status_code == 404


@pytest.mark.django_db
def test_the_address_ends_with_the_persons_access(world, client):
    feed = feeds.open_feed(by=world.teacher)
    type(world.teacher).objects.filter(pk=world.teacher.pk).update(sign_in="blocked")
    assert read(client, feed).status_code == 404


@pytest.mark.django_db
def test_the_database_does_not_hold_the_readable_token(world):
    from django.db import connection

    feed = feeds.open_feed(by=world.teacher)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, token_hash FROM network_calendarfeed WHERE id = %s", [feed.pk])
        token, token_hash = cursor.fetchone()
    assert feed.token not in (token, token_hash)
    assert CalendarFeed.objects.get(pk=feed.pk).token == feed.token


@pytest.mark.django_db
def test_who_left_the_organisation_reads_nothing_of_it(world):
    event = world.event(invited_organisations=[world.school], invited_roles=["teacher"])
    feed = feeds.open_feed(by=world.teacher)
    assert f"UID:{event.uid}@kopir" in feeds.write_feed(feed)
    world.teacher.memberships.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    world.teacher.__dict__.pop("_holdings", None)
    feed = CalendarFeed.objects.select_related("user").get(pk=feed.pk)
    assert f"UID:{event.uid}@kopir" not in feeds.write_feed(feed)
