"""The register at its size: search that forgives, applications, states, successors, requests to join, districts."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from core.numbers import check_bin
from core.sheets import csv_bytes, plain, xlsx_bytes
from core.states import Transition
from network import services
from network.errors import AlreadyAsked, BinTaken, IinTaken, NumberNeeded, ReasonNeeded, SuccessorNeeded
from network.models import District, JoinRequest, LegalAct, Membership, Organisation, Role, RoleAssignment
from network.organisation_search import similar_organisations
from network.services import districts as district_services
from network.services import organisations as states
from tests.factories.numbers import demo_bin, demo_iin
from tests.factories.people import (
    DistrictFactory,
    MembershipFactory,
    OrganisationFactory,
    OtherRegionFactory,
    RegionFactory,
    UserFactory,
    user_with_role,
)
from tests.factories.registers import StatusFactory

pytestmark = pytest.mark.django_db


def passport(**changes):
    district = DistrictFactory()
    values = {"kind": "school", "code": "kos125", "bin": demo_bin(7001), "full_name_kk": "№125 гимназия", "full_name_ru": "Гимназия №125"}
    values |= {"short_name_kk": "№125 гимназия", "short_name_ru": "Гимназия №125", "region": district.region, "district": district}
    return values | {"locality_type": "urban", "address_kk": "Демо көшесі, 5", "address_ru": "ул. Демо, 5"} | changes


def typed(**changes):
    values = passport(**changes)
    return values | {"region": values["region"].pk, "district": values["district"].pk, "basis_kk": "Жарғы", "basis_ru": "Устав"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("000040001018", "look at digit 12"),
        ("00004000101", "11 digits, 12 are needed"),
        ("00004000101А", "12 digits and nothing else"),
        ("000040001017", None),
        ("000040001803", None),
        ("001340001010", "month"),
    ],
)
def test_a_wrong_bin_is_told_by_what_is_wrong_with_it(number, words):
    problem = check_bin(number)
    with override("en"):
        assert problem is None if words is None else words in str(problem)


def test_nr1_a_number_whose_both_passes_give_ten_was_never_issued():
    assert all(check_bin(f"00004000189{digit}") for digit in range(10))


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("мектеп гимназия 38", True),
        ("мектепгимназия", True),
        ("38-мектеп", True),
        ("гимнзия", True),
        ("мектап гимназиа", True),
        ("театр", False),
    ],
)
def test_search_leaves_out_hyphens_and_forgives_a_mistyped_letter(client, query, finds):
    OrganisationFactory(short_name_kk="№38 мектеп-гимназия", full_name_kk="Қарағанды қаласының №38 мектеп-гимназиясы")
    client.force_login(UserFactory())
    found = [row.short_name_kk for row in client.get("/organisations/", {"q": query}).context["page"]]
    assert ("№38 мектеп-гимназия" in found) is finds


def test_a_bin_is_found_by_its_first_four_digits(client):
    school = OrganisationFactory(bin="000040001017")
    OrganisationFactory(bin="010040001016")
    client.force_login(UserFactory())
    assert list(client.get("/organisations/", {"q": "00004000"}).context["page"]) == [school]


ROWS = """
INSERT INTO network_organisation (code, kind, subkind, full_name_kk, full_name_ru, short_name_kk, short_name_ru, bin, entity, iin, legal_form, ownership,
  region_id, district_id, locality_type, address_kk, address_ru, phone, email, website, head_name, head_position_kk, head_position_ru, basis_kk, basis_ru,
  bank_details, languages, small_class, keleshek, social_risk, low_resource, video_equipment, mentor_time, pedagogical, size, agro, status)
SELECT 'b' || n, 'school', '', '№' || n || ' жалпы білім беретін мектеп', 'Школа №' || n, '№' || n || ' мектеп', 'Школа №' || n, '9' || lpad(n::text, 11, '0'),
  'legal', '', '', '', %s, %s, 'urban', 'Көше', 'Улица', '', '', '', '', '', '', 'Жарғы', 'Устав', '', '{}', false, false, false, false, false, false,
  false, '', false, 'active' FROM generate_series(1, 15000) n
