"""Annexes 5 and 6 as the phone's queue sends them after a time without a connection (BR-48)."""

import uuid

import pytest

from profprobes.models import GroupObservation, GroupObservationRow, TrialSurvey
from profprobes.services.group_card import save_specialist_column
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url

pytestmark = pytest.mark.django_db
ANSWERS = {"liked": "yes", "does": "Ағаш өңдейді", "wants": "other", "wants_other": "Әлі ойланамын", "useful": "unsure"}


@pytest.fixture
def world():
    return TrialWorld(pupils=1, held=True)


def send(client, address, **body):
    body = {"client_uuid": str(uuid.uuid4()), "device_time": "2026-01-10T10:00:00Z"} | body
    return client.post(address, body, content_type="application/json", headers={"Accept": "application/json"})


def test_a_survey_from_the_queue_is_kept_once_and_its_repeat_changes_nothing(world):
    client, number = signed_in(may_sign_in(world.pupils[0])), str(uuid.uuid4())
    address = url("my_survey", world.participations[0].pk)
    for _time in range(2):
        answer = send(client, address, content=ANSWERS, client_uuid=number)
        assert answer.status_code == 200 and answer.json() == {"status": "saved"}
    survey = TrialSurvey.objects.get()
    assert (survey.wants_other, survey.does, survey.status) == ("Әлі ойланамын", "Ағаш өңдейді", "submitted")
    assert survey.device_time < survey.synced_at


def test_another_answer_without_words_is_refused_with_the_field(world):
    answer = send(
        signed_in(may_sign_in(world.pupils[0])), url("my_survey", world.participations[0].pk), content=ANSWERS | {"wants_other": " "}
    )
    assert answer.status_code == 422 and [one["field"] for one in answer.json()["errors"]] == ["wants_other"]
    assert not TrialSurvey.objects.exists()


def test_columns_signed_in_the_workshop_arrive_and_their_repeat_after_both_signatures_is_no_error(world):
    pk = world.participations[0].pk
    client, address = signed_in(world.teacher), url("group_card", world.session.pk)
    content = {f"active_{pk}": "yes", f"finished_{pk}": "no", f"quality_{pk}": "1"}
    assert send(client, address, content=content, sign=True).status_code == 200
    row = GroupObservationRow.objects.get()
    assert (row.active, row.finished, row.quality) == (True, False, None), "column 4 is the specialist's"
    save_specialist_column(session=world.session, marks={pk: {"quality": 4}}, sign=True, by=world.mentor)
    assert GroupObservation.objects.get().status == "submitted"
    assert send(client, address, content=content, sign=True).status_code == 200
    refused = send(client, address, content=content | {f"active_{pk}": "no"}, sign=True)
    assert refused.status_code >= 400 and refused.json()["status"] == "refused"


def test_a_signed_out_phone_hears_it_in_json_and_the_host_coordinator_writes_nothing(world, client):
    assert send(client, url("group_card", world.session.pk), content={}).status_code == 401
    assert send(signed_in(world.host_coordinator), url("group_card", world.session.pk), content={}).status_code == 403
