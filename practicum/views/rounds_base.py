"""What the views of programmes, rounds, offers and applications share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError

from ..models import PracticumRound

PER_PAGE = 30


def allowed(user: Any, permission: str, obj: Any = None) -> bool:
    """May the person do ``practicum.<permission>``?"""
    return user.has_perm(f"practicum.{permission}", obj)


def require(user: Any, permission: str, obj: Any = None) -> None:
    """403 for those who see a thing and may not do this to it."""
    if not allowed(user, permission, obj):
        raise PermissionDenied


def visible_round(request: HttpRequest, pk: int) -> PracticumRound:
    """A round of the person; a foreign one does not exist (404)."""
    rows = PracticumRound.objects.visible_to(request.user).select_related("programme__owner_org", "academic_year", "package")
    return get_object_or_404(rows, pk=pk)


def run(request: HttpRequest, service: Callable[..., Any], *, done: str = "", **arguments: Any) -> Any:
    """Run a service; says ``done`` or the refusal's own sentence. None after a refusal, else the result (True for None)."""
    try:
        result = service(by=request.user, **arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return True if result is None else result


def saved(
    request: HttpRequest, form: Any, said: str, service: Callable[..., Any], values: dict[str, Any] | None = None, **fixed: Any
) -> Any:
    """Run the service with what a sent and valid form holds; a refusal stands beside its field. None when nothing was saved."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = service(by=request.user, **fixed, **(form.cleaned_data if values is None else values))
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    if said:
        messages.success(request, said)
    return result or True


def crumbs_of(row: PracticumRound | None, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Practicum › the round › …"""
    first = [(_("Practicum"), reverse("practicum:rounds"))]
    return [*first, *([(str(row), reverse("practicum:round", args=[row.pk]))] if row else []), *more]


def form_page(
    request: HttpRequest, form: Any, heading: Any, button: Any, back: str, crumbs: Any, *, subtitle: Any = "", advice: Any = ""
) -> HttpResponse:
    """One form; 422 with what was typed when something is wrong."""
    context = {"form": form, "heading": heading, "button": button, "back": back, "crumbs": crumbs, "subtitle": subtitle, "advice": advice}
    return render(request, "practicum/rounds/form.html", context, status=422 if form.errors else 200)


def events_of(row: Any) -> list[dict[str, Any]]:
    """History of a state machine for the timeline, newest first."""
    lines = []
    for step in row.transitions.select_related("by"):
        tone, icon = row.STATUS_LOOK[row.Status(step.target)]
        lines.append(
            {
                "at": step.at,
                "title": str(row.Status(step.target).label),
                "text": step.reason,
                "by": str(step.by or ""),
                "tone": tone,
                "icon": icon,
            }
        )
    return lines[::-1]
