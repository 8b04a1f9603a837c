"""Seats of a council (NR28)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...forms_governance.councils import SeatForm
from ...models import CouncilMember, Organisation
from ...organisation_search import found_by, guessed
from ...services import councils as services
from .base import COUNCIL_PARTS, answer, council_crumbs, council_url, demand, form_page, run, visible
from .councils import visible_council

FOUND = 12


@login_required
@require_http_methods(["GET", "POST"])
def new_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a seat; the third of an organisation is refused (NR28). A region is large: there the organisation is looked for first."""
    shown = visible_council(request, pk)
    demand(request.user, "change_seats", shown)
    organisation = _chosen(request, shown)
    if shown.network_id is None and organisation is None:
        return _find(request, shown)
    form = SeatForm(request.POST or None, council=shown, organisation=organisation)
    back = council_url(shown)
    sent = answer(
        request,
        form,
        lambda: services.seat_member(council=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The seat is given."),
    )
    trail = council_crumbs(shown, (_("New seat"), ""))
    return sent or form_page(request, form, heading=_("New seat"), trail=trail, back=back, submit=_("Give the seat"))


def _of_region(council: Any) -> Any:
    return Organisation.objects.filter(region=council.region_id, status=Organisation.Status.ACTIVE)


def _chosen(request: HttpRequest, council: Any) -> Organisation | None:
    wanted = request.POST.get("organisation") or request.GET.get("organisation") or ""
    return _of_region(council).filter(pk=wanted).first() if council.network_id is None and wanted.isdigit() else None


def _find(request: HttpRequest, council: Any) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = _of_region(council).select_related("district")
    first = rows.filter(kind__in=["career_centre", "edu_department", "chamber"]).order_by("kind", "pk")
    found = list((found_by(rows, words).order_by("kind", "pk") if words else first)[:FOUND])
    context = {
        "council": council,
        "q": words,
        "found": found or list(guessed(rows, words)[:FOUND]),
        "crumbs": council_crumbs(council, (_("New seat"), "")),
        "back": council_url(council),
    }
    return render(request, "network/governance/seat_find.html", context)


def _seat(request: HttpRequest, pk: int) -> CouncilMember:
    parts = [f"council__{name}" for name in COUNCIL_PARTS]
    return visible(CouncilMember.objects.current().select_related(*parts, "person"), request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Another seat or another substitute for the person."""
    member = _seat(request, pk)
    demand(request.user, "change_seats", member.council)
    form = SeatForm(request.POST or None, council=member.council, member=member)
    back = council_url(member.council)
    sent = answer(
        request,
        form,
        lambda: services.change_seat(member=member, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    trail = council_crumbs(member.council, (member.person.full_name, ""))
    return sent or form_page(request, form, heading=member.person.full_name, trail=trail, back=back, submit=_("Save"))


@login_required
@require_POST
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The person leaves the council."""
    member = _seat(request, pk)
    demand(request.user, "change_seats", member.council)
    run(request, services.end_seat, _("The seat is free."), member=member)
    return redirect(council_url(member.council))
