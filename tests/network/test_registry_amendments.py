"""Supplementary agreements (2.6 Amendment, NW-11)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import WrongState
from core.uploads import check_upload
from network.errors_life import AlreadyAnswered, AlreadyAsked, BothLanguages, DayOutside, NothingChanges, PartyAlready, ReasonNeeded
from network.models import AgreementClause, AgreementVersion
from network.services import life
from network.services.life import amendment_signing, amendments
from tests.factories.files import pdf, upload
from tests.factories.life import at, day, living, party, periods, voice
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    made = living("PRAC", parties=[OrganisationFactory(college=True), OrganisationFactory()], starts=day("01.09.2025"))
    version = AgreementVersion.objects.create(agreement=made, number=1)
    for position, number in enumerate(("1", "1.1", "1.2"), 1):
        AgreementClause.objects.create(
            version=version,
            section=1,
            number=number,
            position=position,
            is_heading=number == "1",
            text_kk=f"{number} мәтін",
            text_ru=f"{number} текст",
        )
    version.fixed_at = timezone.now()
    version.save()
    return made


@pytest.fixture
def draft(agreement):
    return life.draft_amendment(agreement=agreement, party=party(agreement), by=voice(agreement), reason="Орын саны өсті")


def clause(amendment, number="1.1"):
    return amendment.version.clauses.get(number=number)


def change(amendment, number="1.1"):
    return life.change_clause(amendment=amendment, key=clause(amendment, number).key, text_kk="Жаңа мәтін", text_ru="Новый текст", by=None)


def sign(amendment, who):
    scan = check_upload(upload(pdf(), "a.pdf"))
    return life.sign_amendment(
        amendment=amendment, party=who, signer="Сынақов Е.", signed_on=timezone.localdate(), scan=scan, by=voice(amendment.agreement)
    )


def sign_all(amendment):
    for who in amendment_signing.signing_parties(amendment):
        signature = sign(amendment, who)
        if not signature.counts:
            life.check_signature(signature=signature, is_right=True, by=voice(amendment.agreement))
    amendment.refresh_from_db()


def test_changed_clauses_make_the_next_version_with_a_readable_difference(agreement, draft):
    change(draft)
    life.add_clause(amendment=draft, section=1, text_kk="Қосылды", text_ru="Добавлено", by=None)
    assert [(c.number, c.old_ru, c.new_ru) for c in amendments.differences(draft)] == [
        ("1.1", "1.1 текст", "Новый текст"),
        ("1.3", "", "Добавлено"),
    ]
    life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    sign_all(draft)
    assert draft.status == "in_force" and amendments.text_in_force(agreement) == draft.version
    assert (draft.number, draft.version.number) == (1, 2)


def test_a_new_end_adds_a_period_and_an_earlier_one_cuts(agreement, draft):
    with at("2026-03-01 12:00"):
        life.set_amendment_terms(amendment=draft, ends_on=day("31.08.2030"), effective_on=None)
        life.send_to_sign(amendment=draft, by=voice(draft.agreement))
        sign_all(draft)
        assert periods(agreement) == [("01.09.2025", "31.08.2028"), ("01.09.2028", "31.08.2030")]
        second = life.draft_amendment(agreement=agreement, party=party(agreement), by=None, reason="Қысқарту")
        life.set_amendment_terms(amendment=second, ends_on=day("31.08.2027"), effective_on=None)
        life.send_to_sign(amendment=second, by=voice(second.agreement))
        sign_all(second)
    agreement.refresh_from_db()
    assert periods(agreement) == [("01.09.2025", "31.08.2027")] and agreement.ends_on == day("31.08.2027")
    assert second.number == 2


def test_an_organisation_joins_when_it_and_every_other_party_has_signed(agreement, draft):
    newcomer = OrganisationFactory()
    life.add_party(amendment=draft, organisation=newcomer, by=None)
    with pytest.raises(PartyAlready):
        life.add_party(amendment=draft, organisation=newcomer, by=None)
    life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    for who in amendment_signing.signing_parties(draft)[:2]:
        signature = sign(draft, who)
        if not signature.counts:
            life.check_signature(signature=signature, is_right=True, by=None)
    assert agreement.parties.get(organisation=newcomer).status == "invited"
    life.check_signature(signature=sign(draft, agreement.parties.get(organisation=newcomer)), is_right=True, by=None)
    assert agreement.parties.get(organisation=newcomer).status == "signed"


def test_a_scan_that_is_not_right_is_handed_in_again(agreement, draft):
    change(draft)
    life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    other = party(agreement, 1)
    signature = sign(draft, other)
    with pytest.raises(AlreadyAnswered):
        sign(draft, other)
    with pytest.raises(ReasonNeeded):
        life.check_signature(signature=signature, is_right=False, by=None)
    life.check_signature(signature=signature, is_right=False, by=None, reason="Қол жоқ")
    assert sign(draft, other).pk != signature.pk


def test_amendments_refuse_what_makes_no_sense(agreement, draft):
    with pytest.raises(AlreadyAsked):
        life.draft_amendment(agreement=agreement, party=party(agreement), by=None, reason="Тағы")
    with pytest.raises(NothingChanges):
        life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    with pytest.raises(BothLanguages):
        life.change_clause(amendment=draft, key=clause(draft).key, text_kk="Жаңа", text_ru=" ", by=None)
    with pytest.raises(DayOutside):
        life.set_amendment_terms(amendment=draft, ends_on=day("31.08.2020"), effective_on=None)
    change(draft)
    life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    with pytest.raises(WrongState):
        change(draft)


def test_a_withdrawn_amendment_leaves_the_text_and_frees_no_number(agreement, draft):
    change(draft)
    life.withdraw_amendment(amendment=draft, by=None, reason="Керек емес")
    assert amendments.text_in_force(agreement).number == 1
    assert life.draft_amendment(agreement=agreement, party=party(agreement), by=None, reason="Тағы").number == 2


def test_the_pages_lead_from_reason_to_signature(client, agreement):
    client.force_login(voice(agreement))
    assert client.post(reverse("network:amendment_new", args=[agreement.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("network:amendment_new", args=[agreement.pk]), {"reason": "Орын саны"})
    made = agreement.amendments.get()
    page = reverse("network:amendment", args=[made.pk])
    row = clause(made)
    client.post(reverse("network:amendment_clause", args=[made.pk, row.pk]), {"text_kk": "Жаңа", "text_ru": "Новое"})
    bad = client.post(reverse("network:amendment_party", args=[made.pk]), {"bin": "123"})
    assert bad.status_code == 422 and bad.context["party_form"].errors["bin"]
    client.post(reverse("network:amendment_send", args=[made.pk]))
    assert "Новое" in client.get(page).content.decode()
    today = f"{timezone.localdate():%Y-%m-%d}"
    data = {"signer": "Сынақов Е.", "signed_on": today, "scan": upload(pdf(), "a.pdf")}
    assert client.post(reverse("network:amendment_sign", args=[made.pk]), data).status_code == 302
    client.force_login(voice(agreement, 1))
    client.post(reverse("network:amendment_sign", args=[made.pk]), data | {"scan": upload(pdf(), "b.pdf")})
    client.force_login(voice(agreement))
    waiting = made.version.signatures.get(verdict="unverified")
    client.post(reverse("network:amendment_check", args=[waiting.pk]))
    made.refresh_from_db()
    assert made.status == "in_force"


def test_the_other_party_may_not_judge_scans(client, agreement, draft):
    change(draft)
    life.send_to_sign(amendment=draft, by=voice(draft.agreement))
    signature = sign(draft, party(agreement, 1))
    client.force_login(voice(agreement, 1))
    assert client.post(reverse("network:amendment_check", args=[signature.pk])).status_code == 403
