"""Doors of the queue."""

from celery import shared_task

from .services.life import night


@shared_task(time_limit=3 * 3600, soft_time_limit=None)
def agreements_night() -> dict[str, int]:
    """After midnight of Almaty: what time alone does to agreements (NR33–NR36). A second run at once changes nothing."""
    return night.run_night()
