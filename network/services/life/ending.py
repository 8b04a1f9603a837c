"""An agreement that ends: the step itself, and what must know of it (network page 2.6, «dependent objects get a task»; 7, signal agreement_ending)."""

import datetime as dt
from typing import Any

from ...models import Agreement
from ..agreements.signals import agreement_ending


def end(agreement: Agreement, action: str, *, by: Any, reason: str, last_day: dt.date | None) -> None:
    """EXPIRED, TERMINATED or REPLACED: moves the agreement and tells whoever depends on it. The caller holds the lock."""
    agreement.move(action, by=by, reason=reason)
    agreement_ending.send(Agreement, agreement=agreement, last_day=last_day, is_over=True)


def foreseen(agreement: Agreement, last_day: dt.date) -> None:
    """The last day of the whole agreement became known: a notice was delivered, an act agreed, a new end signed."""
    agreement_ending.send(Agreement, agreement=agreement, last_day=last_day, is_over=False)
