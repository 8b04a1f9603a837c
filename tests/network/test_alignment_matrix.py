"""The matrix of outcomes: БСИ and its evidence (NR47), states, experts, two people in one matrix (NR59), proposals of pairs."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.errors import WrongState
from network.alignment_index import index_of
from network.alignment_queries import matrix_rows
from network.errors_alignment import (
    ExpertNamed,
    ExpertsOfTwoLevels,
    LevelsMissing,
    MatrixExists,
    NotADraft,
    NotAskedToScore,
    NotOfThisMatrix,
    ProtocolSignedBeforeHeld,
    ProtocolTaken,
    ReasonNeeded,
    RowsMissing,
    RowsUndecided,
    ScoresMissing,
)
from network.models import AlignmentMatrix, AlignmentRow, ExpertScore, LearningOutcome
from network.services import matrices
from network.services.matrix_cells import Typed, save_cells
from network.services.outcome_pairs import likeness, propose_pairs, stems
from tests.factories.alignment import AlignmentWorld, ModuleFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ALIGNED, PARTIAL, NOT = ("aligned", "aligned"), ("aligned", "partial"), ("not", "aligned")


def test_of_24_key_outcomes_18_aligned_and_4_partly_make_075():
    world = AlignmentWorld(rows=24)
    world.decide(*[ALIGNED] * 18, *[PARTIAL] * 4, *[NOT] * 2)
    index = index_of(world.matrix)
    assert (index.value, index.text) == (Decimal("0.75"), "0,75")
    assert (index.key, index.aligned, index.partial, index.not_aligned) == (24, 18, 4, 2)


def test_each_figure_opens_to_exactly_its_rows():
    world = AlignmentWorld(rows=4)
    world.decide(ALIGNED, PARTIAL, NOT)
    found = {show: [row.number for row in matrix_rows(world.matrix, show=show)] for show in ("aligned", "partial", "not", "waiting", "na")}
    assert found == {"aligned": [1], "partial": [2], "not": [3], "waiting": [4], "na": []}


def test_experts_4_5_4_make_433_and_do_not_touch_the_index():
    world = AlignmentWorld(rows=2)
    world.decide(ALIGNED, NOT)
    world.review(4, 5, 4)
    index = index_of(world.matrix)
    assert (index.expert_mean, index.value) == (Decimal("4.33"), Decimal("0.50"))


def test_rows_where_nothing_is_applicable_leave_the_denominator():
    world = AlignmentWorld(rows=3)
    world.decide(ALIGNED, ("na", "na"), NOT)
    index = index_of(world.matrix)
    assert (index.key, index.na, index.value) == (2, 1, Decimal("0.50"))


def test_a_matrix_where_nothing_is_applicable_has_a_dash_and_not_a_zero():
    world = AlignmentWorld(rows=2)
    world.decide(("na", "na"), ("na", "na"))
    assert (index_of(world.matrix).value, index_of(world.matrix).text) == (None, "—")


def test_one_inapplicable_pair_does_not_keep_a_row_from_being_aligned():
    world = AlignmentWorld(rows=1)
    world.decide(("na", "aligned"))
    assert index_of(world.matrix).value == Decimal("1.00")


def test_without_a_signed_protocol_a_row_does_not_count():
    world = AlignmentWorld(rows=2, signed=False)
    world.decide(ALIGNED, ALIGNED)
    assert (index_of(world.matrix).aligned, index_of(world.matrix).waiting) == (0, 2)
    matrices.sign_protocol(protocol=world.protocol, signed_on=world.protocol.held_on, signers="Мысалова А.", by=world.methodist)
    assert index_of(world.matrix).value == Decimal("1.00")


def test_outcomes_that_are_not_key_do_not_count():
    world = AlignmentWorld(rows=2)
    LearningOutcome.objects.filter(pk=world.rows[1].outcome_id).update(key=False)
    world.decide(ALIGNED, NOT)
    assert index_of(world.matrix).value == Decimal("1.00")


def test_two_people_change_different_fields_of_one_row_and_both_changes_stay():
    world = AlignmentWorld(rows=1)
    row = world.rows[0]
    save_cells(matrix=world.matrix, typed=[Typed(row.pk, 1, {"school_tve": "aligned"})], by=world.methodist)
    saved = save_cells(matrix=world.matrix, typed=[Typed(row.pk, 1, {"tve_hei": "partial", "remark": "апта"})], by=world.hei_methodist)
    row.refresh_from_db()
    assert (row.school_tve, row.tve_hei, row.remark) == ("aligned", "partial", "апта")
    assert saved.joined == [row.pk] and not saved.collisions


def test_two_people_change_the_same_cell_and_the_second_sees_both():
    world = AlignmentWorld(rows=2)
    row, other = world.rows
    save_cells(matrix=world.matrix, typed=[Typed(row.pk, 1, {"school_tve": "aligned"})], by=world.methodist)
    typed = [Typed(row.pk, 1, {"school_tve": "not", "remark": "екінші"}), Typed(other.pk, 1, {"school_tve": "partial"})]
    saved = save_cells(matrix=world.matrix, typed=typed, by=world.hei_methodist)
    row.refresh_from_db(), other.refresh_from_db()
    assert saved.collisions[0].fields == ["school_tve"] and saved.collisions[0].mine["remark"] == "екінші"
    assert (row.school_tve, other.school_tve) == ("aligned", "partial"), "the collided row keeps what was first, the other one is saved"


def test_saving_what_stands_there_already_writes_nothing():
    world = AlignmentWorld(rows=1)
    world.decide(ALIGNED)
    version = world.rows[0].version
    world.decide(ALIGNED)
    assert world.rows[0].version == version


def test_an_outcome_stands_in_a_matrix_once_and_must_belong_to_its_programmes():
    world = AlignmentWorld(rows=2)
    assert matrices.add_rows(matrix=world.matrix, outcomes=world.module.outcomes.all(), by=None) == 0
    foreign = ModuleFactory(outcomes=1)
    with pytest.raises(NotOfThisMatrix):
        matrices.add_rows(matrix=world.matrix, outcomes=foreign.outcomes.all(), by=None)


def test_a_matrix_without_the_school_asks_nothing_about_it():
    world = AlignmentWorld(rows=0)
    university = {"organisation": world.university, "title_kk": "Б", "title_ru": "П"}
    college = {"organisation": world.college, "title_kk": "Б", "title_ru": "П"}
    made = ModuleFactory(organisation=world.college, outcomes=1)
    matrices.archive_matrix(matrix=world.matrix, by=None, reason="x")
    matrix = matrices.create_matrix(
        keeper=world.college,
        field=world.matrix.field,
        academic_year=world.matrix.academic_year,
        programmes={"tve": college, "hei": university},
        by=None,
    )
    matrices.add_rows(matrix=matrix, outcomes=made.outcomes.all(), by=None)
    assert matrix.rows.get().school_tve == "na"


@pytest.mark.parametrize("levels", [(), ("tve",), ("school", "hei")])
def test_a_matrix_compares_the_college_with_a_neighbour(levels):
    world = AlignmentWorld(rows=0)
    programmes = {level: {"organisation": world.college, "title_kk": "Б", "title_ru": "П"} for level in levels}
    with pytest.raises(LevelsMissing):
        matrices.create_matrix(
            keeper=world.university,
            field=world.matrix.field,
            academic_year=world.matrix.academic_year,
            programmes=programmes,
            by=None,
        )


def test_there_is_one_matrix_of_a_field_a_year():
    world = AlignmentWorld(rows=0)
    same = {"keeper": world.college, "field": world.matrix.field, "academic_year": world.matrix.academic_year}
    programmes = {row.level: {"organisation": row.organisation, "title_kk": "Б", "title_ru": "П"} for row in world.matrix.programmes.all()}
    with pytest.raises(MatrixExists):
        matrices.create_matrix(programmes=programmes, by=None, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlignmentMatrix.objects.create(**same)


def test_the_way_of_a_matrix_from_draft_to_approved():
    world = AlignmentWorld(rows=1)
    matrix = world.matrix
    with pytest.raises(RowsUndecided):
        matrices.send_matrix(matrix=matrix, by=None)
    world.decide(ALIGNED)
    with pytest.raises(ExpertsOfTwoLevels):
        matrices.send_matrix(matrix=matrix, by=None)
    one, other = UserFactory(), UserFactory()
    matrices.name_expert(matrix=matrix, expert=one, level="tve", by=None)
    with pytest.raises(ExpertNamed):
        matrices.name_expert(matrix=matrix, expert=one, level="hei", by=None)
    matrices.name_expert(matrix=matrix, expert=other, level="hei", by=None)
    matrices.send_matrix(matrix=matrix, by=world.methodist)
    assert one.notices.count() == 1
    matrices.give_score(matrix=matrix, score=4, comment="", by=one)
    with pytest.raises(ScoresMissing):
        matrices.approve_matrix(matrix=matrix, decision="№ 3", by=None)
    matrices.give_score(matrix=matrix, score=5, comment="жақсы", by=other)
    with pytest.raises(ReasonNeeded):
        matrices.approve_matrix(matrix=matrix, decision=" ", by=None)
    assert matrices.approve_matrix(matrix=matrix, decision="№ 3", by=world.head).status == "approved"
    with pytest.raises(NotADraft):
        save_cells(matrix=matrix, typed=[], by=None)


def test_two_experts_of_one_level_are_not_enough():
    world = AlignmentWorld(rows=1)
    world.decide(ALIGNED)
    for _n in range(2):
        matrices.name_expert(matrix=world.matrix, expert=UserFactory(), level="tve", by=None)
    with pytest.raises(ExpertsOfTwoLevels):
        matrices.send_matrix(matrix=world.matrix, by=None)


def test_a_returned_matrix_is_scored_anew_and_the_history_keeps_the_old_scores():
    world = AlignmentWorld(rows=1)
    world.decide(ALIGNED)
    world.review(4, 5)
    with pytest.raises(ReasonNeeded):
        matrices.return_matrix(matrix=world.matrix, by=None, reason="")
    matrices.return_matrix(matrix=world.matrix, by=world.head, reason="апталары қате")
    assert index_of(world.matrix).expert_mean is None
    assert ExpertScore.pgh_event_model.objects.filter(score=5).exists()


def test_only_a_named_expert_scores_and_only_in_review():
    world = AlignmentWorld(rows=1)
    world.decide(ALIGNED)
    expert = UserFactory()
    matrices.name_expert(matrix=world.matrix, expert=expert, level="tve", by=None)
    with pytest.raises(WrongState):
        matrices.give_score(matrix=world.matrix, score=4, comment="", by=expert)
    with pytest.raises(NotAskedToScore):
        matrices.give_score(matrix=world.matrix, score=4, comment="", by=UserFactory())


@pytest.mark.parametrize("score", [0, 6])
def test_the_database_refuses_a_score_outside_1_to_5(score):
    world = AlignmentWorld(rows=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertScore.objects.create(matrix=world.matrix, expert=UserFactory(), level="tve", score=score)


def test_the_database_refuses_changes_of_rows_of_a_matrix_in_review():
    world = AlignmentWorld(rows=1)
    world.decide(ALIGNED)
    world.review()
    with pytest.raises(IntegrityError, match="rows change in a draft"), transaction.atomic():
        AlignmentRow.objects.filter(matrix=world.matrix).update(remark="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        world.rows[0].delete()


def test_an_empty_matrix_is_not_sent():
    with pytest.raises(RowsMissing):
        matrices.send_matrix(matrix=AlignmentWorld(rows=0).matrix, by=None)


def test_protocols_are_numbered_once_and_signed_after_they_were_held():
    world = AlignmentWorld(rows=0, signed=False)
    with pytest.raises(ProtocolTaken):
        matrices.add_protocol(matrix=world.matrix, number="1", held_on=world.protocol.held_on, by=None)
    with pytest.raises(ProtocolSignedBeforeHeld):
        early = world.protocol.held_on.replace(year=world.protocol.held_on.year - 1)
        matrices.sign_protocol(protocol=world.protocol, signed_on=early, signers="", by=None)


def test_words_are_compared_with_kazakh_letters_folded_and_endings_cut():
    assert stems("Оқушының бағалауы және сабақ") == stems("окушылар БАГАЛАУДЫ сабакты")
    one = LearningOutcome(text_kk="Сабақ жоспарын құрастырады", text_ru="")
    other = LearningOutcome(text_kk="Сабақтың жоспарларын кұрастыру", text_ru="")
    assert likeness(one, other)[0] == 1.0


def test_pairs_are_proposed_by_shared_words_and_taken_over_when_ticked():
    world = AlignmentWorld(rows=1)
    there = ModuleFactory(hei=True, organisation=world.university)
    right = LearningOutcome.objects.create(module=there, code="РО1", text_kk="Сабақты жоспарлай алады", text_ru="Планирует уроки")
    LearningOutcome.objects.create(module=there, code="РО2", text_kk="Зерттеу жүргізеді", text_ru="Проводит исследование")
    proposals = propose_pairs(world.matrix)
    assert [(one.level, one.outcome) for one in proposals] == [("hei", right)] and "Сабақты" in proposals[0].words
    matrices.place_outcomes(matrix=world.matrix, places=[(world.rows[0], "hei", right)], by=world.methodist)
    assert world.rows[0].hei_outcome == right and propose_pairs(world.matrix) == []
