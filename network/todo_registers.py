"""To-dos of the registers: applications for the operator, requests to join for the coordinator."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from core import todos
from core.todos import Todo

from .access import COORDINATORS, organisations_as, regions_as
from .models import JoinRequest, Organisation, Role


def applications_waiting(user: Any) -> QuerySet | None:
    """Organisations of the operator's regions that have applied."""
    regions = regions_as(user, Role.REGION_OPERATOR)
    return Organisation.objects.filter(region__in=regions, status=Organisation.Status.APPLIED) if regions else None


def application_todos(user: Any) -> Iterator[Todo]:
    """One line for all applications; it opens the oldest."""
    ids = list(applications_waiting(user).order_by("pk").values_list("pk", flat=True)[:50])  # type: ignore[union-attr]
    if ids:
        text = _("%(count)s to decide") % {"count": len(ids)}
        yield Todo("applications", _("Applications of organisations wait"), text, "network:organisation", (ids[0],), _("Look through"))


def joins_waiting(user: Any) -> QuerySet | None:
    """Requests to join the coordinator's organisations."""
    own = organisations_as(user, *COORDINATORS)
    return JoinRequest.objects.filter(organisation__in=own, status=JoinRequest.Status.SENT) if own else None


def join_todos(user: Any) -> Iterator[Todo]:
    """One line for each organisation."""
    rows = joins_waiting(user).values_list("organisation").annotate(count=Count("pk"))  # type: ignore[union-attr]
    for organisation, count in rows:
        text = _("%(count)s to decide") % {"count": count}
        yield Todo("joins", _("Somebody asks to join"), text, "network:joins", (organisation,), _("Look through"))


def register_todos() -> None:
    """Tell the home page where these come from."""
    todos.register(application_todos, applications_waiting)
    todos.register(join_todos, joins_waiting)
