"""Doors of the queue: what the night does to rounds."""

from celery import shared_task

from .services import rounds


@shared_task
def follow_rounds() -> dict[str, int]:
    """Windows that are over, first days that have come. A second run changes nothing."""
    return rounds.follow_rounds()
