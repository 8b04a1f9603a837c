"""Parts of sentences that are put into the person's language when the sentence is shown, not when it is made."""

import datetime as dt
from typing import Any

from core import dates


class Named:
    """The name of an object with ``name`` or ``title`` in the language of the reader."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __str__(self) -> str:
        return str(getattr(self.thing, "title", None) or self.thing)


class Day:
    """«24 қараша»."""

    def __init__(self, moment: dt.date | dt.datetime) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return dates.day_month(self.moment)


class When:
    """«24 қараша, 10:00–11:30» of a period."""

    def __init__(self, period: Any) -> None:
        self.period = period

    def __str__(self) -> str:
        return f"{dates.day_month(self.period.lower)}, {dates.times(self.period.lower, self.period.upper)}"


class Listed:
    """Several lazy texts joined when they are shown."""

    def __init__(self, parts: Any, glue: str = ", ") -> None:
        self.parts, self.glue = list(parts), glue

    def __str__(self) -> str:
        return self.glue.join(str(part) for part in self.parts)


class Lazy:
    """A translated sentence with its values, both put into words when it is shown."""

    def __init__(self, sentence: Any, **values: Any) -> None:
        self.sentence, self.values = sentence, values

    def __str__(self) -> str:
        return str(self.sentence % self.values)
