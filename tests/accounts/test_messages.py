"""Messages to families and people: the channel, what is kept of them, failures, and how long the portal remembers."""

import datetime as dt

import pytest
from celery.exceptions import Retry
from django.core import mail
from django.utils import timezone

from accounts import messages, retention
from accounts.models import Delivery, Notice, SecurityEvent, SensitiveRead
from accounts.services import notify
from accounts.tasks import deliver, sweep_deliveries
from tests.factories.people import GuardianLinkFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch):
    """What the queue was given."""
    waiting = []
    monkeypatch.setattr(deliver, "delay", waiting.append)
    return waiting


def send(guardian):
    return messages.send_to_guardian(guardian=guardian, subject="Келісім", body="http://testserver/l/secret/")


@pytest.mark.parametrize(
    ("contacts", "gateway", "channel"),
    [
        ({"email": "a@demo.example", "phone": ""}, "", "email"),
        ({"email": "", "phone": "87001112233"}, "file:", "sms"),
        ({"email": "", "phone": "87001112233"}, "", ""),
        ({"email": "", "phone": ""}, "file:", ""),
    ],
)
def test_the_channel_is_the_one_that_works(contacts, gateway, channel, settings, queued):
    settings.SMS_URL = gateway
    guardian = GuardianLinkFactory(**contacts)
    assert messages.channel_for(guardian) == channel
    delivery = send(guardian)
    assert (delivery.channel if delivery else "") == channel


def test_nothing_leaves_before_the_commit_and_the_text_is_dropped_once_sent(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        delivery = send(GuardianLinkFactory(email="saule@demo.example"))
        assert queued == []
    assert queued == [delivery.pk]
    deliver(delivery.pk)
    deliver(delivery.pk)  # the task comes twice, the letter does not
    delivery.refresh_from_db()
    assert len(mail.outbox) == 1 and (delivery.state, delivery.body, delivery.to_masked) == ("sent", "", "s***@demo.example")


def test_the_waiting_text_lies_encrypted(queued):
    from django.db import connection

    delivery = send(GuardianLinkFactory())
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_delivery WHERE id = %s", [delivery.pk])
        assert "secret" not in cursor.fetchone()[0]


def test_a_failure_is_tried_again_and_given_up_after_five(queued, monkeypatch):
    delivery = send(GuardianLinkFactory())
    monkeypatch.setattr("accounts.messages._send", lambda *_: (_ for _ in ()).throw(OSError("no route")))
    for attempt in range(1, 6):
        if attempt < 5:
            with pytest.raises((Retry, OSError)):
                deliver.apply(args=[delivery.pk], retries=attempt - 1, throw=True).get()
        else:
            deliver.apply(args=[delivery.pk], retries=4, throw=True)
        delivery.refresh_from_db()
        assert delivery.attempts == attempt
    assert (delivery.state, delivery.error, delivery.body) == ("failed", "no route", "")


def test_what_the_broker_lost_is_queued_again(queued):
    lost, fresh = send(GuardianLinkFactory()), send(GuardianLinkFactory())
    Delivery.objects.filter(pk=lost.pk).update(created_at=timezone.now() - dt.timedelta(hours=1))
    queued.clear()
    assert sweep_deliveries() == 1 and queued == [lost.pk] and fresh.pk not in queued


@pytest.mark.parametrize(("address", "shown"), [("a@b.kz", "a***@b.kz"), ("+77001112233", "+7******33"), ("12", "***")])
def test_addresses_are_shown_masked(address, shown):
    assert messages.masked(address) == shown


def test_lines_past_their_term_go_and_the_rest_stays():
    user, now = UserFactory(), timezone.now()
    for model, field, term in ((Notice, "read_at", 90), (SecurityEvent, "at", 365), (SensitiveRead, "at", 1095)):
        for age in (term - 1, term + 1):
            row = {
                Notice: lambda: notify(user, "Notice"),
                SecurityEvent: lambda: SecurityEvent.objects.create(user=user, kind="signed_in"),
                SensitiveRead: lambda: SensitiveRead.objects.create(reader=user, subject=user, what="x"),
            }[model]()
            with _open():
                model.objects.filter(pk=row.pk).update(**{field: now - dt.timedelta(days=age)})
    cleared = retention.clear_what_is_over()
    assert (cleared["read notices"], cleared["security events"], cleared["access log"]) == (1, 1, 1)
    assert Notice.objects.count() == SecurityEvent.objects.count() == SensitiveRead.objects.count() == 1


def _open():
    import pgtrigger

    return pgtrigger.ignore("accounts.SecurityEvent:append_only", "accounts.SensitiveRead:append_only")
