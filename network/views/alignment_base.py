"""What the views of modules, matrices and recognition share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError

from .base import PER_PAGE, demand, refuse_in

__all__ = ["PER_PAGE", "demand", "refuse_in"]
FORM = "network/alignment/form.html"


def sections(user: Any, current: str) -> list[tuple[str, str, bool]]:
    """Parts of «Modules and alignment»; somebody who has not signed in sees the catalogue alone."""
    if not user.is_authenticated:
        return []
    parts = (
        ("modules", _("Modules")),
        ("matrices", _("Alignment matrices")),
        ("recognitions", _("Recognition")),
        ("joint_programmes", _("Joint programmes")),
        ("credits", _("Credit transfer")),
    )
    return [(label, reverse(f"network:{name}"), name == current) for name, label in parts]


def crumbs(name: str, label: Any, *further: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way back: the list, then the given pairs."""
    return [(label, reverse(f"network:{name}")), *further]


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    to: Callable[[Any], str],
    done: str,
    template: str = FORM,
    **context: Any,
) -> HttpResponse:
    """Show a form; when it is right, act and go on; a refusal stands beside its field and nothing typed is lost (422)."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, done)
            return redirect(to(result))
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound and form.errors else 200)


def step(request: HttpRequest, act: Callable[[], Any], *, to: str, done: str) -> HttpResponse:
    """One action by POST: say what was done, or why not, and go on."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to)
