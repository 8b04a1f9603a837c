"""What the views of networks share: how to find, refuse, run a service, show a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.errors import DomainError

from ...models import Council, Network

PER_PAGE = 30


def demand(user: Any, permission: str, obj: Any = None) -> None:
    """403 for those who see an object and may not do this to it."""
    if not user.has_perm(f"network.{permission}", obj):
        raise PermissionDenied


def visible(rows: Any, request: HttpRequest, **found: Any) -> Any:
    """The row, if the person may see it; 404 otherwise."""
    return get_object_or_404(rows.visible_to(request.user), **found)


def visible_network(request: HttpRequest, pk: int) -> Network:
    rows = Network.objects.select_related("region", "operator", "policy", "coordinator")
    return visible(rows, request, pk=pk)


def council_of(network: Network, request: HttpRequest) -> Council | None:
    """The council of the network that the person sees: the coordinating one where there are several, or the one the address names."""
    rows = Council.objects.visible_to(request.user).filter(network=network, closed_on__isnull=True).order_by("pk")
    councils = list(rows.select_related("network__policy"))
    wanted = request.GET.get("council", "")
    chosen = next((row for row in councils if str(row.pk) == wanted), None)
    return chosen or next((row for row in councils if row.kind == Council.Kind.COORDINATING), councils[0] if councils else None)


def run(request: HttpRequest, service: Callable[..., Any], done: str = "", **arguments: Any) -> bool:
    """Run a service for the signed-in person; says ``done`` or the refusal's own sentence."""
    try:
        service(by=request.user, **arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def refuse_in(form: Any, refusal: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form."""
    name = "scan" if refusal.field == "upload" else refusal.field
    form.add_error(name if name in form.fields else None, str(refusal))


def tabs_of(network: Network, user: Any, current: str) -> list[tuple]:
    """Parts of a network that are open to the person; other parts of the room add theirs to EXTRA_TABS."""
    tabs: list[tuple[str, str]] = [("network", pgettext("one", "Network")), ("function_matrix", _("Functions"))]
    if Council.objects.visible_to(user).filter(network=network).exists() or user.has_perm("network.add_council", network):
        tabs.append(("council", pgettext("one", "Council")))
    tabs.append(("working_groups", _("Working groups")))
    tabs += [(name, str(label)) for name, label in EXTRA_TABS]
    return [(label, reverse(f"network:{name}", args=[network.pk]), name == current) for name, label in tabs]


EXTRA_TABS: list[tuple[str, Any]] = []  # (name of the address that takes the network's id, label)


def crumbs(network: Network | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Networks → the network → more; the last one is the page itself."""
    trail = [(_("Networks"), reverse("network:networks"))]
    if network is not None:
        trail.append((network.title, reverse("network:network", args=[network.pk])))
    trail += more
    return [*trail[:-1], (trail[-1][0], "")]


def form_page(
    request: HttpRequest,
    form: Any,
    *,
    heading: Any,
    trail: list,
    back: str,
    submit: Any,
    subtitle: Any = "",
    facts: Any = (),
    network: Any = None,
) -> HttpResponse:
    """A page with one form; 422 when something in it is not right."""
    context = {
        "form": form, "heading": heading, "crumbs": trail, "back": back, "submit": submit, "subtitle": subtitle, "facts": facts, "network": network,
        "multipart": form.is_multipart(),
    }  # fmt: skip
    return render(request, "network/governance/form.html", context, status=422 if form.errors else 200)


def answer(request: HttpRequest, form: Any, act: Callable[[], Any], *, target: Callable[[Any], str], done: Any = "") -> HttpResponse | None:
    """Run ``act`` for a valid posted form and go to the target; None when the form is to be shown (again), with the refusal in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = act()
    except DomainError as refusal:
        refuse_in(form, refusal)
        return None
    if done:
        messages.success(request, str(done))
    return redirect(target(result))
