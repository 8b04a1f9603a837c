"""The blank («бос бланк» / «пустой бланк») of every form of a visit: labels as the form prints them, lines to write on (§5.0).

register_blank(code, titles, builder) makes a form known to the page «Forms»; the paper is made for the school whose letterhead it carries.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Blank, Blanks, Column, Pair, Pairs, Paragraph, Row, Rows, Scale, Seat, Sheet, Table, TickBoxes, Ticks, Underline
from network.services import issuer_of

from ..models import CRITERIA
from . import consent, group_card, observation, parent_notice, parents_page, questionnaire, trace, trial_rubric, trial_survey
from . import technology_card as card
from .words import LEVELS, PHOTO, word

Titles = dict[str, str]
SUFFIX = {"kk": "бос бланк", "ru": "пустой бланк"}
ROWS_OF_A_GROUP = 3  # pupils on one printed page of form Б; a larger group takes another sheet
CODES: list[str] = []


class BlankForm(DocumentType):
    """A form without a record behind it. It says nothing of anybody; whoever works at the organisation may print it."""

    source_model = "network.Organisation"
    may_issue = "profprobes.issue_blank"
    privacy = "PD0"
    numbered = False
    builder: Callable[[str], Sheet]

    def issuer(self, source: Any) -> Any:
        return issuer_of(source)

    def subjects(self, source: Any) -> list[User]:
        return []

    def sort_name(self, source: Any) -> str:
        return self.code

    def sheet(self, source: Any, language: str) -> Sheet:
        return type(self).builder(language)


def register_blank(code: str, titles: Titles, builder: Callable[[str], Sheet], *, page: str = "A4P", max_pages: int | None = 1) -> None:
    """Make the blank of a form known: its code is «<code>-0»."""
    names = {language: f"{title} ({SUFFIX[language]})" for language, title in titles.items()}
    fields = {"code": f"{code}-0", "titles": names, "page": page, "max_pages": max_pages, "builder": staticmethod(builder)}
    register(type(f"Blank{code.replace('-', '')}", (BlankForm,), {"__module__": __name__, "__doc__": f"The blank of {code}.", **fields}))
    if f"{code}-0" not in CODES:
        CODES.append(f"{code}-0")


# ---- PP-A, PP-AS -----------------------------------------------------------------------------------------------------------

WHEN = {"kk": "«____» ____ 20____ ж., ____-дан ____-ге дейін", "ru": "«____» ____ 20____ г., с ____ до ____"}
SIX_FIELDS = {
    "school": {"kk": "мектептен: ТАӘ, лауазымы, телефоны", "ru": "от школы: ФИО, должность, телефон"},
    "partner": {"kk": "әріптестен: тәлімгердің ТАӘ, лауазымы, телефоны", "ru": "от партнёра: ФИО наставника, должность, телефон"},
}
OTHER_SUBJECT = {"kk": "басқа ____", "ru": "другой ____"}
CONTENT = {"kk": ("Бөлім", "Мазмұны (толтыру қажет)"), "ru": ("Раздел", "Содержание (заполнить)")}
SHORT_CONTENT = {"kk": ("Атауы", "Мағынасы"), "ru": ("Наименование", "Значение")}


def _pairs(labels: list[Titles], language: str) -> Pairs:
    return Pairs([Pair(label[language]) for label in labels])


def _steps(language: str) -> Pairs:
    return Pairs([Pair(card.PATTERNS["step"][language].format(n=n, text="").strip().rstrip(":")) for n in (1, 2, 3)])


def technology_card(language: str) -> Sheet:
    """PP-A with its 23 rows."""
    w = card.WORDS
    values: dict[int, Any] = {
        2: Blank(card.PATTERNS["group"][language]),
        3: Blank(WHEN[language]),
        4: Blank(card.PATTERNS["partner"][language]),
        6: _pairs([SIX_FIELDS["school"], SIX_FIELDS["partner"]], language),
        7: Blank(card.PATTERNS["goal"][language]),
        8: Blank(card.PATTERNS["school_goal"][language]),
        10: _steps(language),
        11: Underline([*(label[language] for label in card.SUBJECTS.values()), OTHER_SUBJECT[language]]),
        15: _pairs([label for _name, label in card.TIMING], language),
        16: card.CRITERIA[language],
        17: Ticks([(label[language], False) for label in card.ARTEFACTS.values()], inline=False),
        18: _pairs([w["school_briefing"], w["site_briefing"], w["signatures"]], language),
        19: Ticks([(label[language], False) for label in PHOTO.values()], inline=False),
        21: _pairs([w["exits"], w["assembly"], w["emergency"]], language),
        22: _pairs([w["went_well"], w["improve"], w["next_step"]], language),
        23: Pairs([Pair(word("mentor", language)), Pair(word("coordinator", language)), Pair(w["date"][language])]),
    }
    lines = {9: 2, 12: 3, 13: 2, 14: 3, 20: 2}
    rows = [Row(no, label[language], values.get(no, ""), lines.get(no, 1)) for no, label in card.LABELS.items()]
    return Sheet(blocks=[Rows(columns=CONTENT[language], rows=rows)], blank=True)


def short_card(language: str) -> Sheet:
    """PP-AS with its eight rows."""
    values: dict[int, Any] = {4: _steps(language), 7: card.SHORT_CRITERIA[language]}
    rows = [Row(no, label[language], values.get(no, ""), 2) for no, label in card.SHORT_LABELS.items()]
    return Sheet(blocks=[Rows(columns=SHORT_CONTENT[language], rows=rows)], blank=True)


# ---- PP-B, PP-V, PP-TR, PP-G -----------------------------------------------------------------------------------------------


def observation_card(language: str) -> Sheet:
    """PP-B for a small group."""
    columns = [Column(title[language], width, "center" if scale else "start") for title, width, scale in observation.COLUMNS]
    return Sheet(
        head=[Pair(label[language]) for label in observation.HEAD.values()],
        blocks=[
            Paragraph(text=observation.INSTRUCTION[language]),
            Table(columns, [[""] * len(columns)] * ROWS_OF_A_GROUP, dense=True),
            Rows(observation.PLUS_DELTA[language], rows=[Row("", label[language]) for label in observation.PARTS.values()]),
        ],
        seats=[Seat(word("mentor", language))],
        blank=True,
    )


def participant_form(language: str) -> Sheet:
    """PP-V, both halves."""
    q = questionnaire
    yes_no = Ticks([(word("yes", language), False), (word("no", language), False)])
    before = [Row(no, label[language]) for no, label in enumerate(q.BEFORE_QUESTIONS.values(), 1)]
    after = [Row(no, label[language], "", 2 if no < 4 else 1) for no, label in enumerate(q.AFTER_QUESTIONS.values(), 1)]
    consents = [Row(7, q.ARTEFACT_CONSENT[language], yes_no), Row("", q.PHOTO_CONSENT[language], yes_no)]
    return Sheet(
        head=[Pair(label[language]) for label in q.HEAD.values()],
        blocks=[
            Rows(q.BEFORE[language], rows=before),
            Rows(q.AFTER[language], rows=[*after, *consents]),
            Scale(
                q.SELF[language],
                [(q.SELF_CRITERIA[code][language], None, 3) for code in CRITERIA],
                [LEVELS[level][language] for level in LEVELS],
            ),
            Rows(rows=[Row("", q.ARTEFACT[language])]),
        ],
        seats=[Seat(word("pupil", language))],
        blank=True,
    )


def trace_reflection(language: str) -> Sheet:
    """PP-TR with the optional sixth question."""
    questions = [*trace.QUESTIONS.values(), trace.SAFETY]
    outcomes = Ticks([(label[language], False) for label in trace.OUTCOMES.values()], inline=False)
    return Sheet(
        head=[Pair(label[language]) for label in trace.HEAD.values()],
        blocks=[
            Rows("", rows=[Row(no, label[language], "", 3) for no, label in enumerate(questions, 1)]),
            Rows("", rows=[Row("", trace.OUTCOME[language], outcomes)]),
        ],
        seats=[Seat(word("pupil", language))],
        blank=True,
    )


def parents(language: str) -> Sheet:
    """PP-G, one page."""
    g = parents_page
    return Sheet(
        blocks=[
            Blanks(g.PURPOSE[language], {}, g.HEADINGS[1][language]),
            *(Paragraph(g.HEADINGS[no][language], "", lines) for no, lines in ((2, 2), (3, 3), (4, 2), (5, 4), (6, 1))),
            TickBoxes(g.HEADINGS[7][language], [(text[language], False) for text in g.NEXT_STEPS.values()]),
            Paragraph(g.HEADINGS[8][language], "", 2),
        ],
        seats=[Seat(word("class_teacher", language))],
        blank=True,
    )


register_blank("PP-A", card.TechnologyCardSheet.titles, technology_card, max_pages=3)
register_blank("PP-AS", card.ShortTechnologyCardSheet.titles, short_card)
register_blank("PP-B", observation.ObservationSheet.titles, observation_card, page="A4L")
register_blank("PP-V", questionnaire.QuestionnaireSheet.titles, participant_form)
register_blank("PP-TR", trace.TraceSheet.titles, trace_reflection)
register_blank("PP-G", parents_page.ParentsPage.titles, parents)
register_blank("PP-5", group_card.TITLES, group_card.blank)
register_blank("PP-6", trial_survey.TITLES, trial_survey.blank)
register_blank("PP-T3", trial_rubric.TITLES, trial_rubric.blank, page="A4L")
register_blank("PP-NOT", parent_notice.TITLES, parent_notice.blank)
register_blank("PP-CONS", consent.TITLES, consent.blank)
