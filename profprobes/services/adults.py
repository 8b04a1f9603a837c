"""BR-16: how many adults go along, and who reads which pupil needs an escort."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.consents import log_read
from accounts.models import SensitiveRead, SupportNeed

READING = "Support need: does the pupil need an escort or conditions"


def adults_needed(*, pupils: int, leaving_school: bool, escorts: int = 0) -> int:
    """BR-16: max(⌈pupils/12⌉, 2 when leaving school) + one per pupil who needs an escort; 0 for nobody. Example: 25 pupils → ⌈25/12⌉ = 3."""
    if not pupils:
        return 0
    per_adult: int = settings.TRIALS["PUPILS_PER_ADULT"]  # type: ignore[assignment]
    by_number = -(-pupils // per_adult)
    return max(by_number, 2 if leaving_school else 1) + escorts


def needs_of(pupil_ids: Iterable[int]) -> dict[int, SupportNeed]:
    """Special needs that hold today, by pupil. For the gate, which answers yes or no and prints no name."""
    rows = SupportNeed.objects.current().filter(user__in=list(pupil_ids), kind=SupportNeed.Kind.SEN)
    return {row.user_id: row for row in rows}


def log_needs_read(needs: Iterable[SupportNeed], reader: Any) -> None:
    """One line per reader, pupil and day: the gate is looked at many times while a trial is prepared."""
    today = timezone.localdate()
    rows = [need for need in needs if need.user_id != reader.pk]
    known = SensitiveRead.objects.filter(reader=reader, what=READING, subject__in=[need.user_id for need in rows], at__date=today)
    seen = set(known.values_list("subject_id", flat=True))
    for need in rows:
        if need.user_id not in seen:
            log_read(reader=reader, subject=need.user, what=READING)
