"""The council of a network (S13): seats, meetings, the decisions board with its orders."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import queries_governance as queries
from ...forms_governance.councils import CouncilForm, DecisionFilter, SeatForm
from ...models import AgendaItem, Council, CouncilMember
from ...rules_governance import why_not_council
from ...services import councils as services
from .base import PER_PAGE, answer, council_of, crumbs, demand, form_page, run, tabs_of, visible, visible_network


@login_required
@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """Meetings, decisions (due, overdue), progress of orders, seats; when the next meeting must be."""
    network = visible_network(request, pk)
    shown = council_of(network, request)
    context = {
        "network": network,
        "council": shown,
        "crumbs": crumbs(network, (_("Council"), "")),
        "tabs": tabs_of(network, request.user, "council"),
        "may_found": request.user.has_perm("network.add_council", network),
    }
    if shown is None:
        return render(request, "network/governance/council.html", context)
    form = DecisionFilter(request.GET)
    page = Paginator(queries.decisions_board(shown, request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "form": form,
        "page": page,
        "lines": queries.decision_lines(page.object_list),
        "seats": queries.seats(shown),
        "meetings": queries.meetings_of(shown)[:12],
        "waiting": AgendaItem.objects.filter(council=shown, meeting__isnull=True, decisions__status="draft").distinct(),
        "due": queries.next_meeting_due(shown),
        "signal": queries.last_signal(shown),
        "may_run": request.user.has_perm("network.run_council", shown),
        "may_seat": request.user.has_perm("network.change_seats", shown),
        "why_not": why_not_council(request.user, shown),
    }
    return render(request, "network/governance/council.html", context)


def _council(request: HttpRequest, pk: int) -> Council:
    rows = Council.objects.filter(network__isnull=False).select_related("network__operator", "network__policy", "network__region")
    return visible(rows, request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Form a council."""
    network = visible_network(request, pk)
    demand(request.user, "add_council", network)
    form = CouncilForm(request.POST or None, is_new=True)
    back = reverse("network:council", args=[network.pk])
    sent = answer(
        request,
        form,
        lambda: services.found_council(network=network, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The council is formed. Seat its members."),
    )
    trail = crumbs(network, (_("Council"), back), (_("New council"), ""))
    return sent or form_page(request, form, heading=_("New council"), trail=trail, back=back, submit=_("Form the council"))


@login_required
@require_http_methods(["GET", "POST"])
def edit_council(request: HttpRequest, pk: int) -> HttpResponse:
    """How often the council meets, how many seats an organisation has."""
    shown = _council(request, pk)
    demand(request.user, "run_council", shown)
    form = CouncilForm(request.POST or None, instance=Council.objects.get(pk=shown.pk), is_new=False)
    back = reverse("network:council", args=[shown.network_id])
    sent = answer(
        request,
        form,
        lambda: services.change_council(council=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    trail = crumbs(shown.network, (_("Council"), back), (_("Rules of the council"), ""))
    return sent or form_page(request, form, heading=_("Rules of the council"), trail=trail, back=back, submit=_("Save"))


@login_required
@require_http_methods(["GET", "POST"])
def new_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a seat; the third of an organisation is refused (NR28)."""
    shown = _council(request, pk)
    demand(request.user, "change_seats", shown)
    form = SeatForm(request.POST or None, council=shown)
    back = reverse("network:council", args=[shown.network_id])
    sent = answer(
        request,
        form,
        lambda: services.seat_member(council=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The seat is given."),
    )
    trail = crumbs(shown.network, (_("Council"), back), (_("New seat"), ""))
    return sent or form_page(request, form, heading=_("New seat"), trail=trail, back=back, submit=_("Give the seat"))


def _seat(request: HttpRequest, pk: int) -> CouncilMember:
    rows = CouncilMember.objects.current().filter(council__network__isnull=False)
    return visible(rows.select_related("council__network__operator", "council__network__region", "person"), request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Another seat or another substitute for the person."""
    member = _seat(request, pk)
    demand(request.user, "change_seats", member.council)
    form = SeatForm(request.POST or None, council=member.council, member=member)
    back = reverse("network:council", args=[member.council.network_id])
    sent = answer(
        request,
        form,
        lambda: services.change_seat(member=member, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    trail = crumbs(member.council.network, (_("Council"), back), (member.person.full_name, ""))
    return sent or form_page(request, form, heading=member.person.full_name, trail=trail, back=back, submit=_("Save"))


@login_required
@require_POST
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The person leaves the council."""
    member = _seat(request, pk)
    demand(request.user, "change_seats", member.council)
    run(request, services.end_seat, _("The seat is free."), member=member)
    return redirect("network:council", member.council.network_id)
