"""Doors of the queue: links that have passed their end, messages that wait."""

import datetime as dt

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from .models import Delivery, OneTimeLink


@shared_task
def expire_links() -> int:
    """Close links and pupil cards whose time has passed unused; answers how many."""
    from .pupil_cards import expire_cards

    over = OneTimeLink.objects.filter(status__in=["issued", "opened"], expires_at__lte=timezone.now())
    return over.update(status=OneTimeLink.Status.EXPIRED) + expire_cards()


@shared_task(bind=True, max_retries=4)
def deliver(self, delivery_id: int) -> None:  # type: ignore[no-untyped-def]
    """Send one message; a second delivery of the task finds it sent. A failure is tried again after 1, 2, 4, 8 minutes."""
    from .messages import deliver_now

    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=delivery_id).first()
        if delivery is None:
            return
        deliver_now(delivery=delivery)
    if delivery.state == Delivery.State.QUEUED:
        raise self.retry(countdown=60 * 2**self.request.retries)


@shared_task
def sweep_deliveries() -> int:
    """Queue again what the broker has lost: waiting for more than half an hour. Answers how many."""
    overdue = list(
        Delivery.objects.filter(state=Delivery.State.QUEUED, created_at__lt=timezone.now() - dt.timedelta(minutes=30)).values_list(
            "pk", flat=True
        )[:500]
    )
    for pk in overdue:
        deliver.delay(pk)
    return len(overdue)


@shared_task
def clear_what_is_over() -> dict[str, int]:
    """Once a night: lines past the term they may be kept."""
    from .retention import clear_what_is_over as clear

    return clear()
