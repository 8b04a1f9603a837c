"""Money to the tenge: С = K × S × 0,3 × N, its shares, H = 0,7 × K × N, the supplement, the late signal (R50–R55, E-19)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import WrongState
from mentoring.models import MentorAssignment
from practicum.errors import ReasonNeeded
from practicum.errors_payments import CostUnknown, DaysAboveNorm, NothingToPay, RateTooLow, SalaryUnknown, TooMuchPaid
from practicum.models import BaseSalary, CreditCost, MentorShare, PaymentStatement, PaymentTerms, SupervisorLoad
from practicum.services import loads, payments, supplements
from tests.factories.people import MembershipFactory, UserFactory, user_with_role
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = PracticumWorld(status="grading", starts_in=-90)
    CreditCost.objects.create(owner_org=made.college, academic_year=made.year, cost=18_000)
    return made


def completed(world, mentor, number, **values):
    """Placements of one mentor of the school that were worked to the end."""
    for _ in range(number):
        placement = world.placement(status="completed", **values)
        MentorAssignment.objects.of(placement).filter(role="mentor").update(mentor=mentor.person, profile=mentor)
    return placement


# --- the page's worked examples


def test_25_students_at_18_000_make_810_000():
    assert payments.amount_due(Decimal(6), 18_000, Decimal("0.30"), Decimal(25)) == 810_000


def test_24_students_and_one_of_24_days_make_790_560():
    assert payments.amount_due(Decimal(6), 18_000, Decimal("0.30"), Decimal("24.4")) == 790_560


def test_9_8_8_students_share_810_000_to_the_tenge():
    weights = {"first": Decimal(9), "second": Decimal(8), "third": Decimal(8)}
    assert payments.largest_remainder(810_000, weights) == {"first": 291_600, "second": 259_200, "third": 259_200}


@pytest.mark.parametrize("total", [1, 7, 100, 810_001])
def test_no_tenge_is_lost_in_the_split(total):
    assert sum(payments.largest_remainder(total, {n: Decimal(n) for n in (1, 3, 7)}).values()) == total


def test_12_weeks_of_5_days_are_60_days():
    monday = dt.date(2026, 2, 2)
    assert payments.practicum_days(monday, dt.date(2026, 4, 24), 5) == 60
    assert payments.practicum_days(monday, monday - dt.timedelta(days=1), 5) == 0
    assert payments.practicum_days(dt.date(2026, 2, 5), dt.date(2026, 2, 10), 5) == 4  # Thursday, Friday, Monday, Tuesday


@pytest.mark.parametrize(("students", "hours"), [("25", "105.00"), ("15", "63.00"), ("10", "42.00")])
def test_hours_of_a_leader(students, hours):
    assert loads.hours_of(Decimal("0.7"), Decimal(6), Decimal(students)) == Decimal(hours)


def test_11_of_22_days_make_8_849():
    assert supplements.supplement(17_697, 100, 11, 22) == 8_849


@pytest.mark.parametrize(("today", "late"), [(dt.date(2026, 7, 15), False), (dt.date(2026, 7, 16), True)])
def test_late_is_the_31st_day(today, late):
    assert payments.is_late(dt.date(2026, 6, 15), today) is late


# --- a statement from placements


def test_the_statement_of_a_school_with_three_mentors(world):
    second, third = world.mentor(), world.mentor()
    completed(world, world.profile, 3)
    completed(world, second, 2)
    completed(world, third, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    assert (statement.students, statement.amount) == (6, 6 * 18_000 * 6 * 3 // 10)
    shares = dict(statement.shares.values_list("mentor", "amount"))
    assert shares == {world.profile.person_id: 97_200, second.person_id: 64_800, third.person_id: 32_400}
    assert statement.due_on == world.round.ends_on + dt.timedelta(days=30)


def test_a_student_who_left_counts_by_days(world):
    completed(world, world.profile, 1)
    left = world.placement(status="active")
    served = world.round.starts_on + dt.timedelta(weeks=5, days=-3)  # 25 of 60 days
    left.ended_on, left.served_share = served, Decimal("0.4000")
    left.move("leave", by=world.owner, save_also=("ended_on", "served_share"))
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    assert statement.students == Decimal("1.4")
    assert [(line.days, line.planned) for line in statement.lines.order_by("-share")] == [(60, 60), (24, 60)]


def test_the_switch_counts_everybody_as_one(world):
    left = world.placement(status="active")
    left.served_share = Decimal("0.4000")
    left.move("leave", by=world.owner, save_also=("served_share",))
    payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, count_as_one=True)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    assert statement.students == 1


def test_whoever_declined_or_is_still_at_work_counts_nothing(world):
    world.placement(status="active")
    world.placement(status="proposed").move("decline", by=world.owner)
    assert payments.calculate_round(round=world.round, by=world.owner) == []


def test_a_mentor_changed_in_mid_term_shares_by_days(world):
    placement = completed(world, world.profile, 1)
    second = world.mentor()
    half = world.round.starts_on + dt.timedelta(weeks=6)
    row = MentorAssignment.objects.of(placement).get(role="mentor")
    row.ends_on = half - dt.timedelta(days=1)
    row.move("replace", by=world.coordinator, save_also=("ends_on",))
    world.lead(placement, second.person, "mentor", profile=second, starts_on=half)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    assert set(statement.shares.values_list("amount", flat=True)) == {statement.amount // 2}
    assert sum(statement.shares.values_list("share_sum", flat=True)) == 1


def test_support_in_kind_has_a_sum_and_no_shares(world):
    completed(world, world.profile, 1)
    payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, form=PaymentTerms.Form.IN_KIND)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    assert statement.amount == 32_400
    assert not statement.shares.exists()


def test_an_agreement_may_do_without_payment(world):
    completed(world, world.profile, 1)
    payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, pays=False)
    assert payments.calculate_round(round=world.round, by=world.owner) == []


def test_without_the_cost_of_a_credit_nothing_is_calculated(world):
    completed(world, world.profile, 1)
    CreditCost.objects.all().delete()
    with pytest.raises(CostUnknown):
        payments.calculate_round(round=world.round, by=world.owner)


@pytest.mark.parametrize("rate", ["0.25", "0.29"])
def test_the_share_is_at_least_0_3(world, rate):
    with pytest.raises(RateTooLow):
        payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, rate=Decimal(rate))


def test_the_share_only_rises(world):
    payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, rate=Decimal("0.40"))
    with pytest.raises(RateTooLow, match="0,40"):
        payments.save_terms(agreement=world.agreement, owner=world.college, by=world.owner, rate=Decimal("0.35"))


# --- its way


def test_the_way_of_a_statement_to_payment(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    payments.agree(statement=statement, by=world.coordinator)
    payments.approve(statement=statement, by=world.owner)
    payments.send(statement=statement, by=world.owner)
    with pytest.raises(TooMuchPaid):
        payments.enter_payment(statement=statement, amount=32_401, on=world.round.ends_on, document_no="7", by=world.owner)
    part = payments.enter_payment(statement=statement, amount=30_000, on=world.round.ends_on, document_no="7", by=world.owner)
    assert (part.status, part.left) == ("part_paid", 2_400)
    paid = payments.enter_payment(statement=statement, amount=2_400, on=world.round.ends_on, document_no="8", by=world.owner)
    assert (paid.status, paid.left) == ("paid", 0)
    with pytest.raises(WrongState):
        payments.cancel(statement=paid, reason="Қате", by=world.owner)


def test_the_school_disputes_with_a_reason_and_it_is_calculated_anew(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    with pytest.raises(ReasonNeeded):
        payments.dispute(statement=statement, reason=" ", by=world.coordinator)
    disputed = payments.dispute(statement=statement, reason="Екі студент болды", by=world.coordinator)
    completed(world, world.profile, 1)
    fresh = payments.recalculate(statement=disputed, by=world.owner)
    assert (fresh.pk, fresh.status, fresh.students) == (statement.pk, "draft", 2)


def test_a_change_after_the_approval_makes_a_new_version(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    payments.agree(statement=statement, by=world.coordinator)
    payments.approve(statement=statement, by=world.owner)
    payments.save_cost(owner=world.college, year=world.year, cost=20_000, by=world.owner)
    assert payments.calculate_round(round=world.round, by=world.owner)[0].credit_cost == 18_000  # the approved one stays
    fresh = payments.replace(statement=statement, reason="Кредит құны өзгерді", by=world.owner)
    statement.refresh_from_db()
    assert (statement.status, statement.amount) == ("replaced", 32_400)
    assert (fresh.version, fresh.replaces_id, fresh.amount) == (2, statement.pk, 36_000)


def test_shares_that_do_not_add_up_are_refused_by_the_database(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    with pytest.raises(IntegrityError, match="shares_add_up"), transaction.atomic():
        MentorShare.objects.filter(statement=statement).update(amount=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_one_valid_statement_of_a_school_a_round_and_a_payer(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    statement.pk = None
    with pytest.raises(IntegrityError, match="one_valid_statement"), transaction.atomic():
        statement.save(force_insert=True)


# --- hours of the leaders


def test_loads_of_two_leaders(world):
    completed(world, world.profile, 3)
    other = user_with_role("supervisor", world.college, password=None)
    moved = completed(world, world.profile, 1)
    MentorAssignment.objects.of(moved).filter(role="supervisor").update(mentor=other)
    rows = {row.supervisor_id: row.hours for row in loads.calculate_loads(round=world.round, by=world.owner)}
    assert rows == {world.leader.pk: Decimal("12.60"), other.pk: Decimal("4.20")}
    assert loads.approve_loads(round=world.round, by=world.owner) == 2
    completed(world, world.profile, 1)
    loads.calculate_loads(round=world.round, by=world.owner)
    assert SupervisorLoad.objects.get(supervisor=world.leader).hours == Decimal("12.60")  # approved: stays


# --- the supplement


@pytest.fixture
def young(world):
    """A mentor of two young teachers: one pair for the whole of a past month."""
    teachers = [MembershipFactory(user=UserFactory(password=None), organisation=world.school, role="teacher").user for _ in range(2)]
    first = dt.date(2026, 9, 1)
    for teacher in teachers:
        MentorAssignment.objects.create(
            mentor=world.profile.person, profile=world.profile, organisation=world.school, mentee=teacher, mentee_kind="young_teacher",
            role="mentor", starts_on=first, ends_on=dt.date(2027, 5, 25), order_number="77", order_date=first, status="active",
        )  # fmt: skip
    return teachers


def test_one_supplement_for_a_mentor_of_two_young_teachers(world, young):
    BaseSalary.objects.create(valid_from=dt.date(2026, 1, 1), amount=17_697)
    statement = supplements.build_month(school=world.school, month=dt.date(2026, 10, 1), by=world.coordinator)
    [line] = statement.lines.all()
    assert (line.amount, line.days_worked == line.days_norm) == (17_697, True)
    assert statement.due_on == dt.date(2026, 11, 15)


def test_trainees_earn_no_supplement(world):
    BaseSalary.objects.create(valid_from=dt.date(2026, 1, 1), amount=17_697)
    completed(world, world.profile, 1)
    with pytest.raises(NothingToPay):
        supplements.build_month(school=world.school, month=world.round.starts_on, by=world.coordinator)


def test_days_are_corrected_up_to_the_norm(world, young):
    BaseSalary.objects.create(valid_from=dt.date(2026, 1, 1), amount=17_697)
    statement = supplements.build_month(school=world.school, month=dt.date(2026, 10, 1), by=world.coordinator)
    line = statement.lines.get()
    with pytest.raises(DaysAboveNorm):
        supplements.change_days(line=line, days_worked=line.days_norm + 1, by=world.coordinator)
    line = supplements.change_days(line=line, days_worked=1, by=world.coordinator)
    assert line.amount == supplements.supplement(17_697, 100, 1, line.days_norm)
    supplements.approve_month(statement=statement, by=world.coordinator)
    with pytest.raises(WrongState):
        supplements.change_days(line=line, days_worked=2, by=world.coordinator)
    assert supplements.pay_month(statement=statement, on=dt.date(2026, 11, 10), by=world.coordinator).status == "paid"


def test_without_a_base_salary_no_supplement(world, young):
    with pytest.raises(SalaryUnknown):
        supplements.build_month(school=world.school, month=dt.date(2026, 10, 1), by=world.coordinator)


# --- who sees it


def test_who_sees_a_statement_and_a_share(world):
    completed(world, world.profile, 1)
    [statement] = payments.calculate_round(round=world.round, by=world.owner)
    stranger = PracticumWorld()
    seen = PaymentStatement.objects.visible_to
    assert all(seen(person).exists() for person in (world.owner, world.coordinator, user_with_role("finance", world.school)))
    assert not any(seen(person).exists() for person in (stranger.owner, stranger.coordinator, world.profile.person, world.leader))
    assert MentorShare.objects.visible_to(world.profile.person).count() == 1
    other = world.mentor()
    assert not MentorShare.objects.visible_to(other.person).exists()
    assert statement.shares.count() == 1
