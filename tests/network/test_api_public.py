"""What everybody reads without signing in."""

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError

from network.api.throttles import AddressThrottle
from network.models import Organisation, OrganisationStatus
from tests.factories.governance import NetworkFactory
from tests.factories.people import OrganisationFactory
from tests.factories.registers import StatusFactory

pytestmark = pytest.mark.django_db


def rows(path, **query):
    answer = Client().get(f"/api/v1/public/{path}/", query)
    assert answer.status_code == 200
    return answer.json()["results"]


def test_only_organisations_at_work_are_shown_with_the_short_card():
    at_work, suspended = OrganisationFactory(), OrganisationFactory()
    Organisation.objects.filter(pk=suspended.pk).update(status="suspended")
    shown = rows("organisations")
    assert at_work.pk in {row["id"] for row in shown} and suspended.pk not in {row["id"] for row in shown}
    assert not {"phone", "email", "head_name", "iin", "bank_details"} & set(shown[0])


def test_networks_in_the_making_and_closed_ones_are_not_shown():
    open_one, draft = NetworkFactory(status="pilot"), NetworkFactory(status="draft")
    ids = {row["id"] for row in rows("networks")}
    assert open_one.pk in ids and draft.pk not in ids
    assert "coordinator" not in rows("networks")[0]


def test_only_statuses_that_hold_today_are_shown():
    granted, candidate = StatusFactory(), StatusFactory()
    OrganisationStatus.objects.filter(pk=granted.pk).update(status="granted")
    assert [row["id"] for row in rows("statuses")] == [granted.pk] and candidate.pk != granted.pk


def test_a_list_is_kept_for_five_minutes_and_says_so():
    OrganisationFactory()
    first = Client().get("/api/v1/public/organisations/")
    OrganisationFactory()
    second = Client().get("/api/v1/public/organisations/")
    assert first["Cache-Control"] == "public, max-age=300"
    assert first.json() == second.json()
    assert Client().get("/api/v1/public/organisations/?page_size=1").json()["results"]


def test_an_unknown_code_answers_404_without_a_word():
    answer = Client().get("/api/v1/public/check/XXXXXXXX/")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


def test_whoever_asks_too_often_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    codes = [Client(headers={"X-Forwarded-For": f"10.0.0.{n}"}).get("/api/v1/public/networks/").status_code for n in range(3)]
    assert codes == [200, 200, 429]


def test_without_its_cache_the_open_list_still_answers(monkeypatch):
    def away(*_args, **_kwargs):
        raise RedisError

    for name in ("get", "set"):
        monkeypatch.setattr(type(cache), name, away, raising=False)
    assert Client().get("/api/v1/public/networks/").status_code == 200


def test_writing_is_impossible():
    assert Client().post("/api/v1/public/organisations/", {}).status_code == 405
