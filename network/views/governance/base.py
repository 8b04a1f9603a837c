"""What the views of networks share: how to find, refuse, run a service, show a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.errors import DomainError

from ...models import Council, Network
from ...queries_governance import with_held_days
from ..base import PER_PAGE, demand, refuse_in

__all__ = ["demand", "refuse_in"]


def visible(rows: Any, request: HttpRequest, **found: Any) -> Any:
    """The row, if the person may see it; 404 otherwise."""
    return get_object_or_404(rows.visible_to(request.user), **found)


def visible_network(request: HttpRequest, pk: int) -> Network:
    rows = Network.objects.select_related("region", "operator", "policy", "coordinator")
    return visible(rows, request, pk=pk)


def councils_of(network: Network, user: Any) -> list[Council]:
    """Open councils of the network that the person sees, the coordinating one first."""
    rows = with_held_days(Council.objects.visible_to(user).filter(network=network, closed_on__isnull=True)).order_by("pk")
    found = sorted(rows, key=lambda row: row.kind != Council.Kind.COORDINATING)
    for row in found:
        row.network = network  # read already, with its policy
    return found


def council_url(council: Council) -> str:
    """The page of a council: a tab of its network, or a page of its own for one of a region."""
    if council.network_id is None:
        return reverse("network:regional_council", args=[council.pk])
    address = reverse("network:council", args=[council.network_id])
    return address if council.kind == Council.Kind.COORDINATING else f"{address}?council={council.pk}"


def council_crumbs(council: Council, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Networks → the network or the councils of regions → the council → more."""
    if council.network is not None:
        return crumbs(council.network, (_("Council"), council_url(council)), *more)
    return crumbs(None, (_("Councils of regions"), reverse("network:regional_councils")), (str(council), council_url(council)), *more)


COUNCIL_PARTS = ("network__operator", "network__policy", "network__region", "network__coordinator", "region")


def paged(rows: Any, request: HttpRequest) -> Any:
    """A page of thirty rows; a first page that holds everything needs no counting."""
    if request.GET.get("page") in (None, "", "1"):
        first = list(rows[: PER_PAGE + 1])
        rows = first if len(first) <= PER_PAGE else rows
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


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


def tabs_of(network: Network, user: Any, current: str, *, sees_council: bool | None = None) -> list[tuple]:
    """Parts of a network that are open to the person; whoever has read the councils says whether one is seen."""
    if sees_council is None:
        sees_council = Council.objects.visible_to(user).filter(network=network).exists()
    tabs: list[tuple[str, str]] = [("network", pgettext("one", "Network")), ("function_matrix", _("Functions"))]
    if sees_council or user.has_perm("network.add_council", network):
        tabs.append(("council", pgettext("one", "Council")))
    tabs += [
        ("network_plan", _("Plan and fact")),
        ("network_calendar", _("Calendar")),
        ("network_agreements", _("Agreements")),
        ("working_groups", _("Working groups")),
    ]
    return [(label, reverse(f"network:{name}", args=[network.pk]), name == current) for name, label in tabs]


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
    theirs: Any = (),
) -> HttpResponse:
    """A page with one form; 422 when something in it is not right."""
    context = {
        "form": form, "heading": heading, "crumbs": trail, "back": back, "submit": submit, "subtitle": subtitle, "facts": facts, "theirs": theirs,
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
