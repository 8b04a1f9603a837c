"""The rules of forms Б and В, on the corpus that the phone passes too (tests/e2e/test_phone_rules.py)."""

import json
import re
from pathlib import Path

import pytest

from profprobes.form_rules import after_rules, all_alike, before_rules, card_rules, check, is_empty_reflection

CORPUS = json.loads((Path(__file__).parent / "form_corpus.json").read_text())


def unfolded(content: dict) -> dict:
    """«@ә300» in the corpus stands for 300 letters."""
    return {
        name: re.sub(r"@(.)(\d+)", lambda found: found[1] * int(found[2]), value) if isinstance(value, str) else value
        for name, value in content.items()
    }


def rules_of(form: str) -> dict:
    return {"card": card_rules, "before": before_rules, "after": lambda: after_rules(7)}[form]()


@pytest.mark.parametrize("example", CORPUS, ids=lambda example: example["name"])
def test_the_rules_find_what_the_corpus_says(example):
    checked = check(rules_of(example["form"]), unfolded(example["content"]))
    assert [[one.field, one.code] for one in checked.errors] == example["errors"]
    assert [[one.field, one.code] for one in checked.hints] == example["hints"]


def test_what_the_rules_do_not_know_is_dropped():
    checked = check(
        card_rules(), {"c_understanding": 1, "c_procedure": 1, "c_accuracy": 1, "result": "yes", "status": "submitted", "mentor": 7}
    )
    assert "status" not in checked.clean and "mentor" not in checked.clean


@pytest.mark.parametrize("content", [None, [], "text", 5])
def test_content_that_is_no_form_is_refused_and_breaks_nothing(content):
    assert check(card_rules(), content).errors


def test_letters_are_kept_in_one_spelling():
    checked = check(before_rules(), {"expects": "И\u0306  ", "fears": "бір\r\nекі"})
    assert checked.clean == {"expects": "Й", "fears": "бір\nекі"}


@pytest.mark.parametrize("grade, asked", [(7, False), (8, True), (9, True), (10, False)])
def test_three_more_questions_belong_to_grades_8_and_9(grade, asked):
    assert ("team_feeling" in after_rules(grade)["texts"]) is asked


@pytest.mark.parametrize(
    "answers, empty",
    [
        ({"did": "маған ұнады", "go_on": "иә"}, True),
        ({"did": "Мне понравилось!", "hard": "ничего"}, True),
        ({}, True),
        ({"did": "бөлшекті үш тармақты парақпен тексердім"}, False),
        ({"about_me": "Мен өзім жасадым"}, False),
    ],
)
def test_a_reflection_is_empty_when_no_answer_has_three_words_of_its_own(answers, empty):
    assert is_empty_reflection(after_rules(8), answers) is empty


@pytest.mark.parametrize(
    "levels, alike",
    [([2, 2, 2], True), ([2, 2], False), ([2, 2, 3], False), ([None, None, None], False)],
)
def test_the_same_for_everyone_is_noticed_from_three_cards(levels, alike):
    codes = ("understanding", "procedure", "accuracy", "communication", "safety")
    assert all_alike([{f"c_{code}": level for code in codes} for level in levels]) is alike
