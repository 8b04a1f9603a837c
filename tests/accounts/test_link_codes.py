"""NR11: a one-time code to the guardian's phone instead of the child's birth date."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from accounts import link_codes
from accounts.errors import CodeNotPossible, CodesUsedUp, CodeTooSoon
from accounts.links import issue_link, token_of
from accounts.models import Delivery, OneTimeLink
from tests.factories.people import GuardianLinkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gateway(settings):
    settings.SMS_URL = "console:"


def link(guardian=None) -> OneTimeLink:
    guardian = guardian or GuardianLinkFactory()
    ends = timezone.now() + dt.timedelta(days=7)
    return issue_link(purpose="summary", object=guardian.child, guardian=guardian, expires_at=ends, by=None)


def sent_code(row: OneTimeLink) -> str:
    body = Delivery.objects.filter(guardian=row.guardian).first().body
    return re.search(r"\b\d{6}\b", body)[0]


def later(row: OneTimeLink, **ago) -> None:
    """The latest code was sent so long ago."""
    OneTimeLink.objects.filter(pk=row.pk).update(code_sent_at=timezone.now() - dt.timedelta(**ago))


def test_the_code_goes_to_the_phone_even_where_there_is_an_e_mail_and_opens_the_door(client):
    row = link()
    address = f"/l/{token_of(row)}/"
    assert row.guardian.phone not in client.get(address).content.decode()
    page = client.post(address, {"send_code": "1"})
    delivery = Delivery.objects.get()
    assert delivery.channel == "sms" and page.status_code == 200 and 'name="code"' in page.content.decode()
    assert client.post(address, {"code": sent_code(row)}).status_code == 302
    row.refresh_from_db()
    assert row.status == "opened" and row.code_hash == ""


def test_the_message_speaks_the_language_of_the_family():
    row = link(GuardianLinkFactory(language="ru"))
    assert "код" in link_codes.send_code(link=row).body.lower()


def test_only_a_hash_is_held_and_a_code_of_another_link_opens_nothing():
    guardian = GuardianLinkFactory()
    first, second = link(guardian), link(GuardianLinkFactory(child=guardian.child))
    link_codes.send_code(link=first)
    link_codes.send_code(link=second)
    code = sent_code(first)
    assert code not in str(OneTimeLink.objects.values())
    assert not link_codes.check_code(link=second, code=code).right or code == sent_code(second)
    assert link_codes.check_code(link=first, code=code).right
    assert not link_codes.check_code(link=first, code=code).right  # once


def test_a_code_older_than_ten_minutes_is_wrong():
    row = link()
    link_codes.send_code(link=row)
    later(row, minutes=11)
    assert not link_codes.check_code(link=row, code=sent_code(row)).right


def test_one_code_a_minute_five_a_link_ten_a_day():
    guardian = GuardianLinkFactory()
    row = link(guardian)
    link_codes.send_code(link=row)
    with pytest.raises(CodeTooSoon):
        link_codes.send_code(link=row)
    OneTimeLink.objects.filter(pk=row.pk).update(codes_sent=5)
    later(row, minutes=2)
    with pytest.raises(CodesUsedUp):
        link_codes.send_code(link=row)
    other = link(guardian)  # replaces the first one, whose codes count all the same
    link_codes.send_code(link=other)
    OneTimeLink.objects.filter(pk=row.pk).update(codes_sent=5)
    OneTimeLink.objects.filter(pk=other.pk).update(codes_sent=5)
    later(other, hours=23)
    third = link(guardian)
    with pytest.raises(CodesUsedUp):
        link_codes.send_code(link=third)
    later(other, hours=25)
    assert link_codes.send_code(link=third)


def test_wrong_codes_and_wrong_birth_dates_count_together(client):
    row = link()
    address = f"/l/{token_of(row)}/"
    for _n in range(2):
        assert client.post(address, {"day": "1", "month": "1", "year": "2001"}).status_code == 422
    client.post(address, {"send_code": "1"})
    wrong = "000000" if sent_code(row) != "000000" else "111111"
    assert [client.post(address, {"code": wrong}).status_code for _n in range(3)] == [422, 422, 410]
    assert client.get(address).status_code == 410


def test_without_a_gateway_or_a_phone_nothing_is_offered(client, settings):
    bare = link(GuardianLinkFactory(phone=""))
    assert "send_code" not in client.get(f"/l/{token_of(bare)}/").content.decode()
    with pytest.raises(CodeNotPossible):
        link_codes.send_code(link=bare)
    row = link()
    settings.SMS_URL = ""
    assert "send_code" not in client.get(f"/l/{token_of(row)}/").content.decode()
    assert client.post(f"/l/{token_of(row)}/", {"send_code": "1"}).status_code == 422


def test_what_was_filled_in_before_the_door_fell_shut_survives_the_code(client):
    row = link()
    address = f"/l/{token_of(row)}/"
    page = client.post(address, {"answer": "келісемін", "send_code": "1"}).content.decode()
    assert 'name="kept-answer"' in page and "келісемін" in page
