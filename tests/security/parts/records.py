"""Addresses of confirming documents and trial books: a certificate of the first pupil, a network of the school."""

from typing import Any

from profprobes.models import IssuedConfirmation
from profprobes.services.regulation import start_regulation
from tests.factories.records import network_of
from tests.security.world import SecurityWorld


def _certificate(world: SecurityWorld) -> IssuedConfirmation:
    values = {"issuer": world.trials.school, "minutes": 95, "issued_by": world.trials.coordinator}
    return IssuedConfirmation.objects.get_or_create(participation=world.row, form="certificate", defaults=values)[0]


def _network(world: SecurityWorld) -> Any:
    if not hasattr(world, "records_network"):
        world.records_network = network_of(world.trials)
    return world.records_network


def _regulation(world: SecurityWorld) -> Any:
    if not hasattr(world, "records_regulation"):
        world.records_regulation = start_regulation(organisation=world.trials.school, by=world.trials.coordinator)
    return world.records_regulation


def _clause(world: SecurityWorld) -> Any:
    return _regulation(world).clauses.get(code="2.1")


PUBLIC = {"profprobes:regulation_text"}  # an approved regulation is read by families and partners without an account
SAMPLES = {
    **{
        f"profprobes:{name}": lambda w: {"pk": _regulation(w).pk}
        for name in ("regulation", "regulation_text", "regulation_blanks", "regulation_approve")
    },
    "profprobes:regulation_add": lambda w: {"pk": _regulation(w).pk, "section": 1},
    "profprobes:regulation_clause": lambda w: {"pk": _clause(w).pk},
    "profprobes:regulation_take": lambda w: {"pk": _clause(w).pk, "action": "restore"},
    "profprobes:trial_confirmations": lambda w: {"pk": w.trial.pk},
    "profprobes:confirmation_withdraw": lambda w: {"pk": _certificate(w).pk},
    "profprobes:confirmation_decide": lambda w: {"pk": _network(w).pk},
    "profprobes:trial_book": lambda w: {"pk": w.pupil.pk},
}
