"""What the pages of the practicum have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from core.errors import DomainError

from ..models import PracticumRound

PER_PAGE = 30


def demand(user: Any, permission: str, row: Any = None) -> None:
    """403 for those who see the row and may not do this to it."""
    if not user.has_perm(f"practicum.{permission}", row):
        raise PermissionDenied


def round_or_404(request: HttpRequest, pk: int) -> PracticumRound:
    """The round, if the person sees it."""
    rows = PracticumRound.objects.visible_to(request.user).select_related("programme__owner_org", "academic_year")
    return get_object_or_404(rows, pk=pk)


def attempt(form: Any, action: Callable[[], Any]) -> tuple[bool, Any]:
    """Run a service; a refusal stands beside its field, or on top of the form. Answers (done, what the service returned)."""
    try:
        return True, action()
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False, None


def tell(request: HttpRequest, action: Callable[[], Any], done: Any) -> Any:
    """Run a service behind a button: a toast says that it is done, or why not. Answers what the service returned, None for a refusal."""
    try:
        answer = action()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, str(done))
    return answer


def address(name: str, *args: Any) -> str:
    """The address of a page, empty where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
