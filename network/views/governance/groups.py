"""Working groups of a network."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...forms_governance.networks import WorkingGroupForm
from ...models import Network, WorkingGroup
from ...services import groups as services
from .base import answer, crumbs, demand, form_page, run, tabs_of, visible, visible_network


@login_required
@require_GET
def working_groups(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of the network with their tasks."""
    network = visible_network(request, pk)
    rows = network.working_groups.select_related("leader").prefetch_related("members").order_by("status", "pk")
    context = {
        "network": network,
        "crumbs": crumbs(network, (_("Working groups"), "")),
        "tabs": tabs_of(network, request.user, "working_groups"),
        "groups": rows,
        "may_change": request.user.has_perm("network.change_groups", network),
    }
    return render(request, "network/governance/groups.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Form a working group."""
    network = visible_network(request, pk)
    return _write(request, network, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a working group."""
    group = visible(WorkingGroup.objects.exclude(status="closed").select_related("network__operator", "network__region"), request, pk=pk)
    return _write(request, group.network, group)


def _write(request: HttpRequest, network: Network, group: WorkingGroup | None) -> HttpResponse:
    demand(request.user, "change_groups", network)
    initial = {"valid_from": timezone.localdate()}
    if group is not None:
        kept = {name: getattr(group, name) for name in ("kind", "task", "valid_from", "valid_until")}
        initial = kept | {"leader": group.leader_id, "members": list(group.members.values_list("pk", flat=True))}
    form = WorkingGroupForm(request.POST or None, network=network, initial=initial)
    back = reverse("network:working_groups", args=[network.pk])
    sent = answer(
        request,
        form,
        lambda: services.write_group(network=network, group=group, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    heading = _("Change the group") if group else _("New working group")
    return sent or form_page(
        request, form, heading=heading, trail=crumbs(network, (_("Working groups"), back), (heading, "")), back=back, submit=_("Save")
    )


@login_required
@require_POST
def close_group(request: HttpRequest, pk: int) -> HttpResponse:
    """The group has done its work."""
    group = visible(WorkingGroup.objects.select_related("network"), request, pk=pk)
    demand(request.user, "change_groups", group.network)
    run(request, services.close_group, _("The group is closed."), group=group, reason=request.POST.get("reason", ""))
    return redirect("network:working_groups", group.network_id)
