"""The pages and papers of the money (stories 5 and 6), and who may open them."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mentoring.models import MentorAssignment
from practicum.documents.payments import LoadSheet, MentorShareSheet, PaymentSheet, SupplementSheet
from practicum.models import BaseSalary, CreditCost, PaymentStatement, PaymentTerms
from practicum.services import loads, payments, supplements
from practicum.todos_payments import payment_todos
from tests.documents.reading import render_and_read
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld(status="grading", starts_in=-90)


@pytest.fixture
def statement(world):
    CreditCost.objects.create(owner_org=world.college, academic_year=world.year, cost=18_000)
    world.placement(status="completed")
    return payments.calculate_round(round=world.round, by=world.owner)[0]


def page(client, person, name, *args, method="get", data=None, **more):
    client.force_login(person)
    return getattr(client, method)(reverse(f"practicum:{name}", args=args), data or {}, **more)


def test_story_5_25_students_of_three_mentors_make_810_000(world, client):
    mentors = [world.profile, world.mentor(), world.mentor()]
    for number, mentor in zip((9, 8, 8), mentors, strict=True):
        for _ in range(number):
            placement = world.placement(status="completed")
            MentorAssignment.objects.of(placement).filter(role="mentor").update(mentor=mentor.person, profile=mentor)
    answer = page(client, world.owner, "payment_terms", method="post", data={"year": world.year.pk, "cost": 18_000})
    assert answer.status_code == 302
    page(client, world.owner, "round_calculate", world.round.pk, method="post")
    statement = PaymentStatement.objects.get(round=world.round)
    assert statement.amount == 810_000
    assert sorted(statement.shares.values_list("amount", flat=True)) == [259_200, 259_200, 291_600]
    text = page(client, world.owner, "round_payments", world.round.pk).content.decode()
    assert "105" in text and "810" in text
    sheet = render_and_read(PaymentSheet, statement, "ru")
    text = " ".join(sheet.text.split())
    assert "С = 6 × 18 000 × 0,3 × 25 = 810 000 тенге" in text


def test_story_6_a_late_payment_is_told_on_the_31st_day_and_no_more_after_it_is_paid(statement, world):
    today = timezone.localdate()
    PaymentStatement.objects.filter(pk=statement.pk).update(status="sent", due_on=today - dt.timedelta(days=30))
    assert list(payment_todos(world.owner)) == []
    PaymentStatement.objects.filter(pk=statement.pk).update(due_on=today - dt.timedelta(days=31))
    assert [line.tone for line in payment_todos(world.owner)] == ["clay"]
    payments.enter_payment(statement=statement, amount=statement.amount, on=today, document_no="1", by=world.owner)
    assert list(payment_todos(world.owner)) == []
    assert statement.transitions.filter(action="pay").exists()


def test_the_school_agrees_on_its_page_and_the_payer_pays(client, statement, world):
    answer = page(client, world.coordinator, "payment_step", statement.pk, "agree", method="post")
    assert answer.status_code == 302
    for step in ("approve", "send"):
        page(client, world.owner, "payment_step", statement.pk, step, method="post")
    too_much = page(
        client,
        world.owner,
        "payment_enter",
        statement.pk,
        method="post",
        data={"amount": 99_999, "on": timezone.localdate(), "document_no": "5"},
    )
    assert too_much.status_code == 422 and "99999" in too_much.content.decode()
    page(
        client,
        world.owner,
        "payment_enter",
        statement.pk,
        method="post",
        data={"amount": 32_400, "on": timezone.localdate(), "document_no": "5"},
    )
    statement.refresh_from_db()
    assert statement.status == "paid"


@pytest.mark.parametrize(("who", "step"), [("owner", "agree"), ("coordinator", "approve"), ("coordinator", "cancel")])
def test_nobody_takes_the_step_of_the_other_side(client, statement, world, who, step):
    assert page(client, getattr(world, who), "payment_step", statement.pk, step, method="post").status_code == 403


def test_strangers_and_mentors_do_not_see_a_statement(client, statement, world):
    stranger = PracticumWorld()
    for person in (stranger.owner, stranger.coordinator, world.profile.person, world.leader):
        assert page(client, person, "payment", statement.pk).status_code == 404


def test_a_mentor_sees_the_own_share_alone(client, statement, world):
    other = world.mentor()
    assert "32" in page(client, world.profile.person, "my_payments").content.decode()
    assert "32&nbsp;400" not in page(client, other.person, "my_payments").content.decode()
    assert statement.shares.get().mentor == world.profile.person


@pytest.mark.parametrize(("typed", "status", "rate"), [("0,25", 422, None), ("0,35", 302, "0.35"), ("0.4", 302, "0.40")])
def test_the_share_is_typed_with_a_comma_and_never_below_0_3(client, world, typed, status, rate):
    data = {"pays": "on", "channel": "direct", "form": "money", "rate": typed, "due_days": 30}
    answer = page(client, world.owner, "agreement_terms", world.agreement.pk, method="post", data=data)
    assert answer.status_code == status
    assert [str(row.rate) for row in PaymentTerms.objects.all()] == ([rate] if rate else [])


def test_a_cost_of_zero_is_refused_beside_its_field(client, world):
    answer = page(client, world.owner, "payment_terms", method="post", data={"year": world.year.pk, "cost": 0})
    assert answer.status_code == 422
    assert not CreditCost.objects.exists()


def test_the_pages_of_money_open(client, statement, world, django_assert_max_num_queries):
    for person, name, args in (
        (world.owner, "payments", []), (world.owner, "payment", [statement.pk]), (world.coordinator, "payments", []),
        (world.coordinator, "payment", [statement.pk]), (world.owner, "payment_terms", []), (world.owner, "round_payments", [world.round.pk]),
        (world.coordinator, "supplements", []),
    ):  # fmt: skip
        assert page(client, person, name, *args).status_code == 200, name
    client.force_login(world.owner)
    with django_assert_max_num_queries(12):
        client.get(reverse("practicum:payments"))


def test_the_register_of_mentors_is_a_workbook(client, statement, world):
    answer = page(client, world.coordinator, "payment_table", statement.pk, "mentors", "xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == world.profile.person.full_name and rows[1][3] == 32_400


@pytest.fixture
def month(world):
    """October with one mentor of one young teacher."""
    teacher = MembershipFactory(user=UserFactory(password=None), organisation=world.school, role="teacher").user
    MentorAssignment.objects.create(
        mentor=world.profile.person, profile=world.profile, organisation=world.school, mentee=teacher, mentee_kind="young_teacher", role="mentor",
        starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 5, 25), order_number="77", status="active",
    )  # fmt: skip
    BaseSalary.objects.create(valid_from=dt.date(2026, 1, 1), amount=17_697)
    return supplements.build_month(school=world.school, month=dt.date(2026, 10, 1), by=world.coordinator)


def test_the_month_is_built_corrected_approved_and_paid_on_its_pages(client, world, month):
    built = page(client, world.coordinator, "supplements", method="post", data={"month": "2026-10-15"})
    assert built.status_code == 302
    line = month.lines.get()
    page(client, world.coordinator, "supplement_days", month.pk, line.pk, method="post", data={"days_worked": "11"})
    line.refresh_from_db()
    assert line.days_worked == 11
    page(client, world.coordinator, "supplement_step", month.pk, "approve", method="post")
    page(client, world.coordinator, "supplement_step", month.pk, "pay", method="post", data={"on": "2026-11-10"})
    month.refresh_from_db()
    assert month.status == "paid"
    assert page(client, world.coordinator, "supplement", month.pk).status_code == 200
    assert page(client, world.owner, "supplement", month.pk).status_code == 404


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("kk", "Практика өткізгені үшін төлем есебі", ["Төлеуші", "Студент саны (N)", "Күндер"]),
        ("ru", "Расчёт оплаты за проведение практики", ["Плательщик", "Число студентов (N)", "Дни"]),
    ],
)
def test_pr_27(statement, language, title, words):
    sheet = render_and_read(PaymentSheet, statement, language)
    assert all(word in sheet.text for word in [title, *words])


@pytest.mark.parametrize(("language", "title"), [("kk", "Тәлімгерлер тізімі (алушылар)"), ("ru", "Список наставников (получателей)")])
def test_pr_28(statement, language, title):
    sheet = render_and_read(MentorShareSheet, statement, language)
    assert title in sheet.text and "32 400" in sheet.text.replace("\xa0", " ")


@pytest.mark.parametrize(("language", "title"), [("kk", "Жетекші жүктемесінің есебі"), ("ru", "Расчёт нагрузки руководителя")])
def test_pr_29(statement, world, language, title):
    loads.calculate_loads(round=world.round, by=world.owner)
    sheet = render_and_read(LoadSheet, world.round, language)
    assert title in sheet.text and "4,2" in sheet.text


@pytest.mark.parametrize(
    ("language", "title"), [("kk", "Тәлімгерлік үстемеақы ведомосі (БДО)"), ("ru", "Ведомость доплат за наставничество (БДО)")]
)
def test_pr_30(month, language, title):
    sheet = render_and_read(SupplementSheet, month, language)
    assert title in sheet.text and "17 697" in sheet.text.replace("\xa0", " ")


def test_the_terms_belong_to_the_institution_alone(client, world):
    assert "payments/terms" not in page(client, world.coordinator, "payments").content.decode()
    assert page(client, world.coordinator, "payment_terms").status_code == 403
    assert f"rounds/{world.round.pk}/payments" in page(client, world.owner, "payments").content.decode()
