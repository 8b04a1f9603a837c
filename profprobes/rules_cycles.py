"""Who may do what with cycles, hour-by-hour cards, professions (§8, lines «programme: edit», «cycle, partners' expectations», «host professions»)."""

from typing import Any

import rules

from network.access import COORDINATORS, has_role, organisations_as
from network.models import Role

from .models import CycleCard, CycleCardRow, CyclePartner, CycleProgramme, CycleStep, HostProfession, TrialCycle, TrialProgramme
from .queries.people import coordinated_schools
from .queries.professions import hosts_to_name


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


def _cycle_of(obj: Any) -> TrialCycle | None:
    if isinstance(obj, CyclePartner | CycleProgramme | CycleStep):
        return obj.cycle
    return obj if isinstance(obj, TrialCycle) else None


@rules.predicate
def coordinates_the_school_of_the_cycle(user: Any, obj: Any = None) -> bool:
    """Coordinator of the school; without an object: of any school."""
    if obj is None:
        return bool(coordinated_schools(user))
    cycle = _cycle_of(obj)
    return cycle is not None and cycle.school_id in organisations_as(user, *COORDINATORS)


@rules.predicate
def leads_a_class_of_the_school(user: Any, obj: Any) -> bool:
    """A class teacher prints the minutes of the set-up meeting (§5.0 «Cycle»)."""
    cycle = _cycle_of(obj)
    return cycle is not None and cycle.school_id in organisations_as(user, Role.CLASS_TEACHER)


@rules.predicate
def coordinates_the_partner(user: Any, obj: Any) -> bool:
    """Coordinator of the organisation that is invited."""
    return isinstance(obj, CyclePartner) and obj.organisation_id in organisations_as(user, *COORDINATORS)


@rules.predicate
def keeps_the_platform(user: Any, obj: Any = None) -> bool:
    """Administrator of the platform (§8 «spheres, professions»)."""
    return has_role(user, Role.PLATFORM_ADMIN)


@rules.predicate
def names_hosts(user: Any, obj: Any = None) -> bool:
    """Platform, operator for the region, coordinator for the own organisation (§8 «host professions»)."""
    rows = hosts_to_name(user)
    return rows.filter(pk=obj.organisation_id).exists() if isinstance(obj, HostProfession) else rows.exists()


CYCLE_PERMISSIONS: dict[str, Any] = {
    "change_cyclecard": coordinates_the_owner,
    "issue_cyclecard": coordinates_the_owner,
    "change_profession": keeps_the_platform,
    "create_hostprofession": names_hosts,
    "change_hostprofession": names_hosts,
    "create_trialcycle": coordinates_the_school_of_the_cycle,
    "change_trialcycle": coordinates_the_school_of_the_cycle,
    "issue_trialcycle": coordinates_the_school_of_the_cycle | leads_a_class_of_the_school,
    "agree_trialcycle": coordinates_the_school_of_the_cycle,
    "activate_trialcycle": coordinates_the_school_of_the_cycle,
    "close_trialcycle": coordinates_the_school_of_the_cycle,
    "accept_cyclepartner": coordinates_the_partner,
    "decline_cyclepartner": coordinates_the_partner,
    "assess_cyclepartner": coordinates_the_school_of_the_cycle,
}

for _name, _predicate in CYCLE_PERMISSIONS.items():
    rules.add_perm(f"profprobes.{_name}", _predicate)
