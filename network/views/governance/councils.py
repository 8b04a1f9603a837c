"""The council of a network or of a region (S13): meetings, the decisions board with its orders."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ... import queries_governance as queries
from ...forms_governance.councils import CouncilForm, DecisionFilter, RegionalCouncilForm
from ...governance_exports import decision_rows
from ...models import Council, Network
from ...rules_governance import why_not_council
from ...services import councils as services
from ...tables import table_answer
from .base import (
    COUNCIL_PARTS,
    answer,
    council_crumbs,
    council_url,
    councils_of,
    crumbs,
    demand,
    form_page,
    paged,
    tabs_of,
    visible,
    visible_network,
)


@login_required
@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """The council of a network: the coordinating one, or the one that the address names."""
    network = visible_network(request, pk)
    councils = councils_of(network, request.user)
    wanted = request.GET.get("council", "")
    shown = next((row for row in councils if str(row.pk) == wanted), councils[0] if councils else None)
    if shown is not None:
        return _page(request, shown, network, councils)
    context = {
        "network": network,
        "council": None,
        "crumbs": crumbs(network, (_("Council"), "")),
        "tabs": tabs_of(network, request.user, "council", sees_council=False),
        "may_found": request.user.has_perm("network.add_council", network),
    }
    return render(request, "network/governance/council.html", context)


@login_required
@require_GET
def regional_council(request: HttpRequest, pk: int) -> HttpResponse:
    """The council of a region; one of a network is a tab there."""
    shown = visible_council(request, pk)
    return redirect(council_url(shown)) if shown.network_id else _page(request, shown, None, [shown])


def _page(request: HttpRequest, shown: Council, network: Network | None, councils: list[Council]) -> HttpResponse:
    """Meetings, decisions (due, overdue), progress of orders, seats; when the next meeting must be."""
    user = request.user
    form = DecisionFilter(request.GET)
    board = queries.decisions_board(shown, user, **form.values())
    if request.GET.get("format") == "xlsx":
        return table_answer(f"decisions-{shown.pk}", *decision_rows(board), taken_by=user)
    page = paged(board, request)
    seats = list(queries.seats(shown))
    user._council_seats = {row.council_id: row.seat for row in seats if row.person_id == user.pk}  # what the rules ask about this page
    may_found = network is not None and user.has_perm("network.add_council", network)
    context = {
        "network": network,
        "council": shown,
        "others": [(str(row.get_kind_display()), council_url(row), row == shown) for row in councils] if len(councils) > 1 else [],
        "crumbs": council_crumbs(shown),
        "tabs": tabs_of(network, user, "council", sees_council=True) if network else [],
        "may_found": may_found and len(councils) < len(queries.NETWORK_COUNCILS),
        "form": form,
        "list_url": council_url(shown),
        "page": page,
        "lines": queries.decision_lines(page.object_list),
        "seats": seats,
        "meetings": queries.meetings_of(shown)[:12],
        "waiting": queries.waiting_questions(shown),
        "due": queries.next_meeting_due(shown),
        "signal": queries.last_signal(shown),
        "may_run": user.has_perm("network.run_council", shown),
        "may_seat": user.has_perm("network.change_seats", shown),
        "why_not": why_not_council(user, shown),
        "papers": "NW-15,NW-46" if network else "NW-46",
    }
    return render(request, "network/governance/council.html", context)


def visible_council(request: HttpRequest, pk: int) -> Council:
    """A council, if the person may see it; 404 otherwise."""
    return visible(queries.with_held_days(Council.objects.select_related(*COUNCIL_PARTS)), request, pk=pk)


@login_required
@require_GET
def regional_councils(request: HttpRequest) -> HttpResponse:
    """Councils of regions that the person sees."""
    rows = Council.objects.visible_to(request.user).filter(region__isnull=False).select_related("region")
    context = {
        "councils": queries.council_cards(rows),
        "may_add": request.user.has_perm("network.add_regional_council", None),
        "crumbs": crumbs(None, (_("Councils of regions"), "")),
    }
    return render(request, "network/governance/regional_councils.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_regional_council(request: HttpRequest) -> HttpResponse:
    """Form the consultative council of a region [002a 3.2]."""
    form = RegionalCouncilForm(request.POST or None, user=request.user)
    if not request.user.has_perm("network.add_regional_council", None):
        raise PermissionDenied
    sent = answer(
        request,
        form,
        lambda: services.found_council(by=request.user, **form.cleaned_data),
        target=council_url,
        done=_("The council is formed. Seat its members."),
    )
    back = reverse("network:regional_councils")
    trail = crumbs(None, (_("Councils of regions"), back), (_("New council"), ""))
    return sent or form_page(request, form, heading=_("New council"), trail=trail, back=back, submit=_("Form the council"))


@login_required
@require_http_methods(["GET", "POST"])
def new_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Form a council of a network: coordinating, methodical, interlevel, project office."""
    network = visible_network(request, pk)
    demand(request.user, "add_council", network)
    form = CouncilForm(request.POST or None, is_new=True)
    sent = answer(
        request,
        form,
        lambda: services.found_council(network=network, by=request.user, **form.cleaned_data),
        target=council_url,
        done=_("The council is formed. Seat its members."),
    )
    back = reverse("network:council", args=[network.pk])
    trail = crumbs(network, (_("Council"), back), (_("New council"), ""))
    return sent or form_page(request, form, heading=_("New council"), trail=trail, back=back, submit=_("Form the council"))


@login_required
@require_http_methods(["GET", "POST"])
def edit_council(request: HttpRequest, pk: int) -> HttpResponse:
    """How often the council meets, how many seats an organisation has."""
    shown = visible_council(request, pk)
    demand(request.user, "run_council", shown)
    form = CouncilForm(request.POST or None, instance=Council.objects.get(pk=shown.pk), is_new=False)
    values: dict[str, Any] = {"heading": _("Rules of the council"), "back": council_url(shown), "submit": _("Save")}
    sent = answer(
        request,
        form,
        lambda: services.change_council(council=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: values["back"],
        done=_("Saved."),
    )
    return sent or form_page(request, form, trail=council_crumbs(shown, (values["heading"], "")), **values)
