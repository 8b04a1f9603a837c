"""Annex 5, annex 6 and table 3: who fills what, when it is locked, what is printed (BR-32, BR-35, BR-48, §8, §10.7)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from documents.registry import get
from portfolio.models import RubricScore
from profprobes import errors_forms as errors
from profprobes.errors_phone import BeforeOnly, PupilNotThere, TrialClosed, VisitNotBegun
from profprobes.models import (
    BriefingAck,
    GroupObservation,
    GroupObservationRow,
    ObservationCard,
    Participation,
    Trial,
    TrialRubric,
    TrialSurvey,
)
from profprobes.services import group_card, trial_rubric, trial_survey
from profprobes.services.closing import closing_gaps
from profprobes.services.group_card import save_school_columns, save_specialist_column
from profprobes.table3 import CELLS, CRITERIA
from tests.documents.reading import render_and_read
from tests.factories.people import user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db
LEVELS = dict.fromkeys(CRITERIA, 2)


@pytest.fixture
def world():
    return TrialWorld(pupils=2, held=True)


def school_marks(world, active=True, finished=False):
    return {row.pk: {"active": active, "finished": finished} for row in world.participations}


def points(world, quality=4):
    return {row.pk: {"quality": quality} for row in world.participations}


def both_sign(world):
    save_school_columns(session=world.session, marks=school_marks(world), sign=True, by=world.teacher)
    return save_specialist_column(session=world.session, marks=points(world), sign=True, by=world.mentor)


def test_the_card_is_sent_when_both_sides_have_signed_and_then_locked(world):
    card = save_school_columns(session=world.session, marks=school_marks(world), sign=True, by=world.teacher)
    assert card.status == "draft"
    card = save_specialist_column(session=world.session, marks=points(world), sign=True, by=world.mentor)
    assert card.status == "submitted"
    with pytest.raises(errors.GroupCardSent):
        save_specialist_column(session=world.session, marks=points(world, 5), sign=False, by=world.mentor)


def test_neither_side_writes_into_the_columns_of_the_other(world):
    pk = world.participations[0].pk
    save_school_columns(session=world.session, marks={pk: {"active": True, "finished": True, "quality": 1}}, sign=False, by=world.teacher)
    save_specialist_column(session=world.session, marks={pk: {"active": False, "quality": 5}}, sign=False, by=world.mentor)
    row = GroupObservationRow.objects.get(participation=pk)
    assert (row.active, row.finished, row.quality) == (True, True, 5)


def test_an_empty_column_cannot_be_signed_and_a_change_takes_the_signature_back(world):
    with pytest.raises(errors.RowsEmpty):
        save_school_columns(session=world.session, marks={}, sign=True, by=world.teacher)
    save_school_columns(session=world.session, marks=school_marks(world), sign=True, by=world.teacher)
    card = save_school_columns(session=world.session, marks=school_marks(world, active=False), sign=False, by=world.teacher)
    assert card.school_at is None


def test_opened_again_with_a_reason_both_sign_anew_and_the_earlier_marks_stay_in_the_history(world):
    card = group_card.reopen_group_card(card=both_sign(world), reason="Баға ауысып кеткен", by=world.coordinator)
    assert card.status == "reopened" and card.school_at is None
    save_school_columns(session=world.session, marks=school_marks(world, active=False), sign=True, by=world.teacher)
    assert save_specialist_column(session=world.session, marks=points(world, 2), sign=True, by=world.mentor).status == "submitted"
    kept = GroupObservationRow._meta.get_field("events").related_model.objects.values_list("quality", flat=True)
    assert 4 in set(kept)


def test_the_database_keeps_the_five_points_and_both_signatures(world):
    card = both_sign(world)
    for change in (
        lambda: card.rows.update(quality=6),
        lambda: GroupObservation.objects.filter(pk=card.pk).update(mentor_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_before_the_visit_and_after_closing_the_card_stays_shut():
    world = TrialWorld(pupils=1)
    with pytest.raises(VisitNotBegun):
        save_school_columns(session=world.session, marks={}, sign=False, by=world.teacher)
    world = TrialWorld(pupils=1, held=True)
    Trial.objects.filter(pk=world.trial.pk).update(status="closed")
    with pytest.raises(TrialClosed):
        save_school_columns(session=world.session, marks={}, sign=False, by=world.teacher)


def test_a_pupil_who_was_absent_is_not_on_the_card(world):
    absent = world.participations[1]
    Participation.objects.filter(pk=absent.pk).update(status="absent")
    with pytest.raises(errors.NotOnTheCard):
        save_school_columns(session=world.session, marks={absent.pk: {"active": True}}, sign=False, by=world.teacher)


def test_a_row_of_annex_5_counts_for_closing_where_there_is_no_form_b(world):
    site = world.session.briefings.get(place="site")
    BriefingAck.objects.bulk_create(BriefingAck(briefing=site, participation=row) for row in world.participations)
    ObservationCard.objects.all().delete()
    assert "card" in {gap.code for gap in closing_gaps(world.trial)}
    both_sign(world)
    assert "card" not in {gap.code for gap in closing_gaps(world.trial)}


@pytest.mark.parametrize("who, shows, writes", [("teacher", "active_", "finished_"), ("mentor", "quality_", "quality_")])
def test_on_the_page_each_side_has_fields_for_its_own_columns_only(world, who, shows, writes):
    client = signed_in(getattr(world, who))
    page = client.get(url("group_card", world.session.pk)).content.decode()
    assert f'name="{shows}{world.participations[0].pk}"' in page
    other = {"active_": "quality_", "quality_": "active_"}[shows]
    assert f'name="{other}' not in page
    pk = world.participations[0].pk
    client.post(url("group_card", world.session.pk), {f"{writes}{pk}": "5" if who == "mentor" else "yes", f"{other}{pk}": "1"})
    row = GroupObservationRow.objects.get(participation=pk)
    assert (row.quality, row.finished) == ((5, None) if who == "mentor" else (None, True))


def test_signing_with_empty_rows_is_refused_beside_what_was_typed(world):
    pk = world.participations[0].pk
    answer = signed_in(world.mentor).post(url("group_card", world.session.pk), {f"quality_{pk}": "3", "sign": "1"})
    assert answer.status_code == 422 and "checked" in answer.content.decode()


def test_the_host_coordinator_reads_the_card_and_writes_nothing_and_a_pupil_sees_none(world):
    both_sign(world)
    client = signed_in(world.host_coordinator)
    assert client.get(url("group_card", world.session.pk)).status_code == 200
    assert client.post(url("group_card", world.session.pk), {}).status_code == 403
    assert client.post(url("group_card_reopen", world.session.pk), {"reason": "x"}).status_code == 403
    assert not GroupObservation.objects.visible_to(world.pupils[0]).exists()
    assert not TrialWorld().coordinator.has_perm("profprobes.reopen_groupobservation", world.session)


@pytest.mark.parametrize(
    "language, title, note",
    [
        (
            "kk",
            "Білім алушылардың кәсіби сынақтарды орындау кезіндегі бақылау картасы",
            "4-бағанды кәсіби сынақты жүргізетін маман толтырады",
        ),
        ("ru", "Карта наблюдения за обучающимися при выполнении профессиональных проб", "столбец 4 – специалист, проводящий пробу"),
    ],
)
def test_annex_5_prints_the_group_on_one_page_without_a_mean(world, language, title, note):
    page = render_and_read(get("PP-5"), both_sign(world), language)
    assert page.count == 1 and "4.0" not in page.text
    for text in (title, note, world.pupils[0].full_name, world.teacher.last_name, world.mentor.last_name):
        assert text in page.text


# ---- annex 6 --------------------------------------------------------------------------------------------------------------

ANSWERS = {
    "liked": "yes",
    "does": "Тақтайшаны белгілеп, аралайды",
    "wants": "unsure",
    "useful": "other",
    "useful_other": "Үйде сөре жасаймын",
}


def survey(world, index=0, number=None, **changes):
    row = world.participations[index]
    return trial_survey.submit_survey(participation=row, answers=ANSWERS | changes, client_uuid=number or uuid.uuid4(), by=row.pupil)


def test_the_survey_is_kept_once_and_a_repeated_sending_changes_nothing(world):
    number = uuid.uuid4()
    survey(world, number=number)
    assert survey(world, number=number, liked="no").liked == "yes"
    with pytest.raises(errors.SurveyAnswered):
        survey(world)
    row = TrialSurvey.objects.get()
    trial_survey.reopen_survey(survey=row, reason="Қате басылған", by=world.coordinator)
    assert survey(world, liked="no").liked == "no"


def test_the_survey_opens_when_the_visit_is_held():
    with pytest.raises(BeforeOnly):
        survey(TrialWorld(pupils=1))


def test_another_answer_needs_words_on_the_page_and_in_the_database(world):
    pupil = may_sign_in(world.pupils[0])
    client, address = signed_in(pupil), url("my_survey", world.participations[0].pk)
    answer = client.post(address, ANSWERS | {"useful_other": " "})
    assert answer.status_code == 422 and "Тақтайшаны белгілеп" in answer.content.decode()
    assert client.post(address, ANSWERS).status_code == 302
    assert "Үйде сөре жасаймын" in words(client.get(address))
    with pytest.raises(IntegrityError), transaction.atomic():
        TrialSurvey.objects.update(useful_other="")


def test_the_school_reads_the_survey_and_the_host_does_not(world):
    survey(world)
    assert TrialSurvey.objects.visible_to(world.teacher).exists()
    assert not TrialSurvey.objects.visible_to(world.mentor).exists()
    page = words(signed_in(world.coordinator).get(url("trial_evidence", world.trial.pk, world.participations[0].pk)))
    assert "Үйде сөре жасаймын" in page


@pytest.mark.parametrize(
    "language, question, other",
    [("kk", "Кәсіби сынаққа қатысу сізге ұнады ма?", "басқа жауап: Үйде"), ("ru", "Понравилось ли участие в пробе?", "другое: Үйде")],
)
def test_annex_6_prints_the_four_questions(world, language, question, other):
    page = render_and_read(get("PP-6"), survey(world), language)
    assert page.count == 1 and question in page.text and other in page.text and world.pupils[0].full_name in page.text


# ---- table 3 --------------------------------------------------------------------------------------------------------------


def score(world, by=None, **changes):
    values = {"levels": LEVELS, "competences": ["purpose", "unknown"]} | changes
    return trial_rubric.score_table(participation=world.participations[0], by=by or world.mentor, **values)


def test_the_levels_go_to_the_seeded_rubric_and_the_table_is_locked(world):
    row = score(world)
    assert RubricScore.objects.filter(criterion__rubric__code="PP-T3", level=2).count() == 6
    assert row.competences == ["purpose"]
    with pytest.raises(errors.RubricSent):
        score(world)
    trial_rubric.reopen_table(row=row, reason="Қате", by=world.coordinator)
    assert trial_rubric.levels_of(score(world, levels=dict.fromkeys(CRITERIA, 3)))["quality"] == 3


def test_the_mentor_and_a_teacher_score_separately_and_no_row_is_formed_of_both(world):
    teacher = user_with_role("teacher", world.school, class_group=world.class_group)
    score(world)
    score(world, by=teacher, levels=dict.fromkeys(CRITERIA, 3))
    assert TrialRubric.objects.count() == 2
    assert not world.teacher.has_perm("profprobes.submit_trialrubric", world.participations[0])


def test_every_criterion_is_asked_and_only_who_was_there_is_scored(world):
    with pytest.raises(errors.RubricIncomplete):
        score(world, levels={"interest": 1})
    Participation.objects.filter(pk=world.participations[0].pk).update(status="absent")
    with pytest.raises(PupilNotThere):
        score(world)


def test_the_mentor_fills_the_table_in_words_and_the_pupil_reads_it_once_it_is_sent(world):
    pk = world.participations[0].pk
    client, address = signed_in(world.mentor), url("table3", world.session.pk, pk)
    assert CELLS["quality"][3]["kk"] in words(client.get(address))
    assert client.post(address, {"interest": "2"}).status_code == 422
    assert client.post(address, dict.fromkeys(CRITERIA, "2") | {"competences": ["purpose"]}).status_code == 302
    page = words(signed_in(may_sign_in(world.pupils[0])).get(url("my_trial", pk)))
    assert CELLS["quality"][2]["kk"] in page and "Әрекеттің мақсаттылығы" in page
    assert signed_in(world.teacher).get(address).status_code == 403


@pytest.mark.parametrize(
    "language, title", [("kk", "Кәсіби сынақтарды бағалау критерийлері"), ("ru", "Критерии оценки профессиональных проб")]
)
def test_table_3_prints_every_cell_in_landscape_on_one_page(world, language, title):
    page = render_and_read(get("PP-T3"), score(world), language)
    assert page.count == 1 and page.sizes[0][0] > page.sizes[0][1] and title in page.text
    plain = page.text.replace("- ", "")
    assert (CELLS["interest"][1][language].split()[0] in plain and "белгіленген" in page.alternatives) or "отмечено" in page.alternatives
