"""Modules with their outcomes and rows of a matrix from a file: dry run, mistakes by row, loading twice (§7, §9.19)."""

import io

import pytest
from openpyxl import load_workbook

from network.errors import ImportHasMistakes
from network.imports.base import HeadingMissing
from network.models import ImportJob, Module
from network.services import imports, matrices, modules
from tests.factories.alignment import AlignmentWorld, ModuleFactory, member
from tests.factories.people import OrganisationFactory
from tests.factories.registers import upload

pytestmark = pytest.mark.django_db

HEAD = ["code", "title_kk", "title_ru", "level", "credits", "hours", "lo_code", "lo_text_kk", "lo_text_ru", "lo_key"]
ROWS = ["module_code", "lo_code", "tve", "hei", "school_tve", "tve_hei", "protocol", "remark"]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("network.tasks.run_import.delay", lambda pk: None)


@pytest.fixture
def methodist():
    return member("methodist", OrganisationFactory(college=True))


def college_of(person):
    return person.memberships.get().organisation


def line(code="ПБО 1", lo="ОН1", *, first=True, key="иә"):
    module = ["Әдістеме", "Методика", "ТжКБ", 5, 150] if first else [""] * 5
    return [code, *module, lo, "Сабақты жоспарлайды", "Планирует урок", key]


def bring(by, *rows, head=HEAD, name="m.csv", register="modules", **target):
    target = target or {"organisation": college_of(by)}
    job = imports.start_import(register=register, upload=upload(head, rows, name=name), by=by, **target)
    return imports.check_import(job=job)


def load(job, partial=False):
    return imports.load_import(job=imports.confirm_import(job=job, by=job.requested_by, partial=partial))


def mistakes(job):
    return list(job.errors.values_list("row", "column"))


def test_a_file_makes_drafts_with_outcomes_and_twice_changes_nothing(methodist):
    rows = line(), line(lo="ОН2", first=False, key=""), line("ПБО 2")
    job = bring(methodist, *rows, name="m.xlsx")
    assert (job.created, job.bad, Module.objects.count()) == (3, 0, 0), "a dry run writes nothing"
    load(job)
    assert list(Module.objects.get(code="ПБО 1").outcomes.values_list("code", "key")) == [("ОН1", True), ("ОН2", False)]
    again = bring(methodist, *rows)
    assert (again.created, again.changed, again.same) == (0, 0, 3)


def test_the_same_outcome_code_twice_is_a_mistake_with_both_rows_and_keeps_its_module_out(methodist):
    job = bring(methodist, line(), line(lo="ОН2", first=False), line(lo="ОН1", first=False), line("ПБО 2"))
    assert mistakes(job) == [(2, "code"), (3, "code"), (4, "lo_code")]
    said = job.errors.get(row=4).reason_text
    assert "2" in said and "4" in said and "ОН1" in said
    load(job, partial=True)
    assert list(Module.objects.values_list("code", flat=True)) == ["ПБО 2"]


def test_each_mistake_names_its_row_and_column_and_nothing_is_loaded_unasked(methodist):
    bad_number, bad_level, no_text, no_title = line("А"), line("Б"), line("В"), line("Г")
    bad_number[4], bad_level[3], no_text[7], no_title[1] = "көп", "балабақша", "", ""
    job = bring(methodist, line(), bad_number, bad_level, no_text, no_title)
    assert mistakes(job) == [(3, "credits"), (4, "level"), (5, "lo_text_kk"), (6, "title_kk")]
    with pytest.raises(ImportHasMistakes):
        imports.confirm_import(job=job, by=methodist)
    marked = load_workbook(io.BytesIO(imports.report_of(job, "ru"))).active
    assert marked.cell(row=3, column=5).comment and not marked.cell(row=2, column=5).comment


def test_a_file_does_not_touch_a_published_module_and_updates_a_draft(methodist):
    load(bring(methodist, line(), line("ПБО 2")))
    modules.publish_module(module=Module.objects.get(code="ПБО 1"), by=None)
    same = bring(methodist, line(), line("ПБО 2"))
    assert (same.same, same.bad) == (2, 0)
    job = bring(methodist, line(lo="ОН9"), line("ПБО 2", lo="ОН9"))
    assert mistakes(job) == [(2, "code")]
    load(job, partial=True)
    assert list(Module.objects.get(code="ПБО 2").outcomes.values_list("code", flat=True)) == ["ОН9"]


def test_a_file_does_not_drop_an_outcome_that_stands_in_a_matrix():
    world = AlignmentWorld(rows=2)
    job = bring(world.methodist, line(world.module.code, "ОН9"))
    assert mistakes(job) == [(2, "lo_code")] and world.module.outcomes.count() == 2


