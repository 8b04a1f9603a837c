"""A party that is closed or reorganised: while it signs (§9.13) and in an agreement that lives (NR58)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.errors import WrongState
from core.todos import todos_of
from network.documents.agreements.notices import NoticeForm
from network.errors_life import NotAParty, NotGone, NotInForce, NumberTaken, SuccessorMissing
from network.models import Agreement, AgreementObligation, RegistryEntry, Role
from network.queries_life import succeeded_by
from network.services import agreements as services
from network.services import contract_registry, life
from network.services.agreements import in_force
from network.services.life.stops import gone_parties
from network.services.organisations import close_organisation, reorganise_organisation
from tests.documents.reading import render_and_read
from tests.factories.agreements import being_signed, signature_of
from tests.factories.life import living, voice
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


def gone(organisation, successor=None):
    """Reorganised into the successor, or closed."""
    by = user_with_role(Role.REGION_OPERATOR)
    if successor:
        reorganise_organisation(organisation=organisation, successor=successor, by=by, reason="Бұйрық")
    else:
        close_organisation(organisation=organisation, by=by, reason="Бұйрық")
    organisation.refresh_from_db()


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def host():
    return OrganisationFactory(enterprise=True)


@pytest.fixture
def agreement(school, host):
    return being_signed(school, host, by=user_with_role(Role.ORG_COORDINATOR, school))


def place_of(agreement, organisation):
    return agreement.parties.get(organisation=organisation)


def refreshed(row):
    row.refresh_from_db()
    return row


def test_a_successor_takes_the_place_and_the_same_number_is_signed_to_the_end(agreement, school, host):
    number, heir = agreement.number, OrganisationFactory(enterprise=True, head_name="Демоева Гүл")
    signature = signature_of(place_of(agreement, host))
    gone(host, heir)
    assert refreshed(agreement).status == "review" and refreshed(signature).is_void
    assert [p.organisation.successor for p in gone_parties(agreement)] == [heir]
    by = user_with_role(Role.ORG_COORDINATOR, school)
    new = life.put_successor(party=place_of(agreement, host), by=by)
    assert (new.organisation, new.signatory_name, new.status) == (heir, "Демоева Гүл", "invited")
    assert not gone_parties(agreement) and {p.status for p in agreement.parties.all()} == {"invited"}
    for side in agreement.parties.all():
        services.agree(party=side, by=by)
    services.fix_for_signing(agreement=refreshed(agreement), by=by)
    assert refreshed(agreement).status == "signing" and agreement.number == number


def test_a_party_without_a_successor_is_taken_out_and_the_others_sign(school):
    partners = [OrganisationFactory(enterprise=True) for _n in range(2)]
    by = user_with_role(Role.ORG_COORDINATOR, school)
    agreement = being_signed(school, *partners, by=by, kind="COOP")
    gone(partners[1])
    refreshed(agreement)
    with pytest.raises(SuccessorMissing):
        life.put_successor(party=place_of(agreement, partners[1]), by=by)
    with pytest.raises(NotGone):
        life.take_out(party=place_of(agreement, partners[0]), acting=place_of(agreement, school), by=by)
    out = life.take_out(party=place_of(agreement, partners[1]), acting=place_of(agreement, school), by=by)
    assert out.status == "left" and not gone_parties(agreement)
    for organisation in (school, partners[0]):
        services.agree(party=place_of(agreement, organisation), by=by)
    services.fix_for_signing(agreement=agreement, by=by)
    refreshed(agreement)
    for organisation in (school, partners[0]):
        side = place_of(agreement, organisation)
        document = services.head_version(agreement).document
        document.production, document.sha256 = "ready", "1" * 64
        document.pages, document.issued_at, document.file = 1, timezone.now(), "x.pdf"
        document.save()
        services.hash_of_paper(services.head_version(agreement))
        services.decide_signature(signature=signature_of(side), accept=True, by=by, as_organisations={school.pk})
    assert refreshed(agreement).status in {"signed", "in_force"}
    assert not in_force(["COOP"], school, partners[1], timezone.localdate())


def test_where_the_initiator_is_no_more_another_party_goes_on(agreement, school, host):
    gone(school)
    mine = place_of(refreshed(agreement), host)
    with pytest.raises(NotAParty):
        life.take_out(party=place_of(agreement, school), acting=None, by=None)
    life.take_out(party=place_of(agreement, school), acting=mine, by=user_with_role(Role.ORG_COORDINATOR, host))
    assert refreshed(agreement).initiator == host and agreement.number


def test_a_number_that_the_successor_has_given_itself_is_not_doubled(agreement, school):
    heir = OrganisationFactory()
    living("CG", parties=[heir, OrganisationFactory(enterprise=True)], number=agreement.number, number_year=agreement.number_year)
    gone(school, heir)
    with pytest.raises(NumberTaken):
        life.put_successor(party=place_of(refreshed(agreement), school), by=None)


def test_the_page_proposes_the_successor_or_the_removal_to_whoever_decides(client, agreement, school, host):
    heir = OrganisationFactory(enterprise=True)
    gone(host, heir)
    page = reverse("network:agreement", args=[agreement.pk])
    put = reverse("network:gone_party", args=[place_of(agreement, host).pk, "successor"])
    client.force_login(user_with_role(Role.ORG_COORDINATOR, heir))
    assert put not in client.get(page).content.decode()
    assert client.post(put).status_code == 403
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    shown = client.get(page).content.decode()
    assert put in shown and reverse("network:gone_party", args=[place_of(agreement, host).pk, "remove"]) in shown
    assert client.post(put).status_code == 302
    assert place_of(agreement, heir).status == "invited" and put not in client.get(page).content.decode()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()))
    assert client.post(put).status_code == 404


def test_by_a_notice_of_change_the_successor_is_a_party_and_history_keeps_the_old_name(django_capture_on_commit_callbacks, school, host):
    agreement = living("PRAC", parties=[OrganisationFactory(college=True), school])
    other = voice(agreement)
    old = place_of(agreement, school)
    owed = AgreementObligation.objects.create(party=old, text_kk="Орын", text_ru="Места")
    entry = contract_registry.register_contract(agreement, by=None, registrar=OrganisationFactory(career_centre=True))
    contract_registry.register(entry=entry, by=user_with_role(Role.REGION_OPERATOR, entry.registrar))
    heir = OrganisationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        gone(school, heir)
        person = user_with_role(Role.ORG_COORDINATOR, heir)
        assert succeeded_by(person) == [old]
        notice = life.succeed(party=old, by=person, details={"signatory_name": "Үлгібаев А."})
    assert (notice.kind, notice.status, notice.from_party) == ("change", "effective", old)
    new = place_of(agreement, heir)
    assert (new.status, new.predecessor, new.signatory_name) == ("signed", old, "Үлгібаев А.") and new.requisites["bin"] == heir.bin
    assert refreshed(old).status == "left" and old.organisation == school and refreshed(owed).party == new
    today = timezone.localdate()
    assert in_force(["PRAC"], heir, agreement.initiator, today) and in_force(["PRAC"], school, agreement.initiator, today)
    assert RegistryEntry.objects.visible_to(person).filter(pk=entry.pk).exists()
    assert any(str(heir) in one.message for one in Notice.objects.filter(user=other))
    assert not succeeded_by(refreshed_user(person))
    with pytest.raises(NotGone):
        life.succeed(party=old, by=person)


def refreshed_user(person):
    return type(person).objects.get(pk=person.pk)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_paper_of_the_notice_names_both(language, school):
    agreement = living("PRAC", parties=[OrganisationFactory(college=True), school])
    heir = OrganisationFactory()
    gone(school, heir)
    notice = life.succeed(party=place_of(agreement, school), by=user_with_role(Role.ORG_COORDINATOR, heir))
    text = " ".join(render_and_read(NoticeForm, notice, language).text.split())
    assert school.full_name_in(language) in text and heir.full_name_in(language) in text and heir.bin in text


def test_a_successor_that_is_a_party_already_goes_on_alone_and_with_one_party_left_the_agreement_ends(school):
    college, heir = OrganisationFactory(college=True), OrganisationFactory()
    three = living("NET", parties=[college, school, heir])
    two = living("COOP", parties=[heir, school])
    gone(school, heir)
    person = user_with_role(Role.ORG_COORDINATOR, heir)
    life.succeed(party=place_of(two, school), by=person)
    assert refreshed(two).status == "terminated" and two.periods.get().valid_until == timezone.localdate()
    Agreement.objects.filter(pk=three.pk).update(kind="COOP")
    life.succeed(party=place_of(three, school), by=person)
    assert refreshed(three).status == "in_force"
    assert sorted(three.parties.values_list("status", flat=True)) == ["left", "signed", "signed"]


def test_succession_refuses_what_makes_no_sense(agreement, school, host):
    alive = living("CG", parties=[school, host])
    with pytest.raises(NotGone):
        life.succeed(party=place_of(alive, host), by=None)
    with pytest.raises(NotInForce):
        life.succeed(party=place_of(agreement, host), by=None)
    with pytest.raises(NotGone):
        life.put_successor(party=place_of(Agreement.objects.get(pk=reviewed(agreement)), host), by=None)
    gone(host)
    with pytest.raises(SuccessorMissing):
        life.succeed(party=place_of(alive, host), by=None)
    with pytest.raises(WrongState):
        life.take_out(party=place_of(alive, host), acting=None, by=None)


def reviewed(agreement):
    services.reopen(agreement=agreement, by=None, reason="Мәтін")
    return agreement.pk


def test_the_successor_is_led_from_the_home_page_to_the_notice(client, school):
    agreement = living("PRAC", parties=[OrganisationFactory(college=True), school])
    heir = OrganisationFactory()
    gone(school, heir)
    person = user_with_role(Role.ORG_COORDINATOR, heir)
    client.force_login(person)
    assert "succession" in {todo.code for todo in todos_of(person)}
    page = reverse("network:succession_notice", args=[place_of(agreement, school).pk])
    assert page in client.get(reverse("network:succession")).content.decode()
    assert page in client.get(reverse("network:agreement_life", args=[agreement.pk])).content.decode()
    assert page in client.get(reverse("network:agreement", args=[agreement.pk])).content.decode()
    shown = client.get(page)
    assert shown.context["form"].initial["signatory_name"] == heir.head_name
    data = dict.fromkeys(("signatory_name", "signatory_position_kk", "signatory_position_ru", "basis_kk", "basis_ru"), "х")
    assert client.post(page, data | {"signatory_name": ""}).status_code == 422
    assert client.post(page, data).status_code == 302
    assert place_of(agreement, heir).signatory_name == "х"
    client.force_login(voice(agreement))
    assert client.get(page).status_code == 403


def test_only_the_successor_sees_and_tells(client, school):
    agreement = living("PRAC", parties=[OrganisationFactory(college=True), school])
    gone(school, OrganisationFactory())
    client.force_login(user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()))
    assert client.get(reverse("network:succession_notice", args=[place_of(agreement, school).pk])).status_code == 404
    assert not client.get(reverse("network:succession")).context["lines"]
