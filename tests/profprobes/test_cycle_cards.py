"""The hour-by-hour card: §2.2, §5.3, BR-12, §8 «programme: edit», PP-CYCLE."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from network.models import Role
from profprobes.demo.cycles import build_carpenter_card
from profprobes.documents import CycleCardPaper
from profprobes.models import CycleCard, CycleCardRow, TrialProgramme
from profprobes.services import cycle_cards
from tests.documents.reading import render_and_read
from tests.factories.cycle import HEAD, ROW, cycle_card
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.trials import ProgrammeFactory
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def owner(programme):
    return user_with_role(Role.ORG_COORDINATOR, programme.owner)


@pytest.fixture
def card(programme, owner):
    return cycle_card(programme, by=owner)


class TestRows:
    def test_the_sum_is_added_up_from_the_rows(self, card):
        assert cycle_cards.total_hours(card) == Decimal("2.5")

    @pytest.mark.parametrize("hours", ["0", "0.7", "8.5"])
    def test_hours_go_from_a_half_to_eight_in_steps_of_a_half(self, card, hours):
        with pytest.raises(IntegrityError), transaction.atomic():
            CycleCardRow.objects.filter(card=card, order=1).update(hours=hours)

    @pytest.mark.parametrize("forms", [[], ["alone"]])
    def test_a_row_says_how_the_activity_is_organised(self, card, forms):
        with pytest.raises(IntegrityError), transaction.atomic():
            CycleCardRow.objects.filter(card=card, order=1).update(forms=forms)

    def test_rows_change_places_and_close_up_when_one_goes(self, card, owner):
        cycle_cards.save_row(card=card, by=owner, **ROW)
        last = card.rows.get(order=3)
        cycle_cards.move_row(row=last, up=True, by=owner)
        assert card.rows.get(order=2) == last
        cycle_cards.remove_row(row=card.rows.get(order=1), by=owner)
        assert list(card.rows.values_list("order", flat=True)) == [1, 2]
        assert card.rows.get(order=1) == last

    def test_a_programme_has_one_card(self, card, owner):
        again = cycle_cards.save_card(programme=card.programme, by=owner, **HEAD | {"goal_ru": "Другая цель"})
        assert again == card and CycleCard.objects.get().goal_ru == "Другая цель"


class TestScreens:
    def test_the_owner_makes_head_and_rows_and_sees_when_they_add_up(self, programme, owner):
        browser = signed_in(owner)
        assert "Картаны жасау" in words(browser.get(url("cycle_cards")))
        values = {name: str(value) for name, value in HEAD.items()} | {"planned_hours": "1.5"}
        answer = browser.post(url("cycle_card_head", programme.pk), values)
        card = CycleCard.objects.get()
        assert answer.url == url("cycle_card", card.pk)
        row = ROW | {"hours": "1.0"}
        assert browser.post(url("cycle_row_add", card.pk), row | {"more": "1"}).url == url("cycle_row_add", card.pk)
        assert "1,5" in words(browser.get(url("cycle_card", card.pk))) and "сағат" in words(browser.get(url("cycle_card", card.pk)))
        first = card.rows.get()
        browser.post(url("cycle_row", first.pk), row | {"hours": "1.5"})
        first.refresh_from_db()
        assert first.hours == Decimal("1.5")
        assert "сағаттар сәйкес" in words(browser.get(url("cycle_cards")))

    def test_an_empty_row_says_what_is_missing_and_keeps_the_rest(self, card, owner):
        answer = signed_in(owner).post(url("cycle_row_add", card.pk), ROW | {"hours": "1.0", "content_ru": "", "tools_kk": "Тоқпақ"})
        assert answer.status_code == 422 and "Тоқпақ" in answer.content.decode()
        assert card.rows.count() == 2

    def test_the_next_row_proposes_the_place_of_the_one_before(self, card, owner):
        assert "Шеберхана" in signed_in(owner).get(url("cycle_row_add", card.pk)).content.decode()

    def test_rows_are_moved_and_taken_out_by_buttons(self, card, owner):
        browser, last = signed_in(owner), card.rows.get(order=2)
        browser.post(url("cycle_row_step", last.pk, "up"))
        assert card.rows.get(order=1) == last
        browser.post(url("cycle_row_step", last.pk, "remove"))
        assert not CycleCardRow.objects.filter(pk=last.pk).exists()

    def test_another_school_reads_and_changes_nothing(self, card):
        reader = signed_in(user_with_role(Role.CAREER_COORDINATOR, OrganisationFactory()))
        page = reader.get(url("cycle_card", card.pk))
        assert "Аралау" in words(page) and url("cycle_row_add", card.pk) not in page.content.decode()
        assert reader.post(url("cycle_row_add", card.pk), ROW).status_code == 403
        assert reader.post(url("cycle_card_head", card.programme_id), {}).status_code == 403

    def test_the_card_of_a_draft_does_not_exist_for_others(self, card):
        TrialProgramme.objects.update(status="draft")
        reader = signed_in(user_with_role(Role.CAREER_COORDINATOR, OrganisationFactory()))
        assert reader.get(url("cycle_card", card.pk)).status_code == 404


class TestPaper:
    @pytest.mark.parametrize(
        "language, expected",
        [
            (
                "kk",
                ["Кәсіби сынақтың сағаттық технологиялық картасы", "Кезең атауы және оның мазмұны", "Кәсіби сынақты өткізу технологиясы",
                 "Кезеңді өткізу орны", "Құралдары", "Кіріспе-таныстыру кезеңі", "Топтық, өндірістік оқыту шеберімен бірге", "Барлығы", "2,5"],
            ),
            (
                "ru",
                ["Почасовая технологическая карта пробы", "Название этапа и его содержание", "Технология проведения пробы",
                 "Место проведения этапа", "Средства проведения", "Вводно-ознакомительный этап",
                 "Групповая, вместе с мастером производственного обучения", "Итого", "2,5"],
            ),
        ],
    )  # fmt: skip
    def test_it_prints_columns_rows_and_the_sum(self, card, language, expected):
        page = render_and_read(CycleCardPaper, card, language)
        for text in expected:
            assert text in page.text, text
        assert page.sizes[0][0] > page.sizes[0][1]

    @pytest.mark.parametrize("language, first, last", [("kk", "таныстыру", "Барлығы 12"), ("ru", "Знакомство", "Итого 12")])
    def test_the_carpenter_cycle_prints_twelve_hours(self, programme, owner, language, first, last):
        page = render_and_read(CycleCardPaper, build_carpenter_card(programme, by=owner), language)
        assert first in page.text and last in page.text
        for word in ("сахна", "тестілеу", "тестирован"):
            assert word not in page.text.lower()

    def test_it_is_refused_while_the_rows_do_not_add_up(self, card, owner):
        assert CycleCardPaper().problems(card, "kk") == []
        cycle_cards.save_row(card=card, by=owner, **ROW)
        assert len(CycleCardPaper().problems(card, "kk")) == 1
        card.rows.all().delete()
        assert len(CycleCardPaper().problems(card, "kk")) == 1

    def test_the_owner_issues_it_and_a_reader_does_not(self, card, owner):
        assert owner.has_perm("profprobes.issue_cyclecard", card)
        assert not user_with_role(Role.CAREER_COORDINATOR).has_perm("profprobes.issue_cyclecard", card)
