"""What the council asks of the calendar: how often at least a network meets (NR42). What is counted against it lies in network.rhythm."""

from typing import Any

from django.db import transaction

from ..models import Network, NetworkPolicy

RHYTHM = ("planning_a_month", "interschool_a_term", "forums_a_year", "conferences_in_spring")


@transaction.atomic
def set_rhythm(*, network: Network, by: Any, **norms: int) -> NetworkPolicy:
    """Write the norms that the council has set; the history keeps the former ones."""
    policy = NetworkPolicy.objects.select_for_update().get(pk=network.policy_id)
    for name in RHYTHM:
        setattr(policy, name, norms[name])
    policy.save(update_fields=list(RHYTHM))
    return policy
