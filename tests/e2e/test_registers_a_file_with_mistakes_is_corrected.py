"""9.20: an operator brings a file with mistakes, downloads the report, corrects the marked cells in it and brings that very file again."""

import pytest
from openpyxl import load_workbook

from core.sheets import xlsx_bytes
from network.models import Organisation, Role
from tests.browser import DESK
from tests.factories.numbers import demo_bin
from tests.factories.people import DistrictFactory, OrganisationFactory, user_with_role

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]

HEADER = ["БИН", "Вид", "Полное наименование (казахский)", "Полное наименование (русский)", "Краткое наименование (казахский)"]
HEADER += ["Краткое наименование (русский)", "Регион (КАТО)", "Район (КАТО)", "Местность", "Адрес (казахский)", "Адрес (русский)"]


def line(number, **changes):
    names = [f"«№ {number} мектеп» КММ", f"КГУ «Школа № {number}»", f"№ {number} мектеп", f"Школа № {number}"]
    values = [demo_bin(number), "Школа", *names, "390000000", "391000000", "Село", "Көше, 1", "ул., 1"]
    for column, value in changes.items():
        values[{"bin": 0, "kind": 1, "district": 7}[column]] = value
    return values


def test_a_file_with_mistakes_is_reported_corrected_and_loaded(page_factory, celery_worker_process, accessible, tmp_path):
    DistrictFactory()
    operator = user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True), language="ru")
    rows = [line(8101), line(8102, bin="000040001018"), line(8103, district="551000000"), line(8104)]
    (tmp_path / "schools.xlsx").write_bytes(xlsx_bytes(HEADER, rows))
    desk = page_factory(DESK, language="ru", user=operator)

    desk.goto("/organisations/")
    desk.get_by_text("Файлы", exact=True).first.click()
    desk.get_by_role("link", name="Загрузить из файла", exact=True).click()
    accessible(desk)
    bring(desk, tmp_path / "schools.xlsx")
    desk.get_by_role("heading", name="Ошибки").wait_for()
    accessible(desk)
    told = desk.locator("main").inner_text()
    assert "проверьте 12-ю цифру" in told and "551000000" in told
    assert not Organisation.objects.filter(bin=demo_bin(8101)).exists(), "nothing is in the register before it is confirmed"

    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Скачать файл с отмеченными ошибками").click()
    report = tmp_path / "report.xlsx"
    waiting.value.save_as(report)
    book = load_workbook(report)
    sheet = book.active
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(marked) == {"A3", "H4"}
    sheet["A3"], sheet["H4"] = demo_bin(8102), "391000000"
    book.save(report)

    desk.goto("/imports/new/organisations/")
    bring(desk, report)
    desk.get_by_role("button", name="Загрузить в реестр").click()
    desk.get_by_text("Файл загружен.").first.wait_for()
    assert Organisation.objects.filter(bin__in=[demo_bin(number) for number in range(8101, 8105)]).count() == 4
    desk.goto("/organisations/?q=Школа 8103")
    desk.get_by_role("link", name="Школа № 8103").wait_for()


def bring(page, path):
    """Choose the file and send it."""
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Проверить файл").click()
