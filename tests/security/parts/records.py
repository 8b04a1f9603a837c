"""Addresses of confirming documents and trial books: a certificate of the first pupil, a network of the school."""

from typing import Any

from profprobes.models import IssuedConfirmation
from tests.factories.records import network_of
from tests.security.world import SecurityWorld


def _certificate(world: SecurityWorld) -> IssuedConfirmation:
    values = {"issuer": world.trials.school, "minutes": 95, "issued_by": world.trials.coordinator}
    return IssuedConfirmation.objects.get_or_create(participation=world.row, form="certificate", defaults=values)[0]


def _network(world: SecurityWorld) -> Any:
    if not hasattr(world, "records_network"):
        world.records_network = network_of(world.trials)
    return world.records_network


SAMPLES = {
    "profprobes:trial_confirmations": lambda w: {"pk": w.trial.pk},
    "profprobes:confirmation_withdraw": lambda w: {"pk": _certificate(w).pk},
    "profprobes:confirmation_decide": lambda w: {"pk": _network(w).pk},
    "profprobes:trial_book": lambda w: {"pk": w.pupil.pk},
}
