"""The official list (KATO): towns and villages come in, are renamed, move and close; a split district waits for somebody's choice (2.2, 9.21)."""

import pytest

from core.sheets import read_rows
from network.models import District, Locality, Organisation, Role
from network.services import imports
from tests.factories.people import DistrictFactory, OrganisationFactory, UserFactory, user_with_role
from tests.factories.registers import upload

pytestmark = pytest.mark.django_db

HEADER = ["kato", "Район (КАТО)", "name_kk", "name_ru", "valid_until", "successor"]
DISTRICTS = ["kato", "region", "name_kk", "name_ru", "valid_until", "successor"]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def admin():
    return UserFactory(superuser=True)


@pytest.fixture
def district():
    return DistrictFactory()


def bring(by, rows, register="localities", header=None):
    return imports.check_import(job=imports.start_import(register=register, upload=upload(header or HEADER, rows), by=by))


def load(job, by):
    return imports.load_import(job=imports.confirm_import(job=job, by=by))


def place(code="391030100", name="Мысал ауылы", until="", successor=""):
    return [code, "391000000", name, "село Мысал", until, successor]


def test_the_file_adds_renames_and_closes_and_organisations_follow_the_successor(admin, district):
    load(bring(admin, [place()]), admin)
    village = Locality.objects.get()
    school = OrganisationFactory(district=district, locality=village)
    renamed = load(bring(admin, [place(name="Жаңа Мысал ауылы")]), admin)
    assert renamed.changed == 1 and Locality.objects.get().name_kk == "Жаңа Мысал ауылы"
    load(bring(admin, [place("391030200", "Үлгі ауылы"), place(until="01.09.2026", successor="391030200")]), admin)
    village.refresh_from_db()
    school.refresh_from_db()
    assert (village.active, village.successor.kato, school.locality.kato) == (False, "391030200", "391030200")


def test_the_same_file_again_changes_nothing_and_what_goes_out_comes_back(client, admin, district):
    rows = [place("391030200", "Үлгі ауылы"), place(until="01.09.2026", successor="391030200"), place("391030300", "Демо ауылы")]
    load(bring(admin, rows), admin)
    again = bring(admin, rows)
    assert (again.bad, again.same) == (0, 3)
    client.force_login(admin)
    table = list(read_rows(upload([], []).__class__("x.csv", client.get("/localities/file.csv").content), "x.csv"))
    assert len(table) == 4 and {row[0] for row in table[1:]} == {"391030100", "391030200", "391030300"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["ауыл", "391000000", "А", "А", "", ""], "kato"),
        (["391030100", "999000000", "А", "А", "", ""], "district"),
        (["391030100", "391000000", "А", "А", "01.09.2026", "391030100"], "successor"),
        (["391030100", "391000000", "А", "А", "01.09.2026", "391039900"], "successor"),
        (["391030100", "391000000", "", "А", "", ""], "name_kk"),
        (["391030100", "391000000", "А", "А", "бүгін", ""], "valid_until"),
    ],
)
def test_bad_rows_are_told_by_column(admin, district, row, column):
    assert bring(admin, [row]).errors.get().column == column


def test_a_village_cannot_stand_in_force_in_a_closed_district(admin, district):
    District.objects.filter(pk=district.pk).update(active=False)
    assert bring(admin, [place()]).errors.get().column == "district"
    assert not bring(admin, [place(until="01.09.2026")]).bad


def test_a_renamed_district_takes_its_organisations_and_a_split_one_lists_them_for_a_choice(client, admin, district):
    schools = [OrganisationFactory(district=district) for _number in range(4)]
    renamed = [
        ["391100000", "390000000", "Жаңа атау қ.ә.", "Новое имя г.а.", "", ""],
        ["391000000", "390000000", "Қостанай қ.ә.", "Костанай г.а.", "01.09.2026", "391100000"],
    ]
    load(bring(admin, renamed, "districts", DISTRICTS), admin)
    assert set(Organisation.objects.values_list("district__kato", flat=True)) == {"391100000"}
    split = [
        ["391200000", "390000000", "Солтүстік ауданы", "Северный район", "", ""],
        ["391300000", "390000000", "Оңтүстік ауданы", "Южный район", "", ""],
        ["391100000", "390000000", "Жаңа атау қ.ә.", "Новое имя г.а.", "01.10.2026", ""],
    ]
    job = load(bring(admin, split, "districts", DISTRICTS), admin)
    client.force_login(admin)
    page = client.get(job.get_absolute_url())
    rest = f"/districts/{District.objects.get(kato='391100000').pk}/rest/"
    assert rest in page.content.decode()
    assert len(client.get(rest).context["rows"]) == 4
    north = District.objects.get(kato="391200000")
    client.post(rest, {"chosen": [schools[0].pk, schools[1].pk], "target": north.pk})
    assert Organisation.objects.filter(district=north).count() == 2 and len(client.get(rest).context["rows"]) == 2


def test_everybody_reads_the_towns_of_a_district_and_only_the_platform_brings_them(client, district, django_assert_max_num_queries):
    Locality.objects.bulk_create(
        Locality(kato=f"3910{n:05d}", district=district, name_kk=f"Ауыл {n}", name_ru=f"Село {n}") for n in range(40)
    )
    client.force_login(user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True)))
    client.get(f"/districts/{district.pk}/localities/")
    with django_assert_max_num_queries(12):
        answer = client.get(f"/districts/{district.pk}/localities/")
    assert len(answer.context["page"].object_list) == 30
    assert client.get("/imports/new/localities/").status_code == 403
