"""The personal line of form Г (row 5, BR-39): what the child did, how it went, what the mentor noticed, what the child understood.

Made from forms А, Б (or annex 5 in its place) and В, in Kazakh and in Russian, without a word that depends on the child's sex: the portal does not know it. What mentor and child
wrote stands in quotation marks as they wrote it.
"""

import re
from typing import Any

from ..models import GroupObservation, GroupObservationRow, ObservationCard, ParticipantForm, Participation, TechnologyCard

QUOTE_LENGTH = 240  # the form is one page; a longer answer ends with «…»

_WHOLLY_QUOTED = re.compile(r"[«“\"][^«»“”\"]*[»”\"]")
_NUMBERS = {"kk": {2: "екі", 3: "үш"}, "ru": {2: "двух", 3: "трёх"}}
_WORDS = {
    "steps": {
        "kk": "{name} {number} қадамнан тұратын шағын міндетті орындап көрді: {steps}.",
        "ru": "{name} выполняет на пробе микрозадачу из {number} шагов: {steps}.",
    },
    "step": {"kk": "{name} шағын міндетті орындап көрді: {steps}.", "ru": "{name} выполняет на пробе микрозадачу: {steps}."},
    "yes": {"kk": "Міндет толық орындалды.", "ru": "Задание выполнено полностью."},
    "partly": {"kk": "Міндеттің бір бөлігі орындалды.", "ru": "Задание выполнено частично."},
    "no": {
        "kk": "Бұл жолы міндет аяқталмады: сынақ байқап көру үшін керек, мұндай тәжірибе де пайдалы.",
        "ru": "В этот раз завершить задание не удалось: проба нужна, чтобы попробовать, и такой опыт тоже полезен.",
    },
    "plus": {"kk": "Тәлімгер күшті жағын атап өтті: {quote}.", "ru": "Наставник отметил сильную сторону: {quote}."},
    "comment": {"kk": "Тәлімгердің пікірі: {quote}.", "ru": "Мнение наставника: {quote}."},
    "next": {"kk": "Келесі қадам ретінде тәлімгер мынаны ұсынды: {quote}.", "ru": "Как следующий шаг наставник предлагает: {quote}."},
    "did": {"kk": "Баланың өз сөзімен айтқанда: {quote}.", "ru": "Ребёнок сам говорит о сделанном: {quote}."},
    "requirements": {"kk": "Мамандықтың талаптары туралы: {quote}.", "ru": "О требованиях профессии: {quote}."},
    "about_me": {"kk": "Өзі туралы не түсінгені: {quote}.", "ru": "О себе: {quote}."},
    "follow": {"kk": "Баланың өз жауаптары кейін қосылады.", "ru": "Ответы самого ребёнка будут добавлены позже."},
}


def personal_line(participation: Participation, language: str) -> str:
    """Row 5 of form Г for one child. Reads the submitted card Б, without one the row of annex 5, and the «after» half of form В; a missing В is said."""
    language = "kk" if language == "kk" else "ru"
    session = participation.trial.visit
    parts = [
        _task(getattr(session, "card", None), participation, language),
        *_result(participation, language),
        *_pupil(answered_form(participation), language),
    ]
    return " ".join(part for part in parts if part)


def personal_lines(participation: Participation) -> dict[str, str]:
    """The line in both languages, as it is kept with the signature."""
    return {language: personal_line(participation, language) for language in ("kk", "ru")}


def submitted_card(participation: Participation) -> ObservationCard | None:
    """Form Б of the child, of the latest visit where there were several; a card opened again is not there yet."""
    cards = [card for card in participation.observations.all() if card.status == ObservationCard.Status.SUBMITTED]
    return max(cards, key=lambda card: card.submitted_at or card.synced_at, default=None)


def group_row(participation: Participation) -> GroupObservationRow | None:
    """The child's row of annex 5, once both sides have signed that card; a card opened again is not there yet."""
    rows = [row for row in participation.group_rows.all() if row.card.status == GroupObservation.Status.SUBMITTED]
    return max(rows, key=lambda row: row.pk, default=None)


def answered_form(participation: Participation) -> ParticipantForm | None:
    """Form В, if its «after» half is answered."""
    form = getattr(participation, "form", None)
    return form if form and form.after_at else None


def _task(card: TechnologyCard | None, participation: Participation, language: str) -> str:
    steps = [lower_first(step.strip().rstrip(".;")) for step in (card.steps(language) if card else [])]
    if not steps:
        return ""
    number = _NUMBERS[language].get(len(steps), "")
    pattern = _WORDS["steps" if number else "step"][language]
    return pattern.format(name=participation.pupil.first_name, number=number, steps="; ".join(steps))


def _result(participation: Participation, language: str) -> list[str]:
    """What form Б says; where the trial was recorded by annex 5 alone, whether the work was finished. Its points never leave that card (BR-35)."""
    if card := submitted_card(participation):
        return _mentor(card, language)
    row = group_row(participation)
    return [_WORDS["yes" if row.finished else "no"][language]] if row else []


def _mentor(card: ObservationCard, language: str) -> list[str]:
    strength = ("plus", card.plus) if card.plus.strip() else ("comment", card.comment)
    return [
        _WORDS[card.result][language] if card.result else "",
        _said(*strength, language),
        _said("next", card.next_step or card.next, language),
    ]


def _pupil(form: ParticipantForm | None, language: str) -> list[str]:
    """Answers 1, 4 and 5: what was done, what was understood about the profession and about oneself."""
    if form is None:
        return [_WORDS["follow"][language]]
    return [_said(name, getattr(form, name), language) for name in ("did", "requirements", "about_me")]


def _said(key: str, text: str, language: str) -> str:
    return _WORDS[key][language].format(quote=quoted(text)) if text.strip() else ""


def quoted(text: str) -> str:
    """The words in «…» on one line, inner quotation marks turned into “…”, cut at a word after QUOTE_LENGTH."""
    text = " ".join(text.split()).rstrip(" .;,")
    if _WHOLLY_QUOTED.fullmatch(text):
        text = text[1:-1].rstrip(" .;,")
    text = text.replace("«", "“").replace("»", "”")
    if len(text) > QUOTE_LENGTH:
        text = text[:QUOTE_LENGTH].rsplit(" ", 1)[0].rstrip(" .;,") + "…"
    return f"«{text}»"


def lower_first(text: str) -> str:
    """A step inside a sentence begins small, an abbreviation («ЖҚҚ») stays."""
    return text if text[1:2].isupper() or not text else text[0].lower() + text[1:]


def line_for(summary: Any, language: str) -> str:
    """The frozen line of a signed page, else the line as it would be signed now."""
    return summary.personal_line.get(language) or personal_line(summary.participation, language)
