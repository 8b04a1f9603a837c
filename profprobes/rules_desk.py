"""Who may open the operator's desk, write its letters, take note of them; who keeps the quarterly review (§8)."""

from typing import Any

import rules

from network.access import COORDINATORS, has_role, organisations_as, regions_as
from network.models import Role


@rules.predicate
def watches_a_region(user: Any, obj: Any = None) -> bool:
    """Operator or department of a region, or the platform."""
    return has_role(user, Role.REGION_OPERATOR, Role.DEPARTMENT, Role.PLATFORM_ADMIN)


@rules.predicate
def operates_its_region(user: Any, obj: Any = None) -> bool:
    """Operator of the organisation's region; of any when asked without an organisation."""
    regions = regions_as(user, Role.REGION_OPERATOR)
    return bool(regions) if obj is None else getattr(obj, "to", obj).region_id in regions


def _school_of(obj: Any) -> int | None:
    review = getattr(obj, "review", obj)
    return getattr(review, "school_id", getattr(obj, "pk", None))


@rules.predicate
def keeps_reviews_of(user: Any, obj: Any) -> bool:
    """Coordinator of the school of the review, or of the school itself."""
    return _school_of(obj) in organisations_as(user, *COORDINATORS)


@rules.predicate
def teaches_in_school_of(user: Any, obj: Any) -> bool:
    """Teacher of the school of the review."""
    return _school_of(obj) in organisations_as(user, Role.TEACHER)


@rules.predicate
def answers_for_proposal(user: Any, obj: Any) -> bool:
    """The proposal names the person as responsible."""
    owner = getattr(obj, "owner", None)
    return owner is not None and owner.user_id == user.pk


@rules.predicate
def reads_reviews(user: Any, obj: Any = None) -> bool:
    """Staff of schools who see reviews, and those who watch a region."""
    return has_role(user, *COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER) or watches_a_region(user)


@rules.predicate
def is_written_to(user: Any, obj: Any) -> bool:
    """Coordinator of the addressee."""
    return obj is not None and obj.to_id in organisations_as(user, *COORDINATORS)
