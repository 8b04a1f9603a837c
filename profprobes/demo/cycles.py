"""Cycles of the demo region: the carpenter's card hour by hour (annex 7), a cycle under way, a draft."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ..models import CycleCard, Profession, TrialCycle, TrialProgramme
from ..services import cycle_cards, cycle_partners, cycles, professions
from .clock import at, local
from .cycle_texts import DRAFT, EXPECTED, HEAD, MEETING, PLACE, ROWS, RUNNING, STEPS
from .profession_texts import CARDS

LANGUAGES = ("kk", "ru")


def both(name: str, pair: tuple[str, str]) -> dict[str, str]:
    """{"goal_kk": …, "goal_ru": …}."""
    return {f"{name}_{language}": text for language, text in zip(LANGUAGES, pair, strict=True)}


def build_carpenter_card(programme: TrialProgramme, *, by: Any) -> CycleCard:
    """Head and twelve rows of one hour each, through the services."""
    head = {key: value for name, pair in HEAD.items() for key, value in both(name, pair).items()}
    card = cycle_cards.save_card(programme=programme, planned_hours=Decimal(12), by=by, **head)
    for stage, content, tools, activity, forms in ROWS:
        cells = both("content", content) | both("place", PLACE) | both("tools", tools) | both("activity", activity)
        cycle_cards.save_row(card=card, by=by, stage=stage, hours=Decimal(1), forms=forms, **cells)
    return card


def build_cycles(region: Any) -> None:
    """Cards of professions; the card of the college's carpenter programme, a cycle under way and a draft whose partner has not answered yet."""
    _professions(region)
    offered = TrialProgramme.objects.filter(owner=region.organisations["KPK"], status=TrialProgramme.Status.PUBLISHED)
    programme = offered.filter(profession__name_ru="Столяр").first()
    if programme is None:
        return
    build_carpenter_card(programme, by=region.people["partner"])
    _running(region, programme)
    _draft(region)


def _professions(region: Any) -> None:
    for row in Profession.objects.filter(name_ru__in=CARDS).select_related("sphere"):
        category, host, texts = CARDS[row.name_ru]
        cells = {key: value for name, pair in texts.items() for key, value in both(name, pair).items()}
        names = {"name_kk": row.name_kk, "name_ru": row.name_ru, "sphere": row.sphere, "category": category}
        professions.save_profession(profession=row, by=region.people["admin"], **names, **cells)
        professions.add_host(profession=row, organisation=region.organisations[host], by=region.people["operator"])


def _running(region: Any, programme: TrialProgramme) -> None:
    by, today = region.people["coordinator"], timezone.localdate()
    with at(_days(-75)):
        cycle = _cycle(region, RUNNING, [8, 9])
        cycles.add_programme(cycle=cycle, programme=programme, by=by)
        partner = cycle_partners.invite_partner(cycle=cycle, organisation=programme.owner, by=by, **EXPECTED)
    with at(_days(-70)):
        cycle_partners.accept_invitation(partner=partner, by=region.people["partner"], **EXPECTED)
    with at(_days(-69)):
        cycles.agree_cycle(cycle=cycle, by=by)
    values: dict[str, Any] = dict.fromkeys(cycles.PREPARATION) | {
        "included_on": today - dt.timedelta(days=60),
        "included_minutes": "1",
        "qualities": ["independent", "conscious", "grounded"],
        "tools": ["portfolio", "game"],
        "meeting_on": today - dt.timedelta(days=45),
        "meeting_minutes": "2",
        **MEETING,
        "diagnostics_entry": today - dt.timedelta(days=40),
        "final_event": RUNNING["final_event"],
        "final_event_on": today + dt.timedelta(days=40),
    }
    with at(_days(-44)):
        cycles.prepare_cycle(cycle=cycle, by=by, **values)
        cycles.activate_cycle(cycle=cycle, by=by)
    for number, (status, days, note) in STEPS.items():
        step = cycle.steps.get(number=number)
        due = today + dt.timedelta(days=days)
        with at(_days(min(days - 1, -1))):
            cycles.save_step(step=step, due=due, responsible=by, note=note, status=status, by=by)


def _days(days: int) -> dt.datetime:
    return local(timezone.localdate() + dt.timedelta(days=days), 15)


def _draft(region: Any) -> None:
    by = region.people["coordinator"]
    cycle = _cycle(region, DRAFT, [9])
    bakery = TrialProgramme.objects.filter(owner=region.organisations["DNAN"], status=TrialProgramme.Status.PUBLISHED).first()
    if bakery is not None:
        cycles.add_programme(cycle=cycle, programme=bakery, by=by)
    cycle_partners.invite_partner(cycle=cycle, organisation=region.organisations["KPK"], by=by, **EXPECTED)


def _cycle(region: Any, texts: dict[str, str], grades: list[int]) -> TrialCycle:
    return cycles.create_cycle(
        school=region.organisations["MK12"],
        by=region.people["coordinator"],
        academic_year=region.year,
        grades=grades,
        wave=None,
        **{name: texts[name] for name in ("name", "programme_form", "goal", "results")},
    )
