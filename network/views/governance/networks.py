"""The list of networks (S10), the page of one (S11), its members."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import queries_governance as queries
from ...forms_governance.networks import InviteOrganisationForm, JoiningForm, NetworkFilter, NetworkForm
from ...models import Council, Network, NetworkDraft, NetworkMembership
from ...services import networks as services
from ...services import phases
from ...services.approvals import council_approve
from .base import PER_PAGE, answer, crumbs, demand, form_page, run, tabs_of, visible, visible_network

Status = Network.Status
NEXT = {Status.DRAFT: "prepare", Status.PREPARATION: "pilot", Status.PILOT: "scale", Status.SCALING: "settle"}


@login_required
@require_GET
def networks(request: HttpRequest) -> HttpResponse:
    """Cards with phase, composition gap, what is overdue; filters live in the address."""
    form = NetworkFilter(request.GET)
    page = Paginator(queries.networks_for(request.user, **form.values()), PER_PAGE).get_page(request.GET.get("page"))
    invitations = NetworkMembership.objects.filter(status="applied", answered_at__isnull=True, organisation__in=_led(request.user))
    context = {
        "form": form,
        "page": page,
        "cards": queries.network_cards(list(page.object_list)),
        "is_filtered": any(form.values().values()),
        "may_add": request.user.has_perm("network.add_network"),
        "drafts": NetworkDraft.objects.visible_to(request.user),
        "invitations": invitations.select_related("network", "organisation"),
    }
    return render(request, "network/governance/networks.html", context)


def _led(user: Any) -> set[int]:
    from ...access import organisations_as
    from ...rules_governance import LEADERS

    return organisations_as(user, *LEADERS)


@login_required
@require_GET
def network(request: HttpRequest, pk: int) -> HttpResponse:
    """Phase bar, members with the gap, functions, council, what the next phase waits for."""
    shown = visible_network(request, pk)
    members = list(queries.members_of(shown))
    action = NEXT.get(Status(shown.status), "")
    filled, mandatory = queries.filled_share(shown)
    council = Council.objects.visible_to(request.user).filter(network=shown, closed_on__isnull=True).order_by("pk").first()
    may_change = request.user.has_perm("network.change_network", shown)
    context = {
        "network": shown,
        "crumbs": crumbs(shown),
        "tabs": tabs_of(shown, request.user, "network"),
        "steps": _phase_steps(shown),
        "members": [_member_row(request.user, row, may_change) for row in members],
        "composition": queries.compositions([shown])[shown.pk],
        "filled": filled,
        "mandatory": mandatory,
        "guards": _checks(shown, action) if may_change else [],
        "action": action,
        "duration": phases.duration_warning(shown) if action else None,
        "may_change": may_change,
        "council": council,
        "due": queries.next_meeting_due(council) if council else None,
        "decisions": queries.decision_lines(queries.decisions_board(council, request.user)[:5]) if council else [],
        "history": _history(shown),
    }
    return render(request, "network/governance/network.html", context)


def _member_row(user: Any, row: NetworkMembership, may_change: bool) -> dict[str, Any]:
    mine = user.has_perm("network.answer_invitation", row)
    is_operator = row.organisation_id == row.network.operator_id
    is_active = row.status == NetworkMembership.Status.ACTIVE
    return {
        "membership": row,
        "mine": mine,
        "may_leave": mine and is_active and not is_operator,
        "may_exclude": may_change and is_active and not mine and not is_operator,
        "dialog": f"leave-{row.pk}",
    }


def _phase_steps(shown: Network) -> list[dict[str, Any]]:
    dates = queries.phase_dates(shown)
    current = Network.PHASES.index(Status(shown.status)) if shown.status in Network.PHASES else -1
    closed = shown.status == Status.CLOSED
    states = ["done" if n < current or closed else "now" if n == current else "ahead" for n in range(len(Network.PHASES))]
    notes = [dates.get(phase) for phase in Network.PHASES]
    return [
        {"title": phase.label, "state": state, "note": f"{at:%d.%m.%Y}" if at else ""}
        for phase, state, at in zip(Network.PHASES, states, notes, strict=True)
    ]


def _checks(shown: Network, action: str) -> list[dict[str, Any]]:
    rows = phases.guards(shown, action) if action else []
    return [
        {
            "title": guard.title,
            "state": "done" if guard.met else "wait",
            "text": "" if guard.met else guard.text,
            "href": reverse(f"network:{guard.url_name}", args=guard.args) if guard.url_name and not guard.met else "",
            "action": _("Open"),
        }
        for guard in rows
    ]


def _history(shown: Network) -> list[dict[str, Any]]:
    rows = shown.transitions.select_related("by").order_by("-at")[:10]
    return [
        {"at": row.at, "title": Status(row.target).label, "text": row.reason, "by": row.by.short_name if row.by else ""} for row in rows
    ]


@login_required
@require_http_methods(["GET", "POST"])
def edit_network(request: HttpRequest, pk: int) -> HttpResponse:
    """The passport of the network."""
    shown = visible_network(request, pk)
    demand(request.user, "change_network", shown)
    form = NetworkForm(request.POST or None, instance=Network.objects.get(pk=shown.pk))
    back = reverse("network:network", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.change_network(network=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    page = {"heading": _("Edit the network"), "trail": crumbs(shown, (_("Edit"), "")), "back": back, "submit": _("Save")}
    return sent or form_page(request, form, **page)


@login_required
@require_POST
def move_phase(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the network into the next phase, or back to preparation."""
    shown = visible_network(request, pk)
    demand(request.user, "change_network", shown)
    action = request.POST.get("action", "")
    if action in Network.TRANSITIONS:
        run(request, phases.move_network, _("The phase has changed."), network=shown, action=action, reason=request.POST.get("reason", ""))
    return redirect("network:network", shown.pk)


@login_required
@require_POST
def propose_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the closing of the network before its council; the adopted decision closes it."""
    shown = visible_network(request, pk)
    demand(request.user, "change_network", shown)
    reason = request.POST.get("reason", "").strip()
    run(
        request,
        lambda by: council_approve(
            shown,
            by=by,
            topic="closing",
            question_kk=f"«{shown.title_kk}» желісін жабу туралы",
            question_ru=f"О закрытии сети «{shown.title_ru}»",
            text_kk=f"«{shown.title_kk}» жабылсын. {reason}".strip(),
            text_ru=f"Закрыть сеть «{shown.title_ru}». {reason}".strip(),
        ),
        _("The question goes onto the council's next agenda."),
    )
    return redirect("network:network", shown.pk)


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
