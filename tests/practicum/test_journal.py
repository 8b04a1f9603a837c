"""The journal: 8 hours a day, late entries, names of pupils, two phones, own part of each, fixed at the end (R10, R36, R38, E-12, E-14)."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from practicum.errors_journal import DayAhead, JournalLocked, NotOnPracticum, PupilNamed, TooLate, TooManyHours
from practicum.models import JournalEntry
from practicum.services import journal
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db
LONG = "Сабақты бақыладым, оқушылардың жауабын жазып отырдым."


@pytest.fixture
def world():
    return PracticumWorld()


@pytest.fixture
def placement(world):
    return world.placement()


def mentor_of(world):
    return world.profile.person


def values(**given):
    texts = dict.fromkeys(JournalEntry.TEXTS, LONG)
    return {"date": timezone.localdate(), "activity": "observe", "hours": Decimal(4)} | texts | given


def write(placement, client_id=None, base_version=0, **given):
    return journal.write(
        placement=placement, by=placement.student, values=values(**given), client_id=client_id or uuid.uuid4(), base_version=base_version
    )


def send(entry, **given):
    return journal.submit(entry=entry, by=entry.placement.student, **given)


def test_two_entries_of_one_day_both_stay_up_to_8_hours(placement):
    write(placement)
    write(placement)
    assert placement.journal.count() == 2
    with pytest.raises(TooManyHours):
        write(placement, hours=Decimal("0.5"))


def test_the_database_refuses_the_ninth_hour(placement):
    write(placement, hours=Decimal(8))
    with pytest.raises(IntegrityError, match="journal_day_of_8_hours"), transaction.atomic():
        JournalEntry.objects.create(
            placement=placement, date=timezone.localdate(), activity="docs", stage="assistant", hours=Decimal(1), done="x"
        )


def test_a_day_ahead_is_refused(placement):
    with pytest.raises(DayAhead):
        write(placement, date=timezone.localdate() + dt.timedelta(days=1))


def test_without_admission_the_journal_is_shut(world):
    with pytest.raises(NotOnPracticum):
        write(world.placement(status="ordered"))


def test_twelve_days_late_stays_a_draft_until_the_mentor_agrees(world, placement):
    entry = write(placement, date=timezone.localdate() - dt.timedelta(days=12))
    with pytest.raises(TooLate):
        send(entry)
    entry.refresh_from_db()
    assert entry.status == "draft"
    assert entry.done == LONG
    journal.allow_late(entry=entry, by=mentor_of(world))
    assert send(entry).status == "submitted"


def test_a_pupils_name_is_shown_and_replaced_with_initials(placement):
    entry = write(placement, done=f"{LONG} Иванов Петя жауап берді.")
    with pytest.raises(PupilNamed, match="Иванов Петя"):
        send(entry)
    assert "И. П. жауап берді" in send(entry, initials=True).done


def test_a_name_that_is_not_a_pupils_may_stay(placement):
    entry = write(placement, done=f"{LONG} Абай Құнанбаев туралы.", not_a_pupil=True)
    assert "Абай Құнанбаев" in send(entry).done


def test_the_same_entry_sent_twice_is_one(placement):
    phone = uuid.uuid4()
    first = write(placement, phone)
    assert write(placement, phone) == first
    assert placement.journal.get().version == 1


def test_two_versions_of_one_entry_are_joined_and_nothing_is_lost(placement):
    phone = uuid.uuid4()
    first = write(placement, phone)
    write(placement, phone, first.version, done="Бірінші телефонда жазылды.")
    joined = write(placement, phone, first.version, done="Екінші телефонда жазылды.")
    assert joined.merged
    assert "Бірінші телефонда" in joined.done
    assert "Екінші телефонда" in joined.done
    assert joined.self_hard == LONG


def test_an_empty_or_repeated_text_gets_the_flag_and_is_not_blocked(placement):
    first = send(
        write(placement, done="Бүгінгі сабақта оқушылармен бірге жұмыс істедім, дәптер тексердім.", self_next="Жаңа әдісті байқау.")
    )
    second = send(
        write(placement, done="Бүгінгі сабақта оқушылармен бірге жұмыс істедім, дәптер тексердім!", self_next="Жаңа әдісті байқау.")
    )
    assert (first.formal, second.formal, second.status) == (False, True, "submitted")


def test_three_days_after_the_end_the_journal_is_fixed(world):
    placement = world.placement()
    entry = write(placement)
    end = timezone.localdate() - dt.timedelta(days=4)
    type(placement).objects.filter(pk=placement.pk).update(starts_on=end - dt.timedelta(days=20), ends_on=end)
    assert journal.lock_due() == 1
    assert journal.lock_due() == 0
    with pytest.raises(JournalLocked):
        write(placement, entry.client_id, entry.version, done="Кейін")
    with pytest.raises(IntegrityError, match="locked_journal_stays"), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(done="Кейін")


def form(entry=None, **given):
    data = {key: str(value) for key, value in values().items()} | {"client_id": str(uuid.uuid4()), "base_version": "0", "send": "1"}
    return data | given


def test_the_student_writes_the_mentor_answers_the_leader_advises(world, placement, client):
    client.force_login(placement.student)
    assert client.get(reverse("practicum:journals")).status_code == 302
    bad = client.post(reverse("practicum:journal_write", args=[placement.pk]), form(hours="9"))
    assert bad.status_code == 422
    assert LONG in bad.content.decode()
    assert client.post(reverse("practicum:journal_write", args=[placement.pk]), form()).status_code == 302
    entry = placement.journal.get()
    step = lambda name: reverse("practicum:journal_step", args=[entry.pk, name])  # noqa: E731
    assert client.post(step("review"), {"opinion": "Жақсы"}).status_code == 403
    client.force_login(mentor_of(world))
    assert client.get(reverse("practicum:journals")).status_code == 200
    assert client.post(step("advise"), {"advice": "Кеңес"}).status_code == 403
    assert client.post(step("review"), {"opinion": ""}).status_code == 422
    assert client.post(step("review"), {"opinion": "Жақсы жұмыс"}).status_code == 302
    client.force_login(world.leader)
    assert client.post(step("advise"), {"advice": "Мақсатты нақтыла"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.status, entry.mentor_opinion, entry.leader_advice) == ("reviewed", "Жақсы жұмыс", "Мақсатты нақтыла")
    assert client.get(reverse("practicum:journal_entry", args=[entry.pk])).status_code == 200
    assert client.get(reverse("practicum:journal", args=[placement.pk]), {"activity": "observe"}).context["reviewed"] == 4


def test_a_returned_entry_goes_back_to_the_student_with_the_reason(world, placement, client):
    entry = send(write(placement))
    client.force_login(mentor_of(world))
    client.post(reverse("practicum:journal_step", args=[entry.pk, "return"]), {"reason": "Толығырақ жаз"})
    client.force_login(placement.student)
    assert "Толығырақ жаз" in client.get(reverse("practicum:journal_entry", args=[entry.pk])).content.decode()
    assert client.get(reverse("practicum:journal_edit", args=[entry.pk])).status_code == 200


def test_another_student_sees_nothing_and_a_draft_is_hidden_from_coordinators(world, placement, client):
    entry = write(placement)
    for person in (world.student(), world.owner, world.coordinator):
        client.force_login(person)
        assert client.get(reverse("practicum:journal_entry", args=[entry.pk])).status_code == 404
