"""Annexes 5 and 6, table 3 and the notice to families in the demo's stories, told through the services."""

import datetime as dt
import uuid
from typing import Any

from ..services import group_card, parent_notice, trial_rubric, trial_survey
from ..table3 import CRITERIA
from .clock import at

LEARNED = {
    "kk": {
        "does": "Бұйымды сызба бойынша дайындайды",
        "conditions": "Цехта, шулы орында жұмыс істейді",
        "qualities": "Дәлдік пен шыдамдылық",
        "limits": "Арқасы ауыратын адамға қиын",
    },
    "ru": {
        "does": "Изготавливает изделие по чертежу",
        "conditions": "Работает в цехе, там шумно",
        "qualities": "Точность и терпение",
        "limits": "Трудно тем, у кого болит спина",
    },
}
OTHER = {"kk": "Үйде өзім жасап көремін", "ru": "Попробую сделать дома"}
LEVELS = ((3, 2, 3, 2, 2, 3), (2, 2, 2, 2, 1, 2), (3, 3, 3, 3, 2, 3))
COMPETENCES = (["independence", "purpose"], ["communication"], ["independence", "creativity", "reflection"])


def notice(story: Any) -> None:
    """Nine days ahead the class teacher writes the notice from what the card and the route say."""
    with at(story.plot.starts - dt.timedelta(days=9)):
        texts = parent_notice.suggested(story.trial)
        parent_notice.save_notice(trial=story.trial, texts=texts, by=story.person(story.plot.teacher))


def after_visit(story: Any) -> None:
    """Both sides fill annex 5, the mentor scores three pupils by table 3, every second pupil answers annex 6."""
    mentor, language = story.person(story.plot.mentor), story.plot.language
    with at(story.plot.starts + dt.timedelta(hours=3)):
        people = group_card.people_of(story.session)
        signs = {row.pk: {"active": number % 9 != 4, "finished": number % 7 != 3} for number, row in enumerate(people)}
        points = {row.pk: {"quality": 5 - number % 3} for number, row in enumerate(people)}
        group_card.save_school_columns(session=story.session, marks=signs, sign=True, by=story.person(story.plot.teacher))
        group_card.save_specialist_column(session=story.session, marks=points, sign=True, by=mentor)
        for row, levels, competences in zip(people, LEVELS, COMPETENCES, strict=False):
            trial_rubric.score_table(participation=row, levels=dict(zip(CRITERIA, levels, strict=True)), competences=competences, by=mentor)
    with at(story.plot.starts + dt.timedelta(hours=8)):
        for number, row in enumerate(people[::2]):
            answers = {"liked": "yes", "wants": ("yes", "unsure", "no")[number % 3], "useful": "other", "useful_other": OTHER[language]}
            trial_survey.submit_survey(participation=row, answers=answers | LEARNED[language], client_uuid=uuid.uuid4(), by=row.pupil)
