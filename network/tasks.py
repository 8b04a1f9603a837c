"""Doors of the queue."""

from celery import shared_task

from .services import recognition
from .services.event_notices import signal_missed_events
from .services.life import night


@shared_task(time_limit=3 * 3600, soft_time_limit=None)
def agreements_night() -> dict[str, int]:
    """After midnight of Almaty: what time alone does to agreements (NR33–NR36). A second run at once changes nothing."""
    return night.run_night()


@shared_task
def signal_unmarked_events() -> int:
    """Every night: events that nobody marked for three days (NR42). A second run at once changes nothing."""
    return signal_missed_events()


@shared_task
def expire_recognitions() -> int:
    """Once an hour: modules stop counting when the agreement of their owners ends (NR48). A second run at once changes nothing."""
    return recognition.expire_with_their_agreements()
