"""Students and mentors by school and school year: annex 4 of a network agreement (NW-01)."""

from typing import Any

from django.db import transaction

from ...agreements.hosting import COUNTED, HOSTING, schools_of, years_of
from ...models import Agreement
from .drafting import locked, require_draft


@transaction.atomic
def set_hosting(*, agreement: Agreement, by: Any, figures: dict[tuple[int, int], dict[str, int]]) -> Agreement:
    """Write {(party, first year): {college, university, mentors}} of a draft; schools and years of the agreement alone count. Raises WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    table: dict[str, dict[str, dict[str, int]]] = {}
    for party in schools_of(agreement):
        for year in years_of(agreement):
            counts = {name: int(value) for name, value in figures.get((party.pk, year), {}).items() if name in COUNTED and value}
            if counts:
                table.setdefault(str(party.pk), {})[str(year)] = counts
    agreement.variables = {**agreement.variables, HOSTING: table}
    agreement.save(update_fields=["variables"])
    return agreement