"""


def test_fifteen_thousand_organisations_stay_under_twelve_queries_a_page(client, django_assert_max_num_queries):
    district = DistrictFactory()
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [district.region_id, district.pk])
        cursor.execute("ANALYZE network_organisation")
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    client.get("/organisations/")
    for address in ("", "?q=мектеп", "?q=мектап 777", "?page=400&sort=-name", "?q=90000", "?kind=school&locality=urban&sort=region"):
        with django_assert_max_num_queries(12, info=address):
            answer = client.get(f"/organisations/{address}")
        assert answer.status_code == 200 and answer.context["page"].object_list, address


def test_an_application_waits_for_the_operator_and_makes_the_applicant_coordinator(client):
    applicant = UserFactory()
    client.force_login(applicant)
    client.post("/organisations/apply/", typed())
    made = Organisation.objects.get(code="kos125")
    assert made.status == "applied" and not Membership.objects.filter(user=applicant).exists()
    assert client.post(f"/organisations/{made.pk}/decide/approve/").status_code == 403
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True)))
    assert [row.pk for row in client.get("/organisations/?state=applied").context["page"]] == [made.pk]
    client.post("/organisations/approve/", {"chosen": [made.pk]})
    made.refresh_from_db()
    assert made.status == "active" and RoleAssignment.objects.filter(membership__user=applicant, role=Role.ORG_COORDINATOR).exists()


def test_a_refused_application_keeps_its_reason_and_frees_the_bin():
    made = states.apply_organisation(by=UserFactory(), **passport())
    with pytest.raises(ReasonNeeded):
        states.reject_organisation(organisation=made, by=None, reason=" ")
    states.reject_organisation(organisation=made, by=None, reason="Қате БСН")
    assert Transition.objects.get(action="reject").reason == "Қате БСН"
    services.create_organisation(by=None, **passport(code="k2"))


def test_the_same_bin_leads_to_joining_the_organisation_that_has_it(client):
    school = OrganisationFactory(bin=demo_bin(7001))
    coordinator = user_with_role(Role.ORG_COORDINATOR, school)
    person = UserFactory()
    client.force_login(person)
    answer = client.post("/organisations/apply/", typed())
    assert answer.status_code == 422 and f"/organisations/{school.pk}/join/" in answer.content.decode()
    client.post(f"/organisations/{school.pk}/join/", {"words": "Математика мұғалімі"})
    request = JoinRequest.objects.get()
    with pytest.raises(AlreadyAsked):
        states.ask_to_join(organisation=school, by=person, words="тағы")
    client.force_login(coordinator)
    assert "Математика мұғалімі" in client.get(f"/organisations/{school.pk}/joins/").content.decode()
    client.post(f"/organisations/{school.pk}/joins/{request.pk}/accept/")
    assert Membership.objects.current().filter(user=person, organisation=school, kind="staff").exists()


def test_nr4_a_name_that_is_alike_asks_first(client):
    OrganisationFactory(full_name_kk="№ 125 ГИМНАЗИЯ", full_name_ru="Другая", bin=demo_bin(7003))
    assert similar_organisations(name_kk="№125 гимназия", name_ru="", district=DistrictFactory()).exists()
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    asked = client.post("/organisations/new/", typed())
    assert asked.status_code == 422 and asked.context["alike"] and not Organisation.objects.filter(code="kos125").exists()
    client.post("/organisations/new/", typed(sure="on"))
    assert Organisation.objects.filter(code="kos125").exists()


def test_nr3_an_entrepreneur_goes_by_iin_which_is_encrypted_and_masked(client):
    made = services.create_organisation(by=None, **passport(bin="", iin=demo_iin(4), entity="ie", kind="enterprise"))
    assert made.shown_number == f"********{demo_iin(4)[-4:]}" and made.number == demo_iin(4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT iin FROM network_organisation WHERE id = %s", [made.pk])
        assert demo_iin(4) not in cursor.fetchone()[0]
    with pytest.raises(IinTaken):
        services.create_organisation(by=None, **passport(code="k3", bin="", iin=demo_iin(4), entity="ie"))
    with pytest.raises(NumberNeeded):
        services.create_organisation(by=None, **passport(code="k4", entity="ie"))
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    answer = client.post("/organisations/new/", typed(entity="ie", code="k5", bin=demo_bin(7010)))
    assert list(answer.context["form"].errors) == ["bin"]


def test_the_database_refuses_two_numbers_none_and_a_bin_twice():
    school = OrganisationFactory()
    for wrong in ({"bin": ""}, {"iin_hash": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=school.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(bin=school.bin)
    with pytest.raises(BinTaken):
        services.create_organisation(by=None, **passport(bin=school.bin))
    Organisation.objects.filter(pk=school.pk).update(status="closed")
    assert OrganisationFactory(bin=school.bin)


def test_a_suspended_organisation_gives_no_rights_until_it_works_again():
    school = OrganisationFactory()
    coordinator = user_with_role(Role.ORG_COORDINATOR, school)
    states.suspend_organisation(organisation=school, by=None, reason="Тексеру")
    assert not RoleAssignment.objects.current().filter(membership__user=coordinator).exists()
    states.resume_organisation(organisation=school, by=None)
    assert RoleAssignment.objects.current().filter(membership__user=coordinator).exists()


def test_nr58_the_successor_takes_people_and_statuses_wait_for_a_new_check():
    old, new = OrganisationFactory(), OrganisationFactory()
    teacher = MembershipFactory(organisation=old, role=Role.TEACHER).user
    StatusFactory(organisation=old, granted=True)
    with pytest.raises(SuccessorNeeded):
        states.reorganise_organisation(organisation=old, successor=old, by=None, reason="Бұйрық")
    states.reorganise_organisation(organisation=old, successor=new, by=None, reason="Бұйрық")
    old.refresh_from_db()
    assert (old.status, old.successor) == ("reorganised", new)
    assert RoleAssignment.objects.current().get(membership__user=teacher).membership.organisation == new
    assert new.statuses.get().status == "candidate"


def test_a_closed_district_hands_over_and_a_split_one_waits_for_a_choice(client):
    school = OrganisationFactory()
    old, new = school.district, DistrictFactory(kato="391900000")
    other = OrganisationFactory(district=DistrictFactory(kato="391800000"))
    district_services.close_district(district=old, on=timezone.localdate(), successor=new, by=None)
    school.refresh_from_db()
    assert school.district == new and District.objects.get(pk=old.pk).successor == new
    district_services.close_district(district=other.district, on=timezone.localdate(), successor=None, by=None)
    client.force_login(UserFactory(superuser=True))
    page = f"/districts/{other.district_id}/rest/"
    assert other.short_name_kk in client.get(page).content.decode()
    client.post(page, {"chosen": [other.pk], "target": new.pk})
    other.refresh_from_db()
    assert other.district == new


def test_the_seeded_map_has_twenty_regions_with_centres():
    regions = RegionFactory._meta.model.objects.all()
    assert regions.count() == 20 and regions.exclude(centre_kk="").count() == 17 and District.objects.count() >= 20


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_downloads_with_its_filters(client, kind):
    school = OrganisationFactory(rural=True)
    OrganisationFactory(region=OtherRegionFactory())
    client.force_login(UserFactory())
    answer = client.get(f"/organisations/file.{kind}", {"locality": "rural"})
    assert answer.status_code == 200 and f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert school.bin in answer.content.decode() and answer.content.decode().count("\n") == 2


@pytest.mark.parametrize("text", ["=1+1", "+7 700", "-5", "@SUM(A1)", "\tx"])
def test_no_cell_runs_as_a_formula(text):
    assert b"'" in csv_bytes(["a"], [[text]]) and xlsx_bytes(["a"], [[text]])
    assert plain(f"'{text.strip() or text}") == text.strip() or text.startswith("\t")


def test_only_the_department_flags_a_school(client):
    school = OrganisationFactory()
    client.force_login(user_with_role(Role.DEPARTMENT, OrganisationFactory(edu_department=True)))
    client.post(f"/organisations/{school.pk}/flags/", {"social_risk": "on"})
    school.refresh_from_db()
    assert school.social_risk
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    assert client.get(f"/organisations/{school.pk}/flags/").status_code == 403


def test_the_passport_says_how_complete_it_is_to_those_who_keep_it(client):
    school = OrganisationFactory()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    complete = client.get(f"/organisations/{school.pk}/").context["complete"]
    assert 0 < complete.filled < complete.total and len(complete.missing) == complete.total - complete.filled
    client.force_login(UserFactory())
    assert "complete" not in client.get(f"/organisations/{school.pk}/").context


def test_an_employers_check_lasts_twelve_months(client):
    from network.services import employers

    host = OrganisationFactory(enterprise=True)
    coordinator, operator = user_with_role(Role.ORG_COORDINATOR, host), user_with_role(Role.REGION_OPERATOR)
    client.force_login(coordinator)
    client.post(
        f"/organisations/{host.pk}/employer/edit/",
        {"formats": ["trial"], "contact_name": "Мысалов", "contact_phone": "+77000000001", "rural_quota": 2},
    )
    assert employers.is_open_for_booking(host) and client.post(f"/organisations/{host.pk}/employer/check/pass/").status_code == 403
    client.force_login(operator)
    client.post(f"/organisations/{host.pk}/employer/check/pass/")
    profile = host.employer_profile
    assert employers.is_open_for_booking(host) and profile.check_until > timezone.localdate() + dt.timedelta(days=360)
    type(profile).objects.update(checked_on=timezone.localdate() - dt.timedelta(days=367))
    assert not employers.is_open_for_booking(host)


def test_a_bin_typed_for_an_entrepreneur_offers_to_switch_the_kind_and_one_press_does_it(client):
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    number = demo_bin(7020)
    asked = client.post("/organisations/new/", typed(entity="ie", code="k6", bin="", iin=number))
    assert asked.status_code == 422 and 'name="switch" value="legal"' in asked.content.decode() and number in asked.content.decode()
    client.post("/organisations/new/", typed(entity="ie", code="k6", bin="", iin=number, switch="legal"))
    assert (made := Organisation.objects.get(code="k6")).bin == number and made.entity == "legal"


def test_an_iin_typed_for_a_legal_person_offers_the_entrepreneur(client):
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    asked = client.post("/organisations/new/", typed(code="k7", kind="enterprise", bin=demo_iin(7)))
    assert asked.status_code == 422 and 'name="switch" value="ie"' in asked.content.decode()
    client.post("/organisations/new/", typed(code="k7", kind="enterprise", bin=demo_iin(7), switch="ie"))
    assert (made := Organisation.objects.get(code="k7")).iin == demo_iin(7) and made.bin == ""


def test_a_legal_act_that_nobody_has_checked_for_a_year_is_not_printed():
    today = timezone.localdate()
    act = LegalAct(checked_on=today - dt.timedelta(days=367))
    assert not act.is_printable(today) and not LegalAct(checked_on=None).is_printable(today)
    act.checked_on = today
    assert act.is_printable(today)
    act.valid_until = today - dt.timedelta(days=1)
    assert not act.is_printable(today)
