"""Who may do what with hour-by-hour cards (§8, line «programme: edit»)."""

from typing import Any

import rules

from network.access import COORDINATORS, organisations_as

from .models import CycleCard, CycleCardRow, TrialProgramme


def _owner_id(obj: Any) -> int | None:
    if isinstance(obj, CycleCardRow):
        obj = obj.card
    if isinstance(obj, CycleCard):
        obj = obj.programme
    return obj.owner_id if isinstance(obj, TrialProgramme) else None


@rules.predicate
def coordinates_the_owner(user: Any, obj: Any) -> bool:
    """Coordinator of the organisation that owns the programme."""
    return _owner_id(obj) in organisations_as(user, *COORDINATORS)


CYCLE_PERMISSIONS: dict[str, Any] = {
    "change_cyclecard": coordinates_the_owner,
    "issue_cyclecard": coordinates_the_owner,
}

for _name, _predicate in CYCLE_PERMISSIONS.items():
    rules.add_perm(f"profprobes.{_name}", _predicate)
