"""Pages of an agreement after signing: who may what, what is shown before sending, what stays typed (S14, S15, §8, §9)."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.todos import todos_of
from network.models import Agreement, AgreementNotice, Role
from network.querysets_agreements import ALIVE, decides_on
from network.services import contract_registry
from network.services.life import give_notice, propose_act
from network.services.life.night import renew_agreements
from tests.factories.files import pdf, upload
from tests.factories.life import at, day, living, party, voice
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    today = timezone.localdate()
    return living("CG", starts=today - dt.timedelta(days=20), term_kind="fixed", auto_renew=False, ends_on=today + dt.timedelta(days=300))


def url(name, *args):
    return reverse(f"network:{name}", args=args)


@pytest.mark.parametrize(
    "who, answer",
    [
        ("party", 200),
        ("other party", 200),
        ("operator", 200),
        ("department", 200),
        ("stranger", 404),
        ("far operator", 404),
        ("teacher", 404),
    ],
)
def test_who_opens_the_life_of_an_agreement(client, agreement, who, answer):
    people = {
        "party": lambda: voice(agreement),
        "other party": lambda: voice(agreement, 1),
        "operator": lambda: user_with_role(Role.REGION_OPERATOR),
        "department": lambda: user_with_role(Role.DEPARTMENT),
        "stranger": lambda: user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()),
        "far operator": lambda: user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True, region=OtherRegionFactory())),
        "teacher": lambda: user_with_role(Role.TEACHER, agreement.initiator),
    }
    client.force_login(people[who]())
    assert client.get(url("agreement_life", agreement.pk)).status_code == answer


@pytest.mark.parametrize(
    "name, more", [("notice_kinds", ()), ("notice_new", ("exit",)), ("mutual_act_new", ("suspension",)), ("amendment_new", ())]
)
def test_the_operator_reads_and_does_not_act(client, agreement, name, more):
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    assert client.get(url(name, agreement.pk, *more)).status_code == 403


@pytest.mark.parametrize("role", [Role.ORG_HEAD, Role.ORG_COORDINATOR, Role.CAREER_COORDINATOR])
def test_head_and_coordinators_act_for_their_side(client, agreement, role):
    client.force_login(voice(agreement, role=role))
    assert client.get(url("notice_kinds", agreement.pk)).status_code == 200


def test_a_late_notice_is_shown_with_both_days_and_sent_only_then(client):
    agreement = living("CG", starts=day("12.09.2025"))
    with at("2025-12-01 09:00"):
        renew_agreements()
        client.force_login(voice(agreement, 1))
        page = url("notice_new", agreement.pk, "non_renewal")
        text = client.get(page).content.decode()
        assert "2025 жылғы 31 желтоқсан" in text and "2026 жылғы 31 желтоқсан" in text
        assert not AgreementNotice.objects.exists()
        client.post(page, {"party": party(agreement, 1).pk, "seen": "2026-12-31"})
    assert AgreementNotice.objects.get().status == "late"


def test_a_deadline_that_passed_while_the_page_was_open_is_shown_anew_and_nothing_typed_is_lost(client):
    agreement = living("CG", starts=day("12.09.2025"))
    page = url("notice_new", agreement.pk, "non_renewal")
    with at("2025-12-01 00:01"):
        client.force_login(voice(agreement))
        answer = client.post(page, {"party": party(agreement).pk, "seen": "2025-12-31", "reason": "Ұзақ себеп"})
    assert answer.status_code == 422 and "Ұзақ себеп" in answer.content.decode()
    assert not AgreementNotice.objects.exists()


def test_a_paper_notice_is_confirmed_by_the_receiver_with_its_scan(client, agreement):
    client.force_login(voice(agreement))
    data = {"party": party(agreement).pk, "reason": "Себебі", "on_paper": "on", "scan": upload(pdf(), "хабарлама.pdf")}
    assert client.post(url("notice_new", agreement.pk, "exit"), data).status_code == 302
    notice = agreement.notices.get()
    assert client.get(url("notice_scan", notice.pk)).status_code == 200
    assert client.get(url("notice_delivered", notice.pk)).status_code == 403
    client.force_login(voice(agreement, 1))
    future = {"delivered_on": f"{timezone.localdate() + dt.timedelta(days=1):%Y-%m-%d}"}
    assert client.post(url("notice_delivered", notice.pk), future).status_code == 422
    assert client.post(url("notice_delivered", notice.pk), {"delivered_on": f"{timezone.localdate():%Y-%m-%d}"}).status_code == 302
    notice.refresh_from_db()
    assert notice.delivered_on == timezone.localdate()


def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(client, agreement):
    client.force_login(voice(agreement))
    data = {"party": party(agreement).pk, "reason": "Себебі", "on_paper": "on", "scan": upload(b"MZ program", "scan.pdf")}
    answer = client.post(url("notice_new", agreement.pk, "exit"), data)
    assert answer.status_code == 422 and answer.context["form"].errors["scan"]


def test_the_other_party_agrees_to_an_early_end_with_its_scan(client, agreement):
    client.force_login(voice(agreement))
    last = timezone.localdate() + dt.timedelta(days=10)
    data = {"party": party(agreement).pk, "reason": "Себебі", "on_day": f"{last:%Y-%m-%d}", "settlement": "Қарыз жоқ"}
    assert client.post(url("notice_new", agreement.pk, "termination"), data).status_code == 302
    act = agreement.acts.get()
    assert act.settlement == "Қарыз жоқ"
    for place in (0, 1):
        client.force_login(voice(agreement, place))
        assert client.post(url("mutual_act_sign", act.pk), {}).status_code == 422
        assert client.post(url("mutual_act_sign", act.pk), {"scan": upload(pdf(), "act.pdf")}).status_code == 302
    act.refresh_from_db()
    assert act.status == "agreed"
    assert client.get(url("assent_scan", act.assents.first().pk)).status_code == 200


def test_what_waits_for_a_side_stands_on_its_home_page(agreement):
    with_paper = give_notice(agreement=agreement, party=party(agreement), kind="exit", by=voice(agreement), reason="Себебі", on_paper=True)
    propose_act(
        agreement=agreement, kind="suspension", party=party(agreement), by=voice(agreement), reason="Х", on_day=timezone.localdate()
    )
    mine, theirs = voice(agreement), voice(agreement, 1)
    assert {todo.code for todo in todos_of(theirs)} >= {"agreement_act", "agreement_paper"}
    assert not {todo.code for todo in todos_of(mine)} & {"agreement_act", "agreement_paper"}
    assert with_paper.status == "sent"


def test_a_returned_line_and_the_inbox_stand_on_the_home_pages(agreement):
    centre = OrganisationFactory(career_centre=True)
    operator = user_with_role(Role.REGION_OPERATOR, centre)
    entry = contract_registry.register_contract(agreement, by=None)
    assert "registry_inbox" in {todo.code for todo in todos_of(operator)}
    contract_registry.return_entry(entry=entry, by=operator, reason="Скан жоқ")
    assert "registry_returned" in {todo.code for todo in todos_of(voice(agreement))}


def test_the_board_sorts_by_the_day_of_decision_and_costs_the_same_with_more(client):
    school = OrganisationFactory()
    today = timezone.localdate()
    person = user_with_role(Role.ORG_COORDINATOR, school)
    client.force_login(person)

    def add(days):
        living(
            "MEMO",
            parties=[school, OrganisationFactory(university=True)],
            starts=today - dt.timedelta(days=60),
            ends=today + dt.timedelta(days=days),
        )

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("agreements_ending")).status_code == 200
        return len(queries)

    add(40)
    add(5)
    assert [line.left for line in client.get(url("agreements_ending")).context["lines"]] == [5, 40]
    assert client.get(url("agreements_ending")).context["counts"] == [(7, 1), (30, 1), (90, 2)]
    few = count()
    for days in (6, 20, 33, 80, 100):
        add(days)
    assert count() == few <= 9
    page = client.get(url("agreements_ending"), {"within": "30"})
    assert page.context["page"].paginator.count == len(page.context["lines"]) == 3


def test_a_registrar_sees_a_registered_agreement_on_the_board_once_and_no_other(client):
    chamber = OrganisationFactory(kind="chamber")
    today = timezone.localdate()
    enterprise, college = OrganisationFactory(enterprise=True), OrganisationFactory(college=True)
    seen, _other = (living("PATRON", parties=[enterprise, college], starts=today, ends=today + dt.timedelta(days=9)) for _n in range(2))
    contract_registry.register_contract(seen, by=None, registrar=chamber)
    client.force_login(user_with_role(Role.REGISTRAR, chamber))
    page = client.get(url("agreements_ending"))
    assert [line.agreement for line in page.context["lines"]] == [seen]
    assert page.context["counts"] == [(7, 0), (30, 1), (90, 1)]


def test_the_day_of_decision_that_the_board_asks_for_is_the_one_that_is_indexed():
    index = next(one for one in Agreement._meta.indexes if one.name == "agreement_decides_on")
    assert index.expressions[0] == decides_on() and index.condition == Q(status__in=ALIVE)
