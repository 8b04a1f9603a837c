"""When an agreement holds: its periods, and the one answer to «may these two work together then?» (NR41)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ...models import Agreement, AgreementPeriod
from ...querysets_agreements import COUNTING

ONE_DAY = dt.timedelta(days=1)
Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Cover:
    """Agreements that hold between two organisations, and the days that none of them covers. True where every day is covered."""

    agreements: tuple[Agreement, ...]
    missing: tuple[Days, ...]

    def __bool__(self) -> bool:
        return not self.missing


def in_force(kinds: Iterable[str], org_a: Any, org_b: Any, when: dt.date | Days) -> Cover:
    """Under which agreements of the kinds the two organisations may work together on a day or over a whole period (first day, last day).

    The only door for other rooms (network page 7). A period counts while both are parties and the agreement is not suspended.
    """
    first, last = when if isinstance(when, tuple) else (when, when)
    agreements = Agreement.objects.between(kinds, org_a, org_b).filter(status__in=COUNTING)
    agreements = agreements.prefetch_related("periods", "parties").order_by("pk")
    sides = {getattr(org_a, "pk", org_a), getattr(org_b, "pk", org_b)}
    covering, pieces = [], []
    for agreement in agreements:
        within = [piece for piece in _pieces(agreement, sides, last) if piece[0] <= last and piece[1] >= first]
        if within:
            covering.append(agreement)
            pieces += within
    return Cover(tuple(covering), tuple(_gaps(first, last, pieces)))


def _pieces(agreement: Agreement, sides: set[int], last: dt.date) -> list[Days]:
    """Days in which the agreement holds between the two, up to ``last``."""
    leaving = [party.left_on for party in agreement.parties.all() if party.organisation_id in sides and party.left_on]
    until = min([last, *leaving])
    pieces = [(p.valid_from, min(p.valid_until or until, until)) for p in agreement.periods.all()]
    if agreement.suspended_from:
        pieces = [part for piece in pieces for part in _without(piece, agreement.suspended_from, agreement.suspended_until)]
    return [piece for piece in pieces if piece[0] <= piece[1]]


def _without(piece: Days, start: dt.date, end: dt.date | None) -> list[Days]:
    """The piece without the days from ``start`` to ``end``."""
    before = (piece[0], min(piece[1], start - ONE_DAY))
    after = (max(piece[0], end + ONE_DAY), piece[1]) if end else None
    return [part for part in (before, after) if part and part[0] <= part[1]]


def _gaps(first: dt.date, last: dt.date, pieces: list[Days]) -> list[Days]:
    """Stretches between the two days that no piece covers."""
    gaps, reached = [], first
    for start, end in sorted(pieces):
        if start > reached:
            gaps.append((reached, min(start - ONE_DAY, last)))
        reached = max(reached, end + ONE_DAY)
        if reached > last:
            return gaps
    return [*gaps, (reached, last)]


@transaction.atomic
def add_period(
    *, agreement: Agreement, valid_from: dt.date, valid_until: dt.date | None, source: str = AgreementPeriod.Source.INITIAL
) -> AgreementPeriod:
    """Add days in which the agreement holds and move its end along; a period that is there already is not added again.

    The database refuses periods that overlap. Whoever calls holds the lock of the agreement.
    """
    period, _made = AgreementPeriod.objects.get_or_create(
        agreement=agreement, valid_from=valid_from, defaults={"valid_until": valid_until, "source": source}
    )
    last = agreement.periods.order_by("-valid_from").values_list("valid_until", flat=True).first()
    if agreement.ends_on != last:
        agreement.ends_on = last
        agreement.save(update_fields=["ends_on"])
    return period
