"""The register of organisations: search, passport, entering, loading a file."""

import pytest
import tablib

from documents.models import Issuer
from network import services
from network.errors import BinTaken, CodeTaken
from network.models import Organisation, Role
from network.resources import OrganisationResource
from tests.factories.agreements import AgreementFactory
from tests.factories.numbers import demo_bin
from tests.factories.people import (
    DistrictFactory,
    OrganisationFactory,
    OtherRegionFactory,
    RegionFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db


def passport(**changes):
    district = DistrictFactory()
    values = {
        "kind": "school",
        "code": "kos125",
        "bin": demo_bin(7001),
        "full_name_kk": "№125 гимназия",
        "full_name_ru": "Гимназия №125",
        "short_name_kk": "№125 гимназия",
        "short_name_ru": "Гимназия №125",
        "region": district.region,
        "district": district,
        "locality_type": "urban",
        "address_kk": "Демо көшесі, 5",
        "address_ru": "ул. Демо, 5",
    }
    return values | changes


def test_a_new_organisation_is_an_issuer_of_documents():
    made = services.create_organisation(by=UserFactory(), **passport())
    assert Issuer.objects.of(made).get().code == "KOS125"


def test_one_bin_and_one_code_belong_to_one_organisation():
    services.create_organisation(by=None, **passport())
    with pytest.raises(BinTaken):
        services.create_organisation(by=None, **passport(code="other"))
    with pytest.raises(CodeTaken):
        services.create_organisation(by=None, **passport(bin=demo_bin(7002), code="KOS125"))


def test_a_corrected_name_reaches_the_letterhead():
    made = services.create_organisation(by=None, **passport())
    services.change_organisation(organisation=made, by=None, full_name_kk="№125 мектеп-гимназия")
    assert Issuer.objects.of(made).get().name_kk == "№125 мектеп-гимназия"


@pytest.mark.parametrize("typed", ["алия", "Әлия", "ӘЛИЯ  молда", "молдагулова", "Мектеп алия"])
def test_search_folds_kazakh_letters_and_takes_words_in_any_order(client, typed):
    OrganisationFactory(full_name_kk="Әлия Молдағұлова атындағы мектеп", short_name_kk="Әлия мектебі")
    OrganisationFactory(short_name_kk="Басқа", full_name_kk="Басқа")
    client.force_login(UserFactory())
    page = client.get("/organisations/", {"q": typed}).context["page"]
    assert [row.short_name_kk for row in page] == ["Әлия мектебі"]


def test_filters_narrow_and_stay_in_the_address(client):
    rural = OrganisationFactory(rural=True)
    OrganisationFactory(), OrganisationFactory(enterprise=True, region=OtherRegionFactory())
    client.force_login(UserFactory())
    answer = client.get("/organisations/", {"locality": "rural", "kind": "school", "region": RegionFactory().pk})
    assert list(answer.context["page"]) == [rural]
    assert 'value="rural" selected' in answer.content.decode()
    assert list(client.get("/organisations/", {"q": rural.bin}).context["page"]) == [rural]


@pytest.mark.parametrize("query", ["?region=999999", "?kind=nothing", "?page=abc", "?sort=drop", "?q=%00"])
def test_an_address_written_by_hand_does_not_break_the_list(client, query):
    client.force_login(UserFactory())
    assert client.get(f"/organisations/{query}").status_code == 200


def test_names_stand_in_the_order_of_the_kazakh_alphabet(client):
    for name in ("Өрлеу", "Оқу", "Әлия", "Абай", "Һауа", "Ғылым", "Гүл"):
        OrganisationFactory(short_name_kk=name)
    client.force_login(UserFactory())
    names = [row.short_name_kk for row in client.get("/organisations/").context["page"]]
    assert names == ["Абай", "Әлия", "Гүл", "Ғылым", "Оқу", "Өрлеу", "Һауа"]


def test_the_passport_shows_places_agreements_and_counts(client):
    agreement = AgreementFactory()
    site = SiteFactory(organisation=agreement.host)
    client.force_login(user_with_role(Role.MENTOR, agreement.host))
    page = client.get(f"/organisations/{agreement.host.pk}/").content.decode()
    for text in (site.name_kk, agreement.number, agreement.host.bin, "Тәлімгер"):
        assert text in page


def test_a_stranger_sees_the_passport_without_agreements_and_people(client):
    agreement = AgreementFactory()
    client.force_login(user_with_role(Role.ORG_COORDINATOR))
    page = client.get(f"/organisations/{agreement.school.pk}/").content.decode()
    assert agreement.number not in page and "/people/" not in page and "/edit/" not in page


@pytest.mark.parametrize(
    ("role", "near", "answer"), [(Role.REGION_OPERATOR, True, 200), (Role.REGION_OPERATOR, False, 403), (Role.ORG_HEAD, True, 403)]
)
def test_an_operator_corrects_organisations_of_the_own_region(client, role, near, answer):
    school = OrganisationFactory()
    home = OrganisationFactory(career_centre=True, **({} if near else {"region": OtherRegionFactory()}))
    client.force_login(user_with_role(role, home))
    assert client.get(f"/organisations/{school.pk}/edit/").status_code == answer


def test_a_wrong_bin_stands_beside_its_field_and_the_rest_is_kept(client):
    client.force_login(user_with_role(Role.REGION_OPERATOR))
    typed = passport(bin="000040001018")
    typed |= {"region": typed["region"].pk, "district": typed["district"].pk}
    answer = client.post("/organisations/new/", typed)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["bin"]
    assert "Гимназия №125" in answer.content.decode()
    right = client.post("/organisations/new/", typed | {"bin": demo_bin(7003)})
    assert right.url == f"/organisations/{Organisation.objects.get(code='kos125').pk}/"


def test_a_district_of_another_region_is_refused(client):
    school = OrganisationFactory()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, school))
    typed = passport(district=DistrictFactory(region=OtherRegionFactory()))
    answer = client.post(f"/organisations/{school.pk}/edit/", typed | {"region": typed["region"].pk, "district": typed["district"].pk})
    assert list(answer.context["form"].errors) == ["district"]


HEADERS = [
    "bin",
    "code",
    "kind",
    "full_name_kk",
    "full_name_ru",
    "short_name_kk",
    "short_name_ru",
    "region",
    "district",
    "locality_type",
    "address_kk",
    "address_ru",
]


def table(*rows):
    return tablib.Dataset(*rows, headers=HEADERS)


def row(number, code="k1", **changes):
    values = passport(code=code, bin=demo_bin(number)) | changes
    return [getattr(values[name], "kato", values[name]) for name in HEADERS]


def test_a_file_loads_repeats_without_a_change_and_names_wrong_rows():
    good, spoilt = row(8001, "k1"), row(8002, "k2", bin="123")
    dry = OrganisationResource().import_data(table(good, spoilt), dry_run=True)
    assert dry.invalid_rows[0].number == 2 and not Organisation.objects.filter(code="k1").exists()
    number = str(int(good[0]))  # a spreadsheet has eaten the leading zeros
    assert not OrganisationResource().import_data(table([number, *good[1:]]), raise_errors=True).has_errors()
    again = OrganisationResource().import_data(table(good), raise_errors=True)
    assert again.totals["skip"] == 1 and Issuer.objects.of(Organisation.objects.get(code="k1")).exists()
