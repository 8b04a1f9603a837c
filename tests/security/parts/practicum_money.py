"""Addresses of the practicum's money: a round of the world's school with a statement, a supplement of one month."""

import datetime as dt

from practicum.models import BaseSalary, CreditCost, SupplementStatement
from practicum.services import payments
from tests.factories.practicum import PracticumWorld


def practicum_of(world):
    """One practicum whose school is the school of the world."""
    if not hasattr(world, "_practicum"):
        made = PracticumWorld(status="grading", starts_in=-90, school=world.trials.school)
        CreditCost.objects.create(owner_org=made.college, academic_year=made.year, cost=18_000)
        made.placement(status="completed")
        world._practicum = made
    return world._practicum


def _round(world):
    return {"pk": practicum_of(world).round.pk}


def _statement(world):
    made = practicum_of(world)
    if not hasattr(world, "_statement"):
        [world._statement] = payments.calculate_round(round=made.round, by=made.owner)
    return {"pk": world._statement.pk}


def _supplement(world):
    BaseSalary.objects.get_or_create(valid_from=dt.date(2026, 1, 1), defaults={"amount": 17_697})
    values = {"due_on": dt.date(2026, 11, 15)}
    return {"pk": SupplementStatement.objects.get_or_create(school=world.trials.school, month=dt.date(2026, 10, 1), defaults=values)[0].pk}


SAMPLES = {
    "practicum:payment": _statement,
    "practicum:payment_enter": _statement,
    "practicum:payment_table": lambda world: _statement(world) | {"what": "students", "kind": "csv"},
    "practicum:payment_step": lambda world: _statement(world) | {"step": "approve"},
    "practicum:payments_file": lambda world: {"kind": "csv"},
    "practicum:agreement_terms": lambda world: {"pk": practicum_of(world).agreement.pk},
    "practicum:round_payments": _round,
    "practicum:round_calculate": _round,
    "practicum:round_approve_loads": _round,
    "practicum:round_loads_file": lambda world: _round(world) | {"kind": "csv"},
    "practicum:supplement": _supplement,
    "practicum:supplement_file": lambda world: _supplement(world) | {"kind": "csv"},
    "practicum:supplement_days": lambda world: _supplement(world) | {"line": 1},
    "practicum:supplement_step": lambda world: _supplement(world) | {"step": "approve"},
}
SEEN_BY_STRANGERS = {
    "practicum:payments_file": {200, 403, 405},  # everybody's own list
    "practicum:agreement_terms": {403, 404},  # whoever keeps no money is refused before the agreement is looked for
    # A round is open to coordinators of schools, its money is not.
    **{f"practicum:{name}": {403, 404, 405} for name in ("round_payments", "round_calculate", "round_approve_loads", "round_loads_file")},
}
