"""The pupil's phone: invitation, questionnaires, files."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from network.models import Role
from portfolio.models import Artefact
from profprobes.models import FormConflict, ObservationCard, ParticipantForm, Participation
from tests.factories.files import pdf, picture, upload
from tests.factories.people import user_with_role
from tests.factories.phone import after, begun, card, held, ready, send_after, send_card
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(sign_in="active")
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    return client


def url(name: str, world: TrialWorld, index: int = 0, *more) -> str:
    return reverse(f"profprobes:{name}", args=[world.participations[index].pk, *more])


def fields(**changes) -> dict[str, str]:
    """«After» as a page without scripts sends it."""
    return {name: str(value) for name, value in after(**changes).items()}


PAGES = ("my_trial", "my_before", "my_after", "my_files")


@pytest.mark.parametrize(
    "who",
    ["another pupil", "mentor", "school coordinator", "class teacher", "guardian of nobody"],
)
def test_nobody_else_opens_a_pupils_pages(who):
    world = held(TrialWorld())
    people = {
        "another pupil": world.pupils[1],
        "mentor": world.mentor,
        "school coordinator": world.coordinator,
        "class teacher": world.teacher,
        "guardian of nobody": user_with_role(Role.TEACHER),
    }
    client = signed_in(people[who])
    for page in PAGES:
        assert client.get(url(page, world)).status_code == 404
    assert client.post(url("my_answer", world), {"wants": "yes"}).status_code == 404


def test_the_invitation_says_what_where_with_whom_and_what_to_wear():
    world = TrialWorld()
    type(world.trial_site).objects.filter(pk=world.trial_site.pk).update(access_rules_kk="Шашты жинау керек")
    text = signed_in(world.pupils[0]).get(url("my_trial", world)).content.decode()
    for word in (
        "Ағаш ұстасы: белгілеу және аралау",
        world.site.name_kk,
        world.mentor.short_name,
        "Қолғап",
        "Шашты жинау керек",
        "Екі кесу жасау",
        "Қатысамын",
        "Қатыспаймын",
    ):
        assert word in text


@pytest.mark.parametrize("wants, status", [("yes", "volunteered"), ("no", "withdrawn")])
def test_the_pupil_answers_the_invitation(wants, status):
    world = TrialWorld()
    signed_in(world.pupils[0]).post(url("my_answer", world), {"wants": wants})
    world.participations[0].refresh_from_db()
    assert world.participations[0].status == status


def test_the_list_leads_to_what_waits():
    world = TrialWorld()
    client = signed_in(world.pupils[0])
    assert "Қатысасың ба?" in client.get(reverse("profprobes:my_trials")).content.decode()
    held(world)
    assert "Қалай өтті?" in client.get(reverse("profprobes:my_trials")).content.decode()
    send_after(world)
    assert "Қалай өтті?" not in client.get(reverse("profprobes:my_trials")).content.decode()


def test_before_without_scripts():
    world = ready(TrialWorld())
    client = signed_in(world.pupils[0])
    assert client.post(url("my_before", world), {"expects": "", "fears": ""}).status_code == 422
    assert client.post(url("my_before", world), {"expects": "Құралмен жұмыс істеу", "fears": ""}).status_code == 302
    assert ParticipantForm.objects.get().expects == "Құралмен жұмыс істеу"
    assert "Жауаптарың сақталды." in client.get(url("my_before", world)).content.decode()


def test_after_without_scripts_then_a_file():
    world = held(TrialWorld())
    client = signed_in(world.pupils[0])
    answer = client.post(url("my_after", world), fields(outcome="not_for_me"))
    assert answer.url == url("my_files", world)
    client.post(url("my_files", world), {"upload": upload(picture(gps=True), "photo.jpg"), "kind": "photo", "people": "none"})
    world.participations[0].refresh_from_db()
    assert world.participations[0].outcome == "not_for_me" and world.participations[0].artefacts.count() == 1


def test_after_before_its_time_says_when_it_opens_and_keeps_what_was_typed():
    world = begun(TrialWorld())
    answer = signed_in(world.pupils[0]).post(url("my_after", world), fields(did="Мен ерте жазып қойдым"))
    assert answer.status_code == 422 and "Мен ерте жазып қойдым" in answer.content.decode()
    assert not ParticipantForm.objects.filter(after_at__isnull=False).exists()


def test_an_empty_reflection_gets_one_friendly_example_and_is_then_accepted():
    world = held(TrialWorld())
    nothing = dict.fromkeys(("went_well", "hard", "requirements", "about_me", "go_on"), "")
    client = signed_in(world.pupils[0])
    answer = client.post(url("my_after", world), fields(did="маған ұнады", **nothing))
    assert (
        "бөлшекті үш тармақты парақпен тексердім" in answer.content.decode()
        and not ParticipantForm.objects.filter(after_at__isnull=False).exists()
    )
    assert (
        client.post(url("my_after", world), fields(did="маған ұнады", example_seen="1", **nothing) | {"example_seen": "1"}).status_code
        == 302
    )


@pytest.mark.parametrize("grade, asked", [(8, True), (10, False)])
def test_three_more_questions_in_grades_8_and_9(grade, asked):
    world = held(TrialWorld())
    type(world.class_group).objects.filter(pk=world.class_group.pk).update(grade=grade)
    text = signed_in(world.pupils[0]).get(url("my_after", world)).content.decode()
    assert ("Командада өзімді қалай сезіндім?" in text) is asked


def test_outcomes_look_alike():
    world = held(TrialWorld())
    text = signed_in(world.pupils[0]).get(url("my_after", world)).content.decode()
    options = [part.partition("</label>")[0] for part in text.split('name="outcome"')[1:]]
    assert len(options) == 3
    for option in options:
        assert "clay" not in option and "red" not in option


def test_the_queue_sends_both_halves_and_hears_of_a_conflict():
    world = held(TrialWorld())
    client = signed_in(world.pupils[0])

    def send(name, content):
        body = {"client_uuid": str(uuid.uuid4()), "device_time": "2026-11-27T10:00:00+05:00", "content": content}
        return client.post(url(name, world), json.dumps(body), content_type="application/json")

    assert send("my_before", {"expects": "Білу", "fears": ""}).json() == {"status": "saved"}
    assert send("my_after", after()).json() == {"status": "saved"}
    assert send("my_after", after()).json() == {"status": "same"}
    answer = send("my_after", after(did="Басқа жауап осында"))
    assert answer.status_code == 409 and answer.json()["url"] == url("my_conflict", world, 0, FormConflict.objects.get().pk)
    text = client.get(answer.json()["url"]).content.decode()
    assert "Басқа жауап осында" in text and after()["did"] in text
    client.post(answer.json()["url"], {"did": "second"})
    assert ParticipantForm.objects.get().did == "Басқа жауап осында"


def test_another_pupils_conflict_does_not_exist():
    world = held(TrialWorld())
    send_after(world)
    send_after(world, content=after(did="Басқа жауап осында"))
    page = url("my_conflict", world, 0, FormConflict.objects.get().pk)
    assert signed_in(world.pupils[1]).get(page).status_code == 404


@pytest.mark.parametrize(
    "name, content, word",
    [
        ("photo.jpg", pdf(), "PDF құжаты"),
        ("film.mp4", b"\x00\x00\x00\x18ftypisom", "бейне"),
        ("empty.jpg", b"", ""),
        ("report.pdf", pdf(2), "2 бет"),
    ],
)
def test_a_refused_file_leaves_the_other_fields_filled(name, content, word):
    world = begun(TrialWorld())
    kind = "report" if name == "report.pdf" else "photo"
    type(world.card).objects.filter(pk=world.card.pk).update(artefacts=[])
    answer = signed_in(world.pupils[0]).post(
        url("my_files", world), {"upload": upload(content, name), "kind": kind, "people": "none", "caption": "Менің бөлшегім"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "Менің бөлшегім" in text and word in text and not Artefact.objects.exists()


def test_the_queue_gets_an_answer_for_each_file():
    world = begun(TrialWorld())
    client = signed_in(world.pupils[0])
    body = {"kind": "photo", "people": "none", "caption": ""}
    accept = {"accept": "application/json"}
    assert (
        client.post(url("my_files", world), {**body, "upload": upload(picture(), "photo.jpg")}, headers=accept).json()["status"] == "saved"
    )
    refused = client.post(url("my_files", world), {**body, "upload": upload(pdf(), "photo.jpg")}, headers=accept)
    assert refused.status_code == 422 and refused.json()["code"] == "not_what_it_says"
    assert client.post(url("my_files", world), body, headers=accept).status_code == 422


def test_the_pupil_reads_the_mentors_card_in_words_once_it_is_sent():
    world = held(TrialWorld())
    client = signed_in(world.pupils[0])
    ObservationCard.objects.create(
        session=world.session, participation=world.participations[0], mentor=world.mentor, comment="Жоба түсініктеме"
    )
    assert "Жоба түсініктеме" not in client.get(url("my_trial", world)).content.decode()
    send_card(world, content=card(comment="Дайын түсініктеме"))
    text = client.get(url("my_trial", world)).content.decode()
    assert "Дайын түсініктеме" in text and "нұсқаумен орындайды" in text


def test_a_pupil_who_declined_may_come_back_before_the_start():
    world = TrialWorld()
    Participation.objects.filter(pk=world.participations[0].pk).update(status="withdrawn", pupil_said_no=True)
    client = signed_in(world.pupils[0])
    assert "Бәрібір қатысқым келеді" in client.get(url("my_trial", world)).content.decode()
    client.post(url("my_answer", world), {"wants": "yes"})
    world.participations[0].refresh_from_db()
    assert world.participations[0].status == "volunteered"
