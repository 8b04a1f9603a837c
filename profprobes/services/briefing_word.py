"""The pupil's own word about a briefing: «Таныстым» / «Ознакомлен(а)» (§2.3, §5.8)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import BriefingAck
from .locks import locked


@transaction.atomic
def acknowledge_briefing(*, ack: BriefingAck, by: Any) -> BriefingAck:
    """The pupil confirms that the briefing was given and understood; twice is once, and nobody takes it back."""
    ack = locked(ack)
    if ack.own_at is None:
        ack.own_at = timezone.now()
        ack.save(update_fields=["own_at"])
    return ack
