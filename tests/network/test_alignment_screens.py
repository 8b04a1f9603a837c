"""Screens of matrices, recognition and credits: who may do what, the editor, papers in both languages."""

import pytest
from django.test import Client
from django.utils import timezone

from core import todos
from network.documents.alignment import CatalogueSheet, MatrixSheet, TransferSheet
from network.models import AlignmentMatrix, CreditTransfer, ModuleRecognition
from network.services import credits, matrices, recognition
from tests.documents.reading import render_and_read
from tests.factories.agreements import AgreementFactory
from tests.factories.alignment import AlignmentWorld, LegalActFactory, ModuleFactory, RecognitionFactory, StudyFieldFactory, member
from tests.factories.people import AcademicYearFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def cells_of(world, **changes):
    """The whole form of the editor as a browser sends it."""
    data = {}
    for row in world.rows:
        values = {
            "seen": row.version,
            "school_tve": row.school_tve,
            "tve_hei": row.tve_hei,
            "protocol": row.protocol_id or "",
            "remark": row.remark,
        }
        data |= {f"r{row.pk}-{name}": value for name, value in values.items()}
    return data | changes


def counting(**terms):
    """A row in force."""
    row = RecognitionFactory(legal_basis=LegalActFactory(), academic_basis="№ 2", **terms)
    now, paper = timezone.now(), AgreementFactory(kind="RECOG", school=row.from_module.organisation, host=row.to_module.organisation)
    ModuleRecognition.objects.filter(pk=row.pk).update(status="in_force", agreement=paper, from_agreed_at=now, to_agreed_at=now)
    row.refresh_from_db()
    return row


def test_the_matrix_shows_its_index_and_opens_the_rows_behind_it():
    world = AlignmentWorld(rows=4)
    world.decide(("aligned", "aligned"), ("aligned", "partial"))
    client = as_(world.methodist)
    page = client.get(f"/matrices/{world.matrix.pk}/")
    assert "0,25" in page.content.decode() and len(page.context["rows"]) == 4
    assert len(client.get(f"/matrices/{world.matrix.pk}/?show=partial").context["rows"]) == 1
    assert len(client.get(f"/matrices/{world.matrix.pk}/?show=drop").context["rows"]) == 4


def test_cells_are_saved_from_the_form_and_a_collision_answers_with_both_versions():
    world = AlignmentWorld(rows=2)
    address = f"/matrices/{world.matrix.pk}/cells/"
    first, second = world.rows
    late = cells_of(world, **{f"r{first.pk}-school_tve": "not", f"r{first.pk}-remark": "менің сөзім", f"r{second.pk}-tve_hei": "partial"})
    world.decide(("aligned", "aligned"), by=world.hei_methodist)
    answer = as_(world.methodist).post(address, late)
    text = answer.content.decode()
    assert answer.status_code == 409 and "менің сөзім" in text and world.hei_methodist.full_name in text
    assert (world.rows[0].school_tve, world.rows[1].tve_hei) == ("aligned", "partial")
    knowing = cells_of(world, **{f"r{first.pk}-school_tve": "not", f"r{first.pk}-remark": "менің сөзім"})
    assert as_(world.methodist).post(address, knowing).status_code == 302
    assert (world.rows[0].school_tve, world.rows[0].remark) == ("not", "менің сөзім")


def test_a_person_may_leave_what_was_saved_first():
    world = AlignmentWorld(rows=1)
    row = world.rows[0]
    world.decide(("aligned", "aligned"))
    data = cells_of(world, **{f"r{row.pk}-school_tve": "not", f"r{row.pk}-theirs": "on"})
    as_(world.methodist).post(f"/matrices/{world.matrix.pk}/cells/", data)
    assert world.rows[0].school_tve == "aligned"


@pytest.mark.parametrize("value", ["x" * 501, None])
def test_a_wrong_cell_is_refused_beside_it_and_nothing_typed_is_lost(value):
    world = AlignmentWorld(rows=1)
    row = world.rows[0]
    change = {f"r{row.pk}-remark": value} if value else {f"r{row.pk}-school_tve": "maybe"}
    answer = as_(world.methodist).post(f"/matrices/{world.matrix.pk}/cells/", cells_of(world, **change))
    assert answer.status_code == 422 and world.rows[0].version == 1


