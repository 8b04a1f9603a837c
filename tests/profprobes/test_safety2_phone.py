"""Tap to call at a visit; an incident that a phone reports from its queue (BR-49, §2.4, story 12)."""

import datetime as dt
import json
import uuid

import pytest
from django.utils import timezone

from accounts.models import SensitiveRead
from profprobes.models import Incident, TrialSession
from profprobes.queries import emergency
from tests.factories.people_of_trial import cast
from tests.factories.stages import admit_all
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A visit that is going on now; two pupils admitted, each with a guardian who has a telephone."""
    world = admit_all(TrialWorld(pupils=2))
    now = timezone.now()
    TrialSession.objects.update(period=(now - dt.timedelta(minutes=20), now + dt.timedelta(hours=1)), status="in_progress")
    world.session.refresh_from_db()
    for number, guardian in enumerate(world.guardians):
        guardian.phone = f"+770100000{number:02}"
        guardian.save()
    type(world.site).objects.update(emergency_contacts="112; +7 714 200 00 99")
    return world


def page_of(person, world):
    return signed_in(person).get(url("visit_contacts", world.session.pk))


class TestNumbers:
    def test_the_school_sees_families_and_the_reading_is_logged_once(self, world):
        for _n in range(2):
            page = page_of(world.coordinator, world).content.decode()
        for number in ("tel:112", "tel:103", "tel:+77010000000", "tel:+77010000001", "tel:+77142000011", "tel:+77142000099"):
            assert number in page
        found = SensitiveRead.objects.filter(what=emergency.READING, reader=world.coordinator)
        assert sorted(found.values_list("subject", flat=True)) == sorted(pupil.pk for pupil in world.pupils)

    def test_the_mentor_calls_the_school_and_sees_no_familys_number(self, world):
        answer = page_of(world.mentor, world)
        assert "tel:112" in answer.content.decode() and "+77010000000" not in answer.content.decode()
        assert answer["X-Kopir-Person"] == str(world.mentor.public_id) and not SensitiveRead.objects.filter(what=emergency.READING).exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "held"},
            {"status": "cancelled"},
            {"period": (timezone.now() - dt.timedelta(hours=6), timezone.now() - dt.timedelta(hours=4))},
            {"period": (timezone.now() + dt.timedelta(days=2), timezone.now() + dt.timedelta(days=2, hours=1)), "status": "ready"},
        ],
    )
    def test_outside_the_visit_there_is_no_number_and_no_log(self, world, change):
        TrialSession.objects.update(**change)
        answer = page_of(world.coordinator, world)
        assert answer.status_code == 200 and "+7701000" not in answer.content.decode() and "+77142" not in answer.content.decode()
        assert not SensitiveRead.objects.filter(what=emergency.READING).exists()

    def test_strangers_and_pupils_get_nothing(self, world):
        people = cast(world)
        for code in ("CT2", "MN2", "RO", "ED", "NONE", "PU"):
            assert page_of(people[code], world).status_code in (302, 403, 404), code

    def test_the_visit_page_keeps_the_numbers_today_and_drops_them_after(self, world):
        browser = signed_in(world.mentor)
        address = url("visit_contacts", world.session.pk)
        context = browser.get(url("visit", world.session.pk)).context
        assert address in context["keep"] and context["drop"] == []
        TrialSession.objects.update(status="held")
        context = browser.get(url("visit", world.session.pk)).context
        assert address not in context["keep"] and context["drop"] == [address]


class TestAReportFromTheQueue:
    def send(self, person, world, **changes):
        body = {
            "client_uuid": str(uuid.uuid4()), "severity": "minor", "kind": "injury", "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
            "pupils": [world.participations[0].pk], "description": "Саусақ тілінді", "first_actions": "Жапсырма", **changes,
        }  # fmt: skip
        return signed_in(person).post(url("incident_report", world.trial.pk), json.dumps(body), content_type="application/json"), body

    def test_it_is_written_once_however_often_the_phone_sends_it(self, world):
        answer, body = self.send(world.mentor, world)
        assert answer.status_code == 200 and answer.json()["status"] == "saved"
        self.send(world.mentor, world, client_uuid=body["client_uuid"])
        row = Incident.objects.get()
        assert (row.reported_by, row.pupils.get()) == (world.mentor, world.participations[0])

    def test_what_is_missing_is_said_in_words(self, world):
        answer, _body = self.send(world.mentor, world, description="")
        assert answer.status_code == 422 and answer.json()["status"] == "refused" and answer.json()["message"]
        assert not Incident.objects.exists()

    def test_a_signed_out_phone_keeps_its_report(self, world):
        from django.test import Client

        answer = Client().post(url("incident_report", world.trial.pk), "{}", content_type="application/json")
        assert answer.status_code == 401

    def test_the_page_may_be_kept_for_its_person(self, world):
        answer = signed_in(world.mentor).get(url("incident_report", world.trial.pk))
        assert answer["X-Kopir-Person"] == str(world.mentor.public_id) and "Хабарлау" in words(answer)
