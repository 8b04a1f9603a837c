"""NW-41, NW-44, NW-45 read back in both languages."""

import pytest
from django.utils import timezone, translation

from documents.registry import types_for
from network import recognition_panel
from network.documents.alignment_decisions import ApprovalSheet, TransferDecision
from network.documents.support_plans import CommunicationPlan, ResourcePlan
from network.models import CreditTransfer, ModuleRecognition
from network.services import credits, joint_programmes, plans
from tests.documents.reading import Page, render_and_read
from tests.factories.agreements import AgreementFactory
from tests.factories.alignment import LegalActFactory, RecognitionFactory, member
from tests.factories.people import OrganisationFactory
from tests.factories.plans import PlanWorld

pytestmark = pytest.mark.django_db


def printed(form, source, language) -> Page:
    with translation.override(language):
        return render_and_read(form, source, language)


def plan_of(kind, *items):
    world = PlanWorld()
    plan = plans.create_plan(year=world.year, kind=kind, network=world.network, by=world.coordinator)
    for item in items:
        plans.add_item(plan=plan, by=world.coordinator, **world.item_values(event_kind="", planned_count=1, **item))
    return plan


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["Коммуникация жоспары", "Алушы", "Хабар", "Арна", "Жауапты", "ата-аналар", "мессенджер"]),
        ("ru", ["План коммуникации", "Адресат", "Сообщение", "Канал", "Ответственный", "родители", "чат"]),
    ],
)
def test_the_communication_plan_says_to_whom_what_and_how(language, words):
    item = {"participants_kk": "ата-аналар", "participants_ru": "родители", "place_kk": "мессенджер", "place_ru": "чат"}
    plan = plan_of("communication", item)
    page = printed(CommunicationPlan, plan, language)
    assert [word for word in words if word not in page.text] == []
    assert {form.code for form in types_for(plan)} == {"NW-41", "NW-21"}


@pytest.mark.parametrize(
    "language, words", [("kk", ["Ресурстық жоспар", "Тапшылық", "Барлығы"]), ("ru", ["Ресурсный план", "Дефицит", "Итого"])]
)
def test_the_resource_plan_counts_what_is_missing(language, words):
    one = {"budget": 1_500_000, "allocated": 1_000_000, "source": "грант"}
    plan = plan_of("resource", one, {"budget": 250_000, "allocated": 300_000, "text_kk": "Жабдық", "text_ru": "Оборудование"})
    text = printed(ResourcePlan, plan, language).text.replace("\u00a0", " ")
    assert [word for word in [*words, "грант", "1 500 000", "500 000", "1 750 000", "1 300 000"] if word not in text] == []


@pytest.mark.parametrize(
    "language, words",
    [
        ("kk", ["келісу парағы", "Орган, хаттама №", "келісілді", "қайтарылды", "элективті курс", "Робототехника негіздері"]),
        ("ru", ["Лист согласования", "Орган, протокол №", "согласовано", "возвращено", "элективный курс", "Основы робототехники"]),
    ],
)
def test_the_approval_sheet_lists_what_each_organisation_concluded(language, words):
    names = {"kind": "elective", "title_kk": "Робототехника негіздері", "title_ru": "Основы робототехники"}
    programme = joint_programmes.create_joint_programme(
        keeper=OrganisationFactory(), organisations=[OrganisationFactory(college=True)], by=None, **names
    )
    one, other = programme.parties.all()
    same = {"body": "Әдістемелік кеңес", "protocol_number": "7", "protocol_date": timezone.localdate(), "by": None}
    joint_programmes.give_conclusion(party=one, verdict="agreed", signed_by="Директор Сынақов Е.", **same)
    joint_programmes.give_conclusion(party=other, verdict="returned", remarks="Сағаты аз", **same)
    page = printed(ApprovalSheet, programme, language)
    assert [word for word in [*words, "№ 7", "Сағаты аз", "Сынақов Е."] if word not in page.text] == []
    assert page.sizes[0][0] > page.sizes[0][1]


@pytest.fixture
def decided():
    """A student with one module that counts and one that does not, decided on one day."""
    first = RecognitionFactory(min_grade="4")
    one, other = first.from_module.organisation, first.to_module.organisation
    agreement = AgreementFactory(kind="RECOG", school=one, host=other)
    agreed = {"from_agreed_at": timezone.now(), "to_agreed_at": timezone.now(), "agreement": agreement, "status": "in_force"}
    ModuleRecognition.objects.update(**agreed, legal_basis=LegalActFactory(), academic_basis="№ 3")
    second = ModuleRecognition.objects.get()
    credits.publish_grade_table(
        organisation=other, valid_from=timezone.localdate(), basis="№ 1", lines=[("5", "A"), ("4", "B"), ("3", "C")], by=None
    )
    student, head = member("student", one, last_name="Мысалов", first_name="Нұрлан"), member("org_head", other)
    values = {"recognition": second, "credits": second.credits_recognised, "by": student}
    refused = credits.apply_for_credits(grade_original="4", transcript="№ 118", **values)
    credits.refuse_credits(transfer=refused, by=head, reason="Транскрипт ескі")
    counted = credits.apply_for_credits(grade_original="5", transcript="№ 119", **values)
    return credits.recognise_credits(transfer=counted, by=head)


@pytest.mark.parametrize(
    "language, words",
    [
        (
            "kk",
            [
                "Кредиттерді (модульдерді) есептеу туралы шешім",
                "Есепке алынды",
                "Есепке алынбады",
                "ОН қамтуы",
                "Апелляция",
                "5 жұмыс күні",
            ],
        ),
        ("ru", ["Решение о перезачёте кредитов", "Перезачтено", "Не перезачтено", "Покрытие РО", "апелляции", "5 рабочих дней"]),
    ],
)
def test_the_decision_lists_all_modules_of_the_day_with_their_basis(decided, language, words):
    page = printed(TransferDecision, decided, language)
    common = ["Мысалов Нұрлан", "Транскрипт ескі", "№ 118", "№ 119", "RECOG", "NW-26b", decided.recognition.from_module.code]
    assert [word for word in [*words, *common] if word not in page.text] == []


def test_an_application_that_waits_has_no_decision_to_print_and_the_student_reads_it(decided):
    assert decided.student in TransferDecision().subjects(decided)
    waiting = CreditTransfer(student=decided.student, recognition=decided.recognition)
    assert TransferDecision().problems(waiting, "kk")


def test_the_page_of_the_agreement_lists_the_modules_that_count(decided, client):
    row = decided.recognition
    client.force_login(member("org_head", row.to_module.organisation))
    panel = recognition_panel.rows_of(decided.decided_by, row.agreement)
    assert [one.pk for one in panel["rows"]] == [row.pk]
    page = client.get(f"/agreements/{row.agreement_id}/").content.decode()
    assert row.from_module.code in page and f"/recognitions/{row.pk}/" in page
    assert recognition_panel.rows_of(decided.decided_by, AgreementFactory()) is None
