"""Allocation (practicum page 8): runs, publishing and changes by hand are the owner's; the own line is the student's."""

import rules

from .rules import coordinates_the_owner, is_the_student

ALLOCATION_PERMISSIONS = {
    "start_allocationrun": coordinates_the_owner,
    "cancel_allocationrun": coordinates_the_owner,
    "publish_allocationrun": coordinates_the_owner,
    "discard_allocationrun": coordinates_the_owner,
    "export_allocationrun": coordinates_the_owner,
    "issue_allocationrun": coordinates_the_owner,
    "override_placement": coordinates_the_owner,
    "see_why": coordinates_the_owner | is_the_student,
}

for _name, _predicate in ALLOCATION_PERMISSIONS.items():
    rules.add_perm(f"practicum.{_name}", _predicate)
