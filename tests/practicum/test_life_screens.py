"""Screens and papers of a placement."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from practicum.documents import AdmissionSheet, Referral, SchoolOrderPaper, VisitReportPaper
from practicum.models import SchoolOrder, SupervisorContact
from practicum.queries import supervision
from practicum.queries.risks import risks_of
from practicum.services import visits
from tests.documents.reading import render_and_read
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *_args, **_kwargs: None)
    return PracticumWorld()


def page(client, person, name, *args, status=200):
    client.force_login(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def test_everybody_concerned_opens_the_page_of_a_placement(world, client):
    placement = world.placement()
    for person in (world.coordinator, world.owner, world.leader, world.profile.person, placement.student):
        assert placement.student.full_name in page(client, person, "practicum:placement", placement.pk)
    page(client, PracticumWorld().owner, "practicum:placement", placement.pk, status=404)
    assert placement.school.short_name in page(client, placement.student, "practicum:my_practicum")


def test_medical_dates_stay_between_student_and_coordinators(world, client):
    placement = world.placement()
    assert "М-1" in page(client, world.coordinator, "practicum:placement", placement.pk)
    assert "М-1" not in page(client, world.leader, "practicum:placement", placement.pk)


def test_the_list_takes_few_queries_and_leads_with_the_risks(world, client, django_assert_max_num_queries):
    for _ in range(6):
        world.placement()
    client.force_login(world.coordinator)
    client.get(reverse("practicum:placements"))
    with django_assert_max_num_queries(32):
        client.get(reverse("practicum:placements"))


def test_the_school_confirms_orders_and_signs_on_its_screens(world, client):
    placement = world.placement(status="confirmed")
    client.force_login(world.coordinator)
    made = client.post(reverse("practicum:placements_bulk"), {"rows": [placement.pk], "action": "order"})
    order = SchoolOrder.objects.get(status="draft")
    assert made.url == reverse("practicum:order", args=[order.pk])
    refused = client.post(made.url, {"number": "", "date": "", "signatory": "Директор"})
    assert refused.status_code == 422
    client.post(made.url, {"number": "81-П", "date": timezone.localdate(), "signatory": "Директор"})
    placement.refresh_from_db()
    assert placement.status == "ordered"
    client.force_login(world.owner)
    assert client.post(reverse("practicum:placements_bulk"), {"rows": [placement.pk], "action": "order"}).status_code == 403


def test_a_mentor_accepts_or_declines_on_the_phone(world, client):
    placement = world.placement(status="proposed")
    row = world.lead(placement, world.profile.person, "mentor", profile=world.profile, status="proposed")
    assert placement.student.full_name in page(client, world.profile.person, "mentoring:proposals")
    client.post(reverse("mentoring:proposal_decline", args=[row.pk]), {"code": "load"})
    row.refresh_from_db()
    assert (row.status, row.decline_code) == ("declined", "load")
    client.force_login(world.leader)
    assert client.post(reverse("mentoring:proposal_accept", args=[row.pk])).status_code == 404


def visit(world, day, *, send=True):
    made = visits.record_contact(round=world.round, school=world.school, kind="visit", date=day, note="Сабақ көрдім", by=world.leader)
    if send:
        visits.save_report(report=made.report, by=world.leader, send=True, successes="Жақсы", recommendations="Кері байланыс")
        made.refresh_from_db()
    return made


def test_a_visit_without_a_report_counts_for_nothing(monkeypatch):
    """Story 8, R33: one school two visits and one report, another two and two: 50 %."""
    world = PracticumWorld(starts_in=-60)
    other = world.add_school()
    world.placement()
    world.placement(offer=world.offer(other))
    month = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    first, second = visit(world, month), visit(world, month - dt.timedelta(days=7), send=False)
    for day in (month, month - dt.timedelta(days=7)):
        row = visits.record_contact(round=world.round, school=other, kind="visit", date=day, note="Сабақ", by=world.leader)
        visits.save_report(report=row.report, by=world.leader, send=True, successes="Жақсы", recommendations="Жоқ")
    from practicum.models import Placement

    found = supervision.pairs(Placement.objects.filter(round=world.round))
    assert {pair.norm(month) for pair in found} == {2}
    assert supervision.visit_norm_share(found, month) == 50
    assert any(risk.code == "visits" and world.school.short_name in risk.text for risk in risks_of(world.owner))
    visits.save_report(report=second.report, by=world.leader, send=True, successes="Жақсы", recommendations="Жоқ")
    assert supervision.visit_norm_share(supervision.pairs(Placement.objects.filter(round=world.round)), month) == 100
    assert first.report.due_on > first.date


def test_two_weeks_without_a_contact_are_red_for_the_coordinator(world):
    """R32."""
    world.placement()
    risks = [risk for risk in risks_of(world.owner) if risk.code == "contact"]
    assert [risk.tone for risk in risks] == ["clay"]


def test_a_leader_records_a_visit_once_and_the_school_reads_the_report(world, client):
    placement = world.placement()
    client.force_login(world.leader)
    key = "11111111-1111-4111-8111-111111111111"
    values = {
        "client_id": key, "school": f"{world.round.pk}-{world.school.pk}", "kind": "visit", "date": timezone.localdate(), "note": "Сабақ",
        "placements": [placement.pk],
    }  # fmt: skip
    for _ in range(2):
        assert client.post(reverse("practicum:contact_new"), values).status_code == 302
    contact = SupervisorContact.objects.get()
    address = reverse("practicum:visit", args=[contact.pk])
    assert client.post(address, {"send": "1"}).status_code == 422
    page(client, world.coordinator, "practicum:visit", contact.pk, status=404)
    client.force_login(world.leader)
    client.post(address, {"send": "1", "successes": "Жақсы", "recommendations": "Жоқ"})
    page(client, world.coordinator, "practicum:visit", contact.pk)
    client.post(reverse("practicum:visit_acknowledge", args=[contact.pk]), {"remark": "Рақмет"})
    contact.report.refresh_from_db()
    assert contact.report.status == "acknowledged"
    assert world.school.short_name in page(client, world.leader, "practicum:desk")


@pytest.mark.parametrize("language, words", [("kk", "Келгенін растау"), ("ru", "Подтверждение прибытия")])
def test_the_referral_prints_leaders_and_a_tear_off_part(world, language, words):
    placement = world.placement(route="Жатақхана")
    paper = render_and_read(Referral, placement, language)
    assert (
        all(text in paper.text for text in (words, placement.student.full_name, world.leader.full_name, "Жатақхана")) and paper.count == 1
    )


@pytest.mark.parametrize("language, words", [("kk", "БҰЙЫРАМЫН"), ("ru", "ПРИКАЗЫВАЮ")])
def test_the_order_prints_its_rows(world, language, words):
    placement = world.placement()
    paper = render_and_read(SchoolOrderPaper, placement.order, language)
    assert words in paper.text and placement.student.last_name in paper.text and placement.order.number in paper.text


@pytest.mark.parametrize("language, words", [("kk", "Балалармен жұмысқа жіберілді"), ("ru", "Допущен(а) к работе с детьми")])
def test_the_sheet_of_admission_prints_ten_points(world, language, words):
    placement = world.placement()
    paper = render_and_read(AdmissionSheet, placement, language)
    assert words in paper.text and "М-1" in paper.text and paper.count == 1


@pytest.mark.parametrize("language, words", [("kk", "Жетістіктер"), ("ru", "Успехи")])
def test_the_report_on_a_visit_prints_its_rows(world, language, words):
    world.placement()
    paper = render_and_read(VisitReportPaper, visit(world, timezone.localdate()).report, language)
    assert words in paper.text and "Кері байланыс" in paper.text
