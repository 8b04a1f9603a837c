"""What the coordinator's views share: one way to find, one way to refuse, one way to run a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from core.errors import DomainError

from ..models import Trial


def require(user: Any, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied (403) unless the person holds ``profprobes.<permission>`` on the object."""
    if not user.has_perm(f"profprobes.{permission}", obj):
        raise PermissionDenied


def allowed(user: Any, permission: str, obj: Any = None) -> bool:
    """May the person do ``profprobes.<permission>``?"""
    return user.has_perm(f"profprobes.{permission}", obj)


def visible_trial(request: HttpRequest, pk: int) -> Trial:
    """A trial of the person; a foreign one does not exist (404)."""
    return get_object_or_404(Trial.objects.visible_to(request.user).select_related("programme", "school", "host", "group"), pk=pk)


def run(request: HttpRequest, service: Callable[..., Any], *, done: str = "", **arguments: Any) -> Any:
    """Run a service for the signed-in person; says ``done`` or the refusal's own sentence. None after a refusal, else the result (True for None)."""
    try:
        result = service(by=request.user, **arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return True if result is None else result


def refuse_in(form: Any, refusal: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
