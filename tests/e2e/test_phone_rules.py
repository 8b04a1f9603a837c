"""The rules of the phone's script pass the corpus of the portal's rules: offline and online refuse the same things."""

import json

import pytest

from profprobes.form_rules import after_rules, all_alike, before_rules, card_rules, is_empty_reflection
from tests.browser import PHONE
from tests.profprobes.test_form_rules import CORPUS, rules_of, unfolded

pytestmark = pytest.mark.django_db(transaction=True)

CHECK = """async ([rules, content]) => { const { check } = await import("/static/js/phone-rules.js"); return check(rules, content); }"""
EMPTY = """async ([rules, content]) => { const { isEmptyReflection } = await import("/static/js/phone-rules.js"); return isEmptyReflection(rules, content); }"""
ALIKE = """async ([contents, fields]) => { const { allAlike } = await import("/static/js/phone-rules.js"); return allAlike(contents, fields); }"""


@pytest.fixture
def page(page_factory):
    page = page_factory(PHONE)
    page.goto("/offline/")
    return page


def test_the_script_finds_what_the_corpus_says(page):
    for example in CORPUS:
        rules = json.loads(json.dumps(rules_of(example["form"])))
        found = page.evaluate(CHECK, [rules, unfolded(example["content"])])
        assert [[one["field"], one["code"]] for one in found["errors"]] == example["errors"], example["name"]
        assert [[one["field"], one["code"]] for one in found["hints"]] == example["hints"], example["name"]


def test_script_and_portal_clean_alike(page):
    from profprobes.form_rules import check

    for rules in (card_rules(), before_rules(), after_rules(8)):
        content = dict.fromkeys(rules["texts"], " бір\r\nЕкі й ")
        assert page.evaluate(CHECK, [rules, content])["clean"] == check(rules, content).clean


def test_script_and_portal_agree_on_empty_reflections_and_on_cards_alike(page):
    rules = after_rules(8)
    for answers in ({"did": "маған ұнады!"}, {"did": "Мне понравилось", "hard": "ничего такого не было"}, {}, {"go_on": "екі сөз"}):
        assert page.evaluate(EMPTY, [rules, answers]) is is_empty_reflection(rules, answers)
    fields = card_rules()["levels"]["fields"]
    for levels in ([2, 2, 2], [2, 2, 3], [0, 0, 0], [None, None, None], [1, 1]):
        contents = [dict.fromkeys(fields, level) for level in levels]
        assert page.evaluate(ALIKE, [contents, fields]) is all_alike(contents)
