"""Confirming documents for tests.

confirmed(world)                a held trial of the world that counts as one
issued(world, "certificate")    the confirmation of the first pupil, issued by the coordinator
"""

from typing import Any

from django.utils import timezone

from network.models import Network, NetworkMembership, NetworkPolicy
from profprobes.models import IssuedConfirmation, TrialSession
from profprobes.services import confirmations

from .trials import TrialWorld


def confirmed(**options: Any) -> TrialWorld:
    """A held trial with both marks that only the mentor gives."""
    world = TrialWorld(held=True, **options)
    TrialSession.objects.filter(pk=world.session.pk).update(tools_shown=True, chain_done=True)
    world.session.refresh_from_db()
    return world


def issued(world: TrialWorld, form: str, *, language: str = "kk", count: int = 1, by: Any = None) -> IssuedConfirmation:
    """Issue to the first pupils; the row of the first one."""
    rows = world.participations[:count]
    confirmations.issue_confirmations(trial=world.trial, form=form, participations=rows, language=language, by=by or world.coordinator)
    return IssuedConfirmation.objects.get(participation=rows[0], form=form)


def network_of(world: TrialWorld, *, with_host: bool = True) -> Network:
    """A network of the school, and of the host, coordinated by the school's coordinator."""
    today = timezone.localdate()
    network = Network.objects.create(
        title_kk="Демо желі",
        title_ru="Демо-сеть",
        goal_kk="х",
        goal_ru="х",
        region=world.school.region,
        operator=world.school,
        coordinator=world.coordinator,
        policy=NetworkPolicy.objects.create(),
        phase_from=today,
        status=Network.Status.STEADY,
    )
    for place in (world.school, world.host) if with_host else (world.school,):
        NetworkMembership.objects.create(
            network=network, organisation=place, valid_from=today, expected="х", quantity="х", quality="х", status="active"
        )
    return network