def test_a_csv_with_russian_headings_and_a_decimal_comma_is_read(methodist):
    head = ["Код модуля", "Название (на казахском)", "Название (на русском)", "Уровень", "Кредиты", "Часы"]
    head += ["Код РО", "РО (на казахском)", "РО (на русском)"]
    load(bring(methodist, ["П 1", "Ә", "М", "ТиПО", "2,5", 75, "РО1", "Біледі", "Знает"], head=head))
    assert (str(Module.objects.get().credits), Module.objects.get().level) == ("2.5", "tve")


def test_a_file_without_the_columns_of_outcomes_is_refused_at_once(methodist):
    with pytest.raises(HeadingMissing):
        bring(methodist, ["ПБО 1"], head=["code"])


def test_the_catalogue_that_was_downloaded_comes_back_unchanged(methodist, client):
    ModuleFactory(organisation=college_of(methodist), outcomes=2, published=True, field=None)
    client.force_login(methodist)
    answer = client.get("/modules/file.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet]
    assert len(rows) == 3
    job = bring(methodist, *rows[1:], head=rows[0])
    assert (job.same, job.bad) == (2, 0)


def test_rows_of_a_matrix_are_added_placed_and_decided_from_a_file():
    world = AlignmentWorld(rows=1)
    further = ModuleFactory(organisation=world.college, outcomes=1)
    hei = ModuleFactory(hei=True, organisation=world.university, outcomes=1)
    code, mine = world.module.outcomes.get().code, world.module.code
    hei.outcomes.update(code="PNO1")
    rows = [mine, code, "", "PNO1", "–", "С", "1", ""], [further.code, code, "", "", "Сәйкес емес", "ішінара", "", "Сағаты аз"]
    job = bring(world.methodist, *rows, head=ROWS, register="matrix", matrix=world.matrix)
    assert (job.created, job.changed, job.bad) == (1, 1, 0), mistakes(job)
    load(job)
    one, two = world.rows
    assert (one.hei_outcome, one.school_tve, one.tve_hei, one.protocol) == (hei.outcomes.get(), "na", "aligned", world.protocol)
    assert (two.outcome.module, two.school_tve, two.tve_hei, two.remark) == (further, "not", "partial", "Сағаты аз")


def test_wrong_rows_of_a_matrix_say_what_is_wrong_and_a_sent_matrix_takes_none():
    world = AlignmentWorld(rows=1)
    ModuleFactory(organisation=world.college, outcomes=1)  # the same code in two modules
    rows = ["", "ОН1", "", "", "", "", "", ""], ["", "ЖОҚ", "", "", "", "", "", ""], [world.module.code, "ОН1", "", "X", "", "?", "77", ""]
    job = bring(world.methodist, *rows, head=ROWS, register="matrix", matrix=world.matrix)
    assert mistakes(job) == [(2, "lo_code"), (3, "lo_code"), (4, "tve_hei"), (4, "hei"), (4, "protocol")]
    world.decide(("na", "aligned"))
    world.review()
    job = bring(world.methodist, [world.module.code, "ОН1", "", "", "", "С", "", ""], head=ROWS, register="matrix", matrix=world.matrix)
    assert mistakes(job) == [(2, "")]


def test_the_matrix_that_was_downloaded_comes_back_unchanged(client):
    world = AlignmentWorld(rows=2)
    world.decide(("na", "aligned"), ("na", "not"))
    client.force_login(world.methodist)
    rows = list(load_workbook(io.BytesIO(client.get(f"/matrices/{world.matrix.pk}/file.xlsx").content)).active.values)
    job = bring(world.methodist, *rows[1:], head=list(rows[0]), register="matrix", matrix=world.matrix)
    assert (job.same, job.bad) == (2, 0), mistakes(job)


def test_the_screens_bring_a_matrix_by_those_who_write_it_alone(client):
    world = AlignmentWorld(rows=1)
    client.force_login(world.methodist)
    page = client.get(f"/imports/new/matrix/?for={world.matrix.pk}")
    assert page.status_code == 200
    file = upload(ROWS, [[world.module.code, "ОН1", "", "", "", "С", "1", ""]])
    answer = client.post("/imports/new/matrix/", {"target": world.matrix.pk, "file": file})
    job = ImportJob.objects.get()
    assert (answer["Location"], job.matrix) == (job.get_absolute_url(), world.matrix)
    assert world.matrix.field.name_kk in client.get("/imports/").content.decode()
    client.force_login(member("methodist", OrganisationFactory(college=True)))
    assert client.get("/imports/new/matrix/").status_code == 403, "nothing to fill"
    assert client.get(answer["Location"]).status_code == 404


def test_a_right_lost_between_the_check_and_the_confirmation_loads_nothing(client):
    world = AlignmentWorld(rows=1)
    job = bring(world.methodist, [world.module.code, "ОН1", "", "", "", "С", "1", ""], head=ROWS, register="matrix", matrix=world.matrix)
    world.methodist.memberships.get().roles.all().delete()
    client.force_login(world.methodist)
    assert client.post(f"/imports/{job.pk}/confirm/").status_code == 403
    matrices.archive_matrix(matrix=world.matrix, by=None, reason="x")
