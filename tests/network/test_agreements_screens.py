"""Screens of agreements: S14, S15, rights, refusals beside their fields."""

import pytest
from django.utils import timezone

from core.todos import todos_of
from network.models import Agreement, Role
from network.services import agreements as services
from tests.factories.agreements import AgreementFactory, being_signed, drafted, in_review, signature_of
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    class World:
        school, partner = OrganisationFactory(), OrganisationFactory(enterprise=True)
        by = user_with_role(Role.ORG_COORDINATOR, school)
        other = user_with_role(Role.ORG_COORDINATOR, partner)

    return World


def test_the_list_finds_by_party_and_number_and_asks_few_queries(client, world, django_assert_max_num_queries):
    for _i in range(5):
        AgreementFactory(school=world.school)
    row = AgreementFactory(school=world.school, host=world.partner)
    client.force_login(world.by)
    client.get("/agreements/")  # the first page of a session also notes that it was seen
    with django_assert_max_num_queries(12) as asked:
        page = client.get("/agreements/")
    assert len(page.context["page"].object_list) == 6, asked
    found = client.get("/agreements/", {"party": world.partner.short_name_kk[:8], "q": row.number}).context["page"].object_list
    assert [a.pk for a in found] == [row.pk]


def test_from_the_first_form_to_the_text(client, world):
    client.force_login(world.by)
    assert world.partner.short_name_kk in client.get("/agreements/new/", {"find": world.partner.bin}).content.decode()
    answer = client.post("/agreements/new/", {"kind": "CG", "initiator": world.school.pk, "partner": world.partner.pk})
    agreement = Agreement.objects.get()
    assert answer.status_code == 302 and agreement.parties.count() == 2
    for path in ("", "terms/", "places/", "parties/add/", "versions/"):
        assert client.get(f"/agreements/{agreement.pk}/{path}").status_code == 200
    side = agreement.parties.last()
    assert client.post(f"/agreements/parties/{side.pk}/", {"role_kk": "Әріптес"}).status_code == 422


def test_money_in_cg_is_refused_with_a_way_to_fin_and_the_typed_text_stays(client, world):
    """Story 5."""
    agreement = drafted("CG", world.school, world.partner, by=world.by)
    clause = services.head_version(agreement).clauses.get(number="4.1")
    client.force_login(world.by)
    answer = client.post(
        f"/agreements/clauses/{clause.pk}/", {"text_kk": "айына 50 000 ₸", "text_ru": "50 000 ₸ в месяц", "revision": clause.revision}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "айына 50 000 ₸" in page
    assert f"parent={agreement.pk}" in page and "Қаржы жеке келісіммен рәсімделеді" in page
    fin = client.get(f"/agreements/new/?kind=FIN&parent={agreement.pk}").content.decode()
    assert f'name="parent" value="{agreement.pk}"' in fin and world.partner.short_name_kk in fin


def test_two_people_on_one_clause_see_both_texts(client, world):
    """NR59."""
    agreement = drafted("CG", world.school, world.partner, by=world.by)
    clause = services.head_version(agreement).clauses.get(number="4.1")
    client.force_login(world.by)
    first = {"text_kk": "бірінші", "text_ru": "первый", "revision": clause.revision}
    assert client.post(f"/agreements/clauses/{clause.pk}/", first).status_code == 302
    answer = client.post(f"/agreements/clauses/{clause.pk}/", {**first, "text_kk": "екінші", "text_ru": "второй"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "бірінші" in page and "екінші" in page


def test_a_partner_sees_it_from_review_on_remarks_and_agrees(client, world):
    draft = drafted("CG", world.school, world.partner, by=world.by)
    client.force_login(world.other)
    assert client.get(f"/agreements/{draft.pk}/").status_code == 404
    agreement = in_review(world.school, world.partner, by=world.by)
    clause = services.head_version(agreement).clauses.get(number="1.1")
    assert client.post(f"/agreements/clauses/{clause.pk}/", {"text": "Ескертпе"}).status_code == 302
    assert client.post(f"/agreements/{agreement.pk}/steps/fix/").status_code == 403
    client.force_login(world.by)
    note = agreement.comments.get()
    assert client.post(f"/agreements/remarks/{note.pk}/answer/", {"accept": "1"}).status_code == 302
    client.force_login(world.other)
    client.post(f"/agreements/parties/{agreement.parties.last().pk}/answer/agree/")
    assert agreement.parties.last().status == "agreed"


def test_the_pages_of_signing_open(client, world):
    agreement = being_signed(world.school, world.partner, by=world.by)
    client.force_login(world.other)
    side = agreement.parties.last()
    assert client.get(f"/agreements/parties/{side.pk}/sign/").status_code == 200
    assert client.post(f"/agreements/parties/{side.pk}/sign/", {"method": "scan"}).status_code == 422
    made = signature_of(side)
    assert client.get(f"/agreements/signatures/{made.pk}/").status_code == 200
    client.force_login(world.by)
    client.post(f"/agreements/signatures/{made.pk}/decide/", {"accept": "1"})
    assert agreement.parties.last().status == "signed"


@pytest.mark.parametrize(
    "role, near, answer",
    [(Role.REGION_OPERATOR, True, 200), (Role.DEPARTMENT, True, 200), (Role.TEACHER, True, 404), (Role.ORG_COORDINATOR, False, 404)],
)
def test_who_opens_an_agreement(client, role, near, answer):
    agreement = AgreementFactory()
    home = {"region_operator": {"career_centre": True}, "department": {"edu_department": True}}.get(role)
    organisation = OrganisationFactory(**home) if home else (agreement.school if near else OrganisationFactory())
    client.force_login(user_with_role(role, organisation))
    assert client.get(f"/agreements/{agreement.pk}/").status_code == answer


def test_amounts_of_a_financial_agreement_are_for_its_parties(client, world):
    parent = AgreementFactory(school=world.school, host=world.partner, valid_until=timezone.localdate())
    fin = AgreementFactory(kind="FIN", school=world.school, host=world.partner, parent=parent, amount=777000)
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True)))
    page = client.get(f"/agreements/{fin.pk}/")
    assert page.status_code == 200 and "777" not in page.content.decode()
    assert client.get(f"/agreements/{fin.pk}/versions/").status_code == 403


@pytest.mark.parametrize("address", ["/agreements/new/", "/agreements/paper/"])
def test_looking_for_a_partner_keeps_the_ticks_and_what_was_typed(client, world, address):
    client.force_login(world.by)
    other = OrganisationFactory(enterprise=True)
    typed = {"kind": "CG", "initiator": world.school.pk, "number": "7-Қ", "partner": world.partner.pk, "find": other.bin, "search": "1"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'class="field-error' not in page
    assert f'name="partner" value="{world.partner.pk}" checked' in page and f'name="partner" value="{other.pk}"' in page
    assert '<option value="CG" selected>' in page
    assert ('value="7-Қ"' in page) == (address == "/agreements/paper/")


def test_the_home_page_says_what_waits_for_whom(world):
    agreement = in_review(world.school, world.partner, by=world.by)

    def waiting(user):
        fresh = type(user).objects.get(pk=user.pk)
        return [(todo.code, todo.args) for todo in todos_of(fresh) if todo.code.startswith("agreement_")]

    assert waiting(world.other) == [("agreement_answer", (agreement.pk,))] and waiting(world.by) == []
    services.agree(party=agreement.parties.last(), by=world.other)
    assert waiting(world.by) == [("agreement_fix", (agreement.pk,))] and waiting(world.other) == []
