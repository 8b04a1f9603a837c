"""Screens of networks and councils (S10–S13): they open within few queries, refuse beside the field and lose nothing that was typed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.todos import todos_of
from network.models import AcademicYear, CouncilDecision, CouncilMember, Network, NetworkDraft, Role, Term
from network.services import meetings
from network.workdays import add_working_days
from tests.factories.files import pdf
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilMeetingFactory,
    NetworkMembershipFactory,
    coordinator_of,
    council_of,
    invited_meeting,
    network_of,
)
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"network:{name}", args=args)


@pytest.fixture
def network():
    return network_of(schools=2)


@pytest.fixture
def council(network):
    return council_of(network)


@pytest.fixture
def coordinator(network, council):
    """The coordinator of the network, who is the council's chair."""
    return client_of(network.coordinator)


def adopted(council):
    """A decision of a meeting that was held today by everybody."""
    meeting = invited_meeting(council)
    decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    meetings.record_attendance(meeting=meeting, states={row.pk: ("present", "") for row in council.members.all()}, by=None)
    votes = dict.fromkeys(meetings.present_organisations(meeting), "for")
    meetings.record_item(item=decision.item, heard="", spoke="", votes=votes, by=None)
    meetings.hold_meeting(meeting=meeting, by=council.network.coordinator)
    return CouncilDecision.objects.get(pk=decision.pk)


def school_year():
    """A school year with one term around today."""
    today = timezone.localdate()
    year = AcademicYear.objects.create(starts_on=today - dt.timedelta(days=100), ends_on=today + dt.timedelta(days=200))
    Term.objects.create(year=year, number=1, starts_on=year.starts_on, ends_on=year.ends_on)


# name of the page → the number of queries it really takes for the coordinator who may do everything there, the frame's six included
QUERIES = {
    "networks": 12,
    "network": 15,
    "function_matrix": 13,
    "council": 15,
    "working_groups": 9,
    "network_plan": 10,
    "network_calendar": 10,
    "network_agreements": 11,
    "network_policy": 8,
    "phase_papers": 8,
    "meeting": 14,
    "meeting_live": 15,
    "agenda_vote": 15,
    "decision": 13,
}


@pytest.mark.parametrize("name", QUERIES)
def test_the_pages_open_within_a_fixed_number_of_queries(coordinator, network, council, name, django_assert_max_num_queries):
    school_year()
    decision = adopted(council)
    meeting = invited_meeting(council)
    items = [AgendaItemFactory(meeting=meeting, order=n) for n in range(3)]
    for item in items:
        CouncilDecisionFactory(item=item)
    meetings.record_attendance(meeting=meeting, states={row.pk: ("present", "") for row in council.members.all()}, by=None)
    rows = {"meeting": decision.meeting_id, "meeting_live": meeting.pk, "agenda_vote": items[0].pk, "decision": decision.pk}
    address = url(name) if name == "networks" else url(name, rows.get(name, network.pk))
    coordinator.get(address)
    with django_assert_max_num_queries(QUERIES[name]):
        assert coordinator.get(address).status_code == 200


def test_every_form_of_the_room_opens(coordinator, network, council):
    meeting = CouncilMeetingFactory(council=council)
    item = AgendaItemFactory(meeting=meeting)
    decision = adopted(council)
    order = decision.orders.get(organisation=network.operator)
    member = network.memberships.get(organisation=network.operator)
    addresses = [
        url("network_new"),
        url("network_edit", network.pk),
        url("network_invite", network.pk),
        url("assign_functions", member.pk),
        url("joining", member.pk),
        url("group_new", network.pk),
        url("council_edit", council.pk),
        url("seat_new", council.pk),
        url("seat_edit", council.members.first().pk),
        url("meeting_new", council.pk),
        url("meeting", meeting.pk),
        url("meeting_edit", meeting.pk),
        url("agenda_new", meeting.pk),
        url("agenda_edit", item.pk),
        url("meeting", decision.meeting_id),
        url("decision", decision.pk),
        url("order_register", order.pk),
    ]
    assert {address: coordinator.get(address).status_code for address in addresses if coordinator.get(address).status_code != 200} == {}


