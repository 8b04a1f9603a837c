"""Files into the registers: what is checked, what is reported, what is loaded, and that loading again changes nothing."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from accounts.models import User
from core.sheets import read_rows
from documents.models import Issuer
from network.errors import ImportHasMistakes
from network.imports.base import HeadingMissing
from network.models import ClassGroup, District, Enrolment, ImportJob, Membership, Organisation, Role, RoleAssignment, Site, StaffRecord
from network.services import imports
from tests.factories.numbers import demo_bin, unique_demo_iin
from tests.factories.people import (
    AcademicYearFactory,
    ClassGroupFactory,
    DistrictFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    UserFactory,
    user_with_role,
)
from tests.factories.registers import upload

pytestmark = pytest.mark.django_db

COLUMNS = ["БСН", "Вид", "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru", "Өңір (КАТО)", "Район (КАТО)", "locality_type"]
COLUMNS += ["address_kk", "address_ru", "learners"]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def operator():
    DistrictFactory()
    return user_with_role(Role.REGION_OPERATOR)


def line(number, **changes):
    values = dict.fromkeys(COLUMNS, "")
    values |= {"БСН": demo_bin(number), "Вид": "Школа", "full_name_kk": f"«№{number} мектеп» КММ", "full_name_ru": f"КГУ «Школа №{number}»"}
    values |= {
        "short_name_kk": f"№{number} мектеп",
        "short_name_ru": f"Школа №{number}",
        "Өңір (КАТО)": "390000000",
        "Район (КАТО)": "391000000",
    }
    values |= {"locality_type": "Ауыл", "address_kk": "Көше, 1", "address_ru": "ул., 1", "learners": 300} | changes
    return [values[name] for name in COLUMNS]


def bring(by, rows, register="organisations", header=None, organisation=None, name="list.csv"):
    job = imports.start_import(register=register, upload=upload(header or COLUMNS, rows, name=name), by=by, organisation=organisation)
    return imports.check_import(job=job)


def load(job, by, partial=False):
    return imports.load_import(job=imports.confirm_import(job=job, by=by, partial=partial))


def test_ten_thousand_rows_with_fifty_planted_mistakes_report_exactly_those_fifty(operator):
    rows = [line(number) for number in range(10_000, 20_000)]
    wrong = {}
    spoil = [("БСН", "000040001018"), ("Вид", "театр"), ("short_name_kk", ""), ("Район (КАТО)", "551000000"), ("learners", "көп")]
    for number in range(50):
        place, (column, value) = number * 197 + 3, spoil[number % 5]
        rows[place][COLUMNS.index(column)] = value
        wrong[place + 2] = column
    job = bring(operator, rows)
    found = dict(job.errors.values_list("row", "column"))
    codes = {"БСН": "bin", "Вид": "kind", "short_name_kk": "short_name_kk", "Район (КАТО)": "district", "learners": "learners"}
    assert found == {row: codes[column] for row, column in wrong.items()}
    assert (job.total, job.bad, job.created, job.status) == (10_000, 50, 9_950, "checked")
    assert not Organisation.objects.filter(kind="school").exists()


def test_a_wrong_row_keeps_everything_out_until_the_right_rows_alone_are_wanted(operator):
    job = bring(operator, [line(21), line(22, БСН="000040001018")])
    with pytest.raises(ImportHasMistakes):
        imports.confirm_import(job=job, by=operator)
    job = load(job, operator, partial=True)
    assert job.status == "done" and Organisation.objects.filter(kind="school").count() == 1


def test_the_same_file_again_changes_nothing_and_a_corrected_one_changes_its_rows(operator):
    load(bring(operator, [line(31), line(32)]), operator)
    school = Organisation.objects.get(bin=demo_bin(31))
    assert (school.status, school.region.kato, school.learners, school.is_rural) == ("active", "390000000", 300, True)
    again = bring(operator, [line(31), line(32)])
    assert (again.created, again.changed, again.same) == (0, 0, 2)
    better = load(bring(operator, [line(31, short_name_kk="Жаңа атау"), line(32)], name="list.xlsx"), operator)
    school.refresh_from_db()
    assert (better.changed, better.same, school.short_name_kk) == (1, 1, "Жаңа атау")


def test_a_changed_name_reaches_the_letterhead_of_those_who_issue_papers(operator):
    from network.services import issuer_of

    load(bring(operator, [line(41)]), operator)
    issuer_of(Organisation.objects.get(bin=demo_bin(41)))
    load(bring(operator, [line(41, full_name_kk="Жаңа мектеп")]), operator)
    assert Issuer.objects.get(bin=demo_bin(41)).name_kk == "Жаңа мектеп"


def test_a_row_that_stands_twice_names_both_rows(operator):
    job = bring(operator, [line(51), line(52), line(51)])
    assert "2" in job.errors.get().reason_text and job.errors.get().row == 4


def test_an_operator_brings_only_the_own_region(operator):
    DistrictFactory(region=OtherRegionFactory())
    job = bring(operator, [line(61, **{"Өңір (КАТО)": "550000000", "Район (КАТО)": "551000000"})])
    assert job.errors.get().column == "region"


def test_the_report_is_the_file_with_the_wrong_cell_marked_and_can_come_back(operator):
    job = bring(operator, [line(71), line(72, learners="көп")])
    content = imports.report_of(job, "kk")
    sheet = load_workbook(io.BytesIO(content)).active
    cell = sheet.cell(row=3, column=COLUMNS.index("learners") + 1)
    assert cell.comment and cell.fill.fgColor.rgb == "FFF4CCCC" and sheet.cell(row=3, column=len(COLUMNS) + 1).value
    rows = list(read_rows(io.BytesIO(content), "report.xlsx"))
    rows[2][COLUMNS.index("learners")] = "12"
    assert bring(operator, rows[1:], header=rows[0]).bad == 0


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_reasons_speak_the_language_of_the_reader(operator, language):
    job = bring(operator, [line(81, БСН="000040001018")])
    words = {"kk": "БСН бақылау саны сәйкес емес: 12-цифрды тексеріңіз", "ru": "Контрольная цифра БИН неверна: проверьте 12-ю цифру"}
    assert job.errors.get().reason[language] == words[language]


def test_a_file_without_a_needed_column_is_refused_at_once(operator):
    with pytest.raises(HeadingMissing):
        bring(operator, [["1"]], header=["БСН"])


@pytest.mark.parametrize("number", [str(int(demo_bin(91))), f" {demo_bin(91)} "])
def test_leading_zeros_that_a_spreadsheet_ate_come_back(operator, number):
    assert bring(operator, [line(91, БСН=number)]).bad == 0


def test_a_cancelled_check_writes_nothing_and_stays_cancelled(operator):
    job = imports.start_import(register="organisations", upload=upload(COLUMNS, [line(95)]), by=operator)
    imports.cancel_import(job=job, by=operator)
    imports.run_import(pk=job.pk)
    assert ImportJob.objects.get(pk=job.pk).status == "cancelled"


PUPILS = ["ЖСН", "Тегі", "Аты", "Туған күні", "Сынып, топ"]


@pytest.fixture
def school():
    AcademicYearFactory()
    return OrganisationFactory()


@pytest.fixture
def coordinator(school):
    return user_with_role(Role.ORG_COORDINATOR, school)


def pupil(serial, name="Үлгібаев", group="8 «А»", born=""):
    return [unique_demo_iin(serial), name, "Дәулет", born, group]


def test_pupils_come_in_with_their_classes_and_the_iin_is_encrypted(school, coordinator, django_assert_max_num_queries):
    job = load(bring(coordinator, [pupil(1), pupil(3, "Мысалов"), pupil(5, group="9 «Ә»")], "pupils", PUPILS, school), coordinator)
    assert (job.status, job.created) == ("done", 3)
    child = User.objects.get(last_name="Мысалов")
    assert child.iin == unique_demo_iin(3) and child.sign_in == "none" and not child.has_usable_password()
    assert ClassGroup.objects.get(name="9 «Ә»").grade == 9
    membership = Membership.objects.get(user=child)
    assert membership.kind == "learner" and RoleAssignment.objects.get(membership=membership).role == Role.PUPIL
    assert Enrolment.objects.get(user=child).group.name == "8 «А»"
    again = bring(coordinator, [pupil(1), pupil(3, "Мысалов")], "pupils", PUPILS, school)
    assert (again.created, again.changed, again.same) == (0, 0, 2)


def test_a_pupil_with_another_class_moves_and_the_old_row_stays(school, coordinator):
    load(bring(coordinator, [pupil(11)], "pupils", PUPILS, school), coordinator)
    load(bring(coordinator, [pupil(11, group="8 «Ә»")], "pupils", PUPILS, school), coordinator)
    rows = Enrolment.objects.filter(user__last_name="Үлгібаев").order_by("pk")
    assert [(row.group.name, row.valid_until is None) for row in rows] == [("8 «А»", False), ("8 «Ә»", True)]
    assert Membership.objects.filter(user__last_name="Үлгібаев").count() == 1


def test_the_iin_of_somebody_with_another_name_and_of_another_schools_pupil_are_refused(school, coordinator):
    stranger = PupilFactory(group=ClassGroupFactory(), last_name="Демоев", first_name="Дәулет", iin=unique_demo_iin(21))
    UserFactory(last_name="Сынақов", first_name="Ерлан", iin=unique_demo_iin(23))
    job = bring(coordinator, [pupil(21, "Демоев"), pupil(23)], "pupils", PUPILS, school)
    assert list(job.errors.values_list("row", "column")) == [(2, "class_name"), (3, "last_name")]
    assert unique_demo_iin(21) not in str(job.preview) and stranger.enrolments.count() == 1


def test_staff_records_come_from_the_hr_list(school, coordinator):
    header = [
        "ЖСН",
        "Тегі",
        "Аты",
        "Лауазымы (қазақша)",
        "Қабылданған күні",
        "Шыққан күні",
        "Шығу себебі",
        "Жас маман",
        "Біліктілік санаты",
    ]
    rows = [[unique_demo_iin(31), "Сынақова", "Жанар", "Мұғалім", "01.09.2024", "", "", "иә", "педагог-модератор"]]
    job = load(bring(coordinator, rows, "staff", header, school), coordinator)
    record = StaffRecord.objects.get()
    assert job.status == "done" and (record.hired_on, record.first_job, record.category) == (dt.date(2024, 9, 1), True, "moderator")
    assert Membership.objects.get(user=record.user).position_kk == "Мұғалім"
    rows[0][5] = "01.06.2025"
    assert bring(coordinator, rows, "staff", header, school).errors.get().column == "left_reason"
    rows[0][6] = "own_wish"
    load(bring(coordinator, rows, "staff", header, school), coordinator)
    record.refresh_from_db()
    assert record.left_on == dt.date(2025, 6, 1)


def test_sites_come_in_as_drafts_of_organisations_that_one_keeps(operator):
    host, far = OrganisationFactory(enterprise=True), OrganisationFactory(enterprise=True, region=OtherRegionFactory())
    header = ["bin", "name_kk", "name_ru", "district", "address_kk", "address_ru", "min_people", "max_people"]
    row = [host.bin, "Шеберхана", "Мастерская", "391000000", "Көше, 1", "ул., 1", "5", "15"]
    job = bring(operator, [row, [far.bin, *row[1:3], "551000000", *row[4:]], [*row[:1], "Б", "Б", *row[3:6], "9", "3"]], "sites", header)
    assert list(job.errors.values_list("row", "column")) == [(3, "bin"), (4, "max_people")]
    load(job, operator, partial=True)
    site = Site.objects.get()
    assert (site.organisation, site.status, site.max_people) == (host, "draft", 15)
    assert bring(operator, [row], "sites", header).same == 1


def test_classes_come_from_a_file_and_are_corrected_by_it(school, coordinator):
    header = ["name", "grade", "language"]
    load(bring(coordinator, [["8 «А»", "8", "kk"], ["8 «Ә»", "8", "ru"]], "classes", header, school), coordinator)
    job = load(bring(coordinator, [["8 «А»", "8", "ru"]], "classes", header, school), coordinator)
    assert job.changed == 1 and ClassGroup.objects.get(name="8 «А»").language == "ru"


def test_the_kato_file_renames_adds_and_closes_with_a_successor():
    school = OrganisationFactory()
    header = ["kato", "region", "name_kk", "name_ru", "valid_until", "successor"]
    rows = [
        ["391000000", "390000000", "Қостанай қ.ә.", "Костанай г.а.", "01.09.2026", "391100000"],
        ["391100000", "390000000", "Жаңа аудан", "Новый район", "", ""],
    ]
    admin = UserFactory(superuser=True)
    assert bring(admin, rows, "districts", header).errors.get().column == "successor"  # a successor stands above whoever it follows
    load(bring(admin, rows[::-1], "districts", header), admin)
    school.refresh_from_db()
    old = District.objects.get(kato="391000000")
    assert (school.district.kato, old.active, old.successor.kato, old.valid_until) == ("391100000", False, "391100000", dt.date(2026, 9, 1))
