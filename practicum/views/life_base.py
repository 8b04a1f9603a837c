"""What the views of placements share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError

from ..models import Placement


def allowed(user: Any, permission: str, obj: Any = None) -> bool:
    """May the person do ``practicum.<permission>``?"""
    return bool(user.has_perm(f"practicum.{permission}", obj))


def require(user: Any, permission: str, obj: Any = None) -> None:
    """403 unless the person may."""
    if not allowed(user, permission, obj):
        raise PermissionDenied


def visible_placement(request: HttpRequest, pk: int) -> Placement:
    """A placement of the person; a foreign one does not exist (404)."""
    rows = Placement.objects.visible_to(request.user)
    rows = rows.select_related("student", "school", "subject", "offer", "order", "application", "round__programme__owner_org")
    return get_object_or_404(rows, pk=pk)


def run(request: HttpRequest, service: Callable[..., Any], *, done: Any = "", **arguments: Any) -> Any:
    """Run a service for the signed-in person; says ``done`` or the refusal. None after a refusal."""
    try:
        result = service(by=request.user, **arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, str(done))
    return True if result is None else result


def saved(request: HttpRequest, form: Any, service: Callable[..., Any], *, done: Any = "", **arguments: Any) -> Any:
    """The same with a form: a refusal stands beside its field. None when nothing was saved."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = service(by=request.user, **arguments, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    if done:
        messages.success(request, str(done))
    return True if result is None else result


def form_page(
    request: HttpRequest, form: Any, *, heading: Any, button: Any, back: str, subtitle: Any = "", advice: Any = ""
) -> HttpResponse:
    """One form; 422 with what was typed when something is wrong."""
    context = {"form": form, "heading": heading, "button": button, "back": back, "subtitle": subtitle, "advice": advice}
    context["crumbs"] = [(_("Students"), reverse("practicum:placements")), (subtitle or heading, "")]
    return render(request, "practicum/life/form.html", context, status=422 if form.errors else 200)
