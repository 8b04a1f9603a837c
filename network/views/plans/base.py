"""What the pages of plans, events and acts share: finding, refusing, running a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from core.errors import DomainError

from ...models import CalendarEvent, LocalAct, NetworkPlan, PlanItem
from ..base import PER_PAGE, demand, refuse_in

__all__ = ["PER_PAGE", "require"]
require = demand


def visible_plan(request: HttpRequest, pk: int) -> NetworkPlan:
    """The plan, if the person may see it; 404 otherwise."""
    rows = NetworkPlan.objects.visible_to(request.user).select_related(
        "network__operator", "network__policy", "organisation", "year", "previous"
    )
    return get_object_or_404(rows, pk=pk)


def visible_item(request: HttpRequest, pk: int, item: int) -> PlanItem:
    """An item of a visible plan."""
    plan = visible_plan(request, pk)
    return get_object_or_404(PlanItem.objects.select_related("plan__network", "plan__organisation", "plan__year"), pk=item, plan=plan)


def visible_event(request: HttpRequest, pk: int) -> CalendarEvent:
    """The event, if the person may see it; 404 otherwise."""
    rows = CalendarEvent.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("network", "organisation", "host", "organiser", "plan_item__plan__year", "series"), pk=pk)


def visible_act(request: HttpRequest, pk: int) -> LocalAct:
    """The act, if the person may see it; 404 otherwise."""
    return get_object_or_404(LocalAct.objects.visible_to(request.user).select_related("organisation", "plan__year"), pk=pk)


def run(request: HttpRequest, service: Callable[..., Any], *, done: Any = "", **arguments: Any) -> Any:
    """Run a service for the signed-in person; says ``done`` or the refusal's own sentence. None after a refusal, else the result (True for None)."""
    try:
        result = service(by=request.user, **arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, str(done))
    return True if result is None else result


def run_form(form: Any, service: Callable[..., Any], **arguments: Any) -> Any:
    """Run a service; a refusal stands beside its field or on top of the form. None after a refusal, else the result (True for None)."""
    try:
        result = service(**arguments)
    except DomainError as refusal:
        refuse_in(form, refusal)
        return None
    return True if result is None else result
