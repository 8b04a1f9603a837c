"""Hour-by-hour cards and cycles for tests."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from profprobes.services import cycle_cards, cycle_partners, cycles
from profprobes.services.cycles import PREPARATION

HEAD = {
    "planned_hours": Decimal("2.5"),
    "goal_kk": "Шешім қабылдау",
    "goal_ru": "Принять решение",
    "tasks_kk": "таныстыру\nсынап көру",
    "tasks_ru": "познакомить\nпопробовать",
    "results_kk": "салыстыра алады",
    "results_ru": "умеет сравнить",
}
ROW = {
    "stage": "practical",
    "hours": Decimal(1),
    "forms": ["group", "master"],
    "content_kk": "Аралау",
    "content_ru": "Распил",
    "place_kk": "Шеберхана",
    "place_ru": "Мастерская",
    "tools_kk": "Ара",
    "tools_ru": "Пила",
    "activity_kk": "Аралайды",
    "activity_ru": "Пилят",
}


def cycle_card(programme: Any, *, by: Any, hours: tuple = ("1", "1.5")) -> Any:
    """A card whose first row introduces and whose others are practical."""
    card = cycle_cards.save_card(programme=programme, by=by, **HEAD)
    for number, value in enumerate(hours):
        changes = {"stage": "introductory", "forms": ["whole"], "content_kk": "Танысу", "content_ru": "Знакомство"} if number == 0 else {}
        cycle_cards.save_row(card=card, by=by, **(ROW | changes | {"hours": Decimal(value)}))
    return card


CYCLE = {
    "name": "Ағаш өңдеу циклі",
    "grades": [8, 9],
    "wave": None,
    "programme_form": "additional",
    "goal": "Мамандықты сынап көру",
    "results": "Талаптарды біледі",
}
EXPECTS = {"expects_what": "Мамандықты таныған оқушылар", "quantity": 20, "quality": "Талаптарды атай алады"}


def prepared(**changes: Any) -> dict[str, Any]:
    """What prepare_cycle records: everything that opens a cycle."""
    today = timezone.localdate()
    texts = dict.fromkeys(("final_event", "meeting_parents_part", "meeting_decisions", "meeting_chair", "meeting_secretary"), "")
    values = dict.fromkeys(PREPARATION) | texts
    values |= {"included_on": today, "included_minutes": "3", "meeting_on": today, "meeting_minutes": "1"}
    return values | {"qualities": ["conscious"], "tools": ["portfolio"]} | changes


def cycle_of(world: Any, *, until: str = "draft", **changes: Any) -> Any:
    """A cycle of the world's school with the host's programme and the host as its partner; ``until`` draft, invited, joined, agreed, active."""
    by, year = world.coordinator, world.class_group.academic_year
    row = cycles.create_cycle(school=world.school, by=by, **(CYCLE | {"academic_year": year} | changes))
    cycles.add_programme(cycle=row, programme=world.programme, by=by)
    stages = ["draft", "invited", "joined", "agreed", "active"]
    level = stages.index(until)
    if level >= 1:
        partner = cycle_partners.invite_partner(cycle=row, organisation=world.host, by=by)
    if level >= 2:
        cycle_partners.accept_invitation(partner=partner, by=world.host_coordinator, **EXPECTS)
    if level >= 3:
        row = cycles.agree_cycle(cycle=row, by=by)
    if level >= 4:
        cycles.prepare_cycle(cycle=row, by=by, **prepared())
        row = cycles.activate_cycle(cycle=row, by=by)
    return row
