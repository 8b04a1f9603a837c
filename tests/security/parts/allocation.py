"""Addresses of the allocation: the round of four of a college that the world's own coordinator has joined."""

from practicum.models import AllocationRun
from tests.factories.allocation import WorkedExample


def _example(world):
    if not hasattr(world, "_allocation"):
        example = WorkedExample()
        run = AllocationRun.objects.create(round=example.round, number=1, seed=1, requested_by=example.owner)
        world._allocation = (example, run)
    return world._allocation


def _round(world):
    return {"pk": _example(world)[0].round.pk}


def _run(world):
    return {"pk": _example(world)[1].pk}


def _application(world):
    return {"pk": _example(world)[0].people["Айдана"].pk}


# A round is known to schools: its allocation is refused to them, not hidden.
SEEN_BY_STRANGERS = {"practicum:allocation": {403, 404}}
SAMPLES = {
    "practicum:allocation": _round,
    **{f"practicum:{name}": _run for name in "allocation_run run_progress run_cancel run_discard run_retry run_publish run_export".split()},
    "practicum:override": _application,
    "practicum:why": _application,
}
