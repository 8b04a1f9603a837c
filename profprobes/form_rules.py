"""The rules of forms Б and В, written once: Python checks by them here, the phone by the same description in static/js/phone-rules.js.

A description is plain JSON. ``check(rules, content)`` answers the cleaned content, the errors that stop it and the hints that do not; both sides are
held together by one corpus of examples (tests/profprobes/form_corpus.json).

content of a card (form Б): c_<criterion> 1–3, 0 for «not observed» or None; result yes | no | partly; comment, next_step, plus, delta, next: texts;
confirmed_words: True when the author has seen the hint about words and keeps them.
content of «before» (form В): expects, fears. content of «after»: the six answers, artefact_consent and photo_consent yes | no, s_<criterion> 1–3 or
None, outcome continue | unsure | not_for_me, and in grades 8–9 team_feeling, could_do, longer.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

from .models import CRITERIA, ObservationCard, ParticipantForm, Participation, TraceReflection, TrialSurvey

MIN_RATED = 3  # BR-31
YES_NO = ["yes", "no"]
EMPTY_PHRASES = ["маған ұнады", "мне понравилось", "ұнады", "понравилось"]  # BR-37


def card_rules() -> dict[str, Any]:
    """Form Б (BR-31, S18, S19)."""
    texts = {name: _length(ObservationCard, name) for name in ("comment", "next_step", "plus", "delta", "next")}
    return {
        "levels": {"fields": [f"c_{code}" for code in CRITERIA], "values": [1, 2, 3, 0], "rated": [1, 2, 3], "min_rated": MIN_RATED},
        "choices": {"result": {"values": list(ObservationCard.Result.values), "required": True}},
        "texts": texts | {"comment": settings.TRIALS["COMMENT_LENGTH"]},
        "sentences": {"comment": 2},
        "avoid": {"words": settings.TRIALS["WORDS_TO_AVOID"], "fields": list(texts), "confirm": "confirmed_words"},
    }


def before_rules() -> dict[str, Any]:
    """Form В, «before»."""
    texts = {name: _length(ParticipantForm, name) for name in ParticipantForm.BEFORE}
    return {"texts": texts, "any_text": list(texts)}


def after_rules(grade: int) -> dict[str, Any]:
    """Form В, «after»; grades 8 and 9 are asked three more questions (§5.5)."""
    extra = list(ParticipantForm.EXTRA) if grade in (8, 9) else []
    answers = list(ParticipantForm.ANSWERS)
    return {
        "levels": {"fields": [f"s_{code}" for code in CRITERIA], "values": [1, 2, 3], "rated": [1, 2, 3], "min_rated": 0},
        "choices": {
            "artefact_consent": {"values": YES_NO, "required": True},
            "photo_consent": {"values": YES_NO, "required": True},
            "outcome": {"values": list(Participation.Outcome.values), "required": True},
        },
        "texts": {name: _length(ParticipantForm, name) for name in [*answers, *extra]},
        "any_text": answers,
        "reflection": {"fields": answers, "min_words": 3, "empty": EMPTY_PHRASES},
    }


def trace_rules() -> dict[str, Any]:
    """The trace reflection: five questions, an optional sixth, the outcome (PP-TR)."""
    asked = list(TraceReflection.QUESTIONS)
    return {
        "choices": {"outcome": {"values": list(Participation.Outcome.values), "required": True}},
        "texts": {name: _length(TraceReflection, name) for name in [*asked, *TraceReflection.EXTRA]},
        "any_text": asked,
        "reflection": {"fields": asked, "min_words": 3, "empty": EMPTY_PHRASES},
    }


def survey_rules() -> dict[str, Any]:
    """Annex 6: three questions with ready answers, «other» in own words, four parts in text."""
    asked = TrialSurvey.CHOICES
    return {
        "choices": {name: {"values": list(TrialSurvey.Answer.values), "required": True} for name in asked},
        "texts": {name: _length(TrialSurvey, name) for name in (*(f"{name}_other" for name in asked), *TrialSurvey.LEARNED)},
        "in_words": {f"{name}_other": [name, str(TrialSurvey.Answer.OTHER)] for name in asked},
    }


def _length(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length


# What a code means, in the person's language; the page carries them to the phone.
SENTENCES = {
    "few_levels": _("Mark at least three criteria."),
    "level": _("Choose one of the answers."),
    "choice": _("Choose one of the answers."),
    "required": _("Answer this question."),
    "too_long": _("The text is too long."),
    "wrong": _("This answer cannot be read. Write it again."),
    "any_text": _("Answer at least one question in your own words."),
    "in_words": _("Write your answer."),
    "words": _("Assess the action, not the person."),
    "sentences": _("One or two sentences are enough."),
}


@dataclass(frozen=True)
class Finding:
    """One thing about one field; ``code`` is a key of SENTENCES."""

    field: str
    code: str

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.code]


@dataclass
class Checked:
    """Cleaned content, errors that stop it, hints that do not."""

    clean: dict[str, Any] = field(default_factory=dict)
    errors: list[Finding] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)

    def error(self, name: str, code: str) -> None:
        self.errors.append(Finding(name, code))


class AnswersRefused(DomainError):
    """A card or questionnaire that its rules do not accept. ``checked`` holds the findings."""

    status = 422
    message = _("Something is missing.")

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        super().__init__()

    def __str__(self) -> str:
        return " ".join(dict.fromkeys(str(finding.sentence) for finding in self.checked.errors)) or super().__str__()


def accepted(rules: dict[str, Any], content: Any) -> Checked:
    """The checked content. Raises AnswersRefused."""
    checked = check(rules, content)
    if checked.errors:
        raise AnswersRefused(checked)
    return checked


def check(rules: dict[str, Any], content: Any) -> Checked:
    """Check content by a description; keys that the description does not know are dropped."""
    content = content if isinstance(content, dict) else {}
    checked = Checked()
    _levels(rules, content, checked)
    _choices(rules, content, checked)
    _texts(rules, content, checked)
    _words(rules, content, checked)
    return checked


def _levels(rules: dict[str, Any], content: dict[str, Any], checked: Checked) -> None:
    levels = rules.get("levels")
    if not levels:
        return
    rated = 0
    for name in levels["fields"]:
        value = content.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value not in levels["values"]):
            checked.error(name, "level")
            value = None
        rated += value in levels["rated"]
        checked.clean[name] = value
    if rated < levels["min_rated"]:
        checked.error(levels["fields"][0], "few_levels")


def _choices(rules: dict[str, Any], content: dict[str, Any], checked: Checked) -> None:
    for name, choice in rules.get("choices", {}).items():
        value = content.get(name) or ""
        if not isinstance(value, str) or (value and value not in choice["values"]):
            checked.error(name, "choice")
            value = ""
        elif not value and choice["required"]:
            checked.error(name, "required")
        checked.clean[name] = value


def _texts(rules: dict[str, Any], content: dict[str, Any], checked: Checked) -> None:
    for name, limit in rules.get("texts", {}).items():
        value = content.get(name) or ""
        if not isinstance(value, str):
            checked.error(name, "wrong")
            value = ""
        value = plain(value)
        if len(value) > limit:
            checked.error(name, "too_long")
        checked.clean[name] = value
    if (asked := rules.get("any_text")) and not any(checked.clean[name] for name in asked):
        checked.error(asked[0], "any_text")
    for name, (choice, value) in rules.get("in_words", {}).items():
        if checked.clean.get(choice) == value and not checked.clean[name]:
            checked.error(name, "in_words")
    for name, most in rules.get("sentences", {}).items():
        if sentences(checked.clean[name]) > most:
            checked.hints.append(Finding(name, "sentences"))


def _words(rules: dict[str, Any], content: dict[str, Any], checked: Checked) -> None:
    avoid = rules.get("avoid")
    if not avoid:
        return
    found = [name for name in avoid["fields"] if has_avoided_word(checked.clean[name], avoid["words"])]
    confirmed = content.get(avoid["confirm"]) is True
    checked.clean[avoid["confirm"]] = bool(found) and confirmed
    for name in found:
        (checked.hints if confirmed else checked.errors).append(Finding(name, "words"))


def plain(text: str) -> str:
    """One spelling of what was typed: composed letters, no spaces around, line ends as \\n."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\x00", "")).strip()


