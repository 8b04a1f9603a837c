"""The list of networks (S10), the page of one (S11), its phases."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.sheets import table_answer

from ... import queries_governance as queries
from ...access import has_role, organisations_as
from ...forms_governance.networks import NetworkFilter, NetworkForm, PolicyForm
from ...governance_exports import network_rows
from ...models import Network, NetworkDraft, NetworkMembership, NetworkPolicy, Role
from ...queries_network import indicators, plan_lines, with_indicators
from ...querysets_governance import NATIONAL
from ...rules_governance import LEADERS, seats_of
from ...services import networks as services
from ...services import phases
from ...services.approvals import council_approve
from ...services.council_clock import school_year
from ...services.phase_facts import with_facts
from .base import answer, councils_of, crumbs, demand, form_page, paged, run, tabs_of, visible, visible_network

Status = Network.Status
NEXT = {Status.DRAFT: "prepare", Status.PREPARATION: "pilot", Status.PILOT: "scale", Status.SCALING: "settle"}


@login_required
@require_GET
def networks(request: HttpRequest) -> HttpResponse:
    """Cards with phase, composition gap, what is overdue; filters live in the address."""
    form = NetworkFilter(request.GET)
    rows = queries.networks_for(request.user, **form.values())
    if request.GET.get("format") == "xlsx":
        found = list(rows)
        return table_answer("networks", "xlsx", *network_rows(found, queries.compositions(found)))
    page = paged(rows, request)
    invitations = NetworkMembership.objects.filter(status="applied", answered_at__isnull=True, organisation__in=_led(request.user))
    context = {
        "form": form,
        "page": page,
        "cards": queries.network_cards(list(page.object_list)),
        "is_filtered": any(form.values().values()),
        "may_add": request.user.has_perm("network.add_network"),
        "sees_regional": _sees_regional(request.user),
        "xlsx": f"{request.path}?{_query(request, format='xlsx')}",
        "drafts": NetworkDraft.objects.visible_to(request.user),
        "invitations": invitations.select_related("network", "organisation"),
    }
    return render(request, "network/governance/networks.html", context)


def _query(request: HttpRequest, **more: str) -> str:
    query = request.GET.copy()
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def _led(user: Any) -> set[int]:
    return organisations_as(user, *LEADERS)


def _sees_regional(user: Any) -> bool:
    """Those who look after a region, and whoever sits in a council: the door to the councils of regions."""
    return bool(seats_of(user)) or has_role(user, Role.REGION_OPERATOR, Role.DEPARTMENT, *NATIONAL)


@login_required
@require_GET
def network(request: HttpRequest, pk: int) -> HttpResponse:
    """Phase bar, members with the gap, functions, council, what the next phase waits for."""
    user, year = request.user, school_year()
    since = year.year.starts_on if year else timezone.localdate() - dt.timedelta(days=365)
    rows = with_indicators(with_facts(Network.objects.select_related("region", "operator", "policy", "coordinator")), since)
    shown = visible(rows, request, pk=pk)
    members = list(queries.members_of(shown))
    action = NEXT.get(Status(shown.status), "")
    councils = councils_of(shown, user)
    council = councils[0] if councils else None
    due = queries.next_meeting_due(council, year) if council else None
    lines = plan_lines(shown, year.year if year else None)
    may_change = user.has_perm("network.change_network", shown)
    guards = _checks(shown, action) if may_change else []
    passed = list(shown.transitions.select_related("by").order_by("-at"))
    context = {
        "network": shown,
        "crumbs": crumbs(shown),
        "tabs": tabs_of(shown, user, "network", sees_council=bool(councils)),
        "steps": _phase_steps(shown, passed),
        "indicators": indicators(shown, due=due, lines=lines, plan=lines[0].item.plan_id if lines else None),
        "members": [_member_row(user, row, may_change) for row in members],
        "composition": queries.composition_of_members(members, shown.policy),
        "guards": guards,
        "is_ready": all(row["state"] == "done" for row in guards),
        "action": action,
        "duration": phases.duration_warning(shown) if action else None,
        "may_change": may_change,
        "may_set_rules": user.has_perm("network.change_policy", shown),
        "council": council,
        "due": due,
        "decisions": queries.decision_lines(queries.decisions_board(council, user)[:5]) if council else [],
        "history": _history(passed[:10]),
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


def _phase_steps(shown: Network, passed: list[Any]) -> list[dict[str, Any]]:
    dates = {row.target: row.at for row in reversed(passed)}
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
    verbs = {"phase_paper_new": _("Attach"), "network_invite": _("Invite")}
    return [
        {
            "title": guard.title,
            "state": "done" if guard.met else "wait",
            "text": "" if guard.met else guard.text,
            "href": reverse(f"network:{guard.url_name}", args=guard.args) if guard.url_name and not guard.met else "",
            "action": verbs.get(guard.url_name, _("Open")),
        }
        for guard in rows
    ]


def _history(rows: list[Any]) -> list[dict[str, Any]]:
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
def edit_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms, quorum and pattern of the network: what its council may set (cfg)."""
    shown = visible_network(request, pk)
    demand(request.user, "change_policy", shown)
    form = PolicyForm(request.POST or None, instance=NetworkPolicy.objects.get(pk=shown.policy_id))
    back = reverse("network:network", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.change_policy(network=shown, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("Saved."),
    )
    words = _("Set by the council: change them after its decision. The defaults are those of the portal.")
    page = {
        "heading": _("Rules of the network"),
        "trail": crumbs(shown, (_("Rules of the network"), "")),
        "back": back,
        "submit": _("Save"),
    }
    return sent or form_page(request, form, subtitle=words, **page)