def test_a_wizard_keeps_what_was_typed_when_a_field_is_wrong(network):
    leader = client_of(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(university=True)))
    goal = {"title_kk": "Жаңа желі", "title_ru": "Новая сеть", "goal_kk": "Мақсат", "goal_ru": "Цель"}
    answer = leader.post(url("network_new"), {**goal, "goal_ru": ""})
    assert answer.status_code == 422 and "Жаңа желі" in answer.content.decode()
    leader.post(url("network_new"), goal)
    draft = NetworkDraft.objects.get()
    leader.post(url("network_new_step", draft.pk, "kind"), {"scope": "pedagogical", "form": "resource", "model": "dual", "scale": "pilot"})
    answer = leader.post(url("network_new_step", draft.pk, "members"), {"q": "демо"})
    assert answer.status_code == 422
    assert leader.get(url("network_new_step", draft.pk, "plan")).status_code == 302  # not reachable yet
    page = leader.get(url("networks")).content.decode()
    assert "Жаңа желі" in page


def test_a_title_that_the_region_has_is_refused_beside_its_field(network):
    leader = client_of(network.coordinator)
    goal = {"title_kk": network.title_kk, "title_ru": "Другая", "goal_kk": "Мақсат", "goal_ru": "Цель"}
    answer = leader.post(url("network_new"), goal)
    assert answer.status_code == 422 and "title_kk" in answer.context["form"].errors


def test_an_invitation_is_answered_on_its_page_and_a_gap_is_refused(network):
    school = OrganisationFactory(region=network.region)
    leader = user_with_role(Role.ORG_COORDINATOR, school)
    member = NetworkMembershipFactory(
        network=network, organisation=school, status="applied", expected="", quantity="", quality="", valid_from=None
    )
    client = client_of(leader)
    assert [todo.code for todo in todos_of(leader)] == ["network-invitation"]
    form = {"expected": "Тәлімгерлер", "quantity": "4", "quality": "Сертификат"}
    assert client.post(url("joining", member.pk), {**form, "quality": ""}).status_code == 422
    assert client.post(url("joining", member.pk), form).status_code == 302
    member.refresh_from_db()
    assert member.status == "active"


def test_somebody_else_cannot_answer_for_the_organisation(network, coordinator):
    school = network.memberships.get(organisation__kind="college")
    assert coordinator.post(url("joining", school.pk), {"expected": "x"}).status_code == 403
    assert coordinator.get(url("assign_functions", school.pk)).status_code == 403


def test_a_person_is_named_for_several_functions_on_one_page(network):
    member = network.memberships.filter(organisation__kind="school").first()
    leader = coordinator_of(member.organisation)
    client = client_of(leader)
    page = client.get(url("assign_functions", member.pk))
    codes = [pk for pk, label in page.context["form"].fields["functions"].choices if str(label)[:2] in ("S1", "S2")]
    form = {"person": leader.pk, "functions": codes, "rasci": "R", "valid_from": timezone.localdate().isoformat()}
    assert client.post(url("assign_functions", member.pk), {**form, "functions": []}).status_code == 422
    assert client.post(url("assign_functions", member.pk), form).status_code == 302
    assert network.duties.filter(person=leader, phone=leader.phone).count() == 2
    assert any(todo.code == "network-functions" for todo in todos_of(leader))


def test_the_third_seat_is_refused_beside_the_organisation(network, council, coordinator):
    people = [user_with_role(Role.TEACHER, network.operator) for _ in range(2)]
    form = {"organisation": network.operator.pk, "seat": "member", "substitute": ""}
    assert coordinator.post(url("seat_new", council.pk), {**form, "person": people[0].pk}).status_code == 302
    answer = coordinator.post(url("seat_new", council.pk), {**form, "person": people[1].pk})
    assert answer.status_code == 422 and "Әр ұйымнан 2 өкілден артық емес" in answer.content.decode()


