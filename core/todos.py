"""What waits for a person today: every room registers where its to-dos come from, the home page asks once for all of them.

Most mornings nothing waits in most rooms. A source therefore registers, beside the function that makes its lines, the rows that would make
it speak; one query asks of all these rows whether there are any, and only the sources that have some are run.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet

_TONES = {"clay": 0, "sun": 1, "sky": 2}


@dataclass(frozen=True)
class Todo:
    """One thing to do. ``url_name`` with ``args``; ``tone`` clay overdue or blocked, sun due, sky information; ``due`` sorts."""

    code: str
    title: Any
    text: Any
    url_name: str
    args: tuple = ()
    action: Any = ""
    tone: str = "sun"
    due: dt.datetime | None = None


Source = Callable[[Any], Iterable[Todo]]
Rows = Callable[[Any], QuerySet | None]
_sources: dict[Source, Rows | None] = {}


def register(source: Source, waits: Rows | None = None) -> None:
    """Add a function that answers the to-dos of a person. Twice is once (autoreload).

    ``waits`` answers the rows without which the source has nothing to say, or None for a person whom it does not concern; it looks at the
    roles only and asks the database nothing. A source without ``waits`` is run on every look.
    """
    _sources.setdefault(source, waits)


def todos_of(user: Any) -> list[Todo]:
    """To-dos of all rooms, most urgent first: one query, and those of the sources that have something to say."""
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    found = [line for source in _speaking(user) for line in source(user)]
    return sorted(found, key=lambda line: (_TONES[line.tone], line.due or late))


def _speaking(user: Any) -> list[Source]:
    """Sources whose rows exist, and those that name no rows."""
    asked = {source: rows for source, waits in _sources.items() if waits is not None and (rows := waits(user)) is not None}
    columns = {f"waits_{number}": Exists(rows) for number, rows in enumerate(asked.values())}
    answers = get_user_model().objects.filter(pk=user.pk).values(**columns).first() if columns else None
    speaks = dict(zip(asked, answers.values(), strict=True)) if answers else {}
    return [source for source, waits in _sources.items() if waits is None or speaks.get(source)]
