"""Local acts: exactly five, by an order, reviewed by 1 September (NR54); the interaction model with its seven elements (NW-23)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import WrongState
from network import errors_plans as errors
from network.models import LocalAct, Role
from network.queries_plans import acts_completeness, acts_in_force
from network.services import acts, plans
from network.services.acts import next_review
from tests.factories.agreements import AgreementFactory
from tests.factories.files import picture
from tests.factories.people import AcademicYearFactory, OrganisationFactory, user_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def head(school):
    return user_with_role(Role.ORG_HEAD, school, password=None)


def in_force(school, head, kind="regulation", day=None):
    """An act through all its steps."""
    day = day or timezone.localdate()
    act = acts.start_act(organisation=school, type=kind, by=head)
    if kind != "regulation":
        act = acts.attach_scan(act=act, upload=SimpleUploadedFile("act.jpg", picture()), by=head)
    act = acts.approve_act(act=act, number="7", date=day, by=head)
    return acts.enter_into_force(act=act, order_number="21-н/қ", order_date=day, by=head)


def test_there_are_exactly_five_kinds():
    assert len(LocalAct.FIVE) == 5


@pytest.mark.parametrize(
    "day, review", [("2026-08-31", "2026-09-01"), ("2026-09-01", "2027-09-01"), ("2026-11-30", "2027-09-01"), ("2027-01-10", "2027-09-01")]
)
def test_acts_are_reviewed_by_the_next_first_of_september(day, review):
    assert next_review(dt.date.fromisoformat(day)) == dt.date.fromisoformat(review)


def test_the_regulation_is_written_by_the_template_in_both_languages(school, head):
    act = acts.start_act(organisation=school, type="regulation", by=head)
    first = act.sections.first()
    assert act.sections.count() == 7
    assert school.full_name_kk in first.text_kk and school.full_name_ru in first.text_ru
    with pytest.raises(errors.ActExists):
        acts.start_act(organisation=school, type="regulation", by=head)


def test_an_act_comes_into_force_by_an_order_and_is_reviewed(school, head):
    act = in_force(school, head)
    assert (act.status, act.review_on) == ("in_force", next_review(timezone.localdate()))
    act = acts.begin_review(act=act, by=head)
    assert acts_in_force(school) == {"regulation"}  # under review it still binds
    act = acts.confirm_act(act=act, by=head)
    assert (act.status, act.review_on) == ("in_force", next_review(next_review(timezone.localdate())))


def test_an_act_needs_text_or_scan_number_and_order(school, head):
    act = acts.start_act(organisation=school, type="cooperation", by=head)
    with pytest.raises(errors.ActWithoutText):
        acts.approve_act(act=act, number="1", date=timezone.localdate(), by=head)
    acts.attach_scan(act=act, upload=SimpleUploadedFile("act.jpg", picture()), by=head)
    with pytest.raises(errors.ActNumberNeeded):
        acts.approve_act(act=act, number=" ", date=None, by=head)
    act = acts.approve_act(act=act, number="1", date=timezone.localdate(), by=head)
    with pytest.raises(errors.OrderNeeded):
        acts.enter_into_force(act=act, order_number="", order_date=None, by=head)
    with pytest.raises(errors.OrderBeforeAct):
        acts.enter_into_force(act=act, order_number="1", order_date=timezone.localdate() - dt.timedelta(days=1), by=head)


def test_a_new_wording_replaces_the_former(school, head):
    first = in_force(school, head)
    second = in_force(school, head)
    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "in_force")


def test_the_database_keeps_one_act_of_a_kind_in_force_and_wants_its_order(school, head):
    act = in_force(school, head)
    with pytest.raises(IntegrityError, match="act_in_force_has_order_and_review"), transaction.atomic():
        LocalAct.objects.filter(pk=act.pk).update(order_number="")
    draft = acts.start_act(organisation=school, type="regulation", by=head)
    copied = {"number": "1", "order_number": "2", "date": act.date, "order_date": act.date, "review_on": act.review_on}
    with pytest.raises(IntegrityError, match="local_act_one_in_force"), transaction.atomic():
        LocalAct.objects.filter(pk=draft.pk).update(status="in_force", **copied)


def test_an_approved_text_is_not_rewritten(school, head):
    act = acts.start_act(organisation=school, type="regulation", by=head)
    acts.write_sections(act=act, texts={1: ("Жаңа", "Новый")}, by=head)
    assert act.sections.first().text_kk == "Жаңа"
    act = acts.approve_act(act=act, number="1", date=timezone.localdate(), by=head)
    with pytest.raises(WrongState):
        acts.write_sections(act=act, texts={1: ("Тағы", "Ещё")}, by=head)


def test_completeness_counts_acts_agreements_and_the_approved_plan(school, head):
    year = AcademicYearFactory()
    assert acts_completeness(school) == (0, 5)
    in_force(school, head)
    AgreementFactory(school=school)  # on career trials
    assert acts_in_force(school) == {"regulation", "trials"}
    plan = plans.create_plan(year=year, kind="career", organisation=school, by=head)
    plans.load_template(plan=plan, by=head, responsible_org=school)
    plans.send_plan(plan=plan, by=head)
    plans.approve_plan(plan=plan, by=head, head_order="5", head_approved_on=timezone.localdate())
    assert acts_completeness(school) == (3, 5)
    in_force(school, head, "cooperation")
    in_force(school, head, "network_agreement")
    assert acts_completeness(school) == (5, 5)


def test_the_model_has_seven_elements_and_done_needs_its_proof(school, head):
    model = acts.open_model(organisation=school, year=AcademicYearFactory(), by=head)
    assert acts.open_model(organisation=school, year=model.year, by=head).elements.count() == 7
    element = model.elements.get(element=2)
    with pytest.raises(errors.ElementNeedsProof):
        acts.mark_element(element=element, status="done", done_on=timezone.localdate(), by=head)
    element = acts.mark_element(element=element, status="in_work", partner_name="Демо Авто", by=head)
    element = acts.mark_element(element=element, status="done", procedure="Хаттама № 3", done_on=timezone.localdate(), by=head)
    assert element.status == "done"
