"""The API of networks, agreements, plans and modules: foreign rows do not exist, steps go through the services of the screens."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from network.models import AgreementNotice, LocalAct, ModuleRecognition, RegistryEntry, Role
from network.services import plans as plan_services
from tests.factories.agreements import being_signed, drafted
from tests.factories.alignment import AlignmentWorld, ModuleFactory
from tests.factories.files import picture
from tests.factories.governance import coordinator_of, council_of, invited_meeting, network_of
from tests.factories.life import living
from tests.factories.people import AcademicYearFactory, OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.plans import PlanWorld
from tests.network.api import Program

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 12


@pytest.fixture
def stranger():
    """A coordinator of elsewhere."""
    return Program(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(region=OtherRegionFactory())))


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def coordinator(school):
    return user_with_role(Role.ORG_COORDINATOR, school)


@pytest.fixture
def host():
    return OrganisationFactory(enterprise=True)


def seen_here_and_nowhere_else(own, stranger, path, pk):
    assert own.read(f"{path}/{pk}/").status_code == 200
    assert stranger.read(f"{path}/{pk}/").status_code == 404
    assert pk not in [row["id"] for row in stranger.read(f"{path}/").json()["results"]]


def few_questions(program, django_assert_max_num_queries, *paths):
    for path in paths:
        with django_assert_max_num_queries(QUERIES_AT_MOST):
            assert program.read(f"{path}/").status_code == 200


# networks, councils, decisions


@pytest.fixture
def network():
    return network_of(schools=2)


@pytest.fixture
def meeting(network):
    return invited_meeting(council_of(network))


@pytest.fixture
def decision(meeting):
    from network.models import CouncilDecision
    from tests.factories.governance import AgendaItemFactory, CouncilDecisionFactory

    row = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
    votes = {"votes_for": 3, "votes_against": 0, "votes_abstained": 0}
    CouncilDecision.objects.filter(pk=row.pk).update(status="adopted", number="1/1", adopted_on=timezone.localdate(), **votes)
    return CouncilDecision.objects.get(pk=row.pk)


def test_networks_and_what_their_councils_do_are_read_by_members(network, meeting, decision, stranger, django_assert_max_num_queries):
    own = Program(coordinator_of(network.operator))
    rows = {"networks": network, "councils": meeting.council, "meetings": meeting, "decisions": decision}
    for path, row in rows.items():
        seen_here_and_nowhere_else(own, stranger, path, row.pk)
    inner = (f"networks/{network.pk}/members", f"networks/{network.pk}/duties", f"councils/{meeting.council_id}/members")
    few_questions(own, django_assert_max_num_queries, *rows, *inner, f"decisions/{decision.pk}/orders")
    assert own.read(f"networks/{network.pk}/members/").json()["count"] == 4


def test_a_decision_is_carried_out_by_the_council_and_not_by_a_member(network, decision):
    people = [coordinator_of(row.organisation) for row in network.memberships.order_by("pk")]
    chair, member = Program(people[0]), Program(people[-1])
    step = f"decisions/{decision.pk}/transition/"
    assert member.write(step, step="start").status_code == 403
    assert chair.write(step, step="start").json()["status"] == "in_work"
    assert chair.write(step, step="start").json()["code"] == "wrong_state"
    assert chair.write(step, step="finish", execution="Орындалды").json()["status"] == "done"


def test_an_organisation_registers_or_refuses_its_own_order_alone(network, decision):
    from network.services.decisions import expect_orders

    expect_orders(decision=decision)
    first, second = decision.orders.select_related("organisation").order_by("pk")[:2]
    own = Program(coordinator_of(first.organisation))
    to = lambda order, what: f"decisions/{decision.pk}/orders/{order.pk}/{what}/"  # noqa: E731
    today = timezone.localdate().isoformat()
    assert own.write(to(second, "register"), number="5", date=today).status_code == 403
    assert own.write(to(first, "refuse")).json()["code"] == "reason_needed"
    assert own.write(to(first, "register"), number="5").json()["field"] == "date"
    assert own.write(to(first, "register"), number="5", date=today).json()["status"] == "registered"


# agreements


def test_agreements_are_read_by_parties(coordinator, school, host, stranger, django_assert_max_num_queries):
    agreement = living("CG", parties=[school, host])
    own = Program(coordinator)
    seen_here_and_nowhere_else(own, stranger, "agreements", agreement.pk)
    parts = [f"agreements/{agreement.pk}/{part}" for part in ("parties", "signatures", "periods", "notices")]
    few_questions(own, django_assert_max_num_queries, "agreements", f"agreements/{agreement.pk}", *parts)
    shown = own.read(f"agreements/{agreement.pk}/").json()
    assert len(shown["parties"]) == 2 and "responsible_phone" not in str(shown)


def test_the_amount_is_told_to_the_parties_alone(coordinator, school, host):
    parent = living("CG", parties=[school, host])
    money = living("FIN", parties=[school, host], parent=parent, amount=50_000)
    centre = OrganisationFactory(career_centre=True, region=school.region)
    operator = Program(user_with_role(Role.REGION_OPERATOR, centre))
    assert Program(coordinator).read(f"agreements/{money.pk}/").json()["amount"] == 50_000
    assert operator.read(f"agreements/{money.pk}/").json()["amount"] is None
    assert operator.read(f"agreements/{money.pk}/signatures/").status_code == 403


def test_an_agreement_goes_through_its_steps_by_the_right_hands(coordinator, school, host):
    agreement = drafted("CG", school, host, by=coordinator)
    own, partner = Program(coordinator), Program(user_with_role(Role.ORG_COORDINATOR, host))
    step = f"agreements/{agreement.pk}/transition/"
    assert partner.write(step, step="send").status_code == 404  # a draft is the initiator's
    assert own.write(step, step="fly").status_code == 400
    assert own.write(step, step="send").json()["status"] == "review"
    assert partner.write(step, step="fix").status_code == 403
    assert partner.write(step, step="refuse", reason="").status_code in {409, 422}
    assert partner.write(step, step="agree").status_code == 200
    assert agreement.parties.get(organisation=host).status == "agreed"
    mine = agreement.parties.get(organisation=school)
    assert partner.write(step, step="agree", party=mine.pk).status_code == 403


def test_a_party_signs_by_a_scan_for_itself_alone(coordinator, school, host):
    agreement = being_signed(school, host, by=coordinator)
    own = Program(coordinator)
    mine, other = agreement.parties.get(organisation=school), agreement.parties.get(organisation=host)
    url = f"/api/v1/agreements/{agreement.pk}/signatures/"
    body = lambda party: {  # noqa: E731
        "party": party.pk,
        "scan": SimpleUploadedFile("scan.jpg", picture()),
        "signed_on": timezone.localdate().isoformat(),
    }
    assert own.post(url, body(other)).status_code == 403
    assert own.post(url, {"party": mine.pk}).status_code == 400
    made = own.post(url, body(mine))
    assert made.status_code == 201 and made.json()["method"] == "scan"
    assert own.post(url, body(mine)).json()["code"] == "signed_already"


def test_a_notice_answers_with_the_computed_day_and_is_recalled(coordinator, school, host):
    agreement = living("CG", parties=[school, host])
    own, partner = Program(coordinator), Program(user_with_role(Role.ORG_COORDINATOR, host))
    path = f"agreements/{agreement.pk}/notices/"
    other = agreement.parties.get(organisation=host)
    assert own.write(path, kind="exit", reason="х", party=other.pk).status_code == 403
    made = own.write(path, kind="exit", reason="х", on_paper=True)
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    assert own.write(f"{path}{pk}/delivered/", delivered_on=timezone.localdate().isoformat()).status_code == 403
    told = partner.write(f"{path}{pk}/delivered/", delivered_on=timezone.localdate().isoformat())
    assert told.json()["effective_on"] == AgreementNotice.objects.get(pk=pk).effective_on.isoformat()
    assert partner.write(f"{path}{pk}/recall/").status_code == 403


def test_an_entry_is_registered_by_its_registrar(coordinator, school, host, stranger):
    centre = OrganisationFactory(career_centre=True, region=school.region)
    agreement = living("CG", parties=[school, host])
    from network.services import contract_registry

    entry = contract_registry.register_contract(agreement, by=coordinator)
    own, operator = Program(coordinator), Program(user_with_role(Role.REGION_OPERATOR, centre))
    seen_here_and_nowhere_else(own, stranger, "registry-entries", entry.pk)
    step = f"registry-entries/{entry.pk}/transition/"
    assert own.write(step, step="register").status_code == 403
    assert operator.write(step, step="return").json()["code"] == "reason_needed"
    assert operator.write(step, step="register").json()["status"] == "registered"
    assert RegistryEntry.objects.get(pk=entry.pk).number == 1


# plans, events, acts


@pytest.fixture
def plans():
    return PlanWorld()


def test_plans_events_and_acts_are_read_by_members(plans, stranger, django_assert_max_num_queries):
    plan, event = plans.plan(), plans.event()
    act = LocalAct.objects.create(organisation=plans.school, type="regulation", created_by=plans.school_coordinator)
    own = Program(plans.school_coordinator)
    for path, row in {"plans": plan, "events": event, "local-acts": act}.items():
        seen_here_and_nowhere_else(own, stranger, path, row.pk)
    few_questions(own, django_assert_max_num_queries, "plans", f"plans/{plan.pk}/items", "events", "local-acts")
    line = own.read(f"plans/{plan.pk}/items/").json()[0]
    assert line["fact"] == 0 and line["planned_count"] == 5


def test_a_plan_is_handed_in_by_whoever_keeps_it(school, coordinator):
    plan = plan_services.create_plan(year=AcademicYearFactory(), kind="career", organisation=school, by=coordinator)
    teacher = Program(user_with_role(Role.TEACHER, school))
    step = f"plans/{plan.pk}/transition/"
    assert teacher.write(step, step="send").status_code == 403
    assert Program(coordinator).write(step, step="send").status_code in {200, 409, 422}  # an empty plan is refused by its own rule


def event_body(plans, **more):
    values = {"host": plans.school.pk, "title_kk": "Сессия", "title_ru": "Сессия", "kind": "plc", "mode": "onsite", "place": "Мектеп"}
    values |= {"goal_kk": "Мақсат", "goal_ru": "Цель"}
    return values | more


def test_an_event_is_added_by_staff_of_the_host_alone(plans, stranger):
    day = f"{plans.year.ends_on.year}-05-18"
    body = event_body(plans, starts=f"{day}T10:00:00+05:00", ends=f"{day}T11:00:00+05:00", override_reason="х")
    made = Program(plans.teacher).write("events/", **body)
    assert made.status_code == 201, made.json()
    assert stranger.write("events/", **body).status_code == 403
    wrong = Program(plans.teacher).write("events/", **body | {"ends": body["starts"]})
    assert wrong.json()["code"] == "end_before_start"


def test_attendance_is_marked_by_whoever_keeps_the_event(plans):
    event = plans.past_event(invited_people=[plans.teacher])
    own, path = Program(plans.school_coordinator), f"events/{event.pk}/attendance/"
    assert Program(plans.lecturer).read(path).status_code == 403
    assert own.write(path, marks=[{"person": "KP-NOONE", "mark": "present"}]).json()["field"] == "marks"
    assert own.write(path).json()["code"] == "nobody_present"
    marked = own.write(path, marks=[{"person": plans.teacher.public_id, "mark": "present"}], guests=[{"name": "Қонақ"}])
    assert marked.json()["status"] == "held"
    assert [row["name"] for row in own.read(path).json()["results"]][-1] == "Қонақ"


# modules, matrices, recognition


@pytest.fixture
def alignment():
    return AlignmentWorld()


def test_modules_and_matrices_are_read_with_outcomes_and_index(alignment, stranger, django_assert_max_num_queries):
    own = Program(alignment.methodist)
    for path, row in {"modules": alignment.module, "matrices": alignment.matrix}.items():
        seen_here_and_nowhere_else(own, stranger, path, row.pk)
    few_questions(own, django_assert_max_num_queries, "modules", "matrices", "recognitions", f"matrices/{alignment.matrix.pk}/rows")
    assert len(own.read(f"modules/{alignment.module.pk}/").json()["outcomes"]) == 2
    index = own.read(f"matrices/{alignment.matrix.pk}/").json()["index"]
    assert index["key"] == "2" and set(index) >= {"value", "expert_mean", "waiting"}


def test_a_module_is_published_by_its_organisation(alignment):
    published = Program(alignment.methodist).write(f"modules/{alignment.module.pk}/transition/", step="publish")
    assert published.json()["status"] == "published"
    other = Program(alignment.hei_methodist).write(f"modules/{alignment.module.pk}/transition/", step="archive", reason="х")
    assert other.status_code == 403


def test_a_matrix_is_sent_by_its_keeper(alignment):
    step = f"matrices/{alignment.matrix.pk}/transition/"
    assert Program(alignment.hei_methodist).write(step, step="send").status_code == 403
    assert Program(alignment.methodist).write(step, step="send").status_code in {409, 422}  # its pairs are not decided yet


def test_recognition_is_agreed_for_the_own_organisation(alignment):
    target = ModuleFactory(hei=True, organisation=alignment.university, published=True)
    alignment.module.move("publish", by=None)
    row = ModuleRecognition.objects.create(
        from_module=alignment.module, to_module=target, from_credits=5, to_credits=5, credits_recognised=5
    )
    step = f"recognitions/{row.pk}/transition/"
    assert Program(alignment.methodist).write(step, step="agree").status_code == 403
    assert Program(alignment.head).write(step, step="agree").status_code in {409, 422}  # nothing is covered yet
    assert Program(alignment.methodist).write(step, step="reject", reason="х").json()["status"] == "rejected"
