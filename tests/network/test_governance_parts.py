"""What else belongs to a network: its rules, papers of the pilot, plan, calendar and agreements in its frame, tables to download, councils of regions."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.registry import get
from network import errors_governance as errors
from network.models import AgendaItem, Council, CouncilDecision, CouncilMember, Network, NetworkMembership, PhasePaper, Role
from network.queries_governance import composition_of_members
from network.services import councils, meetings, networks, phase_papers, phases
from network.services.duties import vacancies
from network.services.phase_facts import facts_of
from tests.documents.reading import render_and_read
from tests.factories.files import pdf
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMeetingFactory,
    CouncilMemberFactory,
    NetworkDutyFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    PhasePaperFactory,
    WorkingGroupFactory,
    coordinator_of,
    council_of,
    invited_meeting,
    network_of,
)
from tests.factories.people import OrganisationFactory, OtherRegionFactory, RegionFactory, user_with_role

pytestmark = pytest.mark.django_db
POLICY = {
    "invitation_days": 3,
    "order_days": 15,
    "vacant_amber_days": 5,
    "vacant_red_days": 15,
    "quorum_percent": 60,
    "adoption_percent": 50,
    "universities": 1,
    "colleges": 1,
    "schools": 4,
}
QUESTION = {
    "question_kk": "Сұрақ",
    "question_ru": "Вопрос",
    "minutes": 10,
    "topic": "other",
    "text_kk": "Бекітілсін",
    "text_ru": "Утвердить",
}


def client_of(user):
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"network:{name}", args=args)


def operator_of(region):
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(region=region, kind="career_centre"))


def table_of(answer):
    assert answer.status_code == 200
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]


# -- rules of a network (cfg) ------------------------------------------------------------------------------------------------------


def test_the_rules_that_the_council_sets_count_from_then_on():
    network = network_of(schools=2)
    council = council_of(network)
    page = client_of(network.coordinator)
    assert page.post(url("network_policy", network.pk), {**POLICY, "vacant_red_days": 2}).status_code == 422
    assert page.post(url("network_policy", network.pk), {**POLICY, "quorum_percent": 100}).status_code == 422
    assert page.post(url("network_policy", network.pk), POLICY).status_code == 302
    meeting = CouncilMeetingFactory(council=Council.objects.get(pk=council.pk))
    assert meetings.quorum_of(meeting).needed == 3  # more than 60 % of 4
    assert "15" in page.get(url("network", network.pk)).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("chair", 200), ("member", 403), ("region_operator", 403), ("teacher", 403), ("stranger", 404)],
)
def test_the_rules_are_set_by_the_coordinator_and_the_officers_of_the_council(who, status):
    network = network_of()
    council = council_of(network)
    school = network.memberships.get(organisation__kind="school").organisation
    if who == "chair":
        council.members.filter(seat="chair").delete()
        person = CouncilMemberFactory(
            council=council, organisation=school, person=user_with_role(Role.TEACHER, school), seat="chair"
        ).person
    else:
        person = {
            "coordinator": lambda: network.coordinator,
            "member": lambda: council.members.get(seat="member").person,
            "region_operator": lambda: operator_of(network.region),
            "teacher": lambda: user_with_role(Role.TEACHER, school),
            "stranger": lambda: user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=OtherRegionFactory())),
        }[who]()
    assert client_of(person).get(url("network_policy", network.pk)).status_code == status


def test_a_closed_network_keeps_its_rules():
    network = NetworkFactory(status=Network.Status.CLOSED)
    with pytest.raises(errors.NetworkClosed):
        networks.change_policy(network=network, by=None, **POLICY)


# -- the step from the pilot to scaling (NR24) ----------------------------------------------------------------------------------------


def file():
    return SimpleUploadedFile("есеп.pdf", pdf(), "application/pdf")


def test_scaling_waits_for_the_report_that_the_council_approves_and_for_an_expert():
    network = network_of(status=Network.Status.PILOT, phase_from=timezone.localdate() - dt.timedelta(days=400))
    council = council_of(network)
    page = client_of(network.coordinator)
    shown = page.get(url("network", network.pk)).content.decode()
    assert url("phase_paper_new", network.pk) in shown and 'name="action" value="scale"' not in shown
    with pytest.raises(errors.PhaseNotReady):
        phases.move_network(network=network, action="scale", by=network.coordinator)
    form = {"title": "Пилот есебі", "author": "Университет", "dated_on": timezone.localdate().isoformat()}
    late = {**form, "kind": "pilot", "dated_on": (timezone.localdate() + dt.timedelta(days=1)).isoformat()}
    answer = page.post(url("phase_paper_new", network.pk), {**late, "file": file()})
    assert answer.status_code == 422 and "Пилот есебі" in answer.content.decode()
    assert page.post(url("phase_paper_new", network.pk), {**form, "kind": "pilot"}).status_code == 422
    table = SimpleUploadedFile("есеп.docx", b"PK\x03\x04" + b"0" * 200)
    answer = page.post(url("phase_paper_new", network.pk), {**form, "kind": "pilot", "file": table})
    assert answer.status_code == 422 and "file" in answer.context["form"].errors
    assert page.post(url("phase_paper_new", network.pk), {**form, "kind": "pilot", "file": file()}).status_code == 302
    assert page.post(url("phase_paper_new", network.pk), {**form, "kind": "expert", "file": file()}).status_code == 302
    report = PhasePaper.objects.get(kind="pilot")
    assert page.get(url("phase_paper_file", report.pk)).status_code == 200
    assert [guard.met for guard in phases.guards(network, "scale")] == [False, True]
    meeting = invited_meeting(council)
    item = AgendaItem.objects.get(council=council)
    item.meeting = meeting
    item.save()
    meetings.record_attendance(meeting=meeting, states={row.pk: ("present", "") for row in council.members.all()}, by=None)
    votes = dict.fromkeys(meetings.present_organisations(meeting), "for")
    meetings.record_item(item=item, heard="", spoke="", votes=votes, by=None)
    CouncilDecision.objects.filter(item=item).update(meeting=meeting)
    meetings.hold_meeting(meeting=meeting, by=network.coordinator)
    report.refresh_from_db()
    assert report.status == "approved"
    assert page.post(url("network_phase", network.pk), {"action": "scale", "reason": ""}).status_code == 302
    network.refresh_from_db()
    assert network.status == "scaling"


def test_a_paper_taken_back_no_longer_counts_and_its_approval_comes_too_late():
    network = network_of(status=Network.Status.PILOT)
    paper = PhasePaperFactory(network=network)
    page = client_of(network.coordinator)
    assert "пилот" in page.get(url("phase_papers", network.pk)).content.decode().lower()
    with pytest.raises(errors.ReasonNeeded):
        phase_papers.withdraw_paper(paper=paper, reason=" ", by=None)
    page.post(url("phase_paper_withdraw", paper.pk), {"reason": "Қате файл"})
    phase_papers._adopted(paper, CouncilDecision(number="1/1"))
    paper.refresh_from_db()
    assert paper.status == "withdrawn" and not facts_of(network).pilot_report[0]


def test_papers_of_the_pilot_are_attached_in_the_pilot_and_only_where_a_council_can_approve_them():
    words = {"kind": "pilot", "title": "Есеп", "author": "ЖОО", "dated_on": timezone.localdate(), "by": None}
    with pytest.raises(errors.NotInPilot):
        phase_papers.attach_paper(network=network_of(), file=file(), **words)
    with pytest.raises(errors.NoCouncil):
        phase_papers.attach_paper(network=network_of(status=Network.Status.PILOT), file=file(), **words)
    assert not PhasePaper.objects.exists()


def test_a_member_of_the_network_reads_the_papers_and_does_not_attach():
    network = network_of(status=Network.Status.PILOT)
    paper = PhasePaperFactory(network=network)
    member = client_of(coordinator_of(network.memberships.get(organisation__kind="school").organisation))
    assert member.get(url("phase_paper_file", paper.pk)).status_code == 200
    assert member.get(url("phase_paper_new", network.pk)).status_code == 403
    assert member.post(url("phase_paper_withdraw", paper.pk), {"reason": "x"}).status_code == 403


# -- two people write one question (NR59) ------------------------------------------------------------------------------------------------


def test_the_second_of_two_people_sees_both_texts_and_loses_nothing():
    network = network_of()
    item = AgendaItemFactory(meeting=CouncilMeetingFactory(council=council_of(network)))
    page = client_of(network.coordinator)
    form = {**QUESTION, "edition": item.edition}
    assert page.post(url("agenda_edit", item.pk), {**form, "question_ru": "Первый текст"}).status_code == 302
    answer = page.post(url("agenda_edit", item.pk), {**form, "question_ru": "Второй текст"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Первый текст" in shown and "Второй текст" in shown
    item.refresh_from_db()
    assert item.question_ru == "Первый текст"
    again = answer.context["form"].data
    assert page.post(url("agenda_edit", item.pk), again.dict()).status_code == 302
    item.refresh_from_db()
    assert (item.question_ru, item.edition) == ("Второй текст", 3)


def test_minutes_written_by_two_people_at_once_are_not_lost():
    network = network_of()
    council = council_of(network)
    item = AgendaItemFactory(meeting=invited_meeting(council))
    page = client_of(network.coordinator)
    assert page.post(url("agenda_vote", item.pk), {"heard": "Бірінші", "spoke": "", "edition": 1}).status_code == 302
    answer = page.post(url("agenda_vote", item.pk), {"heard": "Екінші", "spoke": "", "edition": 1})
    assert answer.status_code == 422 and "Бірінші" in answer.content.decode() and "Екінші" in answer.content.decode()


# -- figures ---------------------------------------------------------------------------------------------------------------------------


def test_the_badge_and_the_sentence_count_those_that_have_joined():
    network = network_of(schools=2)
    invited = OrganisationFactory(region=network.region)
    NetworkMembershipFactory(network=network, organisation=invited, status="applied", expected="", quantity="", quality="", valid_from=None)
    members = list(NetworkMembership.objects.filter(network=network).select_related("organisation"))
    school = composition_of_members(members, network.policy).parts[2]
    assert (school.joined_ratio, school.waiting) == ("2/10", 1)
    for address in (url("networks"), url("network", network.pk)):
        shown = client_of(network.coordinator).get(address).content.decode()
        assert "2/10" in shown and "3/10" not in shown


def test_functions_counted_in_one_query_agree_with_the_vacancies():
    network = network_of(schools=2)
    school = network.memberships.filter(organisation__kind="school").first().organisation
    NetworkDutyFactory(network=network, organisation=school)
    NetworkMembershipFactory(network=network, organisation=OrganisationFactory(region=network.region), role="observer")
    assert facts_of(network).vacant == len(vacancies(network)) == 6 * 2 + 7 + 5 - 1


def test_the_strip_of_indicators_shows_both_numbers_of_a_share():
    network = network_of()
    NetworkDutyFactory(network=network, organisation=network.memberships.get(organisation__kind="school").organisation)
    page = client_of(network.coordinator).get(url("network", network.pk))
    found = {row.code: row for row in page.context["indicators"]}
    assert found["NET01"].value == "3"
    assert "1" in str(found["NET05"].note) and "18" in str(found["NET05"].note) and found["NET05"].value == "6 %"
    assert found["NET07"].value == "—"  # nothing was due: not a false hundred


@pytest.mark.parametrize("name", ["network_plan", "network_calendar", "network_agreements"])
def test_every_tab_of_the_network_opens_for_a_teacher_of_a_member(name):
    network = network_of()
    teacher = user_with_role(Role.TEACHER, network.memberships.get(organisation__kind="school").organisation)
    assert client_of(teacher).get(url(name, network.pk)).status_code == 200


# -- tables to download --------------------------------------------------------------------------------------------------------------------


def test_the_decisions_the_matrix_and_the_list_go_out_as_tables():
    network = network_of()
    council = council_of(network)
    item = AgendaItemFactory(meeting=invited_meeting(council))
    decision = CouncilDecisionFactory(item=item)
    votes = {"votes_for": 3, "votes_against": 0, "votes_abstained": 0}
    CouncilDecision.objects.filter(pk=decision.pk).update(status="adopted", number="1/1", adopted_on=timezone.localdate(), **votes)
    duty = NetworkDutyFactory(network=network, organisation=network.memberships.get(organisation__kind="school").organisation)
    page = client_of(network.coordinator)
    decisions = table_of(page.get(url("council", network.pk), {"format": "xlsx"}))
    assert decisions[1][0] == "1/1" and decisions[1][5] in (3, "3")
    matrix = table_of(page.get(url("function_matrix", network.pk), {"format": "xlsx"}))
    assert len(matrix) == 1 + 6 + 7 + 5 and any(duty.person.full_name in row for row in matrix)
    assert not any(duty.phone in row for row in matrix)  # contacts need the permission to take personal data out
    assert table_of(page.get(url("networks"), {"format": "xlsx"}))[1][0] == network.title_kk
    teacher = client_of(user_with_role(Role.TEACHER, duty.organisation))
    assert teacher.get(url("function_matrix", network.pk), {"format": "xlsx"}).status_code == 403


# -- councils of regions and further councils of a network ------------------------------------------------------------------------------------


def test_the_operator_forms_the_council_of_the_region_and_holds_a_meeting_in_it():
    region = RegionFactory()
    operator = operator_of(region)
    page = client_of(operator)
    form = {"region": region.pk, "kind": "consultative", "seats_per_org": 2, "meets_per": "half_year", "min_meetings": 1}
    assert page.post(url("regional_council_new"), form).status_code == 302
    council = Council.objects.get(region=region)
    assert page.post(url("regional_council_new"), form).status_code == 422  # one of a kind
    assert page.get(url("seat_new", council.pk)).status_code == 200
    people = []
    for seat in ("chair", "secretary", "member"):
        organisation = OrganisationFactory(region=region)
        people.append(user_with_role(Role.ORG_COORDINATOR, organisation))
        found = page.get(url("seat_new", council.pk), {"organisation": organisation.pk})
        assert people[-1].full_name in found.content.decode()
        seated = {"organisation": organisation.pk, "person": people[-1].pk, "seat": seat, "substitute": ""}
        assert page.post(url("seat_new", council.pk), seated).status_code == 302
    chair = client_of(people[0])
    assert chair.get(url("regional_councils")).status_code == 200
    assert chair.get(url("regional_council", council.pk)).status_code == 200
    meeting = invited_meeting(council)
    item = AgendaItemFactory(meeting=meeting)
    decision = CouncilDecisionFactory(item=item)
    seats = list(council.members.all())
    answer = chair.post(url("meeting_live", meeting.pk), {f"state_{row.pk}": "present" for row in seats})
    assert answer.status_code == 302
    chair.post(url("agenda_vote", item.pk), {"heard": "", "spoke": "", "edition": 1, **{f"vote_{s.organisation_id}": "for" for s in seats}})
    chair.post(url("meeting_hold", meeting.pk))
    decision.refresh_from_db()
    assert decision.status == "adopted" and not decision.orders.exists()
    assert chair.get(url("decision", decision.pk)).status_code == 200
    assert chair.get(url("meeting", meeting.pk)).status_code == 200


def test_only_the_operator_of_the_region_forms_its_council():
    council = CouncilFactory(network=None, region=RegionFactory(), kind="consultative")
    elsewhere = client_of(operator_of(OtherRegionFactory()))
    assert elsewhere.get(url("regional_council", council.pk)).status_code == 404
    coordinator = client_of(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=council.region)))
    assert coordinator.get(url("regional_council_new")).status_code == 403
    assert coordinator.get(url("regional_council", council.pk)).status_code == 404
    with pytest.raises(errors.NotInRegion):
        stranger = OrganisationFactory(region=OtherRegionFactory())
        councils.seat_member(council=council, person=user_with_role(Role.TEACHER, stranger), organisation=stranger, by=None)


def test_a_network_has_several_councils_each_with_its_page():
    network = network_of()
    council_of(network)
    page = client_of(network.coordinator)
    form = {"kind": "interlevel", "seats_per_org": 1, "meets_per": "half_year", "min_meetings": 1}
    answer = page.post(url("council_new", network.pk), form)
    made = Council.objects.get(network=network, kind="interlevel")
    assert answer.url == f"{url('council', network.pk)}?council={made.pk}"
    shown = page.get(answer.url)
    assert shown.context["council"] == made and len(shown.context["others"]) == 2
    assert page.get(url("regional_council", made.pk)).url == answer.url
    assert page.post(url("council_new", network.pk), {**form, "kind": "consultative"}).status_code == 422  # that one is of a region


# -- NW-46 ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_composition_of_the_council_prints_seats_and_groups(language):
    network = network_of()
    council = council_of(network)
    group = WorkingGroupFactory(network=network)
    page = render_and_read(get("NW-46"), council, language)
    text = "".join(page.text.split())
    words = {
        "kk": ["Кеңестегі орны", "Өкілеттік мерзімі", "Алмастырушы", "Төраға", "Міндеті"],
        "ru": ["Место в совете", "Срок полномочий", "Замещающий", "Председатель", "Задача"],
    }
    people = [row.person.full_name for row in CouncilMember.objects.filter(council=council)]
    missing = [word for word in (*words[language], *people, group.leader.full_name) if "".join(word.split()) not in text]
    assert not missing


def test_papers_of_a_regional_council_are_issued_by_its_career_centre():
    region = RegionFactory()
    centre = operator_of(region).memberships.get().organisation
    council = CouncilFactory(network=None, region=region, kind="consultative")
    assert get("NW-46").problems(council, "kk")
    CouncilMemberFactory(council=council, organisation=OrganisationFactory(region=region))
    assert get("NW-46").issuer(council).object_id == centre.pk and not get("NW-15").suits(council)
