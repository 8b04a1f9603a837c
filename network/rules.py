"""Rights of the network's room, one permission per action; ``why_not`` says what is missing."""

from typing import Any

import rules
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import COORDINATORS, has_role, organisations_as, regions_as
from .models import CouncilMember, Organisation, OrganisationStatus, Role, StatusType


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
def coordinates_something(user: Any) -> bool:
    """A coordinator or a head anywhere."""
    return has_role(user, *COORDINATORS)


@rules.predicate
def is_active(user: Any, organisation: Organisation | None) -> bool:
    """The organisation is at work."""
    return organisation is not None and organisation.status == Organisation.Status.ACTIVE


@rules.predicate
def keeps_staff(user: Any, organisation: Organisation | None) -> bool:
    """The HR of the organisation."""
    return organisation is not None and organisation.pk in organisations_as(user, Role.HR)


@rules.predicate
def supervises_its_region(user: Any, organisation: Organisation | None) -> bool:
    """The education department of the organisation's region."""
    return organisation is not None and organisation.region_id in regions_as(user, Role.DEPARTMENT)


@rules.predicate
def registers_in_its_region(user: Any, organisation: Organisation | None) -> bool:
    """The chamber's registrar in the organisation's region."""
    return organisation is not None and organisation.region_id in regions_as(user, Role.REGISTRAR)


@rules.predicate
def may_decide_status(user: Any, status: OrganisationStatus | None) -> bool:
    """The operator of the region for every kind; besides, the institution that grants it, and the chair of a council over the organisation."""
    if status is None:
        return False
    if operates_its_region(user, status.organisation):
        return True
    granted_by = status.type.granted_by
    if granted_by == StatusType.GrantedBy.HEI and status.granting_org_id in organisations_as(user, *COORDINATORS):
        return True
    if granted_by == StatusType.GrantedBy.OPERATOR:
        return False
    today = timezone.localdate()
    seats = CouncilMember.objects.filter(
        person=user.pk, seat__in=[CouncilMember.Seat.CHAIR, CouncilMember.Seat.DEPUTY], valid_from__lte=today
    )
    seats = seats.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    over = Q(council__network__memberships__organisation=status.organisation_id) | Q(council__region=status.organisation.region_id)
    return seats.filter(over).exists()


rules.add_perm("network.add_organisation", runs_the_platform | operates_a_region)
rules.add_perm("network.change_organisation", runs_the_platform | operates_its_region | coordinates_it)
rules.add_perm("network.view_people", runs_the_platform | coordinates_it | keeps_staff | operates_its_region)
rules.add_perm("network.change_people", is_active & (runs_the_platform | coordinates_it | keeps_staff | operates_its_region))
rules.add_perm("network.decide_organisation", runs_the_platform | operates_its_region)
rules.add_perm("network.set_flags", runs_the_platform | supervises_its_region)
rules.add_perm("network.answer_join", is_active & (runs_the_platform | coordinates_it))
rules.add_perm("network.propose_status", is_active & (operates_its_region | coordinates_it))
rules.add_perm("network.decide_status", may_decide_status)
rules.add_perm("network.issue_status_certificate", runs_the_platform | may_decide_status)
rules.add_perm("network.issue_passport", runs_the_platform | operates_its_region | coordinates_it)
rules.add_perm("network.keep_classes", is_active & coordinates_it)
rules.add_perm("network.keep_employer", is_active & coordinates_it)
rules.add_perm("network.check_employer", operates_its_region | registers_in_its_region)
rules.add_perm("network.keep_sites", is_active & (coordinates_it | operates_its_region))
rules.add_perm("network.check_sites", operates_its_region)
rules.add_perm("network.keep_districts", runs_the_platform)
rules.add_perm("network.load_organisations", runs_the_platform | operates_a_region)
rules.add_perm("network.load_sites", runs_the_platform | operates_a_region | coordinates_something)
rules.add_perm("network.load_classes", is_active & coordinates_it)
rules.add_perm("network.load_pupils", is_active & coordinates_it)
rules.add_perm("network.load_staff", is_active & (coordinates_it | keeps_staff))
rules.add_perm("network.load_slots", is_active & coordinates_it)
rules.add_perm("network.load_districts", runs_the_platform)
rules.add_perm("network.load_localities", runs_the_platform)


def why_not(user: Any, action: str, organisation: Organisation | None = None) -> Any:
    """The sentence under a disabled button, or empty when the action is allowed."""
    if user.has_perm(f"network.{action}", organisation):
        return ""
    if action == "change_people" and coordinates_it(user, organisation):
        return _("The organisation is not active.")
    return _("Only the organisation's coordinator may do this.")
