"""What waits for a person today: every room registers where its to-dos come from, the home page asks once for all of them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a function that answers the to-dos of a person; it looks at the roles first and costs few queries. Twice is once (autoreload)."""
    if source not in _sources:
        _sources.append(source)


def todos_of(user: Any) -> list[Todo]:
    """To-dos of all rooms, most urgent first."""
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    found = [line for source in _sources for line in source(user)]
    return sorted(found, key=lambda line: (_TONES[line.tone], line.due or late))
