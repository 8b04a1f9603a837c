"""/api/v1/practicum/: programmes, rounds, offers, applications in the shape of the network's API (practicum page 7)."""

import pytest

from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/practicum"


@pytest.fixture
def world():
    return PracticumWorld(status="preferences")


def test_each_list_shows_what_the_person_sees(world, client):
    offer = world.offer()
    row = world.application(offer)
    client.force_login(world.owner)
    for name in ("programmes", "rounds", "offers", "applications"):
        assert client.get(f"{ROOT}/{name}/").json()["count"] == 1
    client.force_login(world.coordinator)
    assert client.get(f"{ROOT}/applications/").json()["count"] == 0
    assert client.get(f"{ROOT}/applications/{row.pk}/").status_code == 404
    assert client.get(f"{ROOT}/offers/{offer.pk}/").json()["capacity"] == 5


def test_steps_ask_for_rights_and_say_why_not(world, client):
    client.force_login(world.coordinator)
    assert client.post(f"{ROOT}/rounds/{world.round.pk}/transition/", {"step": "close_preferences"}).status_code == 403
    client.force_login(world.owner)
    assert client.post(f"{ROOT}/rounds/{world.round.pk}/transition/", {"step": "close_preferences"}).status_code == 409
    world.application()
    assert client.post(f"{ROOT}/rounds/{world.round.pk}/transition/", {"step": "close_preferences"}).json()["status"] == "allocation"
    assert client.post(f"{ROOT}/rounds/{world.round.pk}/transition/", {"step": "fly"}).status_code == 400


def test_a_student_ranks_and_nobody_else(world, client):
    one, two = world.offer(), world.offer(world.add_school())
    row = world.application(one, status="submitted")
    body = {"offers": [two.pk, one.pk, two.pk]}
    client.force_login(world.owner)
    assert client.post(f"{ROOT}/applications/{row.pk}/rank/", body, content_type="application/json").status_code == 403
    client.force_login(row.student)
    answer = client.post(f"{ROOT}/applications/{row.pk}/rank/", body, content_type="application/json").json()
    assert answer["status"] == "draft"
    assert [(wish["rank"], wish["offer"]) for wish in answer["preferences"]] == [(1, two.pk), (2, one.pk)]
