"""The function matrix (S12): who answers for what, where nobody does, naming people, asking partners for names (NR25)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import may_export, record_export
from accounts.models import ExportGrant

from ... import queries_governance as queries
from ...forms_governance.networks import AssignForm
from ...governance_exports import matrix_rows
from ...models import NetworkDuty, NetworkMembership
from ...services import duties as services
from ...tables import table_answer
from .base import answer, crumbs, demand, form_page, run, tabs_of, visible, visible_network


@login_required
@require_GET
def function_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Organisations × functions: vacant cells amber and red by working days."""
    network = visible_network(request, pk)
    state = queries.MatrixState(network)
    members = state.members
    wanted = request.GET.get("organisation", "")
    vacant_only = bool(request.GET.get("vacant"))
    chosen = int(wanted) if wanted.isdigit() else None
    may_ask = request.user.has_perm("network.change_network", network)
    mine = [row for row in members if request.user.has_perm("network.change_duties", row)]
    may_download = may_ask or bool(mine)
    if request.GET.get("format") == "xlsx":
        if not may_download:
            raise PermissionDenied
        contacts = may_export(request.user, ExportGrant.Kind.STAFF)
        if contacts:
            record_export(user=request.user, kind=ExportGrant.Kind.STAFF, rows=len(state.duties))
        return table_answer(f"functions-{network.pk}", *matrix_rows(state, contacts=contacts), taken_by=request.user)
    tables = queries.duty_matrix(network, organisation=chosen, vacant_only=vacant_only, state=state)
    for table in tables:
        for row in table["rows"]:
            if row["member"] in mine:
                row["href"] = reverse("network:assign_functions", args=[row["member"].pk])
    total, gap = state.total, len(state.vacancies)
    filled, led = total - gap, {row.organisation_id for row in mine}
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Functions"), "")),
        "tabs": tabs_of(network, request.user, "function_matrix"),
        "tables": tables,
        "members": members,
        "mine": mine,
        "chosen": chosen,
        "vacant_only": vacant_only,
        "filled": filled,
        "total": total,
        "gap": gap,
        "parts": [
            {"value": filled, "label": _("with a person"), "tone": "leaf"},
            {"value": gap, "label": _("vacant"), "tone": "clay"},
        ],
        "may_ask": may_ask,
        "may_download": may_download,
        "own_duties": [row for row in state.duties if row.organisation_id in led],
    }
    return render(request, "network/governance/matrix.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assign_functions(request: HttpRequest, pk: int) -> HttpResponse:
    """Name one person for one or several functions of the own organisation."""
    rows = NetworkMembership.objects.active().select_related("network__policy", "network__operator", "network__region", "organisation")
    membership = visible(rows, request, pk=pk)
    demand(request.user, "change_duties", membership)
    empty = {row.function.pk for row in services.vacancies(membership.network, [membership.organisation_id])}
    form = AssignForm(request.POST or None, membership=membership, vacant=empty)
    back = reverse("network:function_matrix", args=[membership.network_id])
    sent = answer(
        request,
        form,
        lambda: services.assign_functions(
            network=membership.network, organisation=membership.organisation, by=request.user, **form.cleaned_data
        ),
        target=lambda _made: back,
        done=_("The person is named."),
    )
    words = _("Vacant functions stand first. An empty phone or e-mail is taken from the person's account.")
    return sent or form_page(
        request,
        form,
        heading=_("Name a person for functions"),
        trail=crumbs(membership.network, (_("Functions"), back), (membership.organisation.short_name, "")),
        back=back,
        submit=_("Name the person"),
        subtitle=words,
    )


@login_required
@require_POST
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """The person steps back; the function is vacant."""
    duty = visible(NetworkDuty.objects.select_related("network"), request, pk=pk)
    membership = NetworkMembership.objects.live().filter(network=duty.network_id, organisation=duty.organisation_id).first()
    demand(request.user, "change_duties", membership)
    run(request, services.end_duty, _("The person no longer answers for the function."), duty=duty)
    return redirect("network:function_matrix", duty.network_id)


@login_required
@require_POST
def ask_for_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask partners with vacant functions for names."""
    network = visible_network(request, pk)
    demand(request.user, "change_network", network)
    count = services.ask_for_names(network=network, memberships=network.memberships.active(), by=request.user)
    words = ngettext("%(count)s organisation is asked for names.", "%(count)s organisations are asked for names.", count)
    messages.success(request, words % {"count": count})
    return redirect("network:function_matrix", network.pk)
