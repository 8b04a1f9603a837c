"""Families after an incident: the message, its paper, the school's copy of the act with names (§5.8)."""

import pytest
from django.db import IntegrityError, InternalError, NotSupportedError, transaction

from accounts.models import Delivery
from profprobes import errors_incidents
from profprobes.documents import FamilyMessagePaper, IncidentAct, SchoolsIncidentAct
from profprobes.models import FamilyMessage, Incident
from profprobes.services import incidents
from profprobes.services.family_message import send_family_message
from tests.documents.reading import render_and_read
from tests.factories.people import user_with_role
from tests.factories.safety import incident_of
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db

TEXTS = {"happened_kk": "Саусақ тілінді", "happened_ru": "Порезан палец", "measures_kk": "Қолғап кіші", "measures_ru": "Перчатки меньше"}


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


def test_families_concerned_get_it_in_their_language_and_the_telling_is_noted(world):
    incident = incident_of(world)
    guardian = world.guardians[0]
    type(guardian).objects.filter(pk=guardian.pk).update(language="ru")
    answer = signed_in(world.teacher).post(url("incident_step", incident.pk, "families"), {"audience": "concerned", **TEXTS})
    assert answer.status_code == 302, words(answer)
    message = FamilyMessage.objects.get()
    assert (message.reached, message.unreached) == (1, 0) and incident.notices.get().whom == "parents"
    letter = Delivery.objects.get(guardian=guardian)
    assert "Порезан палец" in letter.body and world.pupils[0].last_name not in letter.body
    assert "Отбасыларға хабарлама" in words(signed_in(world.coordinator).get(url("incident", incident.pk)))


def test_the_whole_group_is_told_and_whoever_cannot_be_reached_is_counted(world):
    type(world.guardians[1]).objects.filter(pk=world.guardians[1].pk).update(phone="", email="")
    message = send_family_message(incident=incident_of(world), audience="group", by=world.coordinator, **TEXTS)
    assert (message.reached, message.unreached) == (1, 1)


def test_an_incident_without_pupils_has_no_family_concerned(world):
    with pytest.raises(errors_incidents.NoFamilies):
        send_family_message(incident=incident_of(world, pupils=[]), audience="concerned", by=world.coordinator, **TEXTS)


def test_host_mentor_and_operator_do_not_write_to_families(world):
    incident = incident_of(world, by=world.mentor)
    for person in (world.host_coordinator, world.mentor, user_with_role("region_operator")):
        assert signed_in(person).get(url("incident_step", incident.pk, "families")).status_code in (403, 404)


def test_a_sent_message_is_never_changed(world):
    message = send_family_message(incident=incident_of(world), audience="group", by=world.coordinator, **TEXTS)
    with pytest.raises((IntegrityError, InternalError, NotSupportedError)), transaction.atomic():
        FamilyMessage.objects.filter(pk=message.pk).update(reached=9)


@pytest.mark.parametrize(
    "language, title, text", [("kk", "Оқиғадан кейінгі хабарлама", "Саусақ тілінді"), ("ru", "Сообщение после инцидента", "Порезан палец")]
)
def test_the_message_is_printed_for_families_without_a_telephone(world, language, title, text):
    message = send_family_message(incident=incident_of(world), audience="group", by=world.coordinator, **TEXTS)
    page = render_and_read(FamilyMessagePaper, message, language)
    assert title in page.text and text in page.text and page.count == 1


@pytest.mark.parametrize("language, title", [("kk", "мектеп данасы"), ("ru", "экземпляр школы")])
def test_the_schools_copy_names_the_pupils_and_the_other_does_not(world, language, title):
    incident = incident_of(world)
    incidents.take_up(incident=incident, by=user_with_role("region_operator"))
    incident.refresh_from_db()
    name = world.pupils[0].last_name
    assert name not in render_and_read(IncidentAct, incident, language).text
    page = render_and_read(SchoolsIncidentAct, incident, language)
    assert name in page.text and title in page.text


def test_the_copy_with_names_is_read_in_the_school_alone(world):
    incident = incident_of(world)
    rows = Incident.objects.filter(pk=incident.pk)
    read = SchoolsIncidentAct().readable
    assert read(rows, world.coordinator).exists() and read(rows, world.teacher).exists()
    assert not read(rows, world.host_coordinator).exists() and not read(rows, user_with_role("region_operator")).exists()
