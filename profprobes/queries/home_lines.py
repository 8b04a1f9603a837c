"""How a line of the home page about a trial is put together."""

import datetime as dt
from typing import Any

from django.utils import timezone

from core.dates import near
from core.todos import Todo

from ..models import Trial, TrialSession
from ..words import Lazy, When

LOOK_AHEAD_DAYS = 7
PER_KIND = 10


def soon(days: int = LOOK_AHEAD_DAYS) -> tuple[dt.datetime, dt.datetime]:
    """From the beginning of today, so many days."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + dt.timedelta(days=days)


def line(
    code: str, trial: Trial, title: Any, text: Any, tab: str, action: Any, *, tone: str = "sun", due: Any = None, args: Any = None
) -> Todo:
    """A line that opens a page of the trial."""
    return Todo(code, title, text, f"profprobes:{tab}", (trial.pk,) if args is None else args, action, tone, due)


def named(trial: Trial) -> Any:
    """«Title · group»."""
    return Lazy("%(title)s · %(group)s", title=Title(trial), group=trial.group)


class Title:
    """The title of a trial in the language of the reader."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def __str__(self) -> str:
        return self.trial.title


def span(starts: dt.datetime, ends: dt.datetime) -> Any:
    """A range of time."""
    from psycopg2.extras import DateTimeTZRange

    return DateTimeTZRange(starts, ends)


def when_of(session: TrialSession) -> Any:
    """«Title · group · day, hours»."""
    return Lazy("%(name)s · %(when)s", name=named(session.trial), when=When(session.period))


class Near:
    """«today», «tomorrow», a day."""

    def __init__(self, moment: Any) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return near(self.moment)
