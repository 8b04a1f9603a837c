"""Rights of the network's room, one permission per action; ``why_not`` says what is missing."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from .access import COORDINATORS, has_role, organisations_as, regions_as
from .models import Organisation, Role


@rules.predicate
def runs_the_platform(user: Any) -> bool:
    """A platform administrator."""
    return bool(user.is_superuser) or has_role(user, Role.PLATFORM_ADMIN)


@rules.predicate
def operates_a_region(user: Any) -> bool:
    """A regional operator of any region."""
    return has_role(user, Role.REGION_OPERATOR)


@rules.predicate
def operates_its_region(user: Any, organisation: Organisation | None) -> bool:
    """The operator of the organisation's region."""
    return organisation is not None and organisation.region_id in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def coordinates_it(user: Any, organisation: Organisation | None) -> bool:
    """A coordinator or the head of the organisation."""
    return organisation is not None and organisation.pk in organisations_as(user, *COORDINATORS)


@rules.predicate
def is_active(user: Any, organisation: Organisation | None) -> bool:
    """The organisation is at work."""
    return organisation is not None and organisation.status == Organisation.Status.ACTIVE


@rules.predicate
def keeps_staff(user: Any, organisation: Organisation | None) -> bool:
    """The HR of the organisation."""
    return organisation is not None and organisation.pk in organisations_as(user, Role.HR)


rules.add_perm("network.add_organisation", runs_the_platform | operates_a_region)
rules.add_perm("network.change_organisation", runs_the_platform | operates_its_region | coordinates_it)
rules.add_perm("network.view_people", runs_the_platform | coordinates_it | keeps_staff | operates_its_region)
rules.add_perm("network.change_people", is_active & (runs_the_platform | coordinates_it | keeps_staff | operates_its_region))


def why_not(user: Any, action: str, organisation: Organisation | None = None) -> Any:
    """The sentence under a disabled button, or empty when the action is allowed."""
    if user.has_perm(f"network.{action}", organisation):
        return ""
    if action == "change_people" and coordinates_it(user, organisation):
        return _("The organisation is not active.")
    return _("Only the organisation's coordinator may do this.")
