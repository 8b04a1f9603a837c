"""A member of staff leaves: trials that run under their name go to the coordinator (network page, NR14)."""

import pghistory

from network.models import Membership

from ..models import Trial

RUNNING = (Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.MOVED, Trial.Status.RUNNING, Trial.Status.HELD)


def hand_over_trials(membership: Membership, to: Membership) -> int:
    """Make ``to`` responsible for the running trials of the person who leaves; families see the new name and phone. Answers how many."""
    trials = Trial.objects.select_for_update(of=("self",)).filter(responsible=membership, status__in=RUNNING)
    count = 0
    for trial in trials:
        trial.responsible = to
        with pghistory.context(reason="the responsible person has left"):
            trial.save(update_fields=["responsible"])
        count += 1
    return count