def test_a_meeting_goes_from_plan_to_signed_minutes_by_its_buttons(network, council, coordinator):
    day = add_working_days(timezone.localdate(), 6)
    coordinator.post(url("meeting_new", council.pk), {"planned_on": day.isoformat(), "starts_at": "15:00", "place": "Зал"})
    meeting = council.meetings.get()
    question = {
        "question_kk": "Сұрақ",
        "question_ru": "Вопрос",
        "minutes": "10",
        "topic": "plan",
        "text_kk": "Бекітілсін",
        "text_ru": "Утвердить",
    }
    assert coordinator.post(url("agenda_new", meeting.pk), {**question, "text_ru": ""}).status_code == 422
    coordinator.post(url("agenda_new", meeting.pk), question)
    coordinator.post(url("meeting_invite", meeting.pk))
    type(meeting).objects.filter(pk=meeting.pk).update(planned_on=timezone.localdate())
    seats = list(council.members.all())
    states = {f"state_{row.pk}": "present" for row in seats}
    assert coordinator.post(url("meeting_live", meeting.pk), {**states, f"state_{seats[0].pk}": "substitute"}).status_code == 422
    coordinator.post(url("meeting_live", meeting.pk), states)
    item = meeting.agenda_items.get()
    assert coordinator.get(url("agenda_vote", item.pk)).status_code == 200
    votes = {f"vote_{row.organisation_id}": "for" for row in seats}
    coordinator.post(url("agenda_vote", item.pk), {"heard": "Баяндама", "spoke": "", **votes})
    coordinator.post(url("meeting_hold", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.status == "held" and item.decisions.get().status == "adopted"
    assert any(todo.code == "council-minutes" for todo in todos_of(network.coordinator))
    coordinator.post(url("meeting_sign", meeting.pk))
    client_of(council.members.get(seat="secretary").person).post(url("meeting_sign", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.status == "signed"


def test_a_plain_member_of_the_council_reads_and_does_not_run_it(network, council):
    member = council.members.filter(seat="member").first().person
    meeting = CouncilMeetingFactory(council=council)
    client = client_of(member)
    assert client.get(url("meeting", meeting.pk)).status_code == 200
    assert client.post(url("meeting_cancel", meeting.pk), {"reason": "Нет"}).status_code == 403
    assert client.get(url("meeting_new", council.pk)).status_code == 403


def test_an_order_is_registered_with_its_scan_or_refused_with_a_reason(council):
    decision = adopted(council)
    orders = list(decision.orders.order_by("pk"))
    client = client_of(coordinator_of(orders[1].organisation))
    today = timezone.localdate()
    form = {"number": "15-н", "date": today.isoformat(), "responsible": ""}
    wrong = SimpleUploadedFile("order.docx", b"PK\x03\x04" + b"0" * 200, "application/zip")
    answer = client.post(url("order_register", orders[1].pk), {**form, "scan": wrong})
    assert answer.status_code == 422 and "15-н" in answer.content.decode()
    assert client.post(url("order_register", orders[1].pk), {**form, "date": (today + dt.timedelta(1)).isoformat()}).status_code == 422
    scan = SimpleUploadedFile("order.pdf", pdf(), "application/pdf")
    assert client.post(url("order_register", orders[1].pk), {**form, "scan": scan}).status_code == 302
    assert client.get(url("order_scan", orders[1].pk)).status_code == 200
    other = client_of(coordinator_of(orders[2].organisation))
    assert other.post(url("order_register", orders[1].pk), form).status_code == 403
    other.post(url("order_refuse", orders[2].pk), {"reason": "Штат жоқ"})
    orders[2].refresh_from_db()
    assert orders[2].status == "refused"


def test_a_foreign_network_does_not_exist(network, council):
    from tests.factories.people import OtherRegionFactory

    stranger = client_of(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=OtherRegionFactory())))
    for name in ("network", "function_matrix", "council", "working_groups"):
        assert stranger.get(url(name, network.pk)).status_code == 404
    assert Network.objects.count() == 1 and CouncilMember.objects.filter(council=council).exists()
