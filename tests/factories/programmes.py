"""Programmes for tests: a draft that says everything BR-9 asks for, and the same one further on."""

from typing import Any

from network.models import Role
from profprobes.models import MARKS, ProgrammeStage, TrialProgramme
from profprobes.services import programmes

from .people import user_with_role
from .trials import ProgrammeFactory

CARD = {
    "category": "traditional",
    "duration_band": "1_2h",
    "academic_hours": 2,
    "purpose": "preferences",
    "group_min": 5,
    "group_max": 25,
    "possible_dates": [{"kk": "сейсенбі", "ru": "вторник", "time": "10:00–11:30"}],
    "sen_possible": True,
    "sen_groups": ["hearing"],
    "methods": ["technical", "master_class"],
    "product_kk": "Ағаш бөлшек",
    "product_ru": "Деревянная деталь",
    "product_types": ["material"],
    "aims_kk": "Мамандықпен таныстыру",
    "aims_ru": "Познакомить с профессией",
    "results_know_kk": "Құралдарды біледі",
    "results_know_ru": "Знает инструменты",
    "contact_name": "Байланысов Демо",
    "provision": [{"kk": "Қол ара", "ru": "Ножовка", "kind": "tool", "quantity": 12, "whom": "individual", "by": "host"}],
}
STAGES = (("introductory", 0.3), ("preparatory", 0.3), ("practical", 1.1), ("final", 0.3))
YES = dict.fromkeys(MARKS, True)


def draft_programme(**changes: Any) -> TrialProgramme:
    """Complete; ``changes`` spoil it. Its author is the coordinator of its owner."""
    programme = ProgrammeFactory(**{"status": "draft", **CARD, **changes})
    for number, (stage, hours) in enumerate(STAGES, 1):
        ProgrammeStage.objects.create(
            programme=programme,
            stage=stage,
            lesson_no=number,
            hours=hours,
            topic_kk=f"{number}-тақырып",
            topic_ru=f"Тема {number}",
            activity_kk="Әрекет",
            activity_ru="Действие",
            briefing=stage == "practical",
        )
    programme.author = user_with_role(Role.ORG_COORDINATOR, programme.owner)
    programme.authors.add(programme.author)
    return programme


def in_review(**changes: Any) -> TrialProgramme:
    """Sent; ``expert`` is a mentor of the owner."""
    programme = draft_programme(**changes)
    expert, author = user_with_role(Role.MENTOR, programme.host or programme.owner), programme.author
    programme = programmes.submit_programme(programme=programme, host=programme.host or programme.owner, by=author)
    programme.author, programme.expert = author, expert
    return programme


def published(**changes: Any) -> TrialProgramme:
    """Approved by its expert and published."""
    programme = in_review(**changes)
    author, expert = programme.author, programme.expert
    programmes.review_programme(programme=programme, decision="approve", marks=YES, comment="", by=expert)
    programme = programmes.publish_programme(programme=programme, by=author)
    programme.author, programme.expert = author, expert
    return programme
