"""Half a configuration is loud at start; a cache that is away is not felt."""

import pytest
from redis.exceptions import ConnectionError as CacheIsAway

from accounts import checks
from tests.factories.people import UserFactory


@pytest.mark.parametrize(
    ("url", "token", "production", "found"),
    [
        ("", "", True, []),
        ("https://sms.example/send", "t", True, []),
        ("https://sms.example/send", "", True, ["accounts.W001"]),
        ("gopher://sms.example", "t", False, ["accounts.E001"]),
        ("file:", "", False, []),
        ("console:", "", True, ["accounts.W002"]),
    ],
)
def test_the_gateway_is_checked_at_start(settings, url, token, production, found):
    settings.SMS_URL, settings.SMS_TOKEN, settings.PRODUCTION = url, token, production
    assert [message.id for message in checks.gateway_is_whole(None)] == found


def test_a_misspelled_role_is_found(settings):
    settings.MFA_REQUIRED_ROLES = ["region_operator", "regoin_operator"]
    [message] = checks.roles_of_the_second_step_exist(None)
    assert message.id == "accounts.E002" and "regoin_operator" in message.msg


@pytest.mark.django_db
def test_pages_open_while_the_cache_is_away(client, monkeypatch):
    def away(*_args, **_kwargs):
        raise CacheIsAway

    client.force_login(UserFactory())
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.add", away)
    assert client.get("/notices/").status_code == 200
