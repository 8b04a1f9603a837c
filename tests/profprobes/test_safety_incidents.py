"""Incidents: BR-42, §2.4, §8 «incident», PP-INC, story 12."""

import datetime as dt
import uuid
from unittest import mock

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from network.models import Role, Site
from profprobes import errors, errors_incidents
from profprobes.documents import IncidentAct
from profprobes.models import Incident, IncidentNotice, TrialSession
from profprobes.queries.incidents import code_of, own_measures, to_review
from profprobes.services import closing, incidents
from profprobes.services.gate import gate, red
from tests.documents.reading import render_and_read
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.safety import incident_of
from tests.factories.stages import make_ready
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR)


@pytest.fixture
def bell(django_capture_on_commit_callbacks):
    """Runs what follows a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestSerious:
    def test_the_site_is_suspended_at_once_and_the_coming_visit_loses_its_green_gate(self, world, operator):
        make_ready(world)
        incident_of(world, severity="serious")
        world.site.refresh_from_db()
        world.session.refresh_from_db()
        assert world.site.status == Site.Status.SUSPENDED
        assert world.session.status == TrialSession.Status.PLANNED
        assert [line.code for line in red(gate(world.session))] == ["G2"]

    def test_operator_department_head_and_host_are_told(self, world, operator, bell):
        head, department = user_with_role(Role.ORG_HEAD, world.school), user_with_role(Role.DEPARTMENT)
        with bell():
            row = incident_of(world, severity="serious")
        for person in (operator, department, head, world.host_coordinator, world.coordinator):
            assert Notice.objects.filter(user=person).count() == 1, person
        assert {one.whom for one in row.notices.all()} == {"head", "host"}

    def test_a_minor_one_leaves_the_site_open_and_tells_the_operator(self, world, operator, bell):
        with bell():
            incident_of(world)
        world.site.refresh_from_db()
        assert world.site.status == Site.Status.VERIFIED
        assert Notice.objects.filter(user=operator).exists()

    def test_schools_with_coming_visits_there_are_listed_to_the_operator(self, world, operator):
        past = TrialWorld(pupils=1, held=True)
        past.slot.site = world.site
        past.slot.save()
        row = incident_of(past, severity="serious")
        assert [visit.trial for visit in incidents.future_visits(row)] == [world.trial]
        assert world.school.short_name in words(signed_in(operator).get(url("incident", row.pk)))

    def test_while_it_is_open_the_trial_is_not_closed(self, world):
        held = TrialWorld(pupils=1, held=True)
        incident_of(held, severity="serious")
        assert "incident" in {gap.code for gap in closing.closing_gaps(held.trial)}
        Incident.objects.update(status="closed", cause="Себебі")
        assert "incident" not in {gap.code for gap in closing.closing_gaps(held.trial)}


class TestSeverity:
    def test_only_the_operator_lowers_it_with_a_reason_and_both_values_stay(self, world, operator):
        row = incident_of(world, severity="serious")
        with pytest.raises(errors_incidents.OnlyOperatorLowers):
            incidents.change_severity(incident=row, severity="moderate", reason="Дәрігер қарады", by=world.coordinator)
        with pytest.raises(errors.ReasonMissing):
            incidents.change_severity(incident=row, severity="moderate", reason=" ", by=operator)
        row = incidents.change_severity(incident=row, severity="moderate", reason="Дәрігер қарады", by=operator)
        assert (row.reported_severity, row.severity, row.severity_reason) == ("serious", "moderate", "Дәрігер қарады")
        step = row.transitions.get(action="severity")
        assert (step.source, step.target, step.by) == ("serious", "moderate", operator)

    def test_an_operator_of_another_region_does_not(self, world):
        stranger = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory()))
        with pytest.raises(errors_incidents.OnlyOperatorLowers):
            incidents.change_severity(incident=incident_of(world, severity="serious"), severity="minor", reason="…", by=stranger)

    def test_the_school_raises_it_and_the_site_is_suspended_then(self, world):
        row = incident_of(world)
        incidents.change_severity(incident=row, severity="serious", reason="Жедел жәрдем келді", by=world.coordinator)
        world.site.refresh_from_db()
        assert world.site.status == Site.Status.SUSPENDED

    def test_the_same_value_changes_nothing(self, world, operator):
        with pytest.raises(errors_incidents.SameSeverity):
            incidents.change_severity(incident=incident_of(world), severity="minor", reason="…", by=operator)

    def test_the_database_keeps_the_first_value(self, world):
        row = incident_of(world)
        with pytest.raises(IntegrityError, match="first_severity_stays"), transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(reported_severity="serious")

    def test_the_database_asks_for_the_reason(self, world):
        row = incident_of(world)
        with pytest.raises(IntegrityError, match="changed_severity_has_a_reason"), transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(severity="moderate")


class TestCourse:
    def test_from_the_report_to_the_end(self, world, operator):
        row = incident_of(world)
        incidents.take_up(incident=row, by=operator)
        due = timezone.localdate() + dt.timedelta(days=7)
        measure = incidents.add_measure(incident=row, text="Қоршау орнату", owner=world.host_coordinator, due=due, by=operator)
        row.refresh_from_db()
        assert row.status == "measures"
        assert [line.title for line in own_measures(world.host_coordinator)] == ["Қоршау орнату"]
        with pytest.raises(errors_incidents.MeasuresOpen):
            incidents.close_incident(incident=row, cause="Қоршау болмаған", by=operator)
        incidents.finish_measure(measure=measure, by=world.host_coordinator)
        with pytest.raises(errors_incidents.CauseMissing):
            incidents.close_incident(incident=row, cause=" ", by=operator)
        row = incidents.close_incident(incident=row, cause="Қоршау болмаған", by=operator)
        assert row.status == "closed"
        with pytest.raises(errors_incidents.IncidentOver):
            incidents.record_told(incident=row, whom="parents", at=timezone.now(), by=world.teacher)

    def test_the_same_phone_sends_twice_and_one_row_stays(self, world):
        number = uuid.uuid4()
        assert incident_of(world, client_uuid=number) == incident_of(world, client_uuid=number)

    def test_the_future_and_strangers_are_refused(self, world):
        with pytest.raises(errors_incidents.NotYet):
            incident_of(world, at=timezone.now() + dt.timedelta(hours=1))
        with pytest.raises(errors.NotInVisit):
            incident_of(world, pupils=TrialWorld(pupils=1).participations)

    def test_a_measure_is_not_due_yesterday(self, world, operator):
        with pytest.raises(errors_incidents.DueInThePast):
            yesterday = timezone.localdate() - dt.timedelta(days=1)
            incidents.add_measure(incident=incident_of(world), text="…", owner=operator, due=yesterday, by=operator)

    def test_who_was_told_is_never_rewritten(self, world):
        row = incidents.record_told(incident=incident_of(world), whom="parents", at=timezone.now(), by=world.teacher)
        with pytest.raises(DatabaseError), transaction.atomic():
            IncidentNotice.objects.filter(pk=row.pk).update(whom="host")

    def test_a_report_waits_for_the_operator_on_the_home_page(self, world, operator):
        incident_of(world)
        assert len(to_review(operator)) == 1


class TestScreens:
    def test_teacher_mentor_and_coordinator_report_and_a_pupil_does_not(self, world):
        data = {
            "severity": "minor",
            "kind": "near_miss",
            "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "description": "Су",
            "first_actions": "Сүртілді",
        }
        for number, person in enumerate((world.teacher, world.mentor, world.coordinator, world.host_coordinator), 1):
            answer = signed_in(person).post(url("incident_report", world.trial.pk), data)
            assert answer.status_code == 302, answer.content
            assert Incident.objects.count() == number
            assert signed_in(person).get(answer.url).status_code == 200

    def test_a_mistake_keeps_what_was_typed(self, world):
        answer = signed_in(world.teacher).post(url("incident_report", world.trial.pk), {"description": "Еденге су төгілді"})
        assert answer.status_code == 422 and "Еденге су төгілді" in words(answer)

    def test_outside_the_school_pupils_are_read_by_code(self, world, operator):
        row = incident_of(world)
        name, code = world.pupils[0].full_name, code_of(world.participations[0])
        assert name in words(signed_in(world.coordinator).get(url("incident", row.pk)))
        for person in (operator, world.host_coordinator):
            page = words(signed_in(person).get(url("incident", row.pk)))
            assert code in page and name not in page

    def test_another_school_does_not_find_it(self, world):
        stranger = TrialWorld(pupils=1).coordinator
        assert signed_in(stranger).get(url("incident", incident_of(world).pk)).status_code == 404

    def test_the_school_neither_reviews_nor_closes(self, world):
        row = incident_of(world)
        client = signed_in(world.coordinator)
        assert client.post(url("incident_review", row.pk)).status_code == 403
        assert client.post(url("incident_step", row.pk, "close"), {"cause": "…"}).status_code == 403

    def test_lowering_without_a_reason_is_shown_beside_the_field(self, world, operator):
        row = incident_of(world, severity="serious")
        client = signed_in(operator)
        assert client.post(url("incident_step", row.pk, "severity"), {"severity": "moderate", "reason": ""}).status_code == 422
        assert client.post(url("incident_step", row.pk, "severity"), {"severity": "moderate", "reason": "Дәрігер"}).status_code == 302
        row.refresh_from_db()
        assert row.severity == "moderate"

    def test_a_coordinator_who_lowers_it_reads_why_not(self, world):
        row = incident_of(world, severity="serious")
        answer = signed_in(world.coordinator).post(url("incident_step", row.pk, "severity"), {"severity": "minor", "reason": "Жеңіл"})
        assert answer.status_code == 422

    def test_the_register_takes_few_queries_and_comes_as_a_file_without_names(self, world, operator, django_assert_max_num_queries):
        for _n in range(4):
            incident_of(world)
        client = signed_in(operator)
        client.get(url("incidents"))
        with django_assert_max_num_queries(12):
            assert client.get(url("incidents")).status_code == 200
        for language in ("kk", "ru"):
            assert client.get(f"{url('incidents_file')}?language={language}").status_code == 200

    def test_pupils_have_no_register(self, world):
        with mock.patch.object(type(world.pupils[0]), "is_active", True):
            client = signed_in(user_with_role(Role.PSYCHOLOGIST, world.school))
        assert client.get(url("incidents")).status_code == 403

    def test_a_measure_is_ticked_off_by_its_owner_alone(self, world, operator):
        row = incident_of(world)
        due = timezone.localdate() + dt.timedelta(days=2)
        measure = incidents.add_measure(incident=row, text="…", owner=world.host_coordinator, due=due, by=operator)
        assert signed_in(world.coordinator).post(url("incident_measure_done", measure.pk)).status_code == 403
        assert signed_in(world.host_coordinator).post(url("incident_measure_done", measure.pk)).status_code == 302
        measure.refresh_from_db()
        assert measure.done_by == world.host_coordinator


@pytest.mark.parametrize("language, heading", [("kk", "Оқиға туралы акт"), ("ru", "Акт об инциденте")])
def test_the_act_prints_every_row_with_codes_and_both_severities(world, operator, language, heading):
    row = incident_of(world, severity="serious")
    row = incidents.change_severity(incident=row, severity="moderate", reason="Дәрігер қарады", by=operator)
    incidents.take_up(incident=row, by=operator)
    incidents.add_measure(incident=row, text="Қоршау орнату", owner=operator, due=timezone.localdate(), by=operator)
    row.refresh_from_db()
    page = render_and_read(IncidentAct, row, language)
    for text in (heading, "Саусақ тілінді", "Қоршау орнату", "Дәрігер қарады", code_of(world.participations[0])):
        assert text in page.text
    assert world.pupils[0].last_name not in page.text


def test_the_act_waits_for_the_review(world):
    assert IncidentAct().problems(incident_of(world), "kk")
