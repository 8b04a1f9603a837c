"""Agreements concluded on paper (network page 2.6, last row of the table): entered with a scan, confirmed, objected to, or lapsed after ten working days."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import WrongState
from core.todos import todos_of
from core.uploads import UploadRefused
from network.errors_agreements import (
    AmountElsewhere,
    EndAgainstTerm,
    EndsBeforeStart,
    NotADraftOnPaper,
    NotThisMany,
    NumberTaken,
    PaperInFuture,
    PartyMissing,
    PartyTwice,
    ReasonNeeded,
    ScanMissing,
    TermVeryLong,
    TermWrong,
)
from network.models import Agreement, Role
from network.services import agreements as services
from network.services.agreements import in_force
from network.services.life.night import run_night
from network.workdays import add_working_days
from tests.factories.files import pdf, picture, upload
from tests.factories.life import at, day, periods
from tests.factories.paper import Paper
from tests.factories.people import OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Paper()


def confirm(world, agreement):
    services.confirm_paper(party=world.side(agreement), by=world.other)
    agreement.refresh_from_db()
    return agreement


def test_a_paper_waits_for_the_other_party_and_is_in_force_when_it_confirms(world):
    agreement = world.enter()
    assert (agreement.status, agreement.origin, agreement.number) == ("draft", "paper", "№ 7")
    assert Agreement.objects.visible_to(world.other).filter(pk=agreement.pk).exists()
    assert not in_force(["MEMO"], world.school, world.partner, timezone.localdate())
    confirm(world, agreement)
    assert agreement.status == "in_force" and not agreement.unconfirmed and agreement.signed_at
    assert [p.status for p in agreement.parties.all()] == ["signed", "signed"]
    assert in_force(["MEMO"], world.school, world.partner, timezone.localdate())


def test_silence_for_ten_working_days_confirms_and_the_silent_party_is_marked(world):
    with at("2026-03-02 10:00"):  # Monday; 8 March and Nauryz lie within the ten working days
        agreement = world.enter(date=day("01.02.2026"), ends_on=day("31.12.2027"))
        last = agreement.confirm_until
        assert last == add_working_days(day("02.03.2026"), 10) > day("12.03.2026")
    with at(last):
        assert run_night()["confirmed"] == 0
    with at(last + dt.timedelta(days=1)):
        assert run_night()["confirmed"] == 1
        assert run_night()["confirmed"] == 0
    agreement.refresh_from_db()
    assert agreement.status == "in_force" and agreement.unconfirmed
    assert list(services.unconfirmed_parties(agreement)) == [world.side(agreement)]
    services.confirm_paper(party=world.side(agreement), by=world.other)  # it may still say so
    agreement.refresh_from_db()
    assert not agreement.unconfirmed


def test_an_objection_holds_the_agreement_until_it_is_mended_and_asked_anew(world):
    agreement = world.enter()
    services.object_to_paper(party=world.side(agreement), by=world.other, reason="Нөмірі басқа")
    assert [(p.organisation, words) for p, words in services.objections_to(agreement)] == [(world.partner, "Нөмірі басқа")]
    with at(agreement.confirm_until + dt.timedelta(days=40)):
        assert run_night()["confirmed"] == 0
    services.correct_paper(agreement=agreement, by=world.by, number="№ 8", date=agreement.date, ends_on=agreement.ends_on)
    agreement.refresh_from_db()
    assert agreement.number == "№ 8" and world.side(agreement).status == "invited"
    confirm(world, agreement)
    assert agreement.status == "in_force"


def test_a_confirmed_number_stays_for_good(world):
    from django.db import IntegrityError, transaction

    agreement = confirm(world, world.enter())
    with pytest.raises(IntegrityError, match="agreement_number_stays"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(number="№ 9")
    with pytest.raises(NotADraftOnPaper):
        services.correct_paper(agreement=agreement, by=world.by, number="№ 9", date=agreement.date, ends_on=agreement.ends_on)


def test_years_that_have_passed_since_the_paper_are_added_at_once(world):
    with at("2025-12-10 10:00"):
        agreement = world.enter("CG", date=day("12.09.2023"), ends_on=None)
        confirm(world, agreement)
    assert [until for _from, until in periods(agreement)] == ["31.12.2023", "31.12.2024", "31.12.2025", "31.12.2026"]


def test_three_parties_each_have_a_word(world):
    third = OrganisationFactory(college=True)
    agreement = world.enter(partners=[world.partner, third])
    confirm(world, agreement)
    assert agreement.status == "draft"
    services.confirm_paper(party=agreement.parties.get(organisation=third), by=user_with_role(Role.ORG_HEAD, third))
    agreement.refresh_from_db()
    assert agreement.status == "in_force"


@pytest.mark.parametrize(
    "kind, fields, error",
    [
        ("MEMO", {"upload": None}, ScanMissing),
        ("MEMO", {"upload": upload(b"PK\x03\x04 office", "paper.docx")}, UploadRefused),
        ("MEMO", {"date": dt.date(2999, 1, 1)}, PaperInFuture),
        ("MEMO", {"date": None}, TermWrong),
        ("MEMO", {"ends_on": None}, TermWrong),
        ("MEMO", {"ends_on": dt.date(2001, 1, 1)}, EndsBeforeStart),
        ("MEMO", {"ends_on": dt.date(2999, 1, 1)}, TermVeryLong),
        ("CG", {"ends_on": dt.date(2001, 1, 1)}, EndsBeforeStart),
        ("CG", {"ends_on": dt.date(2999, 1, 1)}, EndAgainstTerm),
        ("MEMO", {"partners": []}, NotThisMany),
        ("RECOG", {}, PartyMissing),
        ("CG", {"amount": 50_000, "ends_on": None}, AmountElsewhere),
    ],
)
def test_what_the_paper_must_not_say(world, kind, fields, error):
    with pytest.raises(error):
        world.enter(kind, **fields)


def test_a_party_is_named_once_and_a_number_is_taken_once(world):
    with pytest.raises(PartyTwice):
        world.enter(partners=[world.partner, world.school])
    world.enter()
    with pytest.raises(NumberTaken):
        world.enter()


def test_more_than_ten_years_are_confirmed_and_a_picture_is_a_scan(world):
    end = timezone.localdate() + dt.timedelta(days=5000)
    assert world.enter(ends_on=end, confirm_long=True, upload=upload(picture(), "paper.jpg")).scan.name.endswith(".jpg")


def test_a_text_of_the_portal_is_not_made_of_a_paper(world):
    agreement = world.enter()
    with pytest.raises(WrongState):
        services.send_to_parties(agreement=agreement, by=world.by)
    with pytest.raises(WrongState):
        services.add_party(agreement=agreement, organisation=OrganisationFactory(), by=world.by)
    with pytest.raises(ReasonNeeded):
        services.object_to_paper(party=world.side(agreement), by=world.other, reason=" ")
    with pytest.raises(WrongState):
        services.object_to_paper(party=agreement.parties.get(organisation=world.school), by=world.by, reason="жоқ")
    services.withdraw_agreement(agreement=agreement, by=world.by, reason="Қате енгізілді")
    with pytest.raises(NotADraftOnPaper):
        services.confirm_paper(party=world.side(agreement), by=world.other)


def form(world, **more):
    today = timezone.localdate()
    values = {
        "kind": "MEMO",
        "initiator": world.school.pk,
        "partner": world.partner.pk,
        "number": "12/М",
        "date": today - dt.timedelta(days=9),
        "ends_on": today + dt.timedelta(days=300),
        "upload": upload(pdf(), "paper.pdf"),
    }
    return values | more


def test_from_the_button_on_the_list_to_the_other_sides_home_page(client, world):
    client.force_login(world.by)
    assert reverse("network:paper_new") in client.get("/agreements/").content.decode()
    assert world.partner.short_name_kk in client.get("/agreements/paper/", {"find": world.partner.bin}).content.decode()
    assert client.post("/agreements/paper/", form(world)).status_code == 302
    agreement = Agreement.objects.get()
    assert "paper_confirm" in {line.code for line in todos_of(world.other)}
    client.force_login(world.other)
    for path in ("", "paper/"):
        assert client.get(f"/agreements/{agreement.pk}/{path}").status_code == 200
    assert client.get(f"/agreements/{agreement.pk}/paper/scan/").getvalue().startswith(b"%PDF")
    client.post(f"/agreements/parties/{world.side(agreement).pk}/paper/object/", {"reason": "Күні басқа"})
    client.force_login(world.by)
    assert "paper_objection" in {line.code for line in todos_of(world.by)}
    assert "Күні басқа" in client.get(f"/agreements/{agreement.pk}/").content.decode()
    mended = {"number": "12/М", "date": agreement.date, "ends_on": agreement.ends_on}
    assert client.post(f"/agreements/{agreement.pk}/paper/mend/", mended).status_code == 302
    client.force_login(world.other)
    client.post(f"/agreements/parties/{world.side(agreement).pk}/paper/confirm/")
    agreement.refresh_from_db()
    assert agreement.status == "in_force"
    assert "paper_confirm" not in {line.code for line in todos_of(world.other)}


@pytest.mark.parametrize("field, typed", [("number", ""), ("date", "2999-01-01"), ("ends_on", "2001-01-01"), ("kind", "RECOG")])
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(client, world, field, typed):
    client.force_login(world.by)
    answer = client.post("/agreements/paper/", form(world, **{field: typed, "hosts_per_year": "17"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="17"' in page and f'name="partner" value="{world.partner.pk}"' in page
    assert field in answer.context["form"].errors or field == "kind"


@pytest.mark.parametrize("who, answer", [("other", 403), ("operator", 403), ("teacher", 404), ("stranger", 404)])
def test_only_the_initiator_mends_and_only_a_party_confirms(client, world, who, answer):
    agreement = world.enter()
    people = {
        "other": lambda: world.other,
        "operator": lambda: user_with_role(Role.REGION_OPERATOR),
        "teacher": lambda: user_with_role(Role.TEACHER, world.school),
        "stranger": lambda: user_with_role(Role.ORG_COORDINATOR, OrganisationFactory()),
    }
    client.force_login(people[who]())
    assert client.get(f"/agreements/{agreement.pk}/paper/mend/").status_code == answer
    own = agreement.parties.get(organisation=world.school)
    assert client.post(f"/agreements/parties/{own.pk}/paper/confirm/").status_code == answer
    for path in ("terms/", "places/", "parties/add/"):
        client.force_login(world.by)
        assert client.get(f"/agreements/{agreement.pk}/{path}").status_code == 403


def test_a_teacher_enters_no_paper(client, world):
    client.force_login(user_with_role(Role.TEACHER, world.school))
    assert client.get("/agreements/paper/").status_code == 403


def test_a_missing_partner_is_asked_for_in_plain_words_and_what_was_found_stays(client, world):
    client.force_login(world.by)
    values = form(world) | {"kind": "CG", "ends_on": "", "find": world.partner.bin}
    del values["partner"]
    page = client.post("/agreements/paper/", values)
    text = page.content.decode()
    assert page.status_code == 422 and "тараптар саны – 2" in text and f'name="partner" value="{world.partner.pk}"' in text