ACTIONS = {
    "read": ("get", "", 200),
    "cells": ("get", "cells/", 200),
    "expert": ("get", "experts/new/", 200),
    "approve": ("get", "approve/", 200),
    "score": ("get", "score/", 200),
}
MAY = {
    "methodist": {"read", "cells", "expert"},
    "hei_methodist": {"read", "cells"},
    "head": {"read", "cells", "expert", "approve"},
    "expert": {"read", "score"},
    "teacher": {"read"},
    "student": {"read"},
    "operator": {"read"},
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_do_what_with_a_matrix(role, action):
    world = AlignmentWorld(rows=1)
    expert = UserFactory()
    matrices.name_expert(matrix=world.matrix, expert=expert, level="tve", by=None)
    people = {
        "methodist": world.methodist,
        "hei_methodist": world.hei_methodist,
        "head": world.head,
        "expert": expert,
        "teacher": None,
        "student": None,
        "operator": None,
    }
    homes = {"operator": ("region_operator", OrganisationFactory(career_centre=True)), "teacher": ("teacher", world.school)}
    user = people[role] or member(*homes.get(role, ("student", world.university)))
    method, path, right = ACTIONS[action]
    answer = getattr(as_(user), method)(f"/matrices/{world.matrix.pk}/{path}")
    assert answer.status_code == (right if action in MAY[role] else 403)


def test_a_stranger_does_not_find_a_matrix_or_a_row_of_the_table():
    world, row = AlignmentWorld(rows=1), RecognitionFactory()
    from tests.factories.people import OtherRegionFactory

    stranger = as_(member("methodist", OrganisationFactory(college=True, region=OtherRegionFactory())))
    assert stranger.get(f"/matrices/{world.matrix.pk}/").status_code == 404
    assert stranger.get(f"/recognitions/{row.pk}/").status_code == 404


def test_a_new_matrix_is_made_from_the_form():
    college, university = OrganisationFactory(college=True), OrganisationFactory(university=True)
    methodist = member("methodist", college)
    year = AcademicYearFactory()
    data = {"keeper": college.pk, "academic_year": year.pk, "new_field_kk": "Информатика", "new_field_ru": "Информатика"}
    levels = {
        "tve_organisation": college.pk,
        "tve_title_kk": "Бағ",
        "tve_title_ru": "Прог",
        "hei_organisation": university.pk,
        "hei_title_kk": "Бағ",
        "hei_title_ru": "",
    }
    answer = as_(methodist).post("/matrices/new/", data | levels)
    assert answer.status_code == 422 and "hei_title_ru" in answer.context["form"].errors
    answer = as_(methodist).post("/matrices/new/", data | levels | {"hei_title_ru": "Прог"})
    made = AlignmentMatrix.objects.get()
    assert answer["Location"] == f"/matrices/{made.pk}/add/" and made.programmes.count() == 2


def test_outcomes_are_added_and_pairs_taken_over_on_their_pages():
    world = AlignmentWorld(rows=1)
    more = ModuleFactory(organisation=world.college, outcomes=1)
    client = as_(world.methodist)
    page = client.get(f"/matrices/{world.matrix.pk}/add/")
    assert [owner for owner, _outcomes in page.context["groups"]] == [more]
    client.post(f"/matrices/{world.matrix.pk}/add/", {"outcome": [more.outcomes.get().pk]})
    there = ModuleFactory(hei=True, organisation=world.university, outcomes=1)
    proposals = client.get(f"/matrices/{world.matrix.pk}/pairs/").context["proposals"]
    client.post(f"/matrices/{world.matrix.pk}/pairs/", {"pair": [proposals[0].key]})
    assert len(world.rows) == 2 and proposals[0].row.__class__.objects.filter(hei_outcome__module=there).count() == 1


def test_the_way_of_a_row_through_the_screens():
    row = RecognitionFactory()
    college = as_(member("org_head", row.from_module.organisation))
    university = as_(member("org_head", row.to_module.organisation))
    base = f"/recognitions/{row.pk}/"
    college.post(f"{base}send/")
    college.post(f"{base}agree/"), university.post(f"{base}agree/")
    row.refresh_from_db()
    assert row.status == "agreed"
    assert college.post(f"{base}enter/").status_code == 403, "the one who recognises puts it into force"
    university.post(f"{base}enter/")
    row.refresh_from_db()
    assert row.status == "agreed", "without grounds nothing comes into force"
    teacher = as_(member("teacher", row.from_module.organisation))
    assert teacher.get(base).status_code == 200 and teacher.post(f"{base}send/").status_code == 403


def test_nobody_agrees_for_an_organisation_that_is_not_theirs():
    row = RecognitionFactory()
    recognition.send_recognition(recognition=row, by=None)
    assert as_(UserFactory(superuser=True)).post(f"/recognitions/{row.pk}/agree/").status_code == 403


def test_the_coverage_is_mapped_on_its_page():
    row = RecognitionFactory(covered=0)
    client = as_(member("methodist", row.from_module.organisation))
    target, source = row.to_module.outcomes.first(), row.from_module.outcomes.first()
    client.post(f"/recognitions/{row.pk}/cover/", {f"t{target.pk}": source.pk})
    row.refresh_from_db()
    assert row.lo_coverage_pct == 25


def test_students_see_what_counts_and_apply_and_the_university_decides():
    row = counting()
    university = row.to_module.organisation
    credits.publish_grade_table(
        organisation=university, valid_from=timezone.localdate(), basis="№ 1", lines=[("5", "A"), ("4", "B")], by=None
    )
    proposed = RecognitionFactory()
    student, decider = member("student", university), member("methodist", university)
    client = as_(student)
    assert client.get(f"/recognitions/{row.pk}/").status_code == 200
    assert client.get(f"/recognitions/{proposed.pk}/").status_code == 404
    data = {"recognition": row.pk, "transcript": "№ 7", "grade_original": "2", "credits": "5"}
    assert "grade_original" in client.post("/credits/new/", data).context["form"].errors
    assert client.post("/credits/new/", data | {"grade_original": "5"}).status_code == 302
    transfer = CreditTransfer.objects.get()
    assert as_(member("student", university)).get(f"/credits/{transfer.pk}/").status_code == 404
    assert client.post(f"/credits/{transfer.pk}/recognise/").status_code == 403
    assert any(todo.code == "credit_transfer" for todo in todos.todos_of(decider))
    as_(decider).post(f"/credits/{transfer.pk}/recognise/")
    transfer.refresh_from_db()
    assert (transfer.status, transfer.grade_converted) == ("recognised", "A")


def test_experts_and_heads_find_what_waits_on_their_home_page():
    world = AlignmentWorld(rows=1)
    world.decide(("aligned", "aligned"))
    expert = world.hei_methodist
    matrices.name_expert(matrix=world.matrix, expert=expert, level="hei", by=None)
    matrices.name_expert(matrix=world.matrix, expert=UserFactory(), level="tve", by=None)
    matrices.send_matrix(matrix=world.matrix, by=None)
    assert [todo.code for todo in todos.todos_of(expert)] == ["matrix_score"]
    row = RecognitionFactory()
    recognition.send_recognition(recognition=row, by=None)
    head = member("org_head", row.to_module.organisation)
    assert [todo.code for todo in todos.todos_of(head)] == ["recognition"]


@pytest.mark.parametrize("path", ["/matrices/", "/recognitions/", "/joint-programmes/", "/credits/", "/credits/tables/"])
def test_every_list_costs_few_queries(path, django_assert_max_num_queries):
    world = AlignmentWorld(rows=1)
    for _n in range(3):
        AlignmentMatrix.objects.create(
            keeper=world.college, field=StudyFieldFactory(name_kk=f"Бағыт {_n}"), academic_year=AcademicYearFactory()
        )
    for _n in range(3):
        counting()
    client = as_(world.methodist)
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Оқу нәтижелерінің (ОН) сәйкестік матрицасы", "мектеп–", "СЕ", "Негізгі ОН – 3", "0,33", "4,50", "хаттама"]),
        (
            "ru",
            ["Матрица соответствия результатов обучения (РО)", "школа–", "Ч", "замечание", "Ключевых РО – 3", "0,33", "4,50", "протокол"],
        ),
    ],
)
def test_the_paper_of_a_matrix_prints_signs_and_totals(language, words):
    world = AlignmentWorld(rows=3)
    world.decide(("aligned", "aligned"), ("aligned", "partial"), ("not", "na"))
    world.review(4, 5)
    page = render_and_read(MatrixSheet, world.matrix, language)
    assert all(word in page.text for word in words), page.text
    assert page.sizes[0][0] > page.sizes[0][1] and page.is_pdfa3a


@pytest.mark.parametrize(
    "language, words", [("kk", ["Модульдер каталогы", "ТжКБ", "көпірші"]), ("ru", ["Каталог модулей", "ТиПО", "модуль-мост"])]
)
def test_the_paper_of_the_catalogue_lists_published_modules(language, words):
    module = ModuleFactory(outcomes=2, published=True, bridging=True)
    ModuleFactory(organisation=module.organisation, title_kk="Жобадағы", title_ru="Черновой")
    page = render_and_read(CatalogueSheet, module.organisation, language)
    assert all(word in page.text for word in [*words, module.title_in(language), "ОН1"])
    assert "Жобадағы" not in page.text and "Черновой" not in page.text


@pytest.mark.parametrize(
    "language, words", [("kk", ["өзара есептеу кестесі", "ОН қамтуы"]), ("ru", ["Таблица перезачёта модулей", "покрытие РО"])]
)
def test_the_paper_of_the_table_lists_what_counts_with_its_grounds(language, words):
    row = counting(min_grade="B")
    page = render_and_read(TransferSheet, row.from_module.organisation, language)
    assert all(word in page.text for word in [*words, row.from_module.code, row.to_module.code, "№ 2", "100"])
    assert TransferSheet().problems(OrganisationFactory(), language)
