"""Doors of the queue."""

from celery import shared_task

from .services import clock


@shared_task
def follow_the_clock() -> dict[str, int]:
    """Every minute: what time alone does to consents, slots, sites, mentors and visits. A second run at once changes nothing."""
    return clock.follow_the_clock()
