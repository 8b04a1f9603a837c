"""A clock for telling the demo's story: services run at the moment when the thing happened, so that every rule holds and every date is true."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Within the block timezone.now() is the moment. Only for seeding: nothing else runs in this process meanwhile."""
    with patch.object(timezone, "now", return_value=moment):
        yield


def local(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """An aware moment on a day, in local time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def working_day(day: dt.date, step: int = 1) -> dt.date:
    """The day itself, or the nearest Monday–Friday in the direction of ``step``."""
    while day.weekday() >= 5:
        day += dt.timedelta(days=step)
    return day
