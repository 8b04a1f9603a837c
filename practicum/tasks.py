"""Doors of the queue: calculations of the allocation, and what time alone does to them."""

from celery import shared_task

from .services import allocation, journal
from .tasks_life import follow_the_clock

__all__ = ["follow_the_clock", "lock_journals", "recover_runs", "run_allocation"]


@shared_task(time_limit=2 * 3600, soft_time_limit=None)
def run_allocation(run_id: int) -> str:
    """One calculation; its own time limit stands in the policy (R23). A second delivery does nothing."""
    return allocation.calculate(run_id)


@shared_task(ignore_result=True)
def recover_runs() -> int:
    """Every minute: runs whose worker died (E-08). Idempotent."""
    return allocation.recover_runs()


@shared_task(ignore_result=True)
def lock_journals() -> int:
    """Nightly: journals whose practicum ended more than 3 days ago are fixed (R36). Idempotent."""
    return journal.lock_due()
