"""Days in sentences: in the reader's words where the sentence is shown at once, in figures where it is kept for readers of either language."""

import datetime as dt

from core import dates


class Day:
    """«2026 жылғы 31 желтоқсан» in the language of the reader; a dash where there is no day."""

    def __init__(self, day: dt.date | None) -> None:
        self.day = day

    def __str__(self) -> str:
        return dates.official(self.day) if self.day else "—"


def figures(day: dt.date | None) -> str:
    """«31.12.2026»."""
    return f"{day:%d.%m.%Y}" if day else "—"