def folded(text: str) -> str:
    """Lower-case words with one space between and around, ё as е: what the lists of words are compared with."""
    return " " + " ".join(re.findall(r"\w+", text.lower().replace("ё", "е"))) + " "


def has_avoided_word(text: str, words: list[str]) -> bool:
    """Does a word of S19 begin one of the words of the text? («дарынсызсың» counts.)"""
    line = folded(text)
    return any(folded(word).rstrip() in line for word in words)


def sentences(text: str) -> int:
    """How many sentences: pieces with a letter or digit between full stops, question and exclamation marks."""
    return sum(bool(re.search(r"\w", piece)) for piece in re.split(r"[.!?…]+(?=\s|$)", text))


def is_empty_reflection(rules: dict[str, Any], content: dict[str, Any]) -> bool:
    """BR-37: every answer has fewer than three words, or says no more than «маған ұнады»."""
    reflection = rules["reflection"]
    empty = {folded(phrase) for phrase in reflection["empty"]}
    lines = [folded(plain(str(content.get(name) or ""))) for name in reflection["fields"]]
    return all(len(line.split()) < reflection["min_words"] or line in empty for line in lines)


def all_alike(levels: list[dict[str, Any]], least: int = 3) -> bool:
    """§9 case 14: the same levels pressed for everyone. ``levels`` of each card, at least three cards with something rated."""
    cards = [tuple(card.get(f"c_{code}") for code in CRITERIA) for card in levels]
    return len(cards) >= least and len(set(cards)) == 1 and any(cards[0])
