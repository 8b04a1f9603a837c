"""Working groups of a network [003c F4]."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from ..models import Network, WorkingGroup
from .telling import tell


@transaction.atomic
def write_group(
    *,
    network: Network,
    kind: str,
    task: str,
    leader: Any,
    members: Iterable[Any],
    valid_from: dt.date,
    by: Any,
    valid_until: dt.date | None = None,
    group: WorkingGroup | None = None,
) -> WorkingGroup:
    """Form a working group, at work from now, or change one. ``members`` are people or their ids."""
    is_new = group is None
    group = WorkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk) if group else WorkingGroup(network=network)
    group.kind, group.task, group.leader = kind, task.strip(), leader
    group.valid_from, group.valid_until = valid_from, valid_until
    group.save()
    group.members.set(members)
    if is_new:
        group.move("start", by=by)
        tell([leader, *group.members.all()], gettext_noop("You are in a working group of the network."), "working_groups", network.pk)
    return group


@transaction.atomic
def close_group(*, group: WorkingGroup, reason: str, by: Any) -> WorkingGroup:
    """The group has done its work. Raises WrongState."""
    group = WorkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    group.move("close", by=by, reason=reason.strip())
    return group
