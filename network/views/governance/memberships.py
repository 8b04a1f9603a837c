"""Members of a network: inviting, the joining form, leaving, exclusion by the council (NR26)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...forms_governance.networks import InviteOrganisationForm, JoiningForm
from ...models import NetworkMembership
from ...services import networks as services
from ...services.approvals import council_approve
from .base import answer, crumbs, demand, form_page, run, visible, visible_network


@login_required
@require_http_methods(["GET", "POST"])
def invite_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite one more organisation."""
    shown = visible_network(request, pk)
    demand(request.user, "change_network", shown)
    form = InviteOrganisationForm(request.POST or None, network=shown)
    back = reverse("network:network", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.invite_organisation(network=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The invitation is sent."),
    )
    words = _("Its coordinators get a notice and answer with the joining form.")
    page = {"heading": _("Invite an organisation"), "trail": crumbs(shown, (_("Invite"), "")), "back": back, "submit": _("Invite")}
    return sent or form_page(request, form, subtitle=words, **page)


def _membership(request: HttpRequest, pk: int) -> NetworkMembership:
    rows = NetworkMembership.objects.select_related("network__operator", "network__policy", "network__region", "organisation")
    return visible(rows, request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def joining(request: HttpRequest, pk: int) -> HttpResponse:
    """The joining form: answers an invitation, later says what the organisation got in fact (NR26)."""
    membership = _membership(request, pk)
    may_answer = request.user.has_perm("network.answer_invitation", membership)
    is_member = membership.status == NetworkMembership.Status.ACTIVE
    initial = {name: getattr(membership, name) for name in ("expected", "quantity", "quality", "actual")}
    form = JoiningForm(request.POST or None, is_member=is_member, initial=initial)
    if request.method == "POST":
        demand(request.user, "answer_invitation", membership)
    back = reverse("network:network", args=[membership.network_id])
    sent = answer(
        request, form, lambda: _answer(membership, form, request.user), target=lambda _made: back, done=_("The joining form is kept.")
    )
    context = {
        "membership": membership,
        "network": membership.network,
        "form": form,
        "may_answer": may_answer,
        "is_member": is_member,
        "is_invited": membership.status == NetworkMembership.Status.APPLIED,
        "crumbs": crumbs(membership.network, (membership.organisation.short_name, "")),
        "facts": [
            (_("What the organisation should get"), membership.expected),
            (_("In what quantity"), membership.quantity),
            (_("Of what quality"), membership.quality),
            (_("What the organisation got"), membership.actual),
        ],
        "back": back,
    }
    return sent or render(request, "network/governance/joining.html", context, status=422 if form.errors else 200)


def _answer(membership: NetworkMembership, form: Any, user: Any) -> Any:
    data = form.cleaned_data
    made = services.answer_invitation(
        membership=membership, expected=data["expected"], quantity=data["quantity"], quality=data["quality"], by=user
    )
    if "actual" in data:
        services.write_actual(membership=membership, actual=data["actual"], by=user)
    return made


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to an invitation."""
    membership = _membership(request, pk)
    demand(request.user, "answer_invitation", membership)
    reason = request.POST.get("reason", "")
    run(request, services.decline_invitation, _("The invitation is declined."), membership=membership, reason=reason)
    return redirect("network:networks")


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation leaves the network."""
    membership = _membership(request, pk)
    demand(request.user, "answer_invitation", membership)
    reason = request.POST.get("reason", "")
    run(request, services.leave_network, _("The organisation has left the network."), membership=membership, reason=reason)
    return redirect("network:networks")


@login_required
@require_POST
def propose_exclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the exclusion of a member before the council; the adopted decision excludes it."""
    membership = _membership(request, pk)
    demand(request.user, "change_network", membership.network)
    reason, name = request.POST.get("reason", "").strip(), membership.organisation
    run(
        request,
        lambda by: council_approve(
            membership,
            by=by,
            topic="members",
            question_kk=f"{name.short_name_kk}: желіден шығару туралы",
            question_ru=f"{name.short_name_ru}: об исключении из сети",
            text_kk=f"{name.short_name_kk} желіден шығарылсын. {reason}".strip(),
            text_ru=f"Исключить {name.short_name_ru} из сети. {reason}".strip(),
        ),
        _("The question goes onto the council's next agenda."),
    )
    return redirect("network:network", membership.network_id)
