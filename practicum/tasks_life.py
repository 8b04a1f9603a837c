"""Door of the queue for the life of placements."""

from celery import shared_task

from .services import life_clock


@shared_task(name="practicum.tasks.follow_the_clock")
def follow_the_clock() -> dict[str, int]:
    """Every half hour: a second run on the same day changes nothing."""
    return life_clock.follow_the_clock()
