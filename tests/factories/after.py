"""What comes after a trial.

over(world, hours=30)        the held visit of the world ended so many hours ago
trace_answers(**changes)     the content of a trace reflection that its rules accept
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from profprobes.models import SiteSlot, TrialSession

from .trials import TrialWorld


def over(world: TrialWorld, *, hours: int) -> TrialWorld:
    """Move the visit so that it ended ``hours`` ago."""
    end = timezone.now() - dt.timedelta(hours=hours)
    period = (end - dt.timedelta(minutes=95), end)
    TrialSession.objects.filter(pk=world.session.pk).update(period=period)
    SiteSlot.objects.filter(pk=world.slot.pk).update(period=period)
    world.session.refresh_from_db()
    return world


def trace_answers(**changes: Any) -> dict[str, Any]:
    """Five answers in words and an outcome."""
    return {
        "was_new": "Бір бөлшек бірнеше рет тексерілетінін білдім",
        "easy_hard": "Белгілеу оңай, түзу аралау қиын",
        "suits": "Дәлдік пен шыдам маған қолайлы",
        "doubts": "Күні бойы тік тұру күмәнді",
        "ready_for": "Ашық есік күніне баруға дайынмын",
        "outcome": "continue",
    } | changes
