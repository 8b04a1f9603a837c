"""What still runs under an agreement when a party leaves: higher rooms hand it in (NR35, NR61)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...models import Agreement, Organisation


@dataclass(frozen=True)
class Running:
    """One thing that finishes on the old terms: kind (placement, trial, debt) and name in words, its last day, where to look at it."""

    kind: Any
    name: Any
    until: dt.date | None = None
    url_name: str = ""
    args: tuple = ()


Provider = Callable[[Agreement, Organisation], Iterable[Running]]
_providers: list[Provider] = []


def register_running(provider: Provider) -> None:
    """A room adds what it runs: ``provider(agreement, organisation)`` answers the organisation's open things with the other parties."""
    if provider not in _providers:
        _providers.append(provider)


def running_of(agreement: Agreement, organisation: Organisation) -> list[Running]:
    """Everything that runs for the organisation under the agreement, the nearest end first."""
    found = [item for provider in _providers for item in provider(agreement, organisation)]
    return sorted(found, key=lambda item: item.until or dt.date.max)
