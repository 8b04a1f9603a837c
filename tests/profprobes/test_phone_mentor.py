"""The mentor's phone as a browser without scripts and as the phone's queue see it."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import Role
from profprobes.models import (
    Briefing,
    CardConflict,
    MedicalClearance,
    ObservationCard,
    Participation,
    SessionAttendance,
    TechnologyCard,
    TrialSession,
)
from tests.factories.people import user_with_role
from tests.factories.phone import begun, card, held, ready, send_card
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db

CARD_FIELDS = {
    "c_understanding": "3",
    "c_procedure": "2",
    "c_accuracy": "2",
    "c_communication": "0",
    "c_safety": "1",
    "result": "yes",
    "comment": "Дәл белгіледі.",
}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args) -> str:
    return reverse(f"profprobes:{name}", args=args)


def queue_card(client: Client, world: TrialWorld, index: int = 0, **body):
    values = {
        "client_uuid": str(uuid.uuid4()),
        "device_time": timezone.now().isoformat(),
        "participation": world.participations[index].pk,
        "content": card(),
        **body,
    }
    return client.post(url("visit_cards", world.session.pk), json.dumps(values), content_type="application/json")


PEOPLE = {
    "mentor": lambda world: world.mentor,
    "mentor of another employer": lambda world: user_with_role(Role.MENTOR),
    "school coordinator": lambda world: world.coordinator,
    "coordinator of another school": lambda world: user_with_role(Role.CAREER_COORDINATOR),
    "host coordinator": lambda world: world.host_coordinator,
    "class teacher": lambda world: world.teacher,
    "pupil": lambda world: world.pupils[0],
}


@pytest.mark.parametrize(
    "who, visit, briefing, card_page, sending",
    [
        ("mentor", 200, 200, 200, 200),
        ("mentor of another employer", 404, 404, 404, 404),
        ("school coordinator", 200, 403, 200, 200),
        ("coordinator of another school", 404, 404, 404, 404),
        ("host coordinator", 403, 200, 403, 403),
        ("class teacher", 403, 403, 403, 403),
        ("pupil", 403, 403, 403, 403),
    ],
)
def test_who_opens_what(who, visit, briefing, card_page, sending):
    world = begun(TrialWorld())
    person = PEOPLE[who](world)
    type(person).objects.filter(pk=person.pk).update(sign_in="active")
    person.refresh_from_db()
    client, pk = signed_in(person), world.session.pk
    assert client.get(url("visit", pk)).status_code == visit
    assert client.get(url("visit_briefing", pk)).status_code == briefing
    assert client.get(url("visit_card", pk, world.participations[0].pk)).status_code == card_page
    assert queue_card(client, world).status_code == sending


def test_whoever_is_signed_out_goes_to_the_sign_in_page_and_the_queue_hears_it_in_json():
    world = begun(TrialWorld())
    assert Client().get(url("visit", world.session.pk)).status_code == 302
    answer = queue_card(Client(), world)
    assert answer.status_code == 401 and answer.json()["code"] == "signed_out"
    token = Client().get(url("phone_token"), headers={"accept": "application/json"})
    assert token.status_code == 401


def test_the_queue_needs_a_csrf_token_and_gets_a_fresh_one_with_the_name_of_its_person():
    world = begun(TrialWorld())
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.mentor)
    assert queue_card(client, world).status_code == 403
    fresh = client.get(url("phone_token"), headers={"accept": "application/json"}).json()
    assert fresh["person"] == world.mentor.public_id
    body = {"client_uuid": str(uuid.uuid4()), "participation": world.participations[0].pk, "content": card()}
    answer = client.post(
        url("visit_cards", world.session.pk), json.dumps(body), content_type="application/json", headers={"x-csrftoken": fresh["csrf"]}
    )
    assert answer.status_code == 200


def test_a_second_device_hears_of_the_conflict_with_both_versions():
    world = begun(TrialWorld())
    client = signed_in(world.mentor)
    assert queue_card(client, world, content=card(comment="Бірінші")).json()["status"] == "saved"
    answer = queue_card(client, world, content=card(comment="Екінші"))
    assert answer.status_code == 409
    body = answer.json()
    assert body["first"]["comment"] == "Бірінші" and body["second"]["comment"] == "Екінші"
    assert body["url"] == url("visit_conflict", world.session.pk, CardConflict.objects.get().pk)


def test_a_refusal_names_the_fields_in_the_persons_language():
    world = begun(TrialWorld())
    answer = queue_card(signed_in(world.mentor), world, content=card(result=""))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "result", "code": "required", "message": "Осы сұраққа жауап беріңіз."}]


def test_a_pupil_without_briefing_is_refused_with_the_sentence():
    world = begun(TrialWorld(), briefed=1)
    answer = queue_card(signed_in(world.mentor), world, 1)
    assert answer.status_code == 409 and answer.json()["code"] == "not_briefed" and world.pupils[1].short_name in answer.json()["message"]


def test_a_pupil_of_another_trial_does_not_exist():
    world, other = begun(TrialWorld()), begun(TrialWorld())
    assert queue_card(signed_in(world.mentor), world, participation=other.participations[0].pk).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", '"text"', "{}", '{"client_uuid": "no"}', '{"client_uuid": 5}', '{"client_uuid": "7b0c8a52-3f7e-4f7e-9d0e-1f1f5a7c2d11"}'],
)
def test_what_is_no_card_is_refused_calmly(body):
    world = begun(TrialWorld())
    answer = signed_in(world.mentor).post(url("visit_cards", world.session.pk), body, content_type="application/json")
    assert answer.status_code == 400 and not ObservationCard.objects.exists()


def test_a_broken_clock_costs_no_card():
    world = begun(TrialWorld())
    assert queue_card(signed_in(world.mentor), world, device_time="31.02.2026 25:99").status_code == 200
    assert ObservationCard.objects.get().device_time is None


def test_the_mentor_reads_conditions_and_photo_marks_but_no_diagnosis_and_no_consent():
    world = begun(TrialWorld())
    world.answer(0, health_note="Астма туралы ескертпе")
    MedicalClearance.objects.create(
        participation=world.participations[0],
        result="conditions",
        conditions_for_mentor="Шаңды жерде тұрмайды",
        diagnosis_note="Құпия диагноз",
        checked_by=world.coordinator,
    )
    Participation.objects.filter(pk=world.participations[1].pk).update(photo_effective="publish")
    client = signed_in(world.mentor)
    for page in (url("visit", world.session.pk), url("visit_cards", world.session.pk)):
        answer = client.get(page)
        text = answer.content.decode() + json.dumps(answer.context["data"], ensure_ascii=False)
        assert "Шаңды жерде тұрмайды" in text and "Түсіруге болмайды" in text and "Түсіруге және жариялауға болады" in text
        assert "Құпия диагноз" not in text and "Астма" not in text


def test_earlier_advice_of_this_host_is_shown_and_of_another_is_not():
    world = begun(TrialWorld())
    earlier = held(TrialWorld(school=world.school, days=-20))
    Participation.objects.filter(pk=earlier.participations[0].pk).update(pupil=world.pupils[0])
    send_card(earlier, content=card(next_step="Басқа алаңның кеңесі"))
    text = signed_in(world.mentor).get(url("visit_card", world.session.pk, world.participations[0].pk)).content.decode()
    assert "Басқа алаңның кеңесі" not in text
    type(earlier.trial).objects.filter(pk=earlier.trial.pk).update(host=world.host)
    text = signed_in(world.mentor).get(url("visit_card", world.session.pk, world.participations[0].pk)).content.decode()
    assert "Басқа алаңның кеңесі" in text


def test_pages_say_whose_they_are_and_no_shared_cache_keeps_them():
    world = begun(TrialWorld())
    answer = signed_in(world.mentor).get(url("visit", world.session.pk))
    assert answer["X-Kopir-Person"] == world.mentor.public_id and "private" in answer["Cache-Control"]


def test_the_list_shows_own_visits_by_day():
    today, later = ready(TrialWorld(days=0)), TrialWorld(days=5)
    type(later.trial).objects.filter(pk=later.trial.pk).update(mentor=today.trial_mentor)
    foreign = ready(TrialWorld(days=0))
    text = signed_in(today.mentor).get(url("visits")).content.decode()
    assert (
        url("visit", today.session.pk) in text and url("visit", later.session.pk) in text and url("visit", foreign.session.pk) not in text
    )
    assert text.index(url("visit", today.session.pk)) < text.index(url("visit", later.session.pk))


def test_the_pages_ask_a_fixed_number_of_queries(django_assert_max_num_queries):
    world = begun(TrialWorld(pupils=12))
    client = signed_in(world.mentor)
    client.get(url("visits"))
    for page, most in ((url("visits"), 8), (url("visit", world.session.pk), 12), (url("visit_cards", world.session.pk), 12)):
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


# without scripts


def test_a_briefing_without_scripts_begins_the_visit_and_marks_who_is_not_here():
    world = ready(TrialWorld(days=0))
    here = [row.pk for row in world.participations[:2]]
    marks = dict.fromkeys(("conduct", "risks", "clothes", "emergencies", "whom_to_tell"), "on")
    answer = signed_in(world.mentor).post(url("visit_briefing", world.session.pk), {"pupils": here, **marks})
    assert answer.status_code == 302
    world.session.refresh_from_db()
    briefing = Briefing.objects.get()
    assert (
        world.session.status == "in_progress"
        and {ack.participation_id for ack in briefing.acks.all()} == set(here)
        and briefing.whom_to_tell
    )
    assert SessionAttendance.objects.get(participation=world.participations[2]).mark == "absent"


def test_the_button_everybody_briefs_everybody():
    world = ready(TrialWorld(days=0))
    signed_in(world.mentor).post(url("visit_briefing", world.session.pk), {"everybody": "1", "conduct": "on"})
    briefing = Briefing.objects.get()
    assert briefing.acks.count() == 3 and briefing.conduct and not briefing.risks


def test_a_latecomer_is_briefed_separately_and_then_has_a_card():
    world = ready(TrialWorld(days=0))
    client = signed_in(world.mentor)
    client.post(url("visit_briefing", world.session.pk), {"pupils": [world.participations[0].pk]})
    assert queue_card(client, world, 1).status_code == 409
    client.post(url("visit_briefing", world.session.pk), {"pupils": [world.participations[1].pk]})
    assert Briefing.objects.count() == 2 and SessionAttendance.objects.get(participation=world.participations[1]).mark == "late"
    assert queue_card(client, world, 1).status_code == 200


def test_nobody_ticked_begins_nothing():
    world = ready(TrialWorld(days=0))
    answer = signed_in(world.mentor).post(url("visit_briefing", world.session.pk), {})
    world.session.refresh_from_db()
    assert (
        answer.status_code == 422
        and world.session.status == "ready"
        and not Briefing.objects.exists()
        and not SessionAttendance.objects.exists()
    )


def test_a_queued_briefing_is_recorded_once_at_the_time_of_the_device():
    world = ready(TrialWorld(days=0))
    client = signed_in(world.mentor)
    at = timezone.now() - timezone.timedelta(hours=2)
    body = {
        "client_uuid": str(uuid.uuid4()),
        "device_time": at.isoformat(),
        "pupils": [row.pk for row in world.participations],
        "risks": True,
        "conduct": False,
    }
    for _ in range(2):
        answer = client.post(url("visit_briefing", world.session.pk), json.dumps(body), content_type="application/json")
        assert answer.json() == {"status": "saved"}
    briefing = Briefing.objects.get()
    assert briefing.at == at and briefing.risks and not briefing.conduct


def test_a_card_without_scripts_leads_to_the_next_pupil_and_at_last_to_the_visit():
    world = begun(TrialWorld())
    client = signed_in(world.mentor)
    answer = client.get(url("visit_cards", world.session.pk))
    person = answer.context["person"]
    for number in range(3):
        page = url("visit_card", world.session.pk, person.participation.pk)
        answer = client.post(page, CARD_FIELDS | {"c_safety": str(number + 1)}, follow=True)
        person = answer.context.get("person")
    assert answer.redirect_chain[-1][0] == url("visit", world.session.pk)
    assert ObservationCard.objects.filter(status="submitted", c_communication=0).count() == 3


def test_a_card_without_scripts_shows_what_is_missing_and_keeps_the_rest():
    world = begun(TrialWorld())
    answer = signed_in(world.mentor).post(url("visit_card", world.session.pk, world.participations[0].pk), CARD_FIELDS | {"result": ""})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Осы сұраққа жауап беріңіз." in text and "Дәл белгіледі." in text


def test_the_same_levels_for_everyone_get_one_hint_and_no_block():
    world = begun(TrialWorld())
    client = signed_in(world.mentor)
    for index in range(2):
        send_card(world, index)
    page = url("visit_card", world.session.pk, world.participations[2].pk)
    fields = {**dict.fromkeys(("c_understanding", "c_procedure", "c_accuracy", "c_communication", "c_safety"), "2"), "result": "yes"}
    answer = client.post(page, fields)
    assert answer.status_code == 422 and "Барлығына бірдей – тексеріңіз" in answer.content.decode()
    assert client.post(page, fields | {"alike_seen": "1"}).status_code == 302
    assert ObservationCard.objects.filter(status="submitted").count() == 3


def test_drafts_for_everyone_are_corrected_and_sent_together():
    world = begun(TrialWorld())
    client = signed_in(world.mentor)
    client.post(url("visit_same", world.session.pk), CARD_FIELDS)
    assert ObservationCard.objects.filter(status="draft").count() == 3
    client.post(url("visit_card", world.session.pk, world.participations[0].pk), CARD_FIELDS | {"c_safety": "3"})
    client.post(url("visit_send", world.session.pk))
    assert ObservationCard.objects.filter(status="submitted").count() == 3
    assert ObservationCard.objects.get(participation=world.participations[0]).c_safety == 3


def test_two_versions_are_mixed_line_by_line():
    world = begun(TrialWorld())
    send_card(world, content=card(comment="Бірінші", plus="Ұқыпты"))
    send_card(world, content=card(comment="Екінші", plus="Шыдамды"))
    conflict = CardConflict.objects.get()
    client = signed_in(world.mentor)
    page = url("visit_conflict", world.session.pk, conflict.pk)
    text = client.get(page).content.decode()
    assert all(word in text for word in ("Бірінші", "Екінші", "Ұқыпты", "Шыдамды"))
    assert client.post(page, {"comment": "first", "plus": "second"}).status_code == 302
    row = ObservationCard.objects.get()
    assert (row.comment, row.plus) == ("Бірінші", "Шыдамды")
    assert client.get(page).status_code == 302


def test_only_the_author_chooses_between_two_versions():
    world = begun(TrialWorld())
    send_card(world, content=card(comment="Бірінші"))
    send_card(world, content=card(comment="Екінші"))
    page = url("visit_conflict", world.session.pk, CardConflict.objects.get().pk)
    assert signed_in(world.coordinator).get(page).status_code == 404


def test_the_coordinator_types_in_a_paper_card():
    world = begun(TrialWorld())
    signed_in(world.coordinator).post(url("visit_card", world.session.pk, world.participations[0].pk), CARD_FIELDS)
    row = ObservationCard.objects.get()
    assert row.from_paper and row.mentor == world.mentor


def test_the_end_of_the_visit_marks_everybody_and_leads_to_the_conclusions():
    world = begun(TrialWorld(days=0), briefed=2)
    client = signed_in(world.mentor)
    page = url("visit_finish", world.session.pk)
    assert client.get(page).status_code == 200
    left = {f"mark_{world.participations[1].pk}": "left"}
    answer = client.post(page, {"tools_shown": "yes", "chain_done": "no", **left})
    assert answer.url == url("visit_conclusions", world.session.pk)
    world.session.refresh_from_db()
    assert (world.session.status, world.session.tools_shown, world.session.chain_done) == ("held", True, False)
    assert {row.participation_id: row.mark for row in SessionAttendance.objects.all()} == {
        world.participations[0].pk: "present", world.participations[1].pk: "left", world.participations[2].pk: "absent",
    }  # fmt: skip


def test_the_end_asks_for_both_facts():
    world = begun(TrialWorld(days=0))
    answer = signed_in(world.mentor).post(url("visit_finish", world.session.pk), {"tools_shown": "yes"})
    world.session.refresh_from_db()
    assert answer.status_code == 422 and world.session.status == "in_progress"


def test_the_conclusions_fill_row_22():
    world = held(TrialWorld())
    TechnologyCard.objects.filter(pk=world.card.pk).update(status="agreed")
    client = signed_in(world.mentor)
    page = url("visit_conclusions", world.session.pk)
    assert client.post(page, {"went_well": "", "improve": "", "next_step": ""}).status_code == 422
    client.post(page, {"went_well": "Бәрі қызықты болды", "improve": "Уақытты ұзарту", "next_step": "Екінші сапар"})
    world.card.refresh_from_db()
    assert world.card.status == "completed" and world.card.went_well == "Бәрі қызықты болды"


def test_a_visit_that_is_not_ready_is_not_begun_by_a_briefing():
    world = ready(TrialWorld(days=0))
    TrialSession.objects.filter(pk=world.session.pk).update(status="planned")
    answer = signed_in(world.mentor).post(url("visit_briefing", world.session.pk), {"everybody": "1"})
    assert answer.status_code == 422 and not Briefing.objects.exists()


# the shell of the phone


def test_the_worker_is_served_at_the_root_and_never_kept_by_a_cache():
    answer = Client().get("/sw.js")
    assert (
        answer["Content-Type"].startswith("text/javascript")
        and answer["Service-Worker-Allowed"] == "/"
        and answer["Cache-Control"] == "no-cache"
    )
    facts = json.loads(answer.content.decode().partition("self.KOPIR = ")[2].partition(";\n")[0])
    assert facts["version"] and all(address.startswith("/static/") for address in facts["shell"])


def test_every_asset_that_the_worker_keeps_exists():
    from django.contrib.staticfiles import finders

    facts = json.loads(Client().get("/sw.js").content.decode().partition("self.KOPIR = ")[2].partition(";\n")[0])
    missing = [address for address in facts["shell"] if not finders.find(address.removeprefix("/static/"))]
    assert missing in ([], ["/static/vendor/icons.svg"])  # built from packages by bin/setup


def test_the_manifest_and_the_page_without_connection_are_open_to_everybody():
    assert Client().get("/manifest.webmanifest").json()["start_url"] == "/"
    assert Client().get("/offline/").status_code == 200
