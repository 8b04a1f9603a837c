"""To-dos of the registers: applications for the operator, requests to join for the coordinator."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from core.todos import Todo

from .access import COORDINATORS, organisations_as, regions_as
from .models import JoinRequest, Organisation, Role


def todos(user: Any) -> Iterator[Todo]:
    """What waits for a decision of this person."""
    if regions := regions_as(user, Role.REGION_OPERATOR):
        waiting = Organisation.objects.filter(region__in=regions, status=Organisation.Status.APPLIED)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:50])
        if ids:
            text = _("%(count)s to decide") % {"count": len(ids)}
            yield Todo("applications", _("Applications of organisations wait"), text, "network:organisation", (ids[0],), _("Look through"))
    if own := organisations_as(user, *COORDINATORS):
        rows = JoinRequest.objects.filter(organisation__in=own, status=JoinRequest.Status.SENT).values_list("organisation")
        for organisation, count in rows.annotate(count=Count("pk")):
            text = _("%(count)s to decide") % {"count": count}
            yield Todo("joins", _("Somebody asks to join"), text, "network:joins", (organisation,), _("Look through"))
